package dev.cairn.kernel;

import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.ConnectionException;
import dev.cairn.kernel.protocol.ConnectionFile;
import dev.cairn.kernel.protocol.KernelServer;
import dev.cairn.kernel.protocol.KernelSettings;
import dev.cairn.kernel.session.Language;
import dev.cairn.kernel.session.NotebookSession;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The kernel's process, as kernel specs start it: {@code Main java CONNECTION_FILE}. Users install
 * it with {@code cairn kernel install}.
 */
public final class Main {

  private Main() {}

  /** Serves one notebook until its server asks for the end. */
  public static void main(String... arguments) throws InterruptedException {
    if (arguments.length != 2) {
      System.err.println(
          "cairn: a kernel is started by Jupyter; install it with: cairn kernel install");
      System.exit(2);
    }
    try {
      Language language = Language.of(arguments[0]);
      if (arguments[1].equals(ClassArchive.REHEARSAL)) {
        ClassArchive.rehearse(language);
      } else {
        serve(language, Path.of(arguments[1]));
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("cairn: " + e.getMessage());
      System.exit(1);
    }
    // Threads that cells have started may live on.
    System.exit(0);
  }

  private static void serve(Language language, Path file)
      throws ConnectionException, InterruptedException {
    KernelSettings settings = KernelSettings.from(System.getenv());
    CellStreams.install();
    NotebookSession session = NotebookSession.open(language);
    try (KernelServer server = KernelServer.start(ConnectionFile.read(file), settings, session)) {
      session.warmUp();
      server.awaitShutdown();
    }
  }
}
