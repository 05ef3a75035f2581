-- Keep a waiting call for one agent from now on, if that agent is ready; its place stays.
-- KEYS  1 the board
-- ARGV  1 call  2 wish (JSON)
-- gives kept | not_ready (nothing is changed) | gone (it does not wait)
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
if redis.call('HGET', key, 'state') ~= 'waiting' then return 'gone' end
local agent = cjson.decode(ARGV[2]).agent
if redis.call('HGET', board .. 'agent:' .. agent, 'presence') ~= 'ready' then return 'not_ready' end
unfile(sid)
keep(sid, ARGV[2])
file(sid)
return 'kept'
