-- Stands before every move: the end of a reservation that was not accepted.

-- Forget the reservation; its agent is idle since `now`, and to be placed.
local function release(id, now)
  local r = redis.call('HMGET', board .. 'reservation:' .. id, 'agent', 'kind', 'work')
  redis.call('HSET', board .. 'agent:' .. r[1], 'activity', 'idle', 'since', now, 'reservation', '')
  if r[2] == 'promise' then redis.call('DEL', board .. 'promise:' .. r[3]) end
  redis.call('DEL', board .. 'reservation:' .. id)
  redis.call('ZREM', board .. 'expiries', id)
end
