package io.sluice.gateway.bootstrap.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.adapter.redis.RedisLogin;
import io.sluice.gateway.adapter.redis.RedisSettings;
import io.sluice.gateway.bootstrap.doctor.Finding.Status;
import io.sluice.gateway.testing.RealRedis;
import io.sluice.gateway.testing.RedisClusterGroup;
import io.sluice.gateway.testing.SluiceUser;
import io.sluice.gateway.testing.Until;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisExaminationIT {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aWellServerIsFoundWellByTheUserOfTheGuide() {
    try (var redis =
        RealRedis.started("--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru")) {
      SluiceUser.addTo(redis, "sluice:");
      assertThat(examine("redis://sluice:secret@127.0.0.1:" + redis.port(), 0))
          .hasSizeGreaterThan(9)
          .allSatisfy(
              finding -> assertThat(finding.status()).as(finding.line()).isEqualTo(Status.OK))
          .anySatisfy(
              finding ->
                  assertThat(finding.figure())
                      .matches("p50 [0-9.]+ ms, p99 [0-9.]+ ms of 100 PINGs"));
    }
  }

  @Test
  void whatInfoWouldTellCannotBeToldWhereItIsRefused() {
    try (var redis = RealRedis.started()) {
      SluiceUser.addTo(redis, "sluice:", "-info");
      assertThat(examine("redis://sluice:secret@127.0.0.1:" + redis.port(), 0))
          .filteredOn(finding -> finding.status() != Status.OK)
          .singleElement()
          .satisfies(finding -> assertThat(finding.line()).startsWith("WARN  Redis INFO: refused"))
          .satisfies(finding -> assertThat(finding.figure()).contains("cannot be told"));
    }
  }

  @Test
  void missingRightsAndWrongPasswordsAreToldApart() {
    try (var redis = RealRedis.started()) {
      SluiceUser.addTo(redis, "other:");
      var uri = "redis://sluice:secret@127.0.0.1:" + redis.port();
      assertThat(examine(uri, 0))
          .filteredOn(finding -> finding.status() == Status.FAIL)
          .singleElement()
          .satisfies(finding -> assertThat(finding.subject()).isEqualTo("Redis writes"))
          .satisfies(finding -> assertThat(finding.mend()).contains("docs/operations.md#redis"));

      assertThat(examine(uri.replace("secret", "wrong"), 0))
          .singleElement()
          .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.FAIL))
          .satisfies(finding -> assertThat(finding.mend()).startsWith("mend redis.user"));
    }
  }

  @Test
  void aReplicaIsNoPlaceToWrite() {
    try (var master = RealRedis.started();
        var replica =
            RealRedis.started("--replicaof", "127.0.0.1", String.valueOf(master.port()))) {
      assertThat(examine(replica.uri(), 1))
          .filteredOn(finding -> finding.status() == Status.FAIL)
          .extracting(Finding::subject)
          .containsExactly("Redis writes", "Redis role", "Redis replicas");
    }
  }

  @Test
  void aClusterIsExaminedAsAWholeAndByShard() {
    try (var redis =
        RedisClusterGroup.started(1, "--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru")) {
      redis.all().forEach(server -> SluiceUser.addToClustered(server, "sluice:"));
      var findings = examine(redis);

      assertThat(findings.get(0).line())
          .isEqualTo(
              "OK    Redis redis://server: a Cluster of 3 shards, state ok, 16384 of 16384 slots");
      assertThat(findings)
          .filteredOn(finding -> finding.status() != Status.OK)
          .extracting(Finding::subject)
          .containsExactlyInAnyOrder(
              "Redis shard 127.0.0.1:" + redis.first(0).port() + " replicas",
              "Redis shard 127.0.0.1:" + redis.first(2).port() + " replicas");
      assertThat(findings)
          .anySatisfy(
              finding ->
                  assertThat(finding.line())
                      .isEqualTo("OK    Redis replicas: 1 connected, redis.replicas: 1"));

      var log = redis.beginMove(RedisClusterGroup.LOG_SLOT, redis.first(0));
      assertThat(examine(redis))
          .filteredOn(finding -> finding.status() == Status.FAIL)
          .singleElement()
          .satisfies(finding -> assertThat(finding.subject()).isEqualTo("Redis writes"))
          .satisfies(finding -> assertThat(finding.mend()).contains("--cluster fix"));
      log.call("CLUSTER", "SETSLOT", String.valueOf(RedisClusterGroup.LOG_SLOT), "STABLE");

      redis.first(2).kill();
      assertThat(examine(redis))
          .filteredOn(finding -> finding.status() == Status.FAIL)
          .extracting(Finding::subject)
          .containsExactly("Redis shard 127.0.0.1:" + redis.first(2).port());

      redis.first(0).call("CONFIG", "SET", "cluster-require-full-coverage", "yes");
      redis.first(1).call("CONFIG", "SET", "cluster-require-full-coverage", "yes");
      Until.met(
          () ->
              examine(redis)
                  .get(0)
                  .line()
                  .matches("FAIL  Redis .* state fail, .*cluster-require-full-coverage no.*"));
    }
  }

  @Test
  void aServerOfAClusterIsNoServerOfItsOwn() {
    try (var redis = RealRedis.startedForCluster("--cluster-enabled", "yes")) {
      RedisClusterGroup.found(redis);
      assertThat(examine(redis.uri(), 0))
          .filteredOn(finding -> finding.subject().equals("Redis role"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.mend()).contains("redis+cluster://"));
    }
  }

  /** Whose shard with the log has a replica, as the user of the guide. */
  private List<Finding> examine(RedisClusterGroup redis) {
    var defaults = RedisSettings.of(redis.uri());
    var settings =
        new RedisSettings(
            defaults.uri(),
            new RedisLogin("sluice", "secret"),
            RedisLogin.NONE,
            defaults.keyPrefix(),
            defaults.connectTimeout(),
            defaults.commandTimeout(),
            defaults.hangTimeout(),
            defaults.pingInterval(),
            defaults.maxInFlight(),
            defaults.tls());
    return RedisExamination.of(vertx, settings, "redis://server", 1);
  }

  private List<Finding> examine(String uri, int replicas) {
    return RedisExamination.of(vertx, RedisSettings.of(uri), "redis://server", replicas);
  }
}
