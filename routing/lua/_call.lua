-- Stands before every move: a call's place in the queue.

-- Give the call its place, the same each time. `seen` is when the caller last showed a sign of life.
local function enqueue(sid, seen)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'queue', 'counts_from', 'arrived_at')
  redis.call('HSET', board .. 'call:' .. sid, 'state', 'waiting', 'reservation', '', 'agent', '')
  redis.call('ZADD', board .. 'queue:' .. c[1], c[2], sid)
  redis.call('ZADD', board .. 'waiting', c[3], sid)
  redis.call('ZADD', board .. 'seen', seen, sid)
  file(sid)
end

local function dequeue(sid)
  redis.call('ZREM', board .. 'queue:' .. redis.call('HGET', board .. 'call:' .. sid, 'queue'), sid)
  redis.call('ZREM', board .. 'waiting', sid)
  redis.call('ZREM', board .. 'seen', sid)
  unfile(sid)
end
