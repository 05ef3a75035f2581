-- End a talk: the agent wraps up. What it was about stays with the agent until the wrap-up is over.
-- KEYS  1 the board
-- ARGV  1 reservation or call  2 wraps_up_until  3 now
-- gives settled | gone (nobody talks under this id)
local id = redis.call('HGET', board .. 'call:' .. ARGV[1], 'reservation') or ARGV[1]
local key = board .. 'reservation:' .. id
local r = redis.call('HMGET', key, 'state', 'agent', 'kind', 'work')
if r[1] ~= 'accepted' then return 'gone' end
redis.call('HSET', key, 'state', 'settled')
redis.call('ZREM', board .. 'talks', id)
redis.call('DEL', board .. r[3] .. ':' .. r[4]) -- the call, or the hold on the promise
redis.call('HSET', board .. 'agent:' .. r[2], 'activity', 'wrapping_up', 'since', ARGV[3])
redis.call('ZADD', board .. 'lapses', ARGV[2], r[2])
return 'settled'
