package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.caffeine.CaffeineRateLimiter;
import io.sluice.gateway.adapter.coding.Coders;
import io.sluice.gateway.adapter.metrics.PrometheusMetrics;
import io.sluice.gateway.adapter.sqlite.UnusableDirectoryException;
import io.sluice.gateway.adapter.tracing.OpenTelemetryTracing;
import io.sluice.gateway.adapter.web.HealthChecks;
import io.sluice.gateway.adapter.web.HttpUpstream;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.ReloadResult;
import io.sluice.gateway.config.VerticleDescriptor;
import io.sluice.gateway.invalidation.InvalidationNode;
import io.sluice.gateway.invalidation.Peers;
import io.sluice.gateway.invalidation.Validity;
import io.sluice.gateway.message.LocalMessages;
import io.sluice.gateway.spi.AccessCounts;
import io.sluice.gateway.spi.ContentCoder;
import io.sluice.gateway.spi.EventCounts;
import io.sluice.gateway.spi.FileStore;
import io.sluice.gateway.spi.MemoryDeadLetters;
import io.sluice.gateway.spi.NoSharedStore;
import io.sluice.gateway.spi.SharedStore;
import io.sluice.gateway.spi.StoreCommands;
import io.sluice.gateway.spi.Tracing;
import io.sluice.gateway.verticle.AdminVerticle;
import io.sluice.gateway.verticle.CacheLookupVerticle;
import io.sluice.gateway.verticle.EventLoops;
import io.sluice.gateway.verticle.EventStreamVerticle;
import io.sluice.gateway.verticle.HttpIngressVerticle;
import io.sluice.gateway.verticle.InvalidationVerticle;
import io.sluice.gateway.verticle.TagIndexVerticle;
import io.sluice.gateway.verticle.UpstreamFetchVerticle;
import io.sluice.gateway.verticle.admin.AdminServices;
import io.sluice.gateway.verticle.event.EventServices;
import io.sluice.gateway.verticle.ingress.CacheMode;
import io.sluice.gateway.verticle.lookup.Stores;
import io.sluice.gateway.verticle.port.Certificates;
import io.sluice.gateway.verticle.warming.MemoryFill;
import io.sluice.gateway.verticle.warming.WarmServices;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The composition root: makes every part of a node, deploys the verticles, and takes them down. */
public final class Gateway {
  /** For the last spans, which nobody's answer waits for: a collector may be gone. */
  private static final long FLUSH_SECONDS = 2;

  private static final String EVENT_STREAM = EventStreamVerticle.class.getName();

  /** Unknown tokens that one address may send in a minute before it is not heard any more. */
  private static final int FAILURES_A_MINUTE = 10;

  private static final int FAILING_ADDRESSES = 10_000;

  private final Vertx vertx;
  private final LiveConfig live;
  private final Supplier<List<String>> members;
  private final @Nullable RedisParts redis;
  private final String incarnation;
  private final DataPortGate gate;
  private final AtomicInteger adminPort;
  private final Observation observation;
  private final CacheMode mode = new CacheMode();
  private final FileStore files;
  private final HealthChecks healthChecks;
  private final PrometheusMetrics metrics;
  private final ConfigReload reload;
  private final ConfigWatch watch;
  private final Sweep sweep;
  private final @Nullable Certificates certificates;
  private final @Nullable Certificates adminCertificates;
  private final AccessCounts refusals = new AccessCounts();
  private final EventServices events;
  private final EventLoops loops;
  private final AtomicReference<@Nullable Validity> validity = new AtomicReference<>();
  private final Deployer deployer;
  private volatile boolean ready;

  private Gateway(
      ConfigResult.Ok loaded,
      ConfigSource source,
      Vertx vertx,
      Supplier<List<String>> members,
      @Nullable RedisParts redis,
      FileParts fileParts,
      ContentCoder coder,
      Tracing tracing,
      String incarnation,
      DataPortGate gate) {
    var config = loaded.config();
    this.vertx = vertx;
    this.members = members;
    this.redis = redis;
    this.incarnation = incarnation;
    this.gate = gate;
    this.adminPort = new AtomicInteger(config.admin().port());
    this.observation = new Observation(config, tracing, vertx);
    this.live = new LiveConfig(config, vertx, gate, observation, coder, () -> members.get().size());
    this.files = fileParts.store(vertx, gate.counters());
    this.healthChecks = new HealthChecks(vertx, live.upstreams());
    this.metrics =
        new PrometheusMetrics(
            gate.counters(),
            live.local(),
            files,
            live.openTunnels(),
            gate.connections()::open,
            redis == null ? () -> StoreCommands.NONE : redis::commands);
    metrics.upstreams(live.upstreams().get().status());
    metrics.traffic(observation.traffic());
    metrics.bus(observation.bus());
    metrics.loopLag(observation.loopLag());
    metrics.clusterMembers(() -> members.get().size());
    metrics.requestLog(observation::droppedLines);
    var tls = config.http().tls();
    this.certificates = tls == null ? null : new Certificates(tls);
    var adminTls = config.admin().tls();
    this.adminCertificates = adminTls == null ? null : new Certificates(adminTls);
    metrics.access(refusals);
    this.events =
        new EventServices(
            live::eventMapper,
            new EventCounts(),
            redis == null || !config.events().isUsed()
                ? v -> new MemoryDeadLetters()
                : redis::deadLetters);
    metrics.events(events.counts());
    var now = Instant.now();
    var results = Arrays.stream(ReloadResult.Outcome.values()).map(ReloadResult.Outcome::word);
    this.reload =
        new ConfigReload(
            vertx, loaded, source, this::adopt, metrics.reloads(results.toList(), now), now);
    this.watch = new ConfigWatch(vertx, reload);
    this.sweep = new Sweep(vertx, live.local(), validity::get);
    this.loops = new EventLoops(config.eventLoops());
    this.deployer = new Deployer(vertx, loops, verticles(config));
  }

  /**
   * Starts a node.
   *
   * @param loaded the configuration to start with
   * @param source where it was read from, for when that changes
   * @param redisUrl where Redis is
   * @param clusterXml the text of {@code cluster.xml}
   * @return completes when requests are accepted; Redis and origins need not be there
   */
  public static Future<Gateway> start(
      ConfigResult.Ok loaded,
      ConfigSource source,
      List<VerticleDescriptor> descriptors,
      String redisUrl,
      String clusterXml) {
    var config = loaded.config();
    var incarnation = config.nodeId() + "/" + randomHex();
    var options = new VertxOptions().setEventLoopPoolSize(config.eventLoops());
    var redis = config.redis().enabled() ? new RedisParts(config, redisUrl) : null;
    var coder = config.compresses() ? Coders.load() : Coders.gzipOnly();
    var gate = DataPortGate.of(config);
    Tracing tracing;
    FileParts files;
    try {
      tracing = tracing(config, incarnation);
      files = FileParts.open(config.cache());
    } catch (UnusableDirectoryException | IllegalArgumentException unusable) {
      return Future.failedFuture(unusable);
    }
    return JoinedVertx.join(
            config, options, incarnation, clusterXml, new GatedTransport(gate.handler()))
        .map(
            joined ->
                new Gateway(
                    loaded,
                    source,
                    joined.vertx(),
                    joined.members(),
                    redis,
                    files,
                    coder,
                    tracing,
                    incarnation,
                    gate))
        .compose(
            gateway ->
                gateway
                    .deploy(descriptors)
                    .map(gateway)
                    .recover(
                        cause -> gateway.close().transform(closed -> Future.failedFuture(cause))))
        .onFailure(
            cause -> {
              files.close();
              tracing.close();
            });
  }

  private static Tracing tracing(GatewayConfig config, String incarnation) {
    return config.tracing()
        ? OpenTelemetryTracing.start(incarnation, Version.number())
        : Tracing.OFF;
  }

  private static String randomHex() {
    var bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Future<Void> deploy(List<VerticleDescriptor> descriptors) {
    LocalMessages.register(vertx.eventBus());
    var config = live.config();
    sweep.by(config);
    for (var pairs : Arrays.asList(certificates, adminCertificates)) {
      if (pairs != null) {
        CertificateWatch.start(vertx, metrics, pairs);
      }
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
              watch.start();
              ready = true;
            });
  }

  /** Puts the next configuration in force. */
  private Future<Void> adopt(GatewayConfig next) {
    var before = live.config();
    return live.adopt(next)
        .onSuccess(
            adopted -> {
              metrics.upstreams(live.upstreams().get().status());
              sweep.by(next);
              if (LogSetup.levelsDiffer(before, next)) {
                LogSetup.levels(next);
              }
            });
  }

  /** In the order of their deployment: whoever is asked is there before whoever asks. */
  private Map<String, Supplier<Deployable>> verticles(GatewayConfig config) {
    var verticles = new LinkedHashMap<String, Supplier<Deployable>>();
    verticles.put(
        UpstreamFetchVerticle.class.getName(),
        () ->
            new UpstreamFetchVerticle(
                loops, gate.counters(), v -> new HttpUpstream(v, live.upstreams())));
    verticles.put(
        InvalidationVerticle.class.getName(),
        () ->
            new InvalidationVerticle(
                this::invalidationNode,
                incarnation,
                members,
                observation.bus(),
                this::invalidationTimeout,
                observation.tracing()));
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
                  v -> parts.eventStream(v, stream), events, this::invalidationTimeout));
    }
    verticles.put(
        CacheLookupVerticle.class.getName(),
        () ->
            new CacheLookupVerticle(
                loops,
                v -> new Stores(live.local(), sharedStore(parts, v), files),
                validity(),
                gate.counters(),
                observation.events(),
                live.lookupOptions(),
                live.refreshPace(),
                observation.bus(),
                incarnation));
    verticles.put(
        AdminVerticle.class.getName(),
        () -> new AdminVerticle(adminServices(parts), adminPort, adminCertificates));
    verticles.put(
        HttpIngressVerticle.class.getName(),
        () ->
            new HttpIngressVerticle(
                live.ingress(validity(), loops, mode),
                certificates,
                gate.connections(),
                gate.port()));
    return verticles;
  }

  private Duration invalidationTimeout() {
    return live.config().invalidation().timeout();
  }

  private static SharedStore sharedStore(@Nullable RedisParts parts, Vertx vertx) {
    return parts == null ? new NoSharedStore() : parts.sharedStore(vertx);
  }

  private InvalidationNode invalidationNode(Vertx owner, Peers peers) {
    var listener =
        new ProtocolListeners(
            new ProtocolLog(),
            new ProtocolListeners(metrics.protocol(), new ProtocolEvents(observation.events())));
    var node =
        ProtocolNode.make(owner, live.config().invalidation(), incarnation, peers, redis, listener);
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

  private AdminServices adminServices(@Nullable RedisParts parts) {
    return new AdminServices(
        live::adminTerms,
        reload,
        live.local(),
        files,
        validity(),
        parts == null ? null : parts::admin,
        gate.counters(),
        mode,
        members,
        incarnation,
        events,
        () -> ready,
        () -> live.upstreams().get().status(),
        metrics,
        warmServices(parts),
        observation.events(),
        new CaffeineRateLimiter(
            FAILURES_A_MINUTE,
            Duration.ofMinutes(1),
            FAILURES_A_MINUTE,
            FAILING_ADDRESSES,
            System::nanoTime),
        refusals,
        observation.traffic(),
        observation.bus());
  }

  private WarmServices warmServices(@Nullable RedisParts parts) {
    var cache = live.config().cache();
    var warmup = cache.warmup();
    return new WarmServices(
        live.ingress(validity(), loops, mode),
        parts == null || !warmup.enabled() ? null : parts::hotEntries,
        new MemoryFill.Limits(warmup.maxTime(), cache.l1().maxBytes() / 100 * warmup.percent()));
  }

  public int httpPort() {
    return gate.port().get();
  }

  public int adminPort() {
    return adminPort.get();
  }

  /** What is in force. */
  public GatewayConfig config() {
    return live.config();
  }

  /** See {@link ConfigReload#reload}. */
  public Future<ReloadResult> reload(String trigger) {
    return reload.reload(trigger);
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
    watch.stop();
    healthChecks.close();
    return deployer
        .undeploy()
        .eventually(() -> observation.tracing().close().timeout(FLUSH_SECONDS, TimeUnit.SECONDS))
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
