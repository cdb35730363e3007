package io.sluice.gateway.adapter.web;

import io.sluice.gateway.spi.UpstreamStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The pools of origins and what the event loops of a node share about them: health, the budget of
 * retries, and counts. Everything else each loop has for itself, in {@link HttpUpstream}.
 */
public final class UpstreamPools {
  private final Map<String, Pool> pools = new TreeMap<>();

  public UpstreamPools(UpstreamOptions options) {
    options.pools().forEach((name, pool) -> pools.put(name, new Pool(name, pool)));
  }

  /** For metrics and health pages. */
  public List<UpstreamStatus> status() {
    return List.copyOf(pools.values());
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
    private final LongAdder overloaded = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder retriesRefused = new LongAdder();

    private Pool(String name, UpstreamOptions.Pool options) {
      this.name = name;
      this.options = options;
      this.origins =
          options.origins().stream()
              .map(server -> new OriginState(server, options.maxConcurrency()))
              .toList();
      this.budget = new RetryBudget(options.retryPercent(), System.nanoTime());
    }

    UpstreamOptions.Pool options() {
      return options;
    }

    UpstreamOptions.@Nullable Health health() {
      return options.health();
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
