-- Appends one record for each tag.
-- ARGV[6] channel of the nudge; ARGV[7] how many records to keep; ARGV[8] 'h' or 's'; ARGV[9...] hashes of the tags
-- Returns generation, term, previous head, first sequence, head, whether the run id is known, registry

local previous = head
local first = math.max(head + 1, now)
local count = #ARGV - 8
local batch = {}
for i = 1, count do
  batch[#batch + 1] = text(first + i - 1)
  batch[#batch + 1] = ARGV[8] .. ARGV[8 + i]
  if #batch == 1000 or i == count then
    redis.call('ZADD', z, unpack(batch))
    batch = {}
  end
end
head = first + count - 1
redis.call('HSET', m, 'head', text(head))

-- Trims a little more than is needed, so that not every commit raises the floor, but never so much that the server stands
-- still. The sentinel has rank 0: nothing lies below the floor.
local keep = tonumber(ARGV[7])
local excess = redis.call('ZCARD', z) - 1 - keep
if excess > 0 then
  local cut = math.min(excess + math.floor(keep / 100), 4 * count + 1000)
  local last = redis.call('ZRANGE', z, cut, cut, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', z, 0, cut)
  redis.call('ZADD', z, last[2], '')
end

redis.call('PUBLISH', ARGV[6], text(head))
return {gen, text(term), text(previous), text(first), text(head), verified, redis.call('HGETALL', n)}
