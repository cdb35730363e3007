package io.sluice.gateway.bootstrap;

import static java.util.Comparator.comparingInt;

import io.sluice.gateway.config.VerticleDescriptor;
import io.sluice.gateway.verticle.EventLoops;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys verticles as their descriptors say.
 *
 * <p>"per-event-loop" means one on each: see {@link EventLoops} for why that takes several tries.
 */
final class Deployer {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  /** Tries, per event loop, before giving up: Vert.x deals loops out in turn, so a few suffice. */
  private static final int TRIES_PER_LOOP = 64;

  private final Vertx vertx;
  private final EventLoops loops;
  private final Map<String, Supplier<Deployable>> verticles;
  private final List<List<String>> deployed = new ArrayList<>();

  /**
   * @param verticles by class name, as descriptors call them, in the order of deployment
   */
  Deployer(Vertx vertx, EventLoops loops, Map<String, Supplier<Deployable>> verticles) {
    this.vertx = vertx;
    this.loops = loops;
    this.verticles = verticles;
  }

  /** Deploys in the order in which the verticles were given, each after the one before it. */
  Future<Void> deploy(List<VerticleDescriptor> descriptors) {
    var order = List.copyOf(verticles.keySet());
    Future<Void> done = Future.succeededFuture();
    for (var descriptor :
        descriptors.stream().sorted(comparingInt(d -> order.indexOf(d.main()))).toList()) {
      done = done.compose(v -> deploy(descriptor));
    }
    return done;
  }

  /** Takes down what was deployed, the last first; completes when all have stopped. */
  Future<Void> undeploy() {
    Future<Void> done = Future.succeededFuture();
    for (int i = deployed.size() - 1; i >= 0; i--) {
      var ids = deployed.get(i);
      done = done.eventually(() -> Future.join(ids.stream().map(vertx::undeploy).toList()));
    }
    return done;
  }

  private Future<Void> deploy(VerticleDescriptor descriptor) {
    var supplier = verticles.get(descriptor.main());
    if (supplier == null) {
      return Future.failedFuture(
          new IllegalArgumentException(
              descriptor.file()
                  + ": main: value: "
                  + descriptor.main()
                  + " (expected: one of "
                  + verticles.keySet().stream().sorted().toList()
                  + ")"));
    }
    List<String> ids = new ArrayList<>();
    deployed.add(ids);
    Future<Void> started =
        descriptor.instances() == VerticleDescriptor.PER_EVENT_LOOP
            ? deployOnEach(descriptor, supplier, ids, loops.count(), TRIES_PER_LOOP * loops.count())
            : vertx
                .deployVerticle(supplier, options(descriptor).setInstances(descriptor.instances()))
                .onSuccess(ids::add)
                .mapEmpty();
    return descriptor.required()
        ? started
        : started.recover(
            cause -> {
              LOG.warn("{} did not start and is not required", descriptor.main(), cause);
              return Future.succeededFuture();
            });
  }

  private Future<Void> deployOnEach(
      VerticleDescriptor descriptor,
      Supplier<Deployable> supplier,
      List<String> ids,
      int missing,
      int triesLeft) {
    if (missing == 0) {
      return Future.succeededFuture();
    }
    return vertx
        .deployVerticle(supplier, options(descriptor))
        .transform(
            result -> {
              if (result.succeeded()) {
                ids.add(result.result());
                return deployOnEach(descriptor, supplier, ids, missing - 1, triesLeft - 1);
              }
              if (result.cause() instanceof EventLoops.LoopTakenException && triesLeft > 1) {
                return deployOnEach(descriptor, supplier, ids, missing, triesLeft - 1);
              }
              return Future.failedFuture(result.cause());
            });
  }

  private static DeploymentOptions options(VerticleDescriptor descriptor) {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.valueOf(descriptor.threadingModel().name()))
        .setInstances(1);
  }
}
