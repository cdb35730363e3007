-- One page of a tag set's members that have not expired, in the order of expiry, then of name.
-- Returns member, expiry, member, expiry … of those behind (ARGV[1], ARGV[2]).
-- Members are hexadecimal, which Lua compares as Redis does whatever the server's locale.
-- KEYS[1] the set   ARGV[1] expiry   ARGV[2] member   ARGV[3] most members
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local after, most = tonumber(ARGV[1]), tonumber(ARGV[3])
local from = string.format('%.0f', math.max(now, after))
local page, offset = {}, 0
while #page < 2 * most do
  local found = redis.call(
    'ZRANGEBYSCORE', KEYS[1], from, '+inf', 'WITHSCORES', 'LIMIT', offset, most)
  if #found == 0 then
    break
  end
  for i = 1, #found, 2 do
    local behind = tonumber(found[i + 1]) > after or found[i] > ARGV[2]
    if behind and #page < 2 * most then
      page[#page + 1] = found[i]
      page[#page + 1] = string.format('%.0f', found[i + 1])
    end
  end
  offset = offset + #found / 2
end
return page
