-- Strike a member off an index of which nothing is there.
-- KEYS  1 the board
-- ARGV  1 index (expiries, talks, lapses, waiting, seen, kinds)  2 member
-- gives unlisted | stands (or was no member any more)
local index, id = ARGV[1], ARGV[2]
local owners = {
  expiries = 'reservation:', talks = 'reservation:', lapses = 'agent:', waiting = 'call:', seen = 'call:', kinds = 'kind:',
}
local key = board .. owners[index] .. id
local is_there = redis.call('EXISTS', key) == 1
if is_there and index == 'lapses' then
  local a = redis.call('HMGET', key, 'activity', 'rests_until')
  is_there = a[1] == 'wrapping_up' or a[2] ~= ''
end
local removed = not is_there and redis.call(index == 'kinds' and 'SREM' or 'ZREM', board .. index, id)
return removed == 1 and 'unlisted' or 'stands'
