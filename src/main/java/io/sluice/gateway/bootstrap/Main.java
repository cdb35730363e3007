package io.sluice.gateway.bootstrap;

import picocli.CommandLine;

/** Entry point of {@code sluice.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var commands = new CommandLine(new SluiceCommand());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    int status = commands.execute(args);
    // A node that runs goes on in its event loops; everything else has ended with its status.
    if (status != SluiceCommand.RUNNING) {
      System.exit(status);
    }
  }
}
