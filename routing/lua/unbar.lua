-- Change who may not take a call that waits; its place stays.
-- KEYS  1 the board
-- ARGV  1 call  2 barred agents (JSON list)
-- gives changed | gone (it does not wait)
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
if redis.call('HGET', key, 'state') ~= 'waiting' then return 'gone' end
unfile(sid)
redis.call('HSET', key, 'barred', ARGV[2])
file(sid)
return 'changed'
