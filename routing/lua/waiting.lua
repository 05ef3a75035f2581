-- The waiting calls, oldest first.
-- KEYS  1 the board
-- ARGV  1 how many at most
-- gives {{call, record, flat, how many are ahead in its queue} ...}
local calls = {}
for _, sid in ipairs(redis.call('ZRANGE', board .. 'waiting', 0, ARGV[1] - 1)) do
  local key = board .. 'call:' .. sid
  local ahead = redis.call('ZRANK', board .. 'queue:' .. redis.call('HGET', key, 'queue'), sid)
  calls[#calls + 1] = {sid, redis.call('HGETALL', key), ahead}
end
return calls
