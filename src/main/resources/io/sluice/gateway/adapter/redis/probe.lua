-- Shows that this user may run scripts and write under the prefix, and that the server takes writes.
-- KEYS[1] a key that nobody else uses
redis.call('TIME')
redis.call('SET', KEYS[1], '1', 'PX', 1000)
redis.call('GET', KEYS[1])
return redis.call('UNLINK', KEYS[1])
