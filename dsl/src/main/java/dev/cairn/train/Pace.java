package dev.cairn.train;

import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/** How fast a loop goes, for its status. */
final class Pace {

  private static final double NANOS_PER_SECOND = 1e9;

  /** After how long a step counts for a third in the rate. */
  private static final double MEMORY_NANOS = 10e9;

  private static final Path LINUX_MEMORY = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIBIBYTE = 1024;

  private final long firstStep;
  private final long target;
  private final long tokensPerStep;
  private final Instant began = Instant.now();
  private double steps;
  private double nanos;

  Pace(long firstStep, long target, long tokensPerStep) {
    this.firstStep = firstStep;
    this.target = target;
    this.tokensPerStep = tokensPerStep;
  }

  /** A step took so long, without evaluation and saving. */
  void stepped(long stepNanos) {
    double forgotten = Math.exp(-stepNanos / MEMORY_NANOS);
    steps = steps * forgotten + 1;
    nanos = nanos * forgotten + stepNanos;
  }

  RunStatus.Pace now() {
    double rate = nanos > 0 ? steps / nanos * NANOS_PER_SECOND : 0;
    return new RunStatus.Pace(target, firstStep, began, rate, tokensPerStep, memory());
  }

  /**
   * What the process occupies: most of it is libtorch's, of which Java's own figures know nothing.
   */
  private static long memory() {
    try (Stream<String> lines = Files.lines(LINUX_MEMORY)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException elsewhere) {
      return 0;
    }
  }
}
