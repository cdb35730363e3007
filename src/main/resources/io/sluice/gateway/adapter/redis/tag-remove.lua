-- Removes members whose expiry is still the one that was read: those stored anew meanwhile stay.
-- KEYS[1] the set   ARGV member, expiry, member, expiry …
local removed = 0
for i = 1, #ARGV, 2 do
  local score = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if score and string.format('%.0f', score) == ARGV[i + 1] then
    removed = removed + redis.call('ZREM', KEYS[1], ARGV[i])
  end
end
return removed
