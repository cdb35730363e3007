-- Counts the members of a tag set that have not expired.
-- KEYS[1] the set
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZCOUNT', KEYS[1], string.format('%.0f', now), '+inf')
