-- Stands before the reads: what is before a call, and who is about to be free. A handful of each, whatever the size of
-- the floor: kinds of calls (needs x languages), languages, and the first few agents whose rest or wrap-up ends.

local function calls_before(counts_from)
  local kinds = {}
  for _, kind in ipairs(redis.call('SMEMBERS', board .. 'kinds')) do
    kinds[#kinds + 1] = {kind, redis.call('ZCOUNT', board .. 'kind:' .. kind, '-inf', '(' .. counts_from)}
  end
  return kinds
end

local function promises_before(counts_from)
  local languages = {}
  for _, language in ipairs(redis.call('SMEMBERS', board .. 'owed')) do
    local before = redis.call('ZCOUNT', board .. 'owed:' .. language, '-inf', string.format('(%.0f', counts_from))
    languages[#languages + 1] = {language, before}
  end
  return languages
end

local function soon_free(most)
  local agents, lapses = {}, redis.call('ZRANGE', board .. 'lapses', 0, most - 1, 'WITHSCORES')
  for n = 1, #lapses, 2 do
    local a = redis.call('HMGET', board .. 'agent:' .. lapses[n], 'presence', 'skills')
    agents[#agents + 1] = {lapses[n], a[1], a[2], lapses[n + 1]}
  end
  return agents
end
