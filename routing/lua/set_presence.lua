-- Write down what an agent declares. Ready ends a rest and the count of refusals; who becomes free by it is idle
-- from now. Presence never ends a ring, a talk or a wrap-up.
-- KEYS  1 the board
-- ARGV  1 agent  2 presence  3 now
-- gives set | unknown
local id, presence, key = ARGV[1], ARGV[2], board .. 'agent:' .. ARGV[1]
local a = redis.call('HMGET', key, 'presence', 'activity', 'rests_until')
if not a[1] then return 'unknown' end
declare(id, presence)
if presence == 'ready' then
  redis.call('HSET', key, 'rests_until', '', 'refusals', 0)
  if a[3] ~= '' then redis.call('ZREM', board .. 'lapses', id) end
  if a[2] == 'idle' and (a[1] ~= 'ready' or a[3] ~= '') then redis.call('HSET', key, 'since', ARGV[3]) end
end
place(id)
return 'set'
