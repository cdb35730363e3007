-- Registers a node as alive and tells it what it has missed.
-- ARGV[6] incarnation; ARGV[7] its counter; ARGV[8] applied; ARGV[9] changes are wanted after this; ARGV[10] the highest
-- sequence it knows; ARGV[11] page size; ARGV[12] its lease in milliseconds; ARGV[13] '1' when it leaves;
-- ARGV[14...] pairs: an incarnation that has long been silent, the counter it stopped at
-- Returns generation, term, head, floor, more, recovering, re-assert after, whether the run id is known, changes, registry

if ARGV[4] == gen and tonumber(ARGV[10]) > head then
  -- More was lost than sequences were skipped.
  rotate()
end
local node, same = ARGV[6], ARGV[4] == gen
local reassert = -1
if rec > 0 then
  if same and tonumber(ARGV[10]) > tb then
    reassert = tb
  else
    reported(node)
  end
end

local function counter(entry)
  return tonumber(string.match(entry, '^%d+'))
end

for i = 14, #ARGV - 1, 2 do
  local entry = ARGV[i] ~= '' and ARGV[i] ~= node and redis.call('HGET', n, ARGV[i])
  if entry and counter(entry) == tonumber(ARGV[i + 1]) then
    redis.call('HDEL', n, ARGV[i])
  end
end

if ARGV[13] == '1' then
  redis.call('HDEL', n, node)
else
  -- A heartbeat may be overtaken by the next one on another connection.
  local entry = redis.call('HGET', n, node)
  if not entry or counter(entry) < tonumber(ARGV[7]) then
    redis.call('HSET', n, node, ARGV[7] .. ' ' .. (same and ARGV[8] or '0') .. ' ' .. ARGV[12])
  end
end

local floor = redis.call('ZSCORE', z, '')
local since = floor
if same and tonumber(ARGV[9]) > tonumber(floor) then
  since = ARGV[9]
end
local changes = redis.call('ZRANGEBYSCORE', z, '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[11])
local more = #changes == 2 * tonumber(ARGV[11]) and '1' or '0'
return {gen, text(term), text(head), floor, more, rec > 0 and '1' or '0', text(reassert), verified, changes,
  redis.call('HGETALL', n)}
