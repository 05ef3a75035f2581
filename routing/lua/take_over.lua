-- A colleague who was asked takes the call over: the reservation is for that call from now on.
-- KEYS  1 the board
-- ARGV  1 reservation  2 call  3 queue  4 arrived_at  5 counts_from  6 now
-- gives taken | gone (the colleague does not talk under this id, or the call is with somebody else)
local id, sid, key = ARGV[1], ARGV[2], board .. 'reservation:' .. ARGV[1]
local r = redis.call('HMGET', key, 'state', 'agent', 'kind')
if r[1] ~= 'accepted' or r[3] ~= 'consult' then return 'gone' end
if redis.call('EXISTS', board .. 'call:' .. sid) == 1 then return 'gone' end
redis.call('HSET', key, 'kind', 'call', 'work', sid)
redis.call('HSET', board .. 'call:' .. sid, 'queue', ARGV[3], 'arrived_at', ARGV[4], 'counts_from', ARGV[5],
  'barred', '[]', 'wish', '', 'because', '', 'until_at', '', 'look_at', '', 'last_agent', '', 'sent_on_at', ARGV[6],
  'state', 'talking', 'reservation', id, 'agent', r[2])
return 'taken'
