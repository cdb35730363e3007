package io.sluice.gateway.bootstrap;

import io.sluice.gateway.bootstrap.demo.EmbeddedRedis;
import io.sluice.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs one node for a command: from its configuration to its drained end. */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** A cluster of several nodes that start together takes up to ten seconds to form. */
  private static final long START_SECONDS = 60;

  private final PrintWriter out;
  private final PrintWriter err;
  private final ConfigOptions options;
  private volatile @Nullable Gateway node;

  Node(CommandLine commandLine, ConfigOptions options) {
    this.out = commandLine.getOut();
    this.err = commandLine.getErr();
    this.options = options;
  }

  int run() {
    // Not for the demo, which is to end with its terminal. Before the node has started there is
    // nothing to reload: it will have read what there is.
    HangUp.handle(
        () -> {
          var running = node;
          if (running != null) {
            running.reload("SIGHUP");
          }
        });
    return run(null);
  }

  /**
   * @param redis one that was started for this node and ends with it, or null
   */
  int run(@Nullable EmbeddedRedis redis) {
    Configuration configuration;
    try {
      configuration = Configuration.load(options);
    } catch (Configuration.FaultyException faulty) {
      faulty.faults().forEach(err::println);
      err.flush();
      return SluiceCommand.BAD_CONFIGURATION;
    }
    var config = configuration.gateway();
    LogSetup.apply(config);
    configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
    try {
      if (redis == null && config.redis().enabled() && config.redis().embedded()) {
        redis = EmbeddedRedis.start();
      }
      var gateway = start(configuration, redis);
      node = gateway;
      var started = redis;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, started), "drain"));
      out.println(readyLine(gateway, config));
      out.flush();
      return SluiceCommand.RUNNING;
    } catch (IOException | ExecutionException | TimeoutException failed) {
      var cause =
          failed instanceof ExecutionException && failed.getCause() != null
              ? failed.getCause()
              : failed;
      err.println("sluice cannot start: " + explain(cause));
      err.flush();
      LOG.debug("cannot start", cause);
      if (redis != null) {
        redis.close();
      }
      return SluiceCommand.FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return SluiceCommand.FAILED;
    }
  }

  private static Gateway start(Configuration configuration, @Nullable EmbeddedRedis redis)
      throws ExecutionException, InterruptedException, TimeoutException {
    var config = configuration.gateway();
    return Gateway.start(
            configuration.loaded(),
            configuration.source(),
            configuration.descriptors(),
            redis != null ? redis.url() : config.redis().endpoint().url(),
            configuration.clusterXml())
        .toCompletionStage()
        .toCompletableFuture()
        .get(START_SECONDS, TimeUnit.SECONDS);
  }

  private static String readyLine(Gateway gateway, GatewayConfig config) {
    return "sluice ready http="
        + url(
            config.http().tls() == null ? "http" : "https",
            config.http().host(),
            gateway.httpPort())
        + " admin="
        + url(
            config.admin().tls() == null ? "http" : "https",
            config.admin().host(),
            gateway.adminPort())
        + " node="
        + gateway.incarnation()
        + " cluster="
        + (config.cluster().enabled() ? config.cluster().name() : "none");
  }

  private static String url(String scheme, String host, int port) {
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /**
   * In the JVM's shutdown hook: SIGTERM drains, and ends with the status of how that went. Of
   * itself the JVM would end with 143, which supervisors take for a failure.
   */
  private static void stop(Gateway gateway, @Nullable EmbeddedRedis redis) {
    int status = 0;
    var shutdown = gateway.config().shutdown();
    try {
      Future<Void> stopped = gateway.stop();
      stopped
          .toCompletionStage()
          .toCompletableFuture()
          .get(shutdown.delay().plus(shutdown.grace()).toMillis() + 5000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      LOG.warn("Did not stop in order: {}", failed.toString());
      status = SluiceCommand.FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      status = SluiceCommand.FAILED;
    }
    if (redis != null) {
      redis.close();
    }
    Runtime.getRuntime().halt(status);
  }

  private static String explain(Throwable cause) {
    if (cause instanceof java.net.BindException) {
      return "an address is in use or not of this machine ("
          + cause.getMessage()
          + "); change http.host, http.port, admin.host, admin.port, cluster.bus.host or"
          + " cluster.bus.port";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
