-- What a match for one need looks at: heads only, so that it costs the same with any number of agents.
-- KEYS  1 the board
-- ARGV  1 queue (need:language)  2 barred agents (JSON list)  3 wished agent (empty: none)
-- gives {staffing} {idle agents of level 3} {level 2} {level 1} {idle agents, trained or not}: of each as many as are
-- barred, and one; of any language where nobody ready speaks this one; and {the wished agent's record, flat}
local barred = cjson.decode(ARGV[2])
local need, language = string.match(ARGV[1], '(.*):(.*)')
local staff = staffing(ARGV[1], barred)
local spoken = staff[4] > 0 and language or '*'
local function heads(class) return redis.call('ZRANGE', board .. 'idle:' .. class, 0, #barred) end
local trained = need .. ':' .. spoken .. ':'
local wished = redis.call('HGETALL', board .. 'agent:' .. ARGV[3])
return {staff, heads(trained .. '3'), heads(trained .. '2'), heads(trained .. '1'), heads('*:' .. spoken), wished}
