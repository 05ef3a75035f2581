-- Mark that the waiting call is being redirected to its ring. Once per reservation: a second redirect would cut
-- the ring or the talk.
-- KEYS  1 the board
-- ARGV  1 reservation  2 now
-- gives marked | already (redirected before, or ringing) | gone
local key = board .. 'reservation:' .. ARGV[1]
local r = redis.call('HMGET', key, 'state', 'redirected_at')
if not r[1] then return 'gone' end
if r[1] ~= 'held' or r[2] ~= '' then return 'already' end
redis.call('HSET', key, 'redirected_at', ARGV[2])
return 'marked'
