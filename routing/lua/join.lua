-- Let a call wait. A call that the board knows stays as it is; one that it has lost finds its old place again.
-- KEYS  1 the board
-- ARGV  1 call  2 queue  3 arrived_at  4 counts_from  5 barred agents (JSON list)  6 wish (JSON; empty: none)
--       7 the agent of last time (empty: none)  8 when it was sent on (empty: it was not)  9 now
-- gives joined | known
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
if redis.call('EXISTS', key) == 1 then return 'known' end
redis.call('HSET', key, 'queue', ARGV[2], 'arrived_at', ARGV[3], 'counts_from', ARGV[4], 'barred', ARGV[5],
  'last_agent', ARGV[7], 'sent_on_at', ARGV[8])
keep(sid, ARGV[6])
enqueue(sid, ARGV[9])
return 'joined'
