package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamStatus;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The pools of origins of one configuration and what the event loops of a node share about them:
 * health, the budget of retries, and counts. Everything else each loop has for itself, in {@link
 * HttpUpstream}.
 *
 * <p>The next configuration's pools take over what has not changed: a pool as a whole, or of a
 * changed one its counts, and the state of the origins that are treated as before.
 */
public final class UpstreamPools {
  private final Map<String, Pool> pools = new TreeMap<>();

  public UpstreamPools(UpstreamOptions options) {
    options.pools().forEach((name, pool) -> pools.put(name, new Pool(name, pool, null)));
  }

  private UpstreamPools(UpstreamOptions options, UpstreamPools before) {
    options
        .pools()
        .forEach(
            (name, pool) -> {
              var known = before.pools.get(name);
              pools.put(
                  name,
                  known != null && known.options.equals(pool)
                      ? known
                      : new Pool(name, pool, known));
            });
  }

  /** Those of the next configuration; these go on until they are {@link #retire retired}. */
  public UpstreamPools next(UpstreamOptions options) {
    return new UpstreamPools(options, this);
  }

  /** No new request holds those of these that are not among the next. */
  public void retire(UpstreamPools next) {
    for (var pool : pools.values()) {
      pool.retired |= next.pools.get(pool.name) != pool;
    }
  }

  /** For metrics and health pages. */
  public List<UpstreamStatus> status() {
    return List.copyOf(pools.values());
  }

  /** By name, for those who ask an origin. */
  public Map<String, UpstreamStatus> byName() {
    return Map.copyOf(pools);
  }

  Collection<Pool> all() {
    return pools.values();
  }

  /** One pool. */
  static final class Pool implements UpstreamStatus {
    private final String name;
    private final UpstreamOptions.Pool options;
    private final List<OriginState> origins;
    private final RetryBudget budget;
    private final LongAdder overloaded;
    private final LongAdder retries;
    private final LongAdder retriesRefused;
    private volatile boolean retired;

    private Pool(String name, UpstreamOptions.Pool options, @Nullable Pool before) {
      this.name = name;
      this.options = options;
      this.origins = options.origins().stream().map(server -> state(server, before)).toList();
      this.budget =
          before != null && before.options.retryPercent() == options.retryPercent()
              ? before.budget
              : new RetryBudget(options.retryPercent(), System.nanoTime());
      this.overloaded = before == null ? new LongAdder() : before.overloaded;
      this.retries = before == null ? new LongAdder() : before.retries;
      this.retriesRefused = before == null ? new LongAdder() : before.retriesRefused;
    }

    private OriginState state(UpstreamOptions.Server server, @Nullable Pool before) {
      var known = before == null ? null : before.origin(server.uri());
      if (known == null || before == null) {
        return new OriginState(server, options.maxConcurrency());
      }
      return known.server().equals(server) && before.options.treatsOriginsAs(options)
          ? known
          : known.changed(server, options.maxConcurrency(), options.health() != null);
    }

    private @Nullable OriginState origin(URI uri) {
      for (var origin : origins) {
        if (origin.uri().equals(uri)) {
          return origin;
        }
      }
      return null;
    }

    UpstreamOptions.Pool options() {
      return options;
    }

    UpstreamOptions.@Nullable Health health() {
      return options.health();
    }

    /** Whether only requests under way may still hold it. */
    boolean isRetired() {
      return retired;
    }

    void request() {
      budget.request();
    }

    /** Whether a request may be sent again. */
    boolean spendRetry() {
      boolean granted = budget.spend(System.nanoTime());
      (granted ? retries : retriesRefused).increment();
      return granted;
    }

    /** No origin had room for a request. */
    void refuse() {
      overloaded.increment();
    }

    @Override
    public long overloaded() {
      return overloaded.sum();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<OriginState> origins() {
      return origins;
    }

    @Override
    public long retries() {
      return retries.sum();
    }

    @Override
    public long retriesRefused() {
      return retriesRefused.sum();
    }
  }
}
