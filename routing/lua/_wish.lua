-- Stands before every move: the one agent a call is kept for.

-- Note the wish (JSON; empty: none) if its agent is ready: for one who is not, nobody is kept. Says whether it holds;
-- to be called before the call is filed.
local function keep(sid, wish)
  local w = wish ~= '' and cjson.decode(wish) or {}
  local holds = w.agent and redis.call('HGET', board .. 'agent:' .. w.agent, 'presence') == 'ready'
  if not holds then w = {agent = '', because = '', until_at = '', look_at = ''} end
  redis.call('HSET', board .. 'call:' .. sid,
    'wish', w.agent, 'because', w.because, 'until_at', w.until_at, 'look_at', w.look_at)
  return holds
end
