package dev.cairn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Opens each state that a power cut may leave once, and compares it with what was promised. */
final class CrashHarness {
  private final Path temporary;
  private final Map<State, CrashFindings> findings = new ConcurrentHashMap<>();
  private final AtomicInteger directories = new AtomicInteger();

  private record State(String digest, StoreSettings settings) {}

  /**
   * @param temporary where the states are made
   */
  CrashHarness(Path temporary) {
    this.temporary = temporary;
  }

  /** The distinct states that were opened. */
  long states() {
    return findings.keySet().stream().map(State::digest).distinct().count();
  }

  /** The workload as a whole, and killed and opened again at each of its operations. */
  List<CrashTrace> traces(CrashWorkload workload) throws IOException {
    List<CrashTrace> traces = new ArrayList<>();
    traces.add(CrashScript.record(fresh(), workload, workload::play));
    for (int operations = 1;
        addKilled(workload, operations, 0, traces).atWork();
        operations += workload.oneIn()) {
      int opening = 1;
      while (workload.recoveryIsKilled()
          && addKilled(workload, operations, opening, traces).opening()) {
        opening++;
      }
    }
    return traces;
  }

  private CrashScript.Killed addKilled(
      CrashWorkload workload, int operations, int opening, List<CrashTrace> traces)
      throws IOException {
    AtomicReference<CrashScript.Killed> killed = new AtomicReference<>();
    traces.add(
        CrashScript.record(
            fresh(),
            workload,
            script -> killed.set(workload.playKilled(script, operations, opening))));
    return Objects.requireNonNull(killed.get());
  }

  /** The first state in which something is wrong. */
  Optional<String> violation(CrashTrace trace) {
    List<String> violations = new ArrayList<>();
    Set<List<Object>> seen = new HashSet<>();
    new CrashStates(trace)
        .visit(
            (tree, expectation, description) -> {
              State state = new State(tree.digest(), trace.settings());
              if (seen.add(List.of(state, expectation))) {
                expectation
                    .violation(findings.computeIfAbsent(state, unknown -> open(tree, trace)))
                    .ifPresent(wrong -> violations.add(wrong + "\n" + description.get()));
              }
              return violations.isEmpty();
            });
    return violations.stream().findFirst();
  }

  private CrashFindings open(DiskTree tree, CrashTrace trace) {
    try {
      Path directory = fresh();
      tree.writeTo(directory);
      CrashFindings found = CrashFindings.of(directory, trace.settings());
      new LocalDisk().deleteTree(directory);
      return found;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path fresh() throws IOException {
    return Files.createDirectory(temporary.resolve("state-" + directories.incrementAndGet()));
  }
}
