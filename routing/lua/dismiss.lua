-- Take an agent who is doing nothing off the roster.
-- KEYS  1 the board
-- ARGV  1 agent
-- gives dismissed | busy | unknown
local id, key = ARGV[1], board .. 'agent:' .. ARGV[1]
local activity = redis.call('HGET', key, 'activity')
if not activity then return 'unknown' end
if activity ~= 'idle' then return 'busy' end
declare(id, 'signed_out')
place(id)
redis.call('DEL', key)
redis.call('SREM', board .. 'roster', id)
redis.call('ZREM', board .. 'lapses', id)
return 'dismissed'
