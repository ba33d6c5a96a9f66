package dev.cairn.cli;

import dev.cairn.display.Terminal;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a command prints and in which form; mixed into those that print tables. */
final class Output {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  /** Whether JSON is wanted instead of text. */
  boolean json() {
    return json;
  }

  /** Standard output, unless the command line was given another. */
  PrintWriter out() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }

  /** Says on standard error what a long command is doing, unless JSON is wanted. */
  void progress(String what) {
    if (!json) {
      Objects.requireNonNull(command).commandLine().getErr().println(what);
    }
  }

  /** What standard output can show. */
  Terminal terminal() {
    return Terminal.standardOutput();
  }
}
