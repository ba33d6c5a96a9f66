package dev.cairn.store;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system in memory, for as long as it is open; the test is skipped without it. */
record MountedDisk(Path path) implements AutoCloseable {

  /** Mounts it with these options. */
  static MountedDisk mount(Path path, String options) throws IOException, InterruptedException {
    Files.createDirectory(path);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()),
        "mounting needs root");
    return new MountedDisk(path);
  }

  /** Changes the options. */
  void remount(String options) throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-o", "remount," + options, path.toString()), "remounting is not possible");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!run("umount", path.toString())) {
      throw new IOException(path + " cannot be unmounted");
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(List.of(command))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return abort("there is no " + command[0]);
    }
  }
}
