-- How many wait for each of these needs, since when the first in its line, and who is the last in it.
-- KEYS  1 the board
-- ARGV  1 queues (JSON list of need:language)
-- gives {{how many, when the first called, the last call; nil: nobody waits} ...}
local answer = {}
for n, queue in ipairs(cjson.decode(ARGV[1])) do
  local key = board .. 'queue:' .. queue
  local first, last = redis.call('ZRANGE', key, 0, 0)[1], redis.call('ZRANGE', key, -1, -1)[1]
  answer[n] = {redis.call('ZCARD', key), first and redis.call('HGET', board .. 'call:' .. first, 'arrived_at'), last}
end
return answer
