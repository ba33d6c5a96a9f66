package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A checkpoint beside others.
 *
 * @param name what it is called, such as {@code sft/lr-1e-3/checkpoint-400}
 * @param checkpoint where it lies, its size and the metrics that it was saved with
 * @param settings what it was trained with, by path
 * @param vocabulary equal for those with the same tokens
 * @param parent the checkpoint that its run was forked from
 * @param trained how long its run took to get to it
 * @param evaluation what was found out about it; empty if it was not evaluated
 * @param problem why it could not be read or evaluated, in one line
 */
public record Entrant(
    String name,
    Checkpoint checkpoint,
    Map<String, Object> settings,
    String vocabulary,
    Optional<String> parent,
    Duration trained,
    Optional<Evaluation> evaluation,
    Optional<String> problem) {

  private static final String SETTINGS = "training_args.json";
  private static final String TOKENIZER = "tokenizer.json";

  /** Copies the map. */
  public Entrant {
    settings = Map.copyOf(settings);
  }

  /** Reads a checkpoint; what is wrong with it is its problem, and no exception. */
  public static Entrant read(String name, Checkpoint checkpoint) {
    Entrant unread =
        new Entrant(
            name,
            checkpoint,
            Map.of(),
            "",
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            checkpoint.damage());
    if (!checkpoint.valid()) {
      return unread;
    }
    try (CheckpointReader reader = checkpoint.open()) {
      Map<String, Object> settings = new TreeMap<>();
      if (reader.files().contains(SETTINGS)) {
        settings.putAll(HuggingFaceJson.parse(reader.text(SETTINGS)));
      }
      settings.values().removeIf(Objects::isNull);
      return new Entrant(
          name,
          checkpoint,
          settings,
          reader.sha256().getOrDefault(TOKENIZER, ""),
          reader.parent(),
          TrainingTime.of(lines(checkpoint)),
          Optional.empty(),
          Optional.empty());
    } catch (IOException damaged) {
      return unread.with(String.valueOf(damaged.getMessage()));
    }
  }

  /** The same, evaluated; if that fails, with the reason. */
  Entrant evaluated(Evaluator evaluator, Consumer<? super String> progress) {
    if (problem.isPresent()) {
      return this;
    }
    progress.accept("evaluating " + name);
    try {
      return new Entrant(
          name,
          checkpoint,
          settings,
          vocabulary,
          parent,
          trained,
          Optional.of(evaluator.evaluate(checkpoint)),
          problem);
    } catch (IOException | IllegalArgumentException failure) {
      return with(String.valueOf(failure.getMessage()));
    }
  }

  private Entrant with(String reason) {
    return new Entrant(
        name,
        checkpoint,
        settings,
        vocabulary,
        parent,
        trained,
        evaluation,
        Optional.of(reason.replaceAll("\\s+", " ")));
  }

  /** The numbers of its evaluation, or those that it was saved with. */
  public Map<String, Double> metrics() {
    return evaluation.map(Evaluation::metrics).orElse(checkpoint.metrics());
  }

  /** What its run is called: its own name without the checkpoint's. */
  public String runName() {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  /** Its run. */
  public RunDirectory run() {
    return RunDirectory.at(runPath(checkpoint));
  }

  private static Path runPath(Checkpoint checkpoint) {
    return Objects.requireNonNull(checkpoint.path().getParent());
  }

  private static List<MetricsLine> lines(Checkpoint checkpoint) throws IOException {
    return RunDirectory.at(runPath(checkpoint)).metrics().stream()
        .filter(line -> line.step() <= checkpoint.step())
        .toList();
  }
}
