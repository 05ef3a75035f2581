-- What the expectation of a waiting call looks at; asked from the call's own phone, it is also a sign of life.
-- KEYS  1 the board
-- ARGV  1 call  2 now, or empty: somebody else asks  3 head start of live callers before promises, in µs
--       4 how many rests and wrap-ups to look at
-- gives {the call's record, flat; empty: unknown, it is to join again} {its place in its queue; nil: it does not wait}
-- {staffing} {idle agents of level 3, 2, 1, who speak the language, at all} {{kind, its calls before this one} ...}
-- {{language, promises before it} ...} {{agent, presence, skills, end of a rest or wrap-up} ...} {since when the first of its
-- queue waits} {when the plan was made, its view of the need}
local sid, key = ARGV[1], board .. 'call:' .. ARGV[1]
local record, c = redis.call('HGETALL', key), redis.call('HMGET', key, 'queue', 'barred', 'counts_from')
if ARGV[2] ~= '' then redis.call('ZADD', board .. 'seen', 'XX', ARGV[2], sid) end
local queue = c[1]
local place = queue and redis.call('ZRANK', board .. 'queue:' .. queue, sid)
if not place then return {record, false} end
local function idle(class) return redis.call('ZCARD', board .. 'idle:' .. class) end
local language = string.match(queue, ':(.*)')
local first = redis.call('ZRANGE', board .. 'queue:' .. queue, 0, 0)[1]
return {
  record, place, staffing(queue, cjson.decode(c[2])),
  {idle(queue .. ':3'), idle(queue .. ':2'), idle(queue .. ':1'), idle('*:' .. language), idle('*:*')},
  calls_before(c[3]), promises_before(c[3] - ARGV[3]), soon_free(tonumber(ARGV[4])),
  redis.call('HGET', board .. 'call:' .. first, 'arrived_at'),
  redis.call('HMGET', board .. 'views', 'made_at', queue),
}
