package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.adapter.coding.Coders;
import io.sluice.gateway.adapter.web.ChannelTunnels;
import io.sluice.gateway.adapter.web.QueuedInterim;
import io.sluice.gateway.adapter.web.UpstreamPools;
import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.Rule;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.FetchLimits;
import io.sluice.gateway.spi.ContentCoder;
import io.sluice.gateway.spi.Current;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.verticle.EventLoops;
import io.sluice.gateway.verticle.admin.AdminTerms;
import io.sluice.gateway.verticle.event.EventMapper;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.ingress.IngressServices;
import io.sluice.gateway.verticle.ingress.Rules;
import io.sluice.gateway.verticle.lookup.LookupOptions;
import io.sluice.gateway.verticle.lookup.RefreshPace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node that follow its configuration. The next one is put in force in two steps:
 * first all is made that could fail, then the parts are replaced.
 */
final class LiveConfig {
  private final Vertx vertx;
  private final DataPortGate gate;
  private final Observation observation;
  private final CaffeineStore local;
  private final OpenTunnels openTunnels;
  private final RefreshPace refreshPace;
  private final Current<UpstreamPools> upstreams;
  private final Current<LookupOptions> lookupOptions;
  private volatile GatewayConfig config;
  private volatile AdminTerms adminTerms;
  private volatile EventMapper eventMapper;
  private volatile @Nullable Ingress ingress;
  private RateLimiters rateLimiters;
  private ContentCoder coder;

  /** The data port's part, and what it takes to make the next. */
  private record Ingress(
      Validity validity, EventLoops loops, CacheMode mode, Current<IngressServices> current) {}

  /** A configuration of which everything has been made. */
  private record Next(
      GatewayConfig config,
      RateLimiters rateLimiters,
      UpstreamPools pools,
      ContentCoder coder,
      IngressServices services) {}

  /**
   * @param coder fit for the configuration
   * @param nodes how many there are in the cluster now
   */
  LiveConfig(
      GatewayConfig config,
      Vertx vertx,
      DataPortGate gate,
      Observation observation,
      ContentCoder coder,
      IntSupplier nodes) {
    this.vertx = vertx;
    this.gate = gate;
    this.observation = observation;
    this.config = config;
    this.coder = coder;
    var cache = config.cache();
    this.local =
        new CaffeineStore(
            cache.l1().maxBytes(), cache.maxEntries(), cache.maxVariants(), observation.events());
    this.openTunnels = new OpenTunnels(config.http().maxTunnels());
    this.refreshPace =
        new RefreshPace(config.invalidation().refreshRate(), nodes, System.nanoTime());
    this.upstreams = new Current<>(new UpstreamPools(Upstreams.options(config)));
    this.lookupOptions = new Current<>(lookupOptions(config));
    this.adminTerms = adminTerms(config);
    this.eventMapper = new EventMapper(config.events().mappings());
    this.rateLimiters = new RateLimiters(config.rules());
  }

  GatewayConfig config() {
    return config;
  }

  LocalStore local() {
    return local;
  }

  OpenTunnels openTunnels() {
    return openTunnels;
  }

  RefreshPace refreshPace() {
    return refreshPace;
  }

  Current<UpstreamPools> upstreams() {
    return upstreams;
  }

  Current<LookupOptions> lookupOptions() {
    return lookupOptions;
  }

  AdminTerms adminTerms() {
    return adminTerms;
  }

  EventMapper eventMapper() {
    return eventMapper;
  }

  /** What the data port works with, from its deployment on. */
  Current<IngressServices> ingress(Validity validity, EventLoops loops, CacheMode mode) {
    var known = ingress;
    if (known == null) {
      var first = services(config, rateLimiters, upstreams.get(), coder, validity, loops, mode);
      known = new Ingress(validity, loops, mode, new Current<>(first));
      ingress = known;
    }
    return known.current();
  }

  /**
   * Puts a configuration in force; one at a time, once the data port is deployed.
   *
   * @return completes when every event loop takes new requests under it; if it fails, nothing has
   *     changed
   */
  Future<Void> adopt(GatewayConfig next) {
    var deployed = ingress;
    return deployed == null
        ? Future.failedFuture("the data port is not deployed")
        : vertx
            .executeBlocking(() -> prepare(next, deployed))
            .compose(made -> replace(made, deployed.current()));
  }

  /** May fail, and changes nothing. */
  private Next prepare(GatewayConfig next, Ingress deployed) {
    var limiters = rateLimiters.next(next.rules());
    var pools = upstreams.get().next(Upstreams.options(next));
    var coding = next.compresses() && !config.compresses() ? Coders.load() : coder;
    return new Next(
        next,
        limiters,
        pools,
        coding,
        services(
            next, limiters, pools, coding, deployed.validity(), deployed.loops(), deployed.mode()));
  }

  private Future<Void> replace(Next next, Current<IngressServices> services) {
    config = next.config();
    rateLimiters = next.rateLimiters();
    coder = next.coder();
    adminTerms = adminTerms(config);
    eventMapper = new EventMapper(config.events().mappings());
    gate.limits(config.http());
    openTunnels.limit(config.http().maxTunnels());
    refreshPace.rate(config.invalidation().refreshRate());
    var before = upstreams.get();
    return services
        .replace(next.services())
        .compose(
            taken -> {
              // Now nobody begins with the old ones any more.
              before.retire(next.pools());
              observation.traffic().retain(names(next.config()));
              return upstreams.replace(next.pools());
            })
        .compose(taken -> lookupOptions.replace(lookupOptions(config)))
        .compose(taken -> vertx.executeBlocking(this::resize));
  }

  private @Nullable Void resize() {
    var cache = config.cache();
    local.resize(cache.l1().maxBytes(), cache.maxEntries(), cache.maxVariants());
    return null;
  }

  private static Set<String> names(GatewayConfig config) {
    return config.rules().rules().stream().map(Rule::name).collect(Collectors.toSet());
  }

  private static AdminTerms adminTerms(GatewayConfig config) {
    return new AdminTerms(
        config.admin(),
        config.invalidation().timeout(),
        config.cache().pricePerMillionOriginRequests());
  }

  private static LookupOptions lookupOptions(GatewayConfig config) {
    var shared = config.cache().l2();
    return new LookupOptions(
        shared.maxObjectBytes(), shared.admission(), config.redis().maxEntryTtl());
  }

  private IngressServices services(
      GatewayConfig config,
      RateLimiters limiters,
      UpstreamPools pools,
      ContentCoder coding,
      Validity validity,
      EventLoops loops,
      CacheMode mode) {
    var cache = config.cache();
    var compression = config.http().compression();
    return new IngressServices(
        config.http(),
        config.purge(),
        config.tags().fields(),
        new Rules(config, limiters::of, pools.byName()),
        local,
        validity,
        gate.counters(),
        observation.traffic(),
        observation.requestLog(),
        observation.tracing(),
        observation.loopLag(),
        loops,
        new QueuedInterim(),
        new ChannelTunnels(),
        openTunnels,
        config.admin().tokens(),
        mode,
        new CodingTerms(compression::includes, compression.minBytes()),
        coding,
        CacheStatus.identifier("sluice", cache.cacheStatusNodeName() ? config.nodeId() : null),
        config.invalidation().timeout(),
        new FetchLimits(cache.maxObjectBytes(), cache.collapseTimeout()),
        config.shutdown());
  }
}
