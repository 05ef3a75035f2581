-- Add what was counted of a stretch of time to the figures: once, however many count it.
-- KEYS  1 the board
-- ARGV  1 of what  2 counted from (µs)  3 counted to (µs)  4 the counts (JSON)
-- gives counted | begun (nothing was counted before: from here on) | overtaken (somebody else has counted it)
local key, upto = board .. 'figures', 'counted_to:' .. ARGV[1]
local before = redis.call('HGET', key, upto)
if before and before ~= ARGV[2] then return 'overtaken' end
redis.call('HSET', key, upto, ARGV[3])
if not before then return 'begun' end
for field, number in pairs(cjson.decode(ARGV[4])) do redis.call('HINCRBY', key, field, number) end
return 'counted'
