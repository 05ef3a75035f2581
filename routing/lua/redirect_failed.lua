-- Note that the redirect was surely refused: the hold loop may hand out the ring at once.
-- KEYS  1 the board
-- ARGV  1 reservation
-- gives noted | gone
local key = board .. 'reservation:' .. ARGV[1]
if redis.call('HGET', key, 'redirected_at') == false then return 'gone' end
redis.call('HSET', key, 'redirected_at', 0) -- long past, and still no second one
return 'noted'
