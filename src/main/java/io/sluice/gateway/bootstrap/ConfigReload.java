package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.metrics.ReloadMetrics;
import io.sluice.gateway.config.ConfigResult;
import io.sluice.gateway.config.EffectiveConfig;
import io.sluice.gateway.config.Fault;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.ReloadResult;
import io.sluice.gateway.config.ReloadResult.Outcome;
import io.sluice.gateway.verticle.admin.ConfigControl;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and has it put in force: as a whole, or, if it has a fault or
 * changes what is read at the start only, not at all. One reload at a time, on a context of its
 * own.
 */
final class ConfigReload implements ConfigControl {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

  private final Vertx vertx;
  private final Context context;
  private final ConfigSource source;
  private final Function<GatewayConfig, Future<Void>> adoption;
  private final ReloadMetrics metrics;
  private final EffectiveConfig start;
  private volatile State state;
  private volatile Map<Path, String> files;
  private List<Fault> warnings;
  private Future<?> underWay = Future.succeededFuture();

  /**
   * @param loaded what is in force
   * @param adoption puts another in force; fails without having changed anything
   */
  ConfigReload(
      Vertx vertx,
      ConfigResult.Ok loaded,
      ConfigSource source,
      Function<GatewayConfig, Future<Void>> adoption,
      ReloadMetrics metrics,
      Instant at) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.source = source;
    this.adoption = adoption;
    this.metrics = metrics;
    this.start = loaded.effective();
    this.state = new State(loaded.effective(), at, null);
    this.files = loaded.files();
    this.warnings = loaded.warnings();
  }

  @Override
  public State state() {
    return state;
  }

  /** What was read last, in force or not, as it was then. */
  Map<Path, String> files() {
    return files;
  }

  @Override
  public Future<ReloadResult> reload(String trigger) {
    Promise<ReloadResult> promise = Promise.promise();
    context.runOnContext(
        v -> underWay = underWay.transform(before -> next(trigger)).onComplete(promise));
    return promise.future();
  }

  private Future<ReloadResult> next(String trigger) {
    return vertx
        .executeBlocking(source::read)
        .compose(
            read -> {
              files = read.files();
              return read instanceof ConfigResult.Ok ok
                  ? judge(trigger, ok)
                  : Future.succeededFuture(faulty(trigger, ((ConfigResult.Faults) read).faults()));
            })
        .otherwise(
            cause -> {
              LOG.error("The configuration could not be put in force", cause);
              return faulty(
                  trigger,
                  List.of(new Fault("configuration", 0, 0, "", "not put in force: " + cause)));
            })
        .onSuccess(this::note);
  }

  private Future<ReloadResult> judge(String trigger, ConfigResult.Ok read) {
    var effective = read.effective();
    var changed = effective.changedSince(state.effective());
    var restart = effective.needingRestart(changed);
    var outcome =
        !restart.isEmpty()
            ? Outcome.REFUSED
            : changed.isEmpty() ? Outcome.UNCHANGED : Outcome.APPLIED;
    var result =
        new ReloadResult(
            outcome,
            Instant.now(),
            trigger,
            changed,
            restart,
            effective.staleFilesSince(start),
            List.of(),
            read.warnings());
    if (outcome == Outcome.REFUSED) {
      return Future.succeededFuture(result);
    }
    var adopted =
        outcome == Outcome.APPLIED ? adoption.apply(read.config()) : Future.<Void>succeededFuture();
    return adopted.map(
        v -> {
          // Also if nothing has changed: lines have moved, perhaps.
          state = new State(effective, result.at(), state.last());
          return result;
        });
  }

  private static ReloadResult faulty(String trigger, List<Fault> faults) {
    return new ReloadResult(
        Outcome.FAULTY, Instant.now(), trigger, List.of(), List.of(), List.of(), faults, List.of());
  }

  private void note(ReloadResult result) {
    var was = state;
    state = new State(was.effective(), was.loaded(), result);
    metrics.reloaded(result.outcome().word(), result.outcome().isSuccess(), result.at());
    if (result.outcome().isSuccess() && result.pending().isEmpty()) {
      LOG.info("{} ({})", result.summary(), result.trigger());
    } else {
      LOG.warn("{} ({})", result.summary(), result.trigger());
    }
    if (result.outcome().isSuccess()) {
      for (var warning : result.warnings()) {
        if (!warnings.contains(warning)) {
          LOG.warn("{}", warning);
        }
      }
      warnings = result.warnings();
    }
  }
}
