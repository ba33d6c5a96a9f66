package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that holds a run directory.
 *
 * @param pid its id on its host
 * @param host the host's name
 */
public record Holder(long pid, String host) {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** This process. */
  static Holder current() {
    return new Holder(ProcessHandle.current().pid(), hostName());
  }

  /** Whether it is this process itself. */
  public boolean isThisProcess() {
    return equals(current());
  }

  /**
   * Asks it to save and leave, as Ctrl-C does.
   *
   * @throws IOException if it runs on another host, where this process cannot reach it
   */
  public void stop() throws IOException {
    if (!isHere()) {
      throw new IOException("process %d on %s trains the run; stop it there".formatted(pid, host));
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
  }

  /** Waits until the process has ended; a second, for one on another host. */
  public void awaitEnd() {
    Optional<ProcessHandle> process = isHere() ? ProcessHandle.of(pid) : Optional.empty();
    CompletableFuture<?> end =
        process.isPresent() ? process.get().onExit() : new CompletableFuture<>();
    try {
      if (process.isPresent()) {
        end.get();
      } else {
        end.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException lookAgain) {
      return;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("no longer waiting for process " + pid);
    }
  }

  /** Whether the process can still be at work, as far as can be told from here. */
  boolean mayLive(Instant since) {
    if (!isHere()) {
      return true;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().startInstant().map(began -> !began.isAfter(since)).orElse(true))
        .isPresent();
  }

  private boolean isHere() {
    return host.equals(current().host());
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
