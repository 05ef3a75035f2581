-- Stands before every move: where a waiting call is found by those who may take it.

-- Calls of one kind (need, language, barred agents, wished agent) differ in age only: the first goes before all others.
-- A call that is kept for one agent is found by that agent alone, until its wish has come up for a look and is ended.
local function kind_of(sid)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'queue', 'barred', 'wish')
  return c[1] .. c[2] .. c[3], board .. (c[3] == '' and 'kinds' or 'kinds:' .. c[3])
end

local function file(sid)
  local kind, kinds = kind_of(sid)
  local c = redis.call('HMGET', board .. 'call:' .. sid, 'counts_from', 'wish', 'look_at')
  redis.call('ZADD', board .. 'kind:' .. kind, c[1], sid)
  redis.call('SADD', kinds, kind)
  if c[2] ~= '' then redis.call('ZADD', board .. 'wishes', c[3], sid) end
end

local function unfile(sid)
  local kind, kinds = kind_of(sid)
  redis.call('ZREM', board .. 'kind:' .. kind, sid)
  if redis.call('EXISTS', board .. 'kind:' .. kind) == 0 then redis.call('SREM', kinds, kind) end
  redis.call('ZREM', board .. 'wishes', sid)
end
