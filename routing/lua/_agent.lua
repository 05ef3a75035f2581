-- Stands before every move: an agent's record, and the indexes in which the agent is found.
-- Every key of the board begins with KEYS[1], its name, which carries the hash tag of them all.
local board = KEYS[1]

-- Put the agent into the idle indexes or take it out, as the record now says; to be called after it has changed.
-- A member is "order|since|id breadth", all of one score: the order of the index is the policy's order of agents.
local function place(id)
  local key = board .. 'agent:' .. id
  local a = redis.call('HMGET', key, 'presence', 'activity', 'rests_until', 'order', 'since', 'rank', 'classes',
    'breadth')
  local free = a[1] == 'ready' and a[2] == 'idle' and a[3] == ''
  local rank = free and table.concat({a[4], a[5], id .. ' ' .. a[8]}, '|') or ''
  if rank == a[6] then return end
  for _, class in ipairs(cjson.decode(a[7])) do
    if a[6] ~= '' then redis.call('ZREM', board .. 'idle:' .. class, a[6]) end
    if rank ~= '' then redis.call('ZADD', board .. 'idle:' .. class, 0, rank) end
  end
  redis.call('HSET', key, 'rank', rank)
end

-- Change the presence; `place` is to follow.
local function declare(id, presence)
  local a = redis.call('HMGET', board .. 'agent:' .. id, 'presence', 'classes')
  for _, class in ipairs(cjson.decode(a[2])) do
    redis.call('SREM', board .. a[1] .. ':' .. class, id)
    if presence ~= 'signed_out' then redis.call('SADD', board .. presence .. ':' .. class, id) end
  end
  redis.call('HSET', board .. 'agent:' .. id, 'presence', presence)
end
