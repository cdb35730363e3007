package io.sluice.gateway.adapter.redis;

import io.sluice.gateway.testing.RealRedis;
import org.junit.jupiter.api.Assumptions;

/**
 * The same on the redis-server of the machine, which may be newer; skipped, saying so, where there
 * is none.
 */
class RedisEventStreamOnInstalledRedisIT extends RedisEventStreamIT {
  @Override
  RealRedis server(String... options) {
    var installed = RealRedis.installed();
    Assumptions.assumeTrue(
        installed.isPresent(), "SKIPPED: no redis-server on PATH, tried on the embedded 6.2 only");
    return RealRedis.startedFrom(installed.orElseThrow(), options);
  }
}
