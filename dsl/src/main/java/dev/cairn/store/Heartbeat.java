package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A line in {@code run.lock}, where there are no locks: who holds the run, when that was written,
 * and digits that no other claim has.
 */
record Heartbeat(Holder holder, Instant time, String token) {
  /** Older than this, a holder is taken for dead. */
  static final Duration DEAD = Duration.ofSeconds(60);

  String toLine() {
    return "%d %s %s %s%n".formatted(holder.pid(), holder.host(), time, token);
  }

  /** The heartbeat in the file; empty if there is none, or only the name of who held it. */
  static Optional<Heartbeat> read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private static Optional<Heartbeat> parse(String line) {
    String[] words = line.strip().split(" ", -1);
    if (words.length != 4) {
      return Optional.empty();
    }
    try {
      Instant time = Instant.parse(words[2]);
      return Holder.parse(words[0] + " " + words[1])
          .map(holder -> new Heartbeat(holder, time, words[3]));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  /**
   * Whether its holder may be at work. A time in the future is as far off as one in the past:
   * clocks differ, and a clock that was set back must not lock a run for good. On this machine the
   * process itself is asked; within this process, who holds what is known.
   */
  boolean isAlive(InstantSource clock) {
    Holder here = Holder.current();
    if (holder.equals(here)) {
      return false;
    }
    boolean goneFromHere =
        holder.host().equals(here.host()) && ProcessHandle.of(holder.pid()).isEmpty();
    return !goneFromHere && Duration.between(time, clock.instant()).abs().compareTo(DEAD) < 0;
  }
}
