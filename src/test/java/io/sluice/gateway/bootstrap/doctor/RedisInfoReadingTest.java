package io.sluice.gateway.bootstrap.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.bootstrap.doctor.Finding.Status;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisInfoReadingTest {
  private static final Map<String, String> WELL =
      Map.of(
          "redis_version", "7.0.15",
          "role", "master",
          "maxmemory_policy", "volatile-lru",
          "maxmemory", "104857600",
          "used_memory", "10485760",
          "aof_enabled", "0",
          "connected_slaves", "2");

  @Test
  void aWellServerIsFoundWell() {
    assertThat(new RedisInfoReading(WELL, 2, false).findings())
        .hasSize(6)
        .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(Status.OK));
  }

  @ParameterizedTest
  @CsvSource({
    "redis_version, 6.0.16, FAIL, Redis version, 6.0.16, install 6.2",
    "redis_version, 5.0.7, FAIL, Redis version, 5.0.7, install 6.2",
    "role, slave, FAIL, Redis role, a replica of, lead redis.url",
    "cluster_enabled, 1, FAIL, Redis role, a node of a Redis Cluster, redis+cluster://",
    "maxmemory_policy, allkeys-lru, WARN, Redis eviction, may evict, volatile-lru",
    "maxmemory_policy, noeviction, WARN, Redis eviction, noeviction, volatile-lru",
    "maxmemory, 0, WARN, Redis memory, no limit, CONFIG SET maxmemory",
    "used_memory, 94371840, WARN, Redis memory, 90 %, more maxmemory",
    "rdb_last_bgsave_status, err, FAIL, Redis persistence, BGSAVE failed, free its disk",
    "connected_slaves, 0, FAIL, Redis replicas, 0 connected, start 1",
    "connected_slaves, 1, WARN, Redis replicas, 1 connected, start the others",
    "connected_slaves, 3, WARN, Redis replicas, 3 connected, set redis.replicas"
  })
  void whatIsNotWellIsToldWithItsCure(
      String property, String value, Status status, String subject, String figure, String mend) {
    var info = new HashMap<>(WELL);
    info.put(property, value);

    assertThat(new RedisInfoReading(info, 2, false).findings())
        .filteredOn(finding -> finding.status() != Status.OK)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(status);
              assertThat(finding.subject()).isEqualTo(subject);
              assertThat(finding.figure()).contains(figure);
              assertThat(finding.mend()).contains(mend);
            });
  }

  /** As managed services do. */
  @Test
  void whatInfoDoesNotSayCannotBeTold() {
    assertThat(new RedisInfoReading(Map.of(), 0, false).findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.WARN);
              assertThat(finding.figure()).startsWith("cannot be told");
            });
  }
}
