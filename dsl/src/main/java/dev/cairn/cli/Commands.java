package dev.cairn.cli;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * The commands that a module adds to {@code cairn}; found by {@link java.util.ServiceLoader}. Each
 * is annotated as a picocli command and returns an exit code of {@link ExitCode}.
 */
public interface Commands {

  /** New commands. */
  List<Callable<Integer>> create();
}
