package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.data.DataSettings;
import dev.cairn.data.TextSource;
import dev.cairn.data.VocabularyKind;
import dev.cairn.model.Gpt2Settings;
import dev.cairn.optim.AdamWSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreEvent;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A run of a tiny model on a tiny text, described setting by setting; it keeps its events. */
final class TinyRun {

  private static final long NEVER = -1;

  final Path directory;
  final List<TrainEvent> events = new ArrayList<>();
  private final Path text;
  private final Set<SaveTrigger> triggers = new HashSet<>();
  private Set<KeepRule> rules = Set.of(new KeepRule.KeepAll());
  private @Nullable BestBy bestBy;
  private @Nullable Path backup;
  private OptionalLong evaluateEvery = OptionalLong.empty();
  private boolean restoreBestAtEnd;
  private double holdOut = 0.1;
  private double rate = 1e-2;
  private double dropout;
  private int accumulate = 1;
  private int batch = 2;
  private Schedule schedule = new Schedule.Constant(0);
  private String device = "cpu";
  private long stopAt = NEVER;
  private List<String> frozen = List.of();
  private boolean tensorBoard;
  private SaveSettings saving = SaveSettings.DEFAULT;

  private TinyRun(Path directory, Path text) {
    this.directory = directory;
    this.text = text;
  }

  /** A run that saves nothing, of a text of 23 batches for each epoch. */
  static TinyRun at(Path directory) throws IOException {
    Path text = directory.resolveSibling("text-of-" + directory.getFileName() + ".txt");
    TinyRun run = new TinyRun(directory, text);
    run.write(
        IntStream.range(0, 15)
            .mapToObj(i -> "for (int i = %d; i < n; i++)\n".formatted(i))
            .collect(Collectors.joining()));
    return run;
  }

  void write(String content) throws IOException {
    Files.writeString(text, content);
  }

  TinyRun saveEvery(long steps) {
    triggers.removeIf(SaveTrigger.EverySteps.class::isInstance);
    return save(new SaveTrigger.EverySteps(steps));
  }

  TinyRun save(SaveTrigger trigger) {
    triggers.add(trigger);
    return this;
  }

  TinyRun keep(KeepRule... kept) {
    rules = Set.of(kept);
    return this;
  }

  TinyRun bestBy(String metric) {
    bestBy = BestBy.of(metric);
    return this;
  }

  TinyRun backupTo(Path place) {
    backup = place;
    return this;
  }

  TinyRun evaluateEvery(long steps) {
    evaluateEvery = OptionalLong.of(steps);
    return this;
  }

  TinyRun freeze(String... names) {
    frozen = List.of(names);
    return this;
  }

  TinyRun tensorBoard() {
    tensorBoard = true;
    return this;
  }

  TinyRun saving(SaveSettings how) {
    saving = how;
    return this;
  }

  TinyRun restoreBestAtEnd() {
    restoreBestAtEnd = true;
    return this;
  }

  TinyRun holdOut(double fraction) {
    holdOut = fraction;
    return this;
  }

  TinyRun rate(double learningRate) {
    rate = learningRate;
    return this;
  }

  TinyRun dropout(double probability) {
    dropout = probability;
    return this;
  }

  TinyRun accumulate(int batches) {
    accumulate = batches;
    return this;
  }

  TinyRun batch(int windows) {
    batch = windows;
    return this;
  }

  TinyRun schedule(Schedule rates) {
    schedule = rates;
    return this;
  }

  TinyRun device(String name) {
    device = name;
    return this;
  }

  /** Asks to stop while this step is taken, as a signal would. */
  TinyRun stopAt(long step) {
    stopAt = step;
    return this;
  }

  TinyRun stopNowhere() {
    return stopAt(NEVER);
  }

  Outcome train(long target) throws IOException {
    return train(target, new StartPoint.Newest());
  }

  Outcome train(long target, StartPoint start) throws IOException {
    events.clear();
    StopRequest stop = new StopRequest();
    return new Trainer(directory, settings(), start, stop, event -> listen(event, stop))
        .train(target);
  }

  private void listen(TrainEvent event, StopRequest stop) {
    events.add(event);
    if (event instanceof TrainEvent.Stepped stepped && stepped.step() == stopAt) {
      stop.request();
    }
  }

  TrainSettings settings() {
    return new TrainSettings(
        new DataSettings(
            new TextSource.Files(List.of(text)), holdOut, batch, 8, VocabularyKind.CHARACTERS),
        new Gpt2Settings(1, 2, 16, dropout),
        frozen,
        new OptimizerSettings(
            new AdamWSettings(rate, 0.9, 0.99, 1e-8, 0.1),
            schedule,
            OptionalDouble.of(1),
            accumulate),
        new CheckpointSettings(
            triggers,
            new StoreSettings(
                new Retention(rules, 0),
                Optional.ofNullable(bestBy),
                WhenDiskFull.STOP,
                DiskCare.DEFAULT,
                Optional.ofNullable(backup)),
            restoreBestAtEnd,
            saving),
        new EvaluationSettings(evaluateEvery, 20, false),
        1,
        device,
        42,
        tensorBoard);
  }

  RunDirectory read() {
    return RunDirectory.at(directory);
  }

  /** The steps of the checkpoints there are. */
  List<Long> steps() throws IOException {
    return read().checkpoints().stream().map(Checkpoint::step).toList();
  }

  Path file(long step, String name) {
    return directory.resolve("checkpoint-" + step).resolve(name);
  }

  /** The effective metrics, less their times. */
  List<Map.Entry<Long, Map<String, Double>>> metrics() throws IOException {
    return read().metrics().stream().map(line -> Map.entry(line.step(), line.values())).toList();
  }

  <T extends TrainEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends StoreEvent> List<T> stored(Class<T> type) {
    return events(TrainEvent.Stored.class).stream()
        .map(TrainEvent.Stored::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Checks that both runs have the same checkpoint, byte for byte, but for its manifest. */
  void assertSameBytes(TinyRun other, long step) throws IOException {
    for (String name : List.of("model.safetensors", "optimizer.safetensors", "data_state.json")) {
      assertThat(file(step, name)).hasSameBinaryContentAs(other.file(step, name));
    }
    for (String name : List.of("scheduler.json", "rng_state.json", "trainer_state.json")) {
      assertThat(file(step, name)).hasSameTextualContentAs(other.file(step, name));
    }
  }
}
