-- Take the next turn to have the carrier create a call: one at a time, and none while it asks for a pause.
-- KEYS  1 the board
-- ARGV  1 now  2 from when on the next one may
-- gives taken | later
local at = redis.call('GET', board .. 'rings_from')
if at and tonumber(at) > tonumber(ARGV[1]) then return 'later' end
redis.call('SET', board .. 'rings_from', ARGV[2])
return 'taken'
