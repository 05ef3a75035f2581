-- What a free agent's choice looks at: the heads of all queues (a handful: needs x languages).
-- KEYS  1 the board
-- ARGV  1 agent, or nothing  2 how many calls of a queue to read at most
-- gives {agent's record, flat} {plan, flat} number of idle agents, {{call, record, flat, {staffing}} ...}: of each queue
-- the first call that bars nobody, which goes before all others of its kind, and those before it
local heads = {}
for _, queue in ipairs(redis.call('SMEMBERS', board .. 'queues')) do
  for _, sid in ipairs(redis.call('ZRANGE', board .. 'queue:' .. queue, 0, ARGV[2] - 1)) do
    local barred = redis.call('HGET', board .. 'call:' .. sid, 'barred')
    local call = redis.call('HGETALL', board .. 'call:' .. sid)
    heads[#heads + 1] = {sid, call, staffing(queue, cjson.decode(barred))}
    if barred == '[]' then break end
  end
end
return {
  redis.call('HGETALL', board .. 'agent:' .. ARGV[1]), redis.call('HGETALL', board .. 'plan'),
  redis.call('ZCARD', board .. 'idle:*:*'), heads,
}
