package dev.cairn.compare;

import dev.cairn.store.BestBy;
import dev.cairn.store.Direction;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an experiment is to train, kept as {@code experiment.json} in its folder, so that its table
 * needs no script.
 *
 * @param variants in their order
 * @param seeds each variant is trained with each; empty for one run a variant, with its own seed
 * @param steps the step that each run is to reach
 * @param metric what tells which is better
 * @param halving where some are left behind; empty to train them all to the end
 */
public record ExperimentPlan(
    List<Variant> variants,
    List<Long> seeds,
    long steps,
    BestBy metric,
    Optional<Halving> halving) {

  private static final String FILE = "experiment.json";
  private static final long FORMAT = 1;

  /** A plan that trains all variants to the end. */
  public ExperimentPlan(List<Variant> variants, List<Long> seeds, long steps, BestBy metric) {
    this(variants, seeds, steps, metric, Optional.empty());
  }

  /** Copies the lists. */
  public ExperimentPlan {
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
  }

  /** Whether a directory is an experiment's. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /** The folders of the experiments below a directory, sorted: those above their runs. */
  public static List<Path> below(Path runs) throws IOException {
    return RunDirectory.below(runs).stream()
        .flatMap(
            run ->
                Stream.iterate(run.path(), Path::getParent)
                    .skip(1)
                    .takeWhile(folder -> folder != null && folder.startsWith(runs)))
        .filter(ExperimentPlan::isIn)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Reads the plan of an experiment.
   *
   * @throws IOException if there is none, or none that can be understood; the message names it
   */
  public static ExperimentPlan read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    Map<String, Object> json = HuggingFaceJson.parse(Files.readString(file));
    try {
      return parse(json);
    } catch (ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      throw new IOException(
          file + " is not what an experiment writes; run the experiment's script to write it anew",
          e);
    }
  }

  /** Writes the plan durably, in place of the one before. */
  public void write(Path folder, Storage storage) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("metric", metric.metric());
    json.put("direction", metric.direction().name());
    json.put("steps", steps);
    json.put("seeds", seeds);
    halving.ifPresent(
        each -> json.put("halving", Map.of("eta", (long) each.eta(), "from", each.from())));
    json.put("variants", variants.stream().map(ExperimentPlan::json).toList());
    storage.replace(folder.resolve(FILE), HuggingFaceJson.format(json));
  }

  /** The axes do not stand in their order in an object: JSON's keys are sorted. */
  private static Map<String, Object> json(Variant variant) {
    return Map.of(
        "name",
        variant.name(),
        "settings",
        variant.settings().entrySet().stream()
            .map(each -> List.of(each.getKey(), each.getValue()))
            .toList());
  }

  private static ExperimentPlan parse(Map<String, Object> json) {
    if (member(json, "format", Long.class) != FORMAT) {
      throw new IllegalArgumentException("another format");
    }
    List<Variant> variants = new ArrayList<>();
    for (Object each : member(json, "variants", List.class)) {
      variants.add(variant((Map<?, ?>) each));
    }
    List<?> seeds = member(json, "seeds", List.class);
    Direction direction = Direction.valueOf(member(json, "direction", String.class));
    return new ExperimentPlan(
        variants,
        seeds.stream().map(Long.class::cast).toList(),
        member(json, "steps", Long.class),
        new BestBy(member(json, "metric", String.class), direction),
        Optional.ofNullable((Map<?, ?>) json.get("halving")).map(ExperimentPlan::halving));
  }

  private static Halving halving(Map<?, ?> json) {
    return new Halving(
        Math.toIntExact(member(json, "eta", Long.class)), member(json, "from", Long.class));
  }

  private static Variant variant(Map<?, ?> json) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Object pair : member(json, "settings", List.class)) {
      List<?> setting = (List<?>) pair;
      settings.put((String) setting.get(0), (String) setting.get(1));
    }
    return new Variant(member(json, "name", String.class), settings);
  }

  private static <T> T member(Map<?, ?> json, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(json.get(name)));
  }

  /** The rungs on the way; none, to train all variants to the end. */
  public List<Halving.Rung> rungs() {
    return halving.map(each -> each.rungs(variants.size(), steps)).orElse(List.of());
  }

  /** The paths that tell variants apart, in their order. */
  public List<String> axes() {
    return variants.stream()
        .flatMap(variant -> variant.settings().keySet().stream())
        .distinct()
        .toList();
  }

  /** The folders of a variant's runs in the experiment's: one for each seed. */
  public List<String> runs(Variant variant) {
    return seeds.isEmpty()
        ? List.of(variant.name())
        : seeds.stream().map(seed -> variant.name() + "/seed-" + seed).toList();
  }
}
