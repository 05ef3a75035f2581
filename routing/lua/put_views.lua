-- Write what a plan knows of the waits, in the place of what the last one knew.
-- KEYS  1 the board
-- ARGV  1 views (JSON: by queue, and made_at)  2 promises that are dialled before callers (JSON: language, place in the
--       line in µs, promise)
-- gives put
redis.call('DEL', board .. 'views')
for field, written in pairs(cjson.decode(ARGV[1])) do redis.call('HSET', board .. 'views', field, written) end
for _, language in ipairs(redis.call('SMEMBERS', board .. 'owed')) do
  redis.call('DEL', board .. 'owed:' .. language)
end
redis.call('DEL', board .. 'owed')
for _, promise in ipairs(cjson.decode(ARGV[2])) do
  redis.call('SADD', board .. 'owed', promise[1])
  redis.call('ZADD', board .. 'owed:' .. promise[1], promise[2], promise[3])
end
return 'put'
