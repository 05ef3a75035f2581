-- Hold an agent for a call, a promise or a consult, if the agent is free and the work is not held by another.
-- KEYS  1 the board
-- ARGV  1 reservation  2 agent  3 kind (call, promise, consult)  4 work  5 reason (JSON)  6 expires_at  7 now
-- gives reserved | lost
local id, agent, kind, work, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[7]
local rank = redis.call('HGET', board .. 'agent:' .. agent, 'rank')
if not rank or rank == '' then return 'lost' end
if kind == 'call' then
  if redis.call('HGET', board .. 'call:' .. work, 'state') ~= 'waiting' then return 'lost' end
  dequeue(work)
  keep(work, '') -- once somebody is rung for it, its wish has been done
  redis.call('HSET', board .. 'call:' .. work, 'state', 'reserved', 'reservation', id, 'agent', agent)
elseif kind == 'promise' and not redis.call('SET', board .. 'promise:' .. work, id, 'NX') then
  return 'lost'
end
redis.call('HSET', board .. 'reservation:' .. id, 'agent', agent, 'kind', kind, 'work', work, 'state', 'held',
  'reason', ARGV[5], 'reserved_at', now, 'expires_at', ARGV[6], 'redirected_at', '', 'leg', '')
redis.call('ZADD', board .. 'expiries', ARGV[6], id)
redis.call('HSET', board .. 'agent:' .. agent, 'activity', 'reserved', 'since', now, 'reservation', id)
place(agent)
return 'reserved'
