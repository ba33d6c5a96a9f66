package dev.cairn.kernel.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands for the shell, whose output is the cell's. */
final class ShellCommand {

  private static final Path BASH = Path.of("/bin/bash");
  private static final int BUFFER = 8192;

  private ShellCommand() {}

  /**
   * Runs a command to its end; an interrupt of the cell ends it.
   *
   * @throws MagicException if it fails
   */
  static void run(String script) throws IOException, InterruptedException {
    String shell = Files.isExecutable(BASH) ? BASH.toString() : "sh";
    Process process = new ProcessBuilder(List.of(shell, "-c", script)).start();
    process.getOutputStream().close();
    Thread errors = pump(process.getErrorStream(), System.err);
    Thread output = pump(process.getInputStream(), System.out);
    try {
      int code = process.waitFor();
      output.join();
      errors.join();
      if (code != 0) {
        throw new MagicException("the command ended with exit code " + code);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static Thread pump(InputStream from, PrintStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                byte[] buffer = new byte[BUFFER];
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                  to.write(buffer, 0, read);
                  to.flush();
                }
              } catch (IOException closed) {
                to.flush();
              }
            },
            "cairn-shell");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
