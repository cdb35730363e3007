-- Registers a node as alive and tells it what it has missed.
-- ARGV[4] incarnation; ARGV[5] its counter; ARGV[6] its generation; ARGV[7] applied; ARGV[8] changes are wanted after this;
-- ARGV[9] the highest sequence it knows; ARGV[10] page size; ARGV[11] its lease in milliseconds; ARGV[12] '1' when it leaves;
-- ARGV[13...] pairs: an incarnation that has long been silent, the counter it stopped at
-- Returns generation, term, head, floor, more, recovering, re-assert after, whether the run id is known, changes, registry

local node, same = ARGV[4], ARGV[6] == gen
local reassert = -1
if rec > 0 then
  if same and tonumber(ARGV[9]) > tb then
    reassert = tb
  else
    reported(node)
  end
end

local function counter(entry)
  return tonumber(string.match(entry, '^%d+'))
end

for i = 13, #ARGV - 1, 2 do
  local entry = ARGV[i] ~= '' and ARGV[i] ~= node and redis.call('HGET', n, ARGV[i])
  if entry and counter(entry) == tonumber(ARGV[i + 1]) then
    redis.call('HDEL', n, ARGV[i])
  end
end

if ARGV[12] == '1' then
  redis.call('HDEL', n, node)
else
  -- A heartbeat may be overtaken by the next one on another connection.
  local entry = redis.call('HGET', n, node)
  if not entry or counter(entry) < tonumber(ARGV[5]) then
    redis.call('HSET', n, node, ARGV[5] .. ' ' .. (same and ARGV[7] or '0') .. ' ' .. ARGV[11])
  end
end

local floor = redis.call('ZSCORE', z, '')
local since = floor
if same and tonumber(ARGV[8]) > tonumber(floor) then
  since = ARGV[8]
end
local changes = redis.call('ZRANGEBYSCORE', z, '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[10])
local more = #changes == 2 * tonumber(ARGV[10]) and '1' or '0'
return {gen, text(term), text(head), floor, more, rec > 0 and '1' or '0', text(reassert), verified, changes,
  redis.call('HGETALL', n)}
