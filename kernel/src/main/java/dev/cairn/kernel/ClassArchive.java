package dev.cairn.kernel;

import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.ConnectionFile;
import dev.cairn.kernel.protocol.KernelServer;
import dev.cairn.kernel.protocol.KernelSettings;
import dev.cairn.kernel.protocol.Rehearsal;
import dev.cairn.kernel.session.Language;
import dev.cairn.kernel.session.NotebookSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The classes of a kernel, parsed and verified once, so that it starts in two thirds of the time.
 * It is made by a kernel that is its own client and runs a cell.
 */
final class ClassArchive {

  /** What that kernel is given in the place of a connection file. */
  static final String REHEARSAL = "--rehearsal";

  private static final String CELL = "System.out.println(1); int rehearsed = 1 + 1; rehearsed";
  private static final String KOTLIN_CELL = "println(1)\nval rehearsed = 1 + 1\nrehearsed";
  private static final long LIMIT = 1_000;
  private static final long PATIENCE_SECONDS = 120;

  private ClassArchive() {}

  /**
   * Makes the archive, beside this program's own jar.
   *
   * @param options those of the JVM that the kernel will have too
   * @return its file; empty if none could be made, which costs nothing but time
   */
  static Optional<Path> make(Path java, List<String> options, Path argumentFile, Language language)
      throws IOException {
    Path folder = Path.of(KernelProcess.ownJar()).toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      return Optional.empty();
    }
    Path archive =
        folder.resolve("kernel-%s-jdk%d.jsa".formatted(language.id(), KernelProcess.version(java)));
    Files.deleteIfExists(archive);
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("@" + argumentFile, Main.class.getName(), language.id(), REHEARSAL));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    return Optional.of(archive).filter(Files::exists);
  }

  /** What that kernel does. */
  static void rehearse(Language language) throws IOException {
    CellStreams.install();
    NotebookSession session = NotebookSession.open(language);
    Path history = Files.createTempFile("cairn-rehearsal", ".jsonl");
    KernelSettings settings = new KernelSettings(LIMIT, history, Optional.empty());
    ConnectionFile connection = connection();
    try (KernelServer server = KernelServer.start(connection, settings, session)) {
      Rehearsal.with(connection, cell(language));
    } finally {
      Files.delete(history);
    }
  }

  private static String cell(Language language) {
    return language == Language.JAVA ? CELL : KOTLIN_CELL;
  }

  private static ConnectionFile connection() throws IOException {
    return new ConnectionFile(
        "tcp", "127.0.0.1", freePort(), freePort(), freePort(), freePort(), freePort(), "a key");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
