package io.sluice.gateway.bootstrap;

import io.sluice.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice doctor}: tries what the configuration relies on, before a node does. */
@Command(
    name = "doctor",
    description = "Tries what the configuration relies on: ports, Redis, origins, cluster members.",
    footer = {"", "Exit status: 0 all well, 1 something is missing, 2 bad configuration."},
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int CONNECT_MILLIS = 2000;

  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec = CommandSpec.create();
  private boolean well = true;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    GatewayConfig config;
    try {
      var configuration = Configuration.load(options);
      config = configuration.gateway();
      configuration.warnings().forEach(warning -> out.println("WARN  " + warning));
    } catch (Configuration.FaultyException faulty) {
      var err = spec.commandLine().getErr();
      faulty.faults().forEach(err::println);
      err.flush();
      return SluiceCommand.BAD_CONFIGURATION;
    }
    out.println("OK    configuration");
    port(out, "http", config.http().host(), config.http().port());
    port(out, "admin", config.admin().host(), config.admin().port());
    if (config.redis().enabled() && !config.redis().embedded()) {
      var endpoint = config.redis().endpoint();
      connect(
          out,
          "Redis " + endpoint.url(),
          endpoint.servers().get(0).host(),
          endpoint.servers().get(0).port(),
          "requests are answered without it, and every stored response is revalidated");
    }
    origins(out, config);
    if (config.cluster().enabled()) {
      for (var member : config.cluster().members()) {
        connect(
            out,
            "member " + member,
            member.host(),
            member.port(),
            "well, if it has not been started yet");
      }
    }
    out.flush();
    return well ? 0 : SluiceCommand.FAILED;
  }

  /** An origin is well when it speaks HTTP, TLS included, whatever it says. */
  private void origins(PrintWriter out, GatewayConfig config) {
    var vertx = Vertx.vertx();
    for (var upstream : config.upstreams().values()) {
      var client = WebClient.create(vertx, Upstreams.tls(upstream).applyTo(new WebClientOptions()));
      for (var origin : upstream.origins()) {
        String name = "origin " + upstream.name() + " " + origin.url();
        try {
          var answer =
              client
                  .headAbs(origin.url() + "/")
                  .timeout(CONNECT_MILLIS)
                  .send()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .join();
          out.println("OK    " + name + " answers " + answer.statusCode());
        } catch (CompletionException failed) {
          well = false;
          var cause = failed.getCause() == null ? failed : failed.getCause();
          out.println("FAIL  " + name + ": " + cause.getMessage() + " (requests for it get 502)");
        }
      }
    }
    vertx.close();
  }

  private void port(PrintWriter out, String name, String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      out.println("OK    " + name + " port " + host + ":" + port + " is free");
    } catch (IOException taken) {
      well = false;
      out.println(
          "FAIL  "
              + name
              + " port "
              + host
              + ":"
              + port
              + ": "
              + taken.getMessage()
              + " (a node runs already, or change "
              + name
              + ".port)");
    }
  }

  private void connect(PrintWriter out, String name, String host, int port, String consequence) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      out.println("OK    " + name);
    } catch (IOException | IllegalArgumentException unreachable) {
      well = false;
      out.println("FAIL  " + name + ": " + unreachable.getMessage() + " (" + consequence + ")");
    }
  }
}
