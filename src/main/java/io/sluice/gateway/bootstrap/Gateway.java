package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.caffeine.CaffeineRateLimiter;
import io.sluice.gateway.adapter.caffeine.CaffeineStore;
import io.sluice.gateway.adapter.coding.Coders;
import io.sluice.gateway.adapter.metrics.PrometheusMetrics;
import io.sluice.gateway.adapter.sqlite.UnusableDirectoryException;
import io.sluice.gateway.adapter.web.ChannelTunnels;
import io.sluice.gateway.adapter.web.HealthChecks;
import io.sluice.gateway.adapter.web.HttpUpstream;
import io.sluice.gateway.adapter.web.QueuedInterim;
import io.sluice.gateway.adapter.web.UpstreamPools;
import io.sluice.gateway.caching.CacheStatus;
import io.sluice.gateway.caching.CodingTerms;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RateLimit;
import io.sluice.gateway.config.VerticleDescriptor;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.invalidation.Verdict;
import io.sluice.gateway.message.CacheEntry;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.ContentCoder;
import io.sluice.gateway.spi.Counters;
import io.sluice.gateway.spi.EventCounts;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.LocalStore;
import io.sluice.gateway.spi.MemoryDeadLetters;
import io.sluice.gateway.spi.NoSharedStore;
import io.sluice.gateway.spi.OpenTunnels;
import io.sluice.gateway.spi.RateLimiter;
import io.sluice.gateway.spi.SharedStore;
import io.sluice.gateway.spi.StoreCommands;
import io.sluice.gateway.verticle.AdminVerticle;
import io.sluice.gateway.verticle.BusPeers;
import io.sluice.gateway.verticle.CacheLookupVerticle;
import io.sluice.gateway.verticle.EventLoops;
import io.sluice.gateway.verticle.EventStreamVerticle;
import io.sluice.gateway.verticle.HttpIngressVerticle;
import io.sluice.gateway.verticle.InvalidationVerticle;
import io.sluice.gateway.verticle.TagIndexVerticle;
import io.sluice.gateway.verticle.UpstreamFetchVerticle;
import io.sluice.gateway.verticle.admin.AdminServices;
import io.sluice.gateway.verticle.event.EventMapper;
import io.sluice.gateway.verticle.event.EventServices;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.ingress.IngressServices;
import io.sluice.gateway.verticle.ingress.Rules;
import io.sluice.gateway.verticle.lookup.LookupOptions;
import io.sluice.gateway.verticle.lookup.RefreshPace;
import io.sluice.gateway.verticle.lookup.Stores;
import io.sluice.gateway.verticle.port.Certificates;
import io.sluice.gateway.verticle.port.Connections;
import io.sluice.gateway.verticle.warming.MemoryFill;
import io.sluice.gateway.verticle.warming.WarmServices;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The composition root: makes every part of a node, deploys the verticles, and takes them down. */
public final class Gateway {
  /** Of one rule; some 20 MB when all of them are in use. */
  private static final long RATE_LIMIT_KEYS = 100_000;

  private static final String EVENT_STREAM = EventStreamVerticle.class.getName();

  private final GatewayConfig config;
  private final Vertx vertx;
  private final Supplier<List<String>> members;
  private final @Nullable RedisParts redis;
  private final ContentCoder coder;
  private final String incarnation;
  private final AtomicInteger httpPort;
  private final Connections connections;
  private final AtomicInteger adminPort;
  private final Counters counters;
  private final Observation observation;
  private final CacheMode mode = new CacheMode();
  private final LocalStore local;
  private final FileStore files;
  private final Rules rules;
  private final UpstreamPools upstreams;
  private final HealthChecks healthChecks;
  private final OpenTunnels openTunnels;
  private final PrometheusMetrics metrics;
  private final @Nullable Certificates certificates;
  private final RefreshPace refreshPace;
  private final EventServices events;
  private final EventLoops loops;
  private final AtomicReference<@Nullable Validity> validity = new AtomicReference<>();
  private final Deployer deployer;
  private volatile boolean ready;

  private Gateway(
      GatewayConfig config,
      Vertx vertx,
      Supplier<List<String>> members,
      @Nullable RedisParts redis,
      FileParts fileParts,
      ContentCoder coder,
      String incarnation,
      DataPortGate gate) {
    this.config = config;
    this.vertx = vertx;
    this.members = members;
    this.redis = redis;
    this.coder = coder;
    this.incarnation = incarnation;
    this.counters = gate.counters();
    this.httpPort = gate.port();
    this.connections = gate.connections();
    this.adminPort = new AtomicInteger(config.admin().port());
    this.observation = new Observation(config, vertx);
    this.local =
        new CaffeineStore(
            config.cache().l1().maxBytes(),
            config.cache().maxEntries(),
            config.cache().maxVariants(),
            observation.events());
    this.files = fileParts.store(vertx, counters);
    this.upstreams = new UpstreamPools(Upstreams.options(config));
    this.healthChecks = new HealthChecks(vertx, upstreams);
    this.openTunnels = new OpenTunnels(config.http().maxTunnels());
    this.metrics =
        new PrometheusMetrics(
            counters,
            local,
            files,
            upstreams.status(),
            openTunnels,
            connections::open,
            redis == null ? () -> StoreCommands.NONE : redis::commands);
    metrics.traffic(observation.traffic());
    metrics.loopLag(observation.loopLag());
    metrics.clusterMembers(() -> members.get().size());
    metrics.requestLog(observation::droppedLines);
    var tls = config.http().tls();
    this.certificates = tls == null ? null : new Certificates(tls);
    this.refreshPace =
        new RefreshPace(
            config.invalidation().refreshRate(), () -> members.get().size(), System.nanoTime());
    this.events =
        new EventServices(
            new EventMapper(config.events().mappings()),
            new EventCounts(),
            redis == null || !config.events().isUsed()
                ? v -> new MemoryDeadLetters()
                : redis::deadLetters);
    metrics.events(events.counts());
    this.rules = new Rules(config, Gateway::rateLimiter);
    this.loops = new EventLoops(config.eventLoops());
    this.deployer = new Deployer(vertx, loops, verticles());
  }

  /**
   * Starts a node.
   *
   * @param redisUrl where Redis is
   * @param clusterXml the text of {@code cluster.xml}
   * @return completes when requests are accepted; Redis and origins need not be there
   */
  public static Future<Gateway> start(
      GatewayConfig config,
      List<VerticleDescriptor> descriptors,
      String redisUrl,
      String clusterXml) {
    var incarnation = config.nodeId() + "/" + randomHex();
    var options = new VertxOptions().setEventLoopPoolSize(config.eventLoops());
    var redis = config.redis().enabled() ? new RedisParts(config, redisUrl) : null;
    var coder = config.compresses() ? Coders.load() : Coders.gzipOnly();
    var gate = DataPortGate.of(config);
    FileParts files;
    try {
      files = FileParts.open(config.cache());
    } catch (UnusableDirectoryException unusable) {
      return Future.failedFuture(unusable);
    }
    return JoinedVertx.join(
            config, options, incarnation, clusterXml, new GatedTransport(gate.handler()))
        .map(
            joined ->
                new Gateway(
                    config,
                    joined.vertx(),
                    joined.members(),
                    redis,
                    files,
                    coder,
                    incarnation,
                    gate))
        .compose(
            gateway ->
                gateway
                    .deploy(descriptors)
                    .map(gateway)
                    .recover(
                        cause -> gateway.close().transform(closed -> Future.failedFuture(cause))))
        .onFailure(cause -> files.close());
  }

  private static String randomHex() {
    var bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Future<Void> deploy(List<VerticleDescriptor> descriptors) {
    LocalMessages.register(vertx.eventBus());
    vertx.setPeriodic(
        config.cache().cleanupInterval().toMillis(), id -> vertx.executeBlocking(() -> sweep()));
    var pairs = certificates;
    if (pairs != null) {
      watch(pairs);
    }
    var bus = config.cluster().tls();
    if (config.cluster().enabled() && bus != null) {
      var own = bus.certificate();
      metrics.certificate(own.files().certificate().toString(), own::notAfter);
    }
    var unused = new HashSet<String>();
    if (redis == null) {
      // Without Redis there is nothing to index.
      unused.add(TagIndexVerticle.class.getName());
    }
    if (config.events().stream() == null) {
      unused.add(EVENT_STREAM);
    }
    var deployable = descriptors.stream().filter(d -> !unused.contains(d.main())).toList();
    if (config.events().stream() != null
        && deployable.stream().noneMatch(d -> d.main().equals(EVENT_STREAM))) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "events.stream.key is set, and no descriptor in verticles/ is of " + EVENT_STREAM));
    }
    return ofNoContext()
        .compose(v -> files.opened())
        .compose(opened -> deployer.deploy(deployable))
        .onSuccess(
            v -> {
              healthChecks.start();
              ready = true;
            });
  }

  private void watch(Certificates pairs) {
    for (int i = 0; i < pairs.certificates().size(); i++) {
      int index = i;
      metrics.certificate(
          pairs.certificates().get(i).files().certificate().toString(),
          () -> pairs.certificates().get(index).notAfter());
    }
    vertx.setPeriodic(
        0,
        Certificates.POLL.toMillis(),
        id ->
            vertx.executeBlocking(
                () -> {
                  pairs.poll();
                  return null;
                }));
  }

  /** In the order of their deployment: whoever is asked is there before whoever asks. */
  private Map<String, Supplier<Deployable>> verticles() {
    var verticles = new LinkedHashMap<String, Supplier<Deployable>>();
    verticles.put(
        UpstreamFetchVerticle.class.getName(),
        () -> new UpstreamFetchVerticle(loops, counters, v -> new HttpUpstream(v, upstreams)));
    verticles.put(
        InvalidationVerticle.class.getName(),
        () ->
            new InvalidationVerticle(
                this::invalidationNode, incarnation, config.invalidation().timeout()));
    var parts = redis;
    if (parts != null) {
      verticles.put(TagIndexVerticle.class.getName(), () -> new TagIndexVerticle(parts::tagIndex));
    }
    var stream = config.events().stream();
    if (parts != null && stream != null) {
      verticles.put(
          EVENT_STREAM,
          () ->
              new EventStreamVerticle(
                  v -> parts.eventStream(v, stream), events, config.invalidation().timeout()));
    }
    verticles.put(
        CacheLookupVerticle.class.getName(),
        () ->
            new CacheLookupVerticle(
                loops,
                v -> new Stores(local, sharedStore(parts, v), files),
                validity(),
                counters,
                observation.events(),
                lookupOptions(),
                refreshPace,
                incarnation));
    verticles.put(
        AdminVerticle.class.getName(), () -> new AdminVerticle(adminServices(parts), adminPort));
    verticles.put(
        HttpIngressVerticle.class.getName(),
        () -> new HttpIngressVerticle(ingressServices(), certificates, connections, httpPort));
    return verticles;
  }

  private static RateLimiter rateLimiter(RateLimit limit) {
    return new CaffeineRateLimiter(
        limit.requests(), limit.period(), limit.burst(), RATE_LIMIT_KEYS, System::nanoTime);
  }

  private static SharedStore sharedStore(@Nullable RedisParts parts, Vertx vertx) {
    return parts == null ? new NoSharedStore() : parts.sharedStore(vertx);
  }

  private InvalidationNode invalidationNode(Vertx owner) {
    var listener =
        new ProtocolListeners(
            new ProtocolLog(),
            new ProtocolListeners(metrics.protocol(), new ProtocolEvents(observation.events())));
    var peers = new BusPeers(owner, incarnation, members);
    var node = ProtocolNode.make(owner, config.invalidation(), incarnation, peers, redis, listener);
    validity.set(node.validity());
    return node;
  }

  private Validity validity() {
    var known = validity.get();
    if (known == null) {
      throw new IllegalStateException("the Invalidation verticle must be deployed (verticles/)");
    }
    return known;
  }

  private LookupOptions lookupOptions() {
    var cache = config.cache();
    return new LookupOptions(
        cache.maxObjectBytes(),
        cache.l2().maxObjectBytes(),
        cache.collapseTimeout(),
        config.redis().maxEntryTtl());
  }

  private IngressServices ingressServices() {
    var compression = config.http().compression();
    return new IngressServices(
        config.http(),
        config.purge(),
        config.tags().fields(),
        rules,
        local,
        validity(),
        counters,
        observation.traffic(),
        observation.requestLog(),
        observation.loopLag(),
        loops,
        new QueuedInterim(),
        new ChannelTunnels(),
        openTunnels,
        config.admin().tokens(),
        mode,
        new CodingTerms(compression::includes, compression.minBytes()),
        coder,
        CacheStatus.identifier(
            "sluice", config.cache().cacheStatusNodeName() ? config.nodeId() : null),
        config.invalidation().timeout(),
        config.cache().maxObjectBytes(),
        Duration.ofHours(6),
        config.shutdown());
  }

  private AdminServices adminServices(@Nullable RedisParts parts) {
    return new AdminServices(
        config.admin(),
        local,
        files,
        validity(),
        parts == null ? null : parts::admin,
        counters,
        mode,
        members,
        incarnation,
        config.invalidation().timeout(),
        events,
        () -> ready,
        upstreams.status(),
        metrics,
        warmServices(parts),
        observation.events(),
        config.cache().pricePerMillionOriginRequests());
  }

  private WarmServices warmServices(@Nullable RedisParts parts) {
    var warmup = config.cache().warmup();
    return new WarmServices(
        ingressServices(),
        parts == null || !warmup.enabled() ? null : parts::hotEntries,
        new MemoryFill.Limits(
            warmup.maxTime(), config.cache().l1().maxBytes() / 100 * warmup.percent()));
  }

  /** Memory's sake alone: what is invalid or useless would go when room is needed, too. */
  private @Nullable Void sweep() {
    var known = validity.get();
    long nowMillis = System.currentTimeMillis();
    long keepMillis = config.redis().maxEntryTtl().toMillis();
    local.sweep(
        (CacheEntry entry) ->
            (known != null && known.checkTable(entry.stamp()) == Verdict.INVALID)
                || entry.response().usefulUntilMillis(keepMillis) < nowMillis);
    return null;
  }

  public int httpPort() {
    return httpPort.get();
  }

  public int adminPort() {
    return adminPort.get();
  }

  public String incarnation() {
    return incarnation;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Lets requests under way finish, deregisters, leaves the cluster. */
  public Future<Void> stop() {
    ready = false;
    healthChecks.close();
    return deployer
        .undeploy()
        .eventually(this::close)
        .onComplete(
            done -> {
              metrics.close();
              observation.close();
            });
  }

  private Future<Void> close() {
    return ofNoContext().eventually(files::close).eventually(vertx::close);
  }

  /** What is composed upon it completes also when Vert.x, and with it every context, is closed. */
  private static Future<Void> ofNoContext() {
    return Future.succeededFuture();
  }
}
