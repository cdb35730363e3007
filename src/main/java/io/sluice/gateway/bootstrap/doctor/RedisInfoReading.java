package io.sluice.gateway.bootstrap.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Redis' INFO means for a gateway. Services leave properties out; those cannot be told. */
final class RedisInfoReading {
  private static final int FULL_PERCENT = 80;
  private static final String POLICY =
      "CONFIG SET maxmemory-policy volatile-lru, or the service's parameter of that name";

  private final Map<String, String> info;
  private final int replicas;
  private final boolean clustered;

  /**
   * @param replicas that are configured; negative = they are another's concern
   * @param clustered whether it is to be a server of a Redis Cluster
   */
  RedisInfoReading(Map<String, String> info, int replicas, boolean clustered) {
    this.info = info;
    this.replicas = replicas;
    this.clustered = clustered;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(version());
    findings.add(role());
    findings.add(eviction());
    findings.add(memory());
    findings.add(persistence());
    if (replicas >= 0) {
      findings.add(connectedReplicas());
    }
    return findings;
  }

  private Finding version() {
    var valkey = info.get("valkey_version");
    var version = info.getOrDefault("redis_version", "");
    if (version.isEmpty()) {
      return unknown("Redis version", "6.2 or newer is needed");
    }
    var figure = valkey == null ? version : "Valkey " + valkey + ", speaks as " + version;
    return isOld(version)
        ? Finding.fail("Redis version", figure, "install 6.2 or newer")
        : Finding.ok("Redis version", figure);
  }

  private static boolean isOld(String version) {
    var parts = version.split("\\.", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      return major < 6 || (major == 6 && parts.length > 1 && Integer.parseInt(parts[1]) < 2);
    } catch (NumberFormatException strange) {
      return false;
    }
  }

  private Finding role() {
    if (!clustered && info.getOrDefault("cluster_enabled", "0").equals("1")) {
      return Finding.fail(
          "Redis role",
          "a node of a Redis Cluster",
          "name some of its servers in redis.url: redis+cluster://host:port,host:port");
    }
    return switch (info.getOrDefault("role", "")) {
      case "master" -> Finding.ok("Redis role", "master");
      case "" -> unknown("Redis role", "redis.url must lead to the master");
      default ->
          Finding.fail(
              "Redis role",
              "a replica of " + info.get("master_host") + ":" + info.get("master_port"),
              clustered
                  ? "a failover is under way: ask again"
                  : "lead redis.url to the master, or name the Sentinels in it");
    };
  }

  private Finding eviction() {
    var policy = info.getOrDefault("maxmemory_policy", "");
    if (policy.isEmpty()) {
      return unknown("Redis eviction", "maxmemory-policy must be volatile-lru, -lfu or -ttl");
    }
    if (policy.startsWith("allkeys")) {
      return Finding.warn(
          "Redis eviction",
          policy + " may evict the invalidation log, which voids everything stored",
          POLICY);
    }
    if (policy.equals("noeviction") && number("maxmemory") > 0) {
      return Finding.warn(
          "Redis eviction",
          "noeviction: when memory is full, entries, invalidations and leases are refused",
          POLICY);
    }
    return Finding.ok("Redis eviction", policy);
  }

  private Finding memory() {
    long used = number("used_memory");
    long most = number("maxmemory");
    if (used < 0 || most < 0) {
      return unknown("Redis memory", "watch that it does not fill up");
    }
    if (most == 0) {
      return Finding.warn(
          "Redis memory",
          mebibytes(used) + " used, no limit: it grows until the system ends it",
          "CONFIG SET maxmemory, to less than the machine has");
    }
    long percent = used * 100 / most;
    var figure = mebibytes(used) + " of " + mebibytes(most) + " used, " + percent + " %";
    return percent <= FULL_PERCENT
        ? Finding.ok("Redis memory", figure)
        : Finding.warn(
            "Redis memory",
            figure,
            "more maxmemory, or smaller cache.l2.max-object-bytes; see docs/troubleshooting.md");
  }

  private Finding persistence() {
    boolean aof = info.getOrDefault("aof_enabled", "0").equals("1");
    if (info.getOrDefault("rdb_last_bgsave_status", "ok").equals("err")) {
      return Finding.fail(
          "Redis persistence",
          "the last BGSAVE failed: writes are refused while stop-writes-on-bgsave-error is on",
          "free its disk and memory, or turn snapshots off: CONFIG SET save \"\"");
    }
    if (aof && info.getOrDefault("aof_last_write_status", "ok").equals("err")) {
      return Finding.fail(
          "Redis persistence", "writing the AOF failed", "free its disk, or turn it off");
    }
    if (!info.containsKey("aof_enabled")) {
      return unknown("Redis persistence", "none is needed");
    }
    return Finding.ok(
        "Redis persistence",
        aof ? "AOF, without errors" : "no AOF: none is needed, an empty Redis costs one refill");
  }

  private Finding connectedReplicas() {
    long connected = number("connected_slaves");
    if (connected < 0) {
      return unknown("Redis replicas", "redis.replicas must be how many there are");
    }
    var figure = connected + " connected, redis.replicas: " + replicas;
    int needed = (replicas + 1) / 2;
    if (connected < needed) {
      return Finding.fail(
          "Redis replicas",
          figure,
          "start "
              + needed
              + " at least, or set redis.replicas to how many there are: without a majority there"
              + " is no lease, and no invalidation succeeds");
    }
    return connected == replicas
        ? Finding.ok("Redis replicas", figure)
        : Finding.warn(
            "Redis replicas",
            figure,
            connected < replicas
                ? "start the others: one more lost, and no invalidation succeeds"
                : "set redis.replicas: a failover could otherwise forget invalidations");
  }

  private static Finding unknown(String subject, String mend) {
    return Finding.warn(subject, "cannot be told, INFO is silent about it", mend);
  }

  /** -1 = not told. */
  private long number(String property) {
    try {
      return Long.parseLong(info.getOrDefault(property, "-1").strip());
    } catch (NumberFormatException strange) {
      return -1;
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
