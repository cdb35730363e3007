-- Stores an entry, unless the one that is there is of a fetch that began later.
-- KEYS[1] the key's entry, or by which fields its variants are selected   KEYS[2] the variant, if it is one
-- ARGV[1] entry   ARGV[2] time to live in ms   ARGV[3] names of the selecting fields, or ''
-- ARGV[4] how many lists of names to keep
-- Returns 1, or 0 if it was not stored
local MARK = 'SLv1\n'

-- Of the same format and generation (bytes 1-4, 9-16), and with a greater sequence (17-24). Byte by byte: Lua compares
-- strings by the server's locale, and its numbers do not hold 64 bits.
local function later(key)
  local there = redis.call('GETRANGE', key, 0, 23)
  local same = #there == 24
    and string.sub(there, 1, 4) == string.sub(ARGV[1], 1, 4)
    and string.sub(there, 9, 16) == string.sub(ARGV[1], 9, 16)
  if same then
    for i = 17, 24 do
      local old, new = string.byte(there, i), string.byte(ARGV[1], i)
      if old ~= new then
        return old > new
      end
    end
  end
  return false
end

if later(KEYS[1]) then
  return 0
end
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
end
if later(KEYS[2]) then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])

local lists, count, ttl = MARK .. ARGV[3] .. '\n', 1, tonumber(ARGV[2])
local there = redis.call('GETRANGE', KEYS[1], 0, 8191)
if string.sub(there, 1, #MARK) == MARK then
  for line in string.gmatch(string.sub(there, #MARK + 1), '[^\n]+') do
    if line ~= ARGV[3] and count < tonumber(ARGV[4]) then
      lists, count = lists .. line .. '\n', count + 1
    end
  end
  ttl = math.max(ttl, redis.call('PTTL', KEYS[1]))
end
redis.call('SET', KEYS[1], lists, 'PX', string.format('%.0f', ttl))
return 1
