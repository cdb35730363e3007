package io.sluice.gateway.bootstrap;

import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      ask(node, out, json);
      return 0;
    } catch (AdminClient.RefusedException refused) {
      return failed(String.valueOf(refused.getMessage()));
    } catch (IOException | IllegalArgumentException | DecodeException failed) {
      return failed(node.unreachable(failed));
    } finally {
      out.flush();
    }
  }

  /** Ends the command with what is wrong with an option. */
  final ParameterException bad(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private int failed(String why) {
    var err = spec.commandLine().getErr();
    err.println(why);
    err.flush();
    return SluiceCommand.FAILED;
  }

  /** Asks the node, and prints the answer. */
  abstract void ask(AdminClient node, PrintWriter out, boolean json)
      throws IOException, InterruptedException, AdminClient.RefusedException;
}
