-- Forget a caller who has hung up before talking. The agent whose phone was ringing is idle again: no refusal.
-- KEYS  1 the board
-- ARGV  1 call  2 now
-- gives left | released (an agent was held) | talking (nothing is changed: settle it) | gone
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
local c = redis.call('HMGET', key, 'state', 'reservation', 'agent')
if not c[1] then return 'gone' end
if c[1] == 'talking' then return 'talking' end
if c[1] == 'waiting' then
  dequeue(sid)
else
  release(c[2], ARGV[2])
  place(c[3])
end
redis.call('DEL', key)
return c[1] == 'waiting' and 'left' or 'released'
