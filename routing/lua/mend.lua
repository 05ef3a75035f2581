-- Take away a record whose other half is gone: one that names a reservation that is not there, or a reservation that its
-- agent does not name. An agent is idle again; a caller's next turn of the hold loop brings the call back.
-- KEYS  1 the board
-- ARGV  1 kind (agent, reservation, call, promise)  2 id  3 now
-- gives mended | whole
local kind, id, key = ARGV[1], ARGV[2], board .. ARGV[1] .. ':' .. ARGV[2]
local function is_there(held) return held and redis.call('EXISTS', board .. 'reservation:' .. held) == 1 end
if redis.call('EXISTS', key) == 0 then return 'whole' end
if kind == 'agent' then
  local a = redis.call('HMGET', key, 'activity', 'reservation')
  if a[1] == 'idle' or is_there(a[2]) then return 'whole' end
  redis.call('HSET', key, 'activity', 'idle', 'since', ARGV[3], 'rests_until', '', 'reservation', '')
  redis.call('ZREM', board .. 'lapses', id)
  place(id)
  return 'mended'
elseif kind == 'reservation' then
  local agent = redis.call('HGET', key, 'agent')
  if agent and redis.call('HGET', board .. 'agent:' .. agent, 'reservation') == id then return 'whole' end
elseif kind == 'call' then
  local c = redis.call('HMGET', key, 'state', 'reservation')
  local is_watched = redis.call('ZSCORE', board .. 'waiting', id) and redis.call('ZSCORE', board .. 'seen', id)
  if c[1] == 'waiting' and is_watched or c[1] ~= 'waiting' and is_there(c[2]) then return 'whole' end
  if c[1] == 'waiting' then dequeue(id) end
elseif is_there(redis.call('GET', key)) then
  return 'whole'
end
redis.call('DEL', key)
return 'mended'
