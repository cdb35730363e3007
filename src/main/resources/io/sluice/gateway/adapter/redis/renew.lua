-- Holds a claim for longer, if it is still the claimant's.
-- KEYS[1] the claim   ARGV[1] claimant   ARGV[2] for how long, in milliseconds
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
