package io.sluice.gateway.bootstrap;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks a running node and prints what it says. */
abstract class NodeCommand implements Callable<Integer> {
  /** What a terminal shows it in. */
  enum Tone {
    GOOD(32),
    DOUBTFUL(33),
    BAD(31),
    HEADING(1);

    private final int code;

    Tone(int code) {
      this.code = code;
    }

    /** The text, in this tone where stdout is a terminal that wants colours. */
    String of(String text) {
      return Ansi.AUTO.enabled() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
  }

  @Mixin private AdminOptions admin = new AdminOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public final Integer call() throws InterruptedException {
    var node = new AdminClient(admin);
    var out = spec.commandLine().getOut();
    try {
      return ask(node, out, json);
    } catch (AdminClient.RefusedException refused) {
      return told(String.valueOf(refused.getMessage()), SluiceCommand.FAILED);
    } catch (ClassCastException otherTypes) {
      return told(node.stranger(otherTypes), SluiceCommand.FAILED);
    } catch (IOException | IllegalArgumentException failed) {
      return told(node.unreachable(failed), SluiceCommand.FAILED);
    } finally {
      out.flush();
    }
  }

  /** What is wrong with the command line; returns the exit status. */
  final int bad(String what) {
    return told(what, SluiceCommand.BAD_CONFIGURATION);
  }

  private int told(String what, int status) {
    var err = err();
    err.println(what);
    err.flush();
    return status;
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * Asks the node, and prints the answer.
   *
   * @return the exit status
   */
  abstract int ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException;
}
