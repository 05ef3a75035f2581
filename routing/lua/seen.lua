-- Note a sign of life of a caller in the hold loop, and tell where the call stands.
-- KEYS  1 the board
-- ARGV  1 call  2 now
-- gives {the call's record, flat; empty: unknown, it is to join again} {how many are ahead in its queue; nil: not waiting}
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
local call = redis.call('HGETALL', key)
if #call == 0 then return {call, false} end
redis.call('ZADD', board .. 'seen', 'XX', ARGV[2], sid)
return {call, redis.call('ZRANK', board .. 'queue:' .. redis.call('HGET', key, 'queue'), sid)}
