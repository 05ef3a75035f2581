-- Note until when a caller was told to wait, and which agent was offered by name, for the case that a ring cuts short
-- the turn that told it.
-- KEYS  1 the board
-- ARGV  1 call  2 until when (empty: what was told holds no longer)  3 the agent (empty: none)
-- gives noted | gone
local key = board .. 'call:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 'gone' end
redis.call('HSET', key, 'told_until', ARGV[2], 'offered', ARGV[3])
return 'noted'
