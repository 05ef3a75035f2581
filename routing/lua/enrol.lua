-- Put an agent on the roster, or change what an agent can do. Presence and activity stay as they are; a newcomer
-- is signed out and idle.
-- KEYS  1 the board
-- ARGV  1 agent  2 skills (JSON)  3 breadth  4 order among the idle  5 classes (JSON list)  6 now
-- gives enrolled | updated | unchanged
local id, key = ARGV[1], board .. 'agent:' .. ARGV[1]
local known = redis.call('HMGET', key, 'presence', 'skills', 'order')
if known[2] == ARGV[2] and known[3] == ARGV[4] then return 'unchanged' end
if known[1] then
  declare(id, 'signed_out') -- out of the indexes of the old skills
  place(id)
else
  redis.call('HSET', key, 'presence', 'signed_out', 'activity', 'idle', 'since', ARGV[6], 'rests_until', '')
  redis.call('HSET', key, 'refusals', 0, 'rank', '', 'reservation', '')
  redis.call('SADD', board .. 'roster', id)
end
redis.call('HSET', key, 'skills', ARGV[2], 'breadth', ARGV[3], 'order', ARGV[4], 'classes', ARGV[5])
declare(id, known[1] or 'signed_out')
place(id)
return known[1] and 'updated' or 'enrolled'
