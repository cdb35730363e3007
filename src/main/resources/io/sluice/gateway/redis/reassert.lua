-- Takes one page of records that a node knows and this server has lost in a failover.
-- ARGV[4] incarnation; ARGV[5] its generation; ARGV[6] the term in which it was asked; ARGV[7] the highest sequence it knows;
-- ARGV[8] '1' on its last page; ARGV[9...] pairs: member, sequence
-- Returns 1, or 0 if the page came too late to count

if ARGV[5] ~= gen or ARGV[6] ~= text(term) then
  return 0
end
local floor = tonumber(redis.call('ZSCORE', z, ''))
for i = 9, #ARGV - 1, 2 do
  if tonumber(ARGV[i + 1]) > floor then
    redis.call('ZADD', z, 'GT', ARGV[i + 1], ARGV[i])
  end
end
redis.call('HSET', m, 'head', text(math.max(head, tonumber(ARGV[7]))))
if rec > 0 then
  -- A node that has much to say is not silent.
  redis.call('HSET', m, 'until', text(now + window))
  if ARGV[8] == '1' then
    reported(ARGV[4])
  end
end
return 1
