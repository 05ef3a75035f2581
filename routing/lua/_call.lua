-- Stands before every move: a call's place in the queue, and the end of a reservation.

-- Give the call its place, the same each time. `seen` is when the caller last showed a sign of life.
local function enqueue(sid, seen)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'queue', 'counts_from', 'arrived_at')
  redis.call('HSET', board .. 'call:' .. sid, 'state', 'waiting', 'reservation', '', 'agent', '')
  redis.call('ZADD', board .. 'queue:' .. c[1], c[2], sid)
  redis.call('SADD', board .. 'queues', c[1])
  redis.call('ZADD', board .. 'waiting', c[3], sid)
  redis.call('ZADD', board .. 'seen', seen, sid)
end

local function dequeue(sid)
  local queue = redis.call('HGET', board .. 'call:' .. sid, 'queue')
  redis.call('ZREM', board .. 'queue:' .. queue, sid)
  if redis.call('EXISTS', board .. 'queue:' .. queue) == 0 then redis.call('SREM', board .. 'queues', queue) end
  redis.call('ZREM', board .. 'waiting', sid)
  redis.call('ZREM', board .. 'seen', sid)
end

-- Forget a reservation that was not accepted; its agent is idle since `now`, and to be placed.
local function release(id, now)
  local r = redis.call('HMGET', board .. 'reservation:' .. id, 'agent', 'kind', 'work')
  redis.call('HSET', board .. 'agent:' .. r[1], 'activity', 'idle', 'since', now, 'reservation', '')
  if r[2] == 'promise' then redis.call('DEL', board .. 'promise:' .. r[3]) end
  redis.call('DEL', board .. 'reservation:' .. id)
  redis.call('ZREM', board .. 'expiries', id)
end
