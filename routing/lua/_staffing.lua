-- Stands before the reads: how many agents are ready for a need.

local function count(class, barred)
  local key = board .. 'ready:' .. class
  local ready = redis.call('SCARD', key)
  for _, id in ipairs(barred) do ready = ready - redis.call('SISMEMBER', key, id) end
  return ready
end

-- best, good, can, speaking, ready, idle (see Staffing); queue is "need:language".
local function staffing(queue, barred)
  local language = string.match(queue, ':(.*)')
  return {
    count(queue .. ':3', barred), count(queue .. ':2', barred), count(queue .. ':1', barred),
    count('*:' .. language, barred), count('*:*', barred), redis.call('ZCARD', board .. 'idle:*:*'),
  }
end
