-- May this answer ring the agent? The same call asking again (a hook comes twice) is told the same.
-- KEYS  1 the board
-- ARGV  1 reservation  2 who asks (redirect, loop)  3 a redirect after this instant may still be in flight
-- gives ring | wait (the redirect will ask) | gone
local key = board .. 'reservation:' .. ARGV[1]
local r = redis.call('HMGET', key, 'state', 'redirected_at')
if r[1] ~= 'held' and r[1] ~= 'ringing' then return 'gone' end
local in_flight = r[2] ~= '' and tonumber(r[2]) > tonumber(ARGV[3])
if ARGV[2] == 'loop' and r[1] == 'held' and in_flight then return 'wait' end
redis.call('HSET', key, 'state', 'ringing')
return 'ring'
