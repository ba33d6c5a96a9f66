package dev.cairn.kernel;

import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.ConnectionFile;
import dev.cairn.kernel.protocol.ExecuteRequest;
import dev.cairn.kernel.protocol.KernelServer;
import dev.cairn.kernel.protocol.KernelSettings;
import dev.cairn.kernel.protocol.Outputs;
import dev.cairn.kernel.session.Language;
import dev.cairn.kernel.session.NotebookSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The classes of a kernel, parsed and verified once, so that it starts in two thirds of the time.
 * It is made by a kernel that serves no one and runs a cell.
 */
final class ClassArchive {

  /** What that kernel is given in the place of a connection file. */
  static final String REHEARSAL = "--rehearsal";

  private static final String CELL = "int rehearsed = 1 + 1; rehearsed";
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
    Path history = Path.of(System.getProperty("java.io.tmpdir"), "cairn-rehearsal.jsonl");
    KernelSettings settings = new KernelSettings(0, history, Optional.empty());
    try (KernelServer server = KernelServer.start(connection(), settings, session)) {
      session.execute(new ExecuteRequest(cell(language), false, false, Map.of(), 1), new Nowhere());
      session.complete("Sys", 3);
    }
  }

  private static String cell(Language language) {
    return language == Language.JAVA ? CELL : "val rehearsed = 1 + 1\nrehearsed";
  }

  private static ConnectionFile connection() throws IOException {
    return new ConnectionFile(
        "tcp", "127.0.0.1", freePort(), freePort(), freePort(), freePort(), freePort(), "");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Outputs of a cell that no one sees. */
  private static final class Nowhere implements Outputs {
    @Override
    public void print(StreamName stream, CharSequence text) {}

    @Override
    public void display(Map<String, Object> data, Map<String, Object> metadata, String id) {}

    @Override
    public void updateDisplay(Map<String, Object> data, Map<String, Object> metadata, String id) {}

    @Override
    public void result(Map<String, Object> data, Map<String, Object> metadata) {}

    @Override
    public void clear(boolean wait) {}

    @Override
    public String input(String prompt, boolean password) {
      return "";
    }
  }
}
