-- End a wrap-up, or the rest of an idle agent.
-- KEYS  1 the board
-- ARGV  1 agent  2 what may be ended: wrap_up, or lapsed (a rest or a wrap-up whose time has passed)  3 now
--       4 the wrap-up of which talk, its reservation (empty: whichever it is)
-- gives freed | unchanged
local id, key = ARGV[1], board .. 'agent:' .. ARGV[1]
local a = redis.call('HMGET', key, 'activity', 'reservation')
local until_at = redis.call('ZSCORE', board .. 'lapses', id)
local may_end = ARGV[2] == 'wrap_up' and a[1] == 'wrapping_up' and (ARGV[4] == '' or ARGV[4] == a[2])
may_end = may_end or (ARGV[2] == 'lapsed' and until_at and tonumber(until_at) <= tonumber(ARGV[3]))
if not may_end then return 'unchanged' end
redis.call('ZREM', board .. 'lapses', id)
redis.call('HSET', key, 'activity', 'idle', 'since', ARGV[3], 'rests_until', '', 'reservation', '')
if a[1] == 'wrapping_up' then redis.call('DEL', board .. 'reservation:' .. a[2]) end
place(id)
return 'freed'
