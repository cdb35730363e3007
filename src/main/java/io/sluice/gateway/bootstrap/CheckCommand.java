package io.sluice.gateway.bootstrap;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice check}. */
@Command(
    name = "check",
    description =
        "Reads the configuration from all its sources and reports every fault, one a line.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    try {
      var configuration = Configuration.load(options);
      configuration.warnings().forEach(warning -> out.println("warning: " + warning));
      out.println("configuration ok");
      return 0;
    } catch (Configuration.FaultyException faulty) {
      faulty.faults().forEach(err::println);
      return SluiceCommand.BAD_CONFIGURATION;
    } finally {
      out.flush();
      err.flush();
    }
  }
}
