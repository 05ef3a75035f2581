-- Let the agent's leg have the work. The same leg asking again is told the same; another one comes too late.
-- KEYS  1 the board
-- ARGV  1 reservation  2 leg  3 now
-- gives accepted | gone
local id, key = ARGV[1], board .. 'reservation:' .. ARGV[1]
local r = redis.call('HMGET', key, 'state', 'leg', 'agent', 'kind', 'work')
if r[1] == 'accepted' and r[2] == ARGV[2] then return 'accepted' end
if r[1] ~= 'held' and r[1] ~= 'ringing' then return 'gone' end
redis.call('HSET', key, 'state', 'accepted', 'leg', ARGV[2])
redis.call('ZREM', board .. 'expiries', id)
redis.call('ZADD', board .. 'talks', ARGV[3], id)
redis.call('HSET', board .. 'agent:' .. r[3], 'activity', 'talking', 'since', ARGV[3], 'refusals', 0)
if r[4] == 'call' then redis.call('HSET', board .. 'call:' .. r[5], 'state', 'talking') end
return 'accepted'
