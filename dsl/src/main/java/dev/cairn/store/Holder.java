package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The process that holds a run directory. */
record Holder(long pid, String host) {
  private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** This process. */
  static Holder current() {
    return new Holder(ProcessHandle.current().pid(), hostName());
  }

  /** The form in which the lock file names its holder. */
  String toLine() {
    return pid + " " + host + "\n";
  }

  static Optional<Holder> parse(String line) {
    String[] words = line.strip().split(" ", -1);
    return words.length >= 2 && words[0].matches("\\d{1,18}")
        ? Optional.of(new Holder(Long.parseLong(words[0]), words[1]))
        : Optional.empty();
  }

  // InetAddress.getLocalHost() may wait for a name server that does not answer.
  private static String hostName() {
    try {
      return Files.readString(LINUX_HOST_NAME).strip();
    } catch (IOException notLinux) {
      return Optional.ofNullable(System.getenv("COMPUTERNAME"))
          .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
          .orElse("localhost");
    }
  }
}
