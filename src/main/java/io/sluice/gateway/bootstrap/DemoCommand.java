package io.sluice.gateway.bootstrap;

import io.sluice.gateway.bootstrap.demo.DemoOrigin;
import io.sluice.gateway.bootstrap.demo.EmbeddedRedis;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: a gateway with all that it needs, and what to try on it. */
@Command(
    name = "demo",
    description = "Runs the gateway with a Redis and a small product catalogue behind it.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    EmbeddedRedis redis;
    int originPort;
    var vertx = Vertx.vertx();
    try {
      redis = EmbeddedRedis.start();
      originPort =
          DemoOrigin.start(vertx, "127.0.0.1", 0)
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS)
              .actualPort();
    } catch (IOException | ExecutionException | TimeoutException failed) {
      err.println("sluice demo cannot start: " + failed.getMessage());
      err.flush();
      vertx.close();
      return SluiceCommand.FAILED;
    }
    options.settings.putIfAbsent("upstreams.default", "http://127.0.0.1:" + originPort);
    options.settings.putIfAbsent("shutdown.delay", "0s");
    int status = new Node(spec.commandLine(), options).run(redis);
    if (status == SluiceCommand.RUNNING) {
      var configuration = Configuration.load(options).gateway();
      String data = "http://127.0.0.1:" + configuration.http().port();
      String admin = "http://127.0.0.1:" + configuration.admin().port();
      out.println();
      out.println("The origin, a product catalogue, is http://127.0.0.1:" + originPort);
      out.println("Try, one after the other:");
      out.println();
      out.println("  curl -i " + data + "/products/1   # MISS: 50 ms of work at the origin");
      out.println("  curl -i " + data + "/products/1   # HIT: from memory");
      out.println(
          "  curl -X POST " + admin + "/cache/invalidations -d '{\"tags\":[\"product:1\"]}'");
      out.println("  curl -i " + data + "/products/1   # MISS again, on every node");
      out.println();
      out.println("Ctrl-C ends it.");
      out.flush();
    } else {
      redis.close();
      vertx.close();
    }
    return status;
  }
}
