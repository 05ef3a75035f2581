-- End a call's wish: anybody may take it from now on, at its old place.
-- KEYS  1 the board
-- ARGV  1 call  2 wished agent  3 until_at (empty: without end)
-- gives anybodys | gone (it does not wait, or not with this wish)
local sid = ARGV[1]
local c = redis.call('HMGET', board .. 'call:' .. sid, 'state', 'wish', 'until_at')
if c[1] ~= 'waiting' or c[2] ~= ARGV[2] or c[3] ~= ARGV[3] then return 'gone' end
unfile(sid)
keep(sid, '')
file(sid)
return 'anybodys'
