-- Takes one page of records that a node knows and this server has lost in a failover.
-- ARGV[4] and ARGV[5] are the generation and term in which it was asked; ARGV[6] incarnation; ARGV[7] the highest sequence it
-- knows; ARGV[8] '1' on its last page; ARGV[9...] pairs: member, sequence
-- Returns 1, or 0 if the page came too late to count

if ARGV[4] ~= gen or node_term ~= term then
  return 0
end
local floor = tonumber(redis.call('ZSCORE', z, ''))
for i = 9, #ARGV - 1, 2 do
  if tonumber(ARGV[i + 1]) > floor then
    redis.call('ZADD', z, 'GT', ARGV[i + 1], ARGV[i])
  end
end
head = math.max(head, tonumber(ARGV[7]))
redis.call('HSET', m, 'head', text(head))
if rec > 0 then
  -- A node that has much to say is not silent.
  redis.call('HSET', m, 'until', text(now + window))
  if ARGV[8] == '1' then
    reported(ARGV[6])
  end
end
return 1
