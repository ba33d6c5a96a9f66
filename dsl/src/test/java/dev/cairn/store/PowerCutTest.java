package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cuts the power after each change to the disk and looks at all that may be left; and shows that
 * this finds out when a force is left out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PowerCutTest {
  private final List<CrashTrace> traces = new ArrayList<>();
  private Path temporary;
  private CrashHarness harness;

  @BeforeAll
  void record() throws IOException {
    temporary = QuickFolder.create("power-cut");
    harness = new CrashHarness(temporary);
    for (CrashWorkload workload : CrashWorkload.ALL) {
      traces.addAll(harness.traces(workload));
    }
  }

  @AfterAll
  void clear() throws IOException {
    QuickFolder.delete(temporary);
  }

  @Test
  void afterAPowerCutAtAnyMomentWhatWasAcknowledgedIsWholeAndNothingIsHalf() {
    List<String> violations =
        traces.parallelStream().flatMap(trace -> harness.violation(trace).stream()).toList();
    assertThat(violations).isEmpty();
    System.out.printf("%,d crash states of %,d recorded runs%n", harness.states(), traces.size());
    assertThat(harness.states()).isGreaterThanOrEqualTo(20_000);
  }

  @ParameterizedTest
  @MethodSource("forces")
  void aDiskThatLeavesAForceOutIsFoundOut(String kind) {
    assertThat(violationOf(CrashTrace::without, kind)).as(kind).isPresent();
  }

  @ParameterizedTest
  @MethodSource("forcesOfTheUnfinished")
  void aDiskThatRenamesBeforeItForcesIsFoundOut(String kind) {
    assertThat(violationOf(CrashTrace::renamedBefore, kind)).as(kind).isPresent();
  }

  private Optional<String> violationOf(
      BiFunction<CrashTrace, String, CrashTrace> mutation, String kind) {
    return traces.parallelStream()
        .filter(trace -> trace.forces().contains(kind))
        .flatMap(trace -> harness.violation(mutation.apply(trace, kind)).stream())
        .findAny();
  }

  /** Every place in the code that forces, with what it forces; links are repaired, not proven. */
  Stream<String> forces() {
    TreeSet<String> kinds = new TreeSet<>();
    traces.forEach(trace -> kinds.addAll(trace.forces()));
    return kinds.stream()
        .filter(kind -> !kind.startsWith("Pointer.") && !kind.equals("foreign"))
        .filter(kind -> !isForcedElsewhereToo(kind));
  }

  /**
   * Whether nothing is lost without this force: the trash of a backup was promised to no one, what
   * is unpacked into a run is followed by a pointer, which forces the same directory, and the name
   * of a run in which something is decompressed was forced when it was opened. The same lines of
   * code are found out elsewhere.
   */
  private static boolean isForcedElsewhereToo(String kind) {
    return (kind.startsWith("Trash.") && kind.contains(" backup/"))
        || (kind.startsWith("Staged.rename") && kind.endsWith(" " + CrashScript.RUN))
        || (kind.startsWith("Staged.forceNames")
            && kind.endsWith(" " + CrashScript.RUN.getParent()));
  }

  /** Less the one that follows a rename out of an unfinished directory. */
  Stream<String> forcesOfTheUnfinished() {
    return forces()
        .filter(kind -> kind.contains(".saving-") && !kind.startsWith("Staged.placeFromBeside"));
  }
}
