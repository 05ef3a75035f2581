-- End a reservation that was not accepted: the call waits at its old place, unless the caller has left.
-- KEYS  1 the board
-- ARGV  1 reservation  2 is it a refusal (yes, no, if_rung)  3 call (waits, left)  4 rests_until
--       5 refusals before a break  6 now
-- gives freed | resting | on_break (how the agent is now) | gone
local id, now = ARGV[1], ARGV[6]
local r = redis.call('HMGET', board .. 'reservation:' .. id, 'state', 'agent', 'kind', 'work')
if r[1] ~= 'held' and r[1] ~= 'ringing' then return 'gone' end
local agent, key, outcome = r[2], board .. 'agent:' .. r[2], 'freed'
release(id, now)
if r[3] == 'call' and ARGV[3] == 'waits' then enqueue(r[4], now) end
if r[3] == 'call' and ARGV[3] == 'left' then redis.call('DEL', board .. 'call:' .. r[4]) end
if ARGV[2] == 'yes' or (ARGV[2] == 'if_rung' and r[1] == 'ringing') then
  local refusals = redis.call('HINCRBY', key, 'refusals', 1)
  if redis.call('HGET', key, 'presence') == 'ready' then
    outcome = refusals < tonumber(ARGV[5]) and 'resting' or 'on_break'
  end
end
if outcome == 'on_break' then declare(agent, 'on_break') end
if outcome == 'resting' then
  redis.call('HSET', key, 'rests_until', ARGV[4])
  redis.call('ZADD', board .. 'lapses', ARGV[4], agent)
end
place(agent)
return outcome
