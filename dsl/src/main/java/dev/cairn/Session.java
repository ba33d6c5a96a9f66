package dev.cairn;

import dev.cairn.display.TrainingLog;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainEvent;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the descriptions of runs: where runs live, what the command line changes in them,
 * and who watches.
 *
 * @param runs the directory of runs
 * @param overrides settings by path that win over the description, in their order
 * @param steps the step to train to instead of the one that the description says
 * @param start where training begins
 * @param listener is told what happens
 */
public record Session(
    Path runs,
    Map<String, String> overrides,
    OptionalLong steps,
    StartPoint start,
    Consumer<? super TrainEvent> listener) {

  private static volatile @Nullable Session current;

  /**
   * Copies the map in its order.
   *
   * @throws IllegalArgumentException if an override names no setting, or its value does not fit
   */
  public Session {
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    overrides.forEach((path, value) -> SettingPath.set(new RunSpec(), path, value));
  }

  /**
   * The session of this process; unless one was set, runs live where {@link #runsDirectory} says.
   */
  public static Session current() {
    Session set = current;
    return set != null
        ? set
        : new Session(
            runsDirectory(),
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.Newest(),
            TrainingLog.toStandardError(runsDirectory()));
  }

  /** Makes this the session of the process. */
  public void use() {
    current = this;
  }

  /** The directory that CAIRN_RUNS names, else {@code runs} under the working directory. */
  public static Path runsDirectory() {
    String named = System.getenv("CAIRN_RUNS");
    return Path.of(named == null || named.isBlank() ? "runs" : named);
  }
}
