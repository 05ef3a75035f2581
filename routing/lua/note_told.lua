-- Note until when a caller was told to wait, for the case that the turn that told it is cut short by a ring.
-- KEYS  1 the board
-- ARGV  1 call  2 until when (empty: what was told holds no longer)
-- gives noted | gone
local key = board .. 'call:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 'gone' end
redis.call('HSET', key, 'told_until', ARGV[2])
return 'noted'
