package dev.cairn.kernel;

import dev.cairn.cli.Commands;
import java.util.List;
import java.util.concurrent.Callable;

/** The commands that this module adds to {@code cairn}. */
public final class KernelCommands implements Commands {

  @Override
  public List<Callable<Integer>> create() {
    return List.of(new KernelCommand());
  }
}
