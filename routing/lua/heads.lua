-- What a free agent's choice looks at: the first call of each kind, a handful (needs x languages), and of each kind that
-- is kept for this agent.
-- KEYS  1 the board
-- ARGV  1 agent
-- gives {agent's record, flat} {plan, flat} number of idle agents, {{call, its record, flat, {staffing}} ...}
local heads = {}
for _, kind in ipairs(redis.call('SUNION', board .. 'kinds', board .. 'kinds:' .. ARGV[1])) do
  local sid = redis.call('ZRANGE', board .. 'kind:' .. kind, 0, 0)[1]
  local key = board .. 'call:' .. sid
  local c = redis.call('HMGET', key, 'queue', 'barred')
  heads[#heads + 1] = {sid, redis.call('HGETALL', key), staffing(c[1], cjson.decode(c[2]))}
end
return {
  redis.call('HGETALL', board .. 'agent:' .. ARGV[1]), redis.call('HGETALL', board .. 'plan'),
  redis.call('ZCARD', board .. 'idle:*:*'), heads,
}
