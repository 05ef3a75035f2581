-- Stands before every move: a call's place in the queue.

-- Give the call its place, the same each time. `seen` is when the caller last showed a sign of life. Calls of one
-- kind (need, language, barred agents) differ in age only: the first goes before all others.
local function enqueue(sid, seen)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'queue', 'barred', 'counts_from', 'arrived_at')
  redis.call('HSET', board .. 'call:' .. sid, 'state', 'waiting', 'reservation', '', 'agent', '')
  redis.call('ZADD', board .. 'queue:' .. c[1], c[3], sid)
  redis.call('ZADD', board .. 'kind:' .. c[1] .. c[2], c[3], sid)
  redis.call('SADD', board .. 'kinds', c[1] .. c[2])
  redis.call('ZADD', board .. 'waiting', c[4], sid)
  redis.call('ZADD', board .. 'seen', seen, sid)
end

local function dequeue(sid)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'queue', 'barred')
  local kind = c[1] .. c[2]
  redis.call('ZREM', board .. 'queue:' .. c[1], sid)
  redis.call('ZREM', board .. 'kind:' .. kind, sid)
  if redis.call('EXISTS', board .. 'kind:' .. kind) == 0 then redis.call('SREM', board .. 'kinds', kind) end
  redis.call('ZREM', board .. 'waiting', sid)
  redis.call('ZREM', board .. 'seen', sid)
end
