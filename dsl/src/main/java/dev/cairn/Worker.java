package dev.cairn;

import dev.cairn.display.TrainingLog;
import dev.cairn.engine.Libtorch;
import dev.cairn.settings.SettingLayers;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A process that trains one run and ends. It has a session of its own, so no one's end ends it. */
final class Worker {

  /** What it is to do, in the run's directory. */
  private static final String ORDER = "worker.json";

  /** What it says, in the run's directory. */
  private static final String LOG = "worker.log";

  /** What its last line begins with where it could not train. */
  private static final String FAILED = "failed: ";

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private Worker() {}

  /** Starts the process, and waits until it holds the run. */
  static void start(WorkOrder order, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(ORDER), order.toJson());
    Process process =
        new ProcessBuilder(command(directory.resolve(ORDER).toAbsolutePath()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(LOG).toFile())
            .start();
    process.getOutputStream().close();
    RunDirectory run = RunDirectory.at(directory);
    while (run.holder().isEmpty()) {
      if (ended(process)) {
        if (process.exitValue() != 0) {
          throw new IllegalStateException(
              "the process that was to train %s ended: %s"
                  .formatted(order.name(), lastWords(directory)));
        }
        return;
      }
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; the process goes on", e);
    }
  }

  private static List<String> command(Path order) {
    List<String> command = new ArrayList<>();
    // Its own session: the signals that end a notebook's kernel and what it started do not reach
    // it.
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("--"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            order.toString()));
    return command;
  }

  /** Why the last process that trained the run did not end well. */
  static Optional<String> failure(RunDirectory run) throws IOException {
    if (run.holder().isPresent()) {
      return Optional.empty();
    }
    Optional<RunStatus> status = run.status();
    Instant spoke = spoke(run.path());
    boolean neverTrained = status.map(last -> last.heartbeat().isBefore(spoke)).orElse(true);
    String lastWords = lastWords(run.path());
    Optional<String> ownReason =
        lastWords.startsWith(FAILED)
            ? Optional.of(lastWords.substring(FAILED.length()))
            : Optional.empty();
    if (neverTrained && ownReason.isPresent()) {
      return ownReason;
    }
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return switch (status.get().state()) {
      case FINISHED, PAUSED, INTERRUPTED -> Optional.empty();
      case FAILED ->
          ownReason.or(() -> Optional.of("step %d: %s".formatted(status.get().step(), lastWords)));
      case RUNNING, EVALUATING, SAVING ->
          Optional.of(
              "the process that trained it was killed at about step " + status.get().step());
    };
  }

  private static Instant spoke(Path directory) throws IOException {
    Path log = directory.resolve(LOG);
    return Files.exists(log) ? Files.getLastModifiedTime(log).toInstant() : Instant.MIN;
  }

  private static String lastWords(Path directory) throws IOException {
    Path log = directory.resolve(LOG);
    return Files.exists(log)
        ? Files.readAllLines(log).stream()
            .filter(line -> !line.isBlank())
            .reduce((earlier, later) -> later)
            .orElse("it said nothing")
        : "it said nothing";
  }

  /** The process. */
  public static void main(String... arguments) throws IOException {
    WorkOrder order = WorkOrder.parse(Files.readString(Path.of(arguments[0])));
    Path runs = Path.of(order.runs());
    try (TrainingLog log = TrainingLog.toStandardError(runs)) {
      new Session(
              runs,
              SettingLayers.NONE,
              Map.of(),
              OptionalLong.empty(),
              order.start(),
              log,
              Optional.empty())
          .use();
      if (order.threads() > 0) {
        Libtorch.threads(order.threads());
      }
      Cairn.run(order.name(), order.spec()).train(order.goal(), order.start());
    } catch (RuntimeException e) {
      System.err.println(FAILED + e.getMessage());
      System.exit(1);
    }
  }
}
