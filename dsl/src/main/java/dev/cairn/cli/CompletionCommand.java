package dev.cairn.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cairn completion}. */
@Command(
    name = "completion",
    description = "Print the script that completes commands and options in bash and zsh.",
    footerHeading = "%nExample:%n",
    footer = "  source <(cairn completion)")
final class CompletionCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() {
    CommandSpec own = Objects.requireNonNull(command);
    CommandSpec root = own.root();
    own.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
    return ExitCode.DONE;
  }
}
