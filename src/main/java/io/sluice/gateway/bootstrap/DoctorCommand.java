package io.sluice.gateway.bootstrap;

import io.sluice.gateway.adapter.sqlite.FilesDirectory;
import io.sluice.gateway.adapter.sqlite.UnusableDirectoryException;
import io.sluice.gateway.bootstrap.doctor.Finding;
import io.sluice.gateway.bootstrap.doctor.Finding.Status;
import io.sluice.gateway.bootstrap.doctor.MachineExamination;
import io.sluice.gateway.bootstrap.doctor.NetworkExamination;
import io.sluice.gateway.bootstrap.doctor.RedisExamination;
import io.sluice.gateway.config.CacheConfig;
import io.sluice.gateway.config.ClusterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.HostPort;
import io.sluice.gateway.config.RedisConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice doctor}: tries what the configuration relies on, before a node does. */
@Command(
    name = "doctor",
    description =
        "Tries what the configuration relies on: ports, Redis, origins, cluster members, files,"
            + " file limits, heap; and says how to mend what is not well.",
    footer = {
      "",
      "Exit status: 0 all works (there may be warnings), 1 something does not, 2 bad configuration."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int CONNECT_MILLIS = 2000;

  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON object instead of lines.")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings;
    try {
      findings = examine(Configuration.load(options));
    } catch (Configuration.FaultyException faulty) {
      var err = spec.commandLine().getErr();
      faulty.faults().forEach(err::println);
      err.flush();
      return SluiceCommand.BAD_CONFIGURATION;
    }
    var worst = findings.stream().map(Finding::status).max(Status::compareTo).orElse(Status.OK);
    var out = spec.commandLine().getOut();
    if (json) {
      var checks = new JsonArray();
      findings.forEach(finding -> checks.add(finding.toJson()));
      out.println(
          new JsonObject().put("status", worst.name()).put("checks", checks).encodePrettily());
    } else {
      findings.forEach(finding -> out.println(finding.line()));
    }
    out.flush();
    return worst == Status.FAIL ? SluiceCommand.FAILED : 0;
  }

  private static List<Finding> examine(Configuration configuration) {
    var findings = new ArrayList<Finding>();
    var config = configuration.gateway();
    configuration
        .warnings()
        .forEach(warning -> findings.add(Finding.warn("configuration", warning.toString(), "")));
    findings.add(Finding.ok("configuration", ""));
    findings.add(listens("http", config.http().host(), config.http().port()));
    findings.add(listens("admin", config.admin().host(), config.admin().port()));
    if (config.cluster().enabled()) {
      findings.addAll(cluster(config.cluster()));
    }
    var vertx = Vertx.vertx();
    try {
      if (config.redis().enabled() && !config.redis().embedded()) {
        findings.addAll(redis(vertx, config.redis()));
      }
      findings.addAll(origins(vertx, config));
    } finally {
      vertx.close();
    }
    var files = config.cache().files();
    if (files != null) {
      findings.add(files(files));
    }
    findings.addAll(machine(config));
    return findings;
  }

  private static Finding listens(String name, String host, int port) {
    return NetworkExamination.free(name, new HostPort(host, port), name + ".port");
  }

  private static List<Finding> cluster(ClusterConfig cluster) {
    var findings = new ArrayList<Finding>();
    findings.add(listens("cluster", cluster.host(), cluster.port()));
    var bus = cluster.bus();
    findings.add(
        NetworkExamination.free(
            "event bus", new HostPort(bus.host(), bus.port()), "cluster.bus.port"));
    cluster.members().forEach(member -> findings.add(NetworkExamination.member(member)));
    return findings;
  }

  private static List<Finding> redis(Vertx vertx, RedisConfig redis) {
    var url = redis.endpoint().url();
    try {
      return RedisExamination.of(vertx, RedisParts.settings(redis, url), url, redis.replicas());
    } catch (IllegalArgumentException unusable) {
      return List.of(
          Finding.fail("Redis " + url, String.valueOf(unusable.getMessage()), "mend redis.url"));
    }
  }

  private static Finding files(CacheConfig.Files files) {
    try {
      FilesDirectory.open(files.directory()).close();
      return Finding.ok("files", files.directory() + " can be used");
    } catch (UnusableDirectoryException unusable) {
      return Finding.fail(
          "files", String.valueOf(unusable.getMessage()), "until then no node starts");
    }
  }

  private static List<Finding> machine(GatewayConfig config) {
    long connections =
        config.upstreams().values().stream()
            .mapToLong(upstream -> (long) upstream.origins().size() * upstream.fetch().poolSize())
            .sum();
    return MachineExamination.of(config.cache().l1().maxBytes(), connections * config.eventLoops());
  }

  /** An origin is well when it speaks HTTP, TLS included, whatever it says. */
  private static List<Finding> origins(Vertx vertx, GatewayConfig config) {
    var findings = new ArrayList<Finding>();
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
          findings.add(Finding.ok(name, "answers " + answer.statusCode()));
        } catch (CompletionException failed) {
          var cause = failed.getCause() == null ? failed : failed.getCause();
          findings.add(
              Finding.fail(
                  name, String.valueOf(cause.getMessage()), "requests for it get 502; start it"));
        }
      }
    }
    return findings;
  }
}
