package io.sluice.gateway.bootstrap;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice}: the command line; without a subcommand it runs the gateway. */
@Command(
    name = "sluice",
    description = {
      "HTTP caching gateway: cached in memory and in Redis, invalidated by tag on every node.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 done or drained, 1 failed, 2 bad configuration or command line.",
      "Configuration: docs/configuration.md; precedence: verticles/*.json < --conf < environment <"
          + " --set."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      CheckCommand.class,
      DoctorCommand.class,
      PurgeCommand.class,
      WarmCommand.class,
      StatsCommand.class,
      ExplainCommand.class,
      TopCommand.class,
      VerifyConsistencyCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
final class SluiceCommand implements Callable<Integer> {
  /** The node has started and goes on; not a status that a process can end with. */
  static final int RUNNING = -1;

  static final int FAILED = 1;
  static final int BAD_CONFIGURATION = 2;

  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return new Node(spec.commandLine(), options).run();
  }
}
