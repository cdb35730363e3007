package io.sluice.gateway.bootstrap.doctor;

import io.sluice.gateway.adapter.redis.ClusterTopology;
import io.sluice.gateway.adapter.redis.RedisException;
import io.sluice.gateway.adapter.redis.RedisProbe;
import io.sluice.gateway.adapter.redis.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Redis as a node would meet it: with its settings, its user and its time-outs. */
public final class RedisExamination {
  private static final int PINGS = 100;
  private static final double SLOW_MILLIS = 20;
  private static final long SKEW_MILLIS = 1000;
  private static final String ACL = "allow the user what docs/operations.md#redis lists";

  private final RedisSettings settings;
  private final int replicas;
  private final boolean clustered;
  private final Predicate<String> isHere;
  private final List<Finding> findings = new ArrayList<>();

  private RedisExamination(
      RedisSettings settings, int replicas, boolean clustered, Predicate<String> isHere) {
    this.settings = settings;
    this.replicas = replicas;
    this.clustered = clustered;
    this.isHere = isHere;
  }

  /**
   * Blocks for a few seconds at most.
   *
   * @param url as it is shown
   * @param replicas that are configured
   */
  public static List<Finding> of(Vertx vertx, RedisSettings settings, String url, int replicas) {
    return settings.isCluster()
        ? cluster(vertx, settings, url, replicas)
        : new RedisExamination(settings, replicas, false, key -> true).run(vertx, url);
  }

  private static List<Finding> cluster(
      Vertx vertx, RedisSettings settings, String url, int replicas) {
    try {
      var topology = join(ClusterTopology.ask(vertx, settings));
      var cluster = new ClusterExamination(url, topology);
      var findings = new ArrayList<>(cluster.findings());
      cluster
          .shards()
          .forEach(
              (server, replicasThere) -> {
                boolean log = server.equals(topology.masterOfLog());
                var examination =
                    new RedisExamination(
                        settings.ofServer(server),
                        log ? replicas : -1,
                        true,
                        key -> topology.holds(server, key));
                var found = examination.run(vertx, server);
                findings.addAll(
                    log ? found : ClusterExamination.ofShard(server, replicasThere, found));
              });
      return findings;
    } catch (RedisException refused) {
      return List.of(Finding.fail("Redis " + url, why(refused), unreachable(refused)));
    }
  }

  private List<Finding> run(Vertx vertx, String place) {
    try {
      var probe = join(RedisProbe.open(vertx, settings));
      findings.add(Finding.ok("Redis " + place, "connected"));
      examine(probe);
      join(probe.close());
    } catch (RedisException refused) {
      findings.add(Finding.fail("Redis " + place, why(refused), unreachable(refused)));
    }
    return List.copyOf(findings);
  }

  private static String unreachable(RedisException refused) {
    var effect = "; until then every stored response is revalidated and nothing can be invalidated";
    return (refused.kind() == RedisException.Kind.DENIED
            ? "mend redis.user and redis.password"
            : "mend redis.url or the network; rediss:// is for TLS")
        + effect;
  }

  private void examine(RedisProbe probe) {
    latency(probe);
    write(probe);
    clock(probe);
    try {
      var info = join(probe.info());
      findings.addAll(new RedisInfoReading(info, replicas, clustered).findings());
    } catch (RedisException refused) {
      findings.add(
          Finding.warn(
              "Redis INFO",
              "refused ("
                  + why(refused)
                  + "): version, eviction, memory, persistence and replicas cannot be told",
              "allow it: ACL SETUSER … +info"));
    }
  }

  private void latency(RedisProbe probe) {
    var millis = new double[PINGS];
    try {
      for (int i = 0; i < PINGS; i++) {
        millis[i] = join(probe.ping()).toNanos() / 1e6;
      }
    } catch (RedisException failed) {
      findings.add(Finding.fail("Redis latency", why(failed), ACL));
      return;
    }
    Arrays.sort(millis);
    double p99 = millis[PINGS * 99 / 100 - 1];
    var figure =
        String.format(
            Locale.ROOT, "p50 %.1f ms, p99 %.1f ms of %d PINGs", millis[PINGS / 2], p99, PINGS);
    findings.add(
        p99 <= SLOW_MILLIS
            ? Finding.ok("Redis latency", figure)
            : Finding.warn(
                "Redis latency",
                figure,
                "look at SLOWLOG GET, or use a Redis nearer by: requests wait up to "
                    + settings.commandTimeout().toMillis()
                    + " ms for it"));
  }

  private void write(RedisProbe probe) {
    try {
      join(probe.write(isHere));
      findings.add(Finding.ok("Redis writes", "a script may write under " + settings.keyPrefix()));
    } catch (RedisException refused) {
      var mend =
          switch (refused.kind()) {
            case DENIED -> ACL;
            case OUT_OF_MEMORY -> "more maxmemory, or maxmemory-policy volatile-lru";
            case READ_ONLY -> "lead redis.url to the master, or free its disk";
            case REDIRECTED ->
                clustered
                    ? "the slot is on its way to another shard: redis-cli --cluster fix ends that"
                    : "name some servers of the Cluster in redis.url: redis+cluster://host:port";
            default -> "a node cannot work with it";
          };
      findings.add(Finding.fail("Redis writes", why(refused), mend));
    }
  }

  private void clock(RedisProbe probe) {
    try {
      long before = System.currentTimeMillis();
      long server = join(probe.timeMillis());
      long skew = server - (before + System.currentTimeMillis()) / 2;
      var figure = skew + " ms from this machine's";
      findings.add(
          Math.abs(skew) <= SKEW_MILLIS
              ? Finding.ok("Redis clock", figure)
              : Finding.warn(
                  "Redis clock",
                  figure,
                  "synchronise both by NTP: lifetimes are counted by either; leases are not"));
    } catch (RedisException refused) {
      findings.add(Finding.fail("Redis clock", why(refused), ACL));
    }
  }

  private static String why(RedisException refused) {
    return String.valueOf(refused.getMessage());
  }

  private static <T> T join(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(60, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RedisException refused) {
        throw refused;
      }
      throw failed;
    }
  }
}
