package dev.cairn;

import dev.cairn.display.TrainingLog;
import dev.cairn.settings.Setting;
import dev.cairn.settings.SettingLayers;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainEvent;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the descriptions of runs: where runs live, which settings lie below the script and
 * which above it, and who watches.
 *
 * @param runs the directory of runs
 * @param layers settings that the description wins over: the settings file, the environment
 * @param overrides settings by path that win over the description, in their order
 * @param steps the step to train to instead of the one that the description says
 * @param start where training begins
 * @param listener is told what happens
 * @param host where runs train
 * @param describing is told the settings of each run, which then neither trains nor writes; empty
 *     to train
 */
public record Session(
    Path runs,
    SettingLayers layers,
    Map<String, String> overrides,
    OptionalLong steps,
    StartPoint start,
    Consumer<? super TrainEvent> listener,
    Host host,
    Optional<Consumer<? super RunDescription>> describing) {

  private static final Path WORKING_DIRECTORY = Path.of("");

  private static volatile @Nullable Session current;

  /**
   * Copies the map in its order.
   *
   * @throws IllegalArgumentException if a setting does not exist, or its value does not fit
   */
  public Session {
    overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    check(layers);
    settings(overrides).forEach(Session::check);
  }

  /** A session that trains, and has no settings below the description but the defaults. */
  public Session(
      Path runs,
      Map<String, String> overrides,
      OptionalLong steps,
      StartPoint start,
      Consumer<? super TrainEvent> listener) {
    this(runs, SettingLayers.NONE, overrides, steps, start, listener, Optional.empty());
  }

  /** A session in a process of its own, which signals stop. */
  public Session(
      Path runs,
      SettingLayers layers,
      Map<String, String> overrides,
      OptionalLong steps,
      StartPoint start,
      Consumer<? super TrainEvent> listener,
      Optional<Consumer<? super RunDescription>> describing) {
    this(runs, layers, overrides, steps, start, listener, new TerminalHost(listener), describing);
  }

  /**
   * The session of this process. Unless one was set, it has the settings file of the working
   * directory and the environment.
   */
  public static Session current() {
    Session set = current;
    if (set != null) {
      return set;
    }
    SettingLayers layers = layers(WORKING_DIRECTORY);
    Path runs = runsDirectory(layers);
    return new Session(
        runs,
        layers,
        Map.of(),
        OptionalLong.empty(),
        new StartPoint.Newest(),
        TrainingLog.toStandardError(runs),
        Optional.empty());
  }

  /** Makes this the session of the process. */
  public void use() {
    current = this;
  }

  /**
   * The settings file of a directory, else of the working directory, and the environment.
   *
   * @throws IllegalArgumentException if the file cannot be understood; the message names the line
   */
  public static SettingLayers layers(Path directory) {
    return SettingLayers.read(
        List.of(directory, WORKING_DIRECTORY), System.getenv(), SettingPath.all());
  }

  /**
   * The directory that CAIRN_RUNS or the settings file of the working directory names, else {@code
   * runs} under the working directory.
   */
  public static Path runsDirectory() {
    return runsDirectory(layers(WORKING_DIRECTORY));
  }

  /** The directory that the layers name, else {@code runs} under the working directory. */
  public static Path runsDirectory(SettingLayers layers) {
    return Path.of(layers.runs().map(Setting::value).orElse("runs"));
  }

  /** What a run has before a script says anything, and where each setting came from. */
  public RunDescription description() {
    return RunDescription.ofNoScript(this);
  }

  /** A description of a run to be changed that begins with what lies below the script. */
  RunSpec spec(String run) {
    RunSpec spec = RunSpec.defaults();
    SettingPath.set(spec, layers.of(run));
    return spec;
  }

  /** Says what is doubtful in the settings below the script. */
  void warn() {
    layers.warnings().forEach(warning -> listener.accept(new TrainEvent.Notice(warning)));
  }

  /** The settings that win over the description, in rising order. */
  List<Setting> commandLine() {
    return settings(overrides);
  }

  private static List<Setting> settings(Map<String, String> overrides) {
    return overrides.entrySet().stream()
        .map(each -> Setting.onCommandLine(each.getKey(), each.getValue()))
        .toList();
  }

  private static void check(SettingLayers layers) {
    SettingPath.set(RunSpec.defaults(), layers.ofAllRuns());
    layers.settings().stream()
        .flatMap(setting -> setting.run().stream())
        .distinct()
        .forEach(run -> SettingPath.set(RunSpec.defaults(), layers.of(run)));
  }

  /** Whether a setting fits with the others, only its run can tell. */
  private static void check(Setting setting) {
    try {
      SettingPath.set(RunSpec.defaults(), List.of(setting));
    } catch (RefusedSettingException e) {
      if (e.alone()) {
        throw e;
      }
    }
  }
}
