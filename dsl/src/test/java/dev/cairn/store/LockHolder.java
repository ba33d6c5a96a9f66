package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a run, says how that went, and holds the run until its input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] args) throws IOException {
    try (CheckpointStore store =
        CheckpointStore.open(Path.of(args[0]), StoreSettings.keepingAll(), event -> {})) {
      System.out.println("holds " + store.directory().path());
      System.in.transferTo(System.err);
    } catch (RunInUseException inUse) {
      System.out.println(inUse.getMessage());
    }
  }

  static Process start(Path run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            run.toString())
        .start();
  }
}
