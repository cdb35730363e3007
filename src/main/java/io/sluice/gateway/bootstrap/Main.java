package io.sluice.gateway.bootstrap;

import picocli.CommandLine;

/** Entry point of {@code sluice.jar}. */
public final class Main {
  /** Of the JDK, read when TLS is first used. */
  private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  private Main() {}

  public static void main(String[] args) {
    // In TLS 1.2 a client could make the server compute handshake after handshake.
    if (System.getProperty(NO_RENEGOTIATION) == null) {
      System.setProperty(NO_RENEGOTIATION, "true");
    }
    var commands = new CommandLine(new SluiceCommand());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    int status = commands.execute(args);
    // A node that runs goes on in its event loops; everything else has ended with its status.
    if (status != SluiceCommand.RUNNING) {
      System.exit(status);
    }
  }
}
