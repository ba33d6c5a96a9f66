package dev.cairn.cli;

import dev.cairn.compare.Change;
import dev.cairn.compare.Place;
import dev.cairn.compare.TensorChange;
import dev.cairn.compare.WeightChanges;
import dev.cairn.display.WeightDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn diff}. */
@Command(
    name = "diff",
    description = "Show what changed in the weights from one checkpoint to another.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn diff quickstart/checkpoint-100 quickstart/best",
      "  cairn diff sft dpo --top 30 --json"
    })
final class DiffCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description =
          "Its path, or RUN/checkpoint-N, RUN/best, RUN/latest; a run alone means its latest.")
  private String left = "";

  @Parameters(index = "1", paramLabel = "CHECKPOINT", description = "The one to measure.")
  private String right = "";

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many of the tensors that moved farthest to show. Default: 10.")
  private int top = WeightDiff.TOP;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (top < 0) {
      throw new IllegalArgumentException("--top " + top + " is no number of tensors");
    }
    WeightChanges changes = WeightChanges.between(runs.checkpoint(left), runs.checkpoint(right));
    if (output.json()) {
      output.out().println(Json.format(json(changes)));
    } else {
      output.out().print(new WeightDiff(changes, top).text(output.terminal()));
    }
    return ExitCode.DONE;
  }

  /** Every tensor, unlike the table. */
  private static Map<String, @Nullable Object> json(WeightChanges changes) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("left", changes.left().path().toString());
    object.put("right", changes.right().path().toString());
    object.put("total", json(changes.total()));
    object.put("tensors", changes.movers().stream().map(DiffCommand::json).toList());
    List<Map<String, @Nullable Object>> places = new ArrayList<>();
    changes.places().forEach((place, change) -> places.add(json(place, change)));
    object.put("places", places);
    object.put(
        "not_compared",
        changes.unmatched().stream()
            .map(one -> Map.of("name", one.name(), "reason", one.reason()))
            .toList());
    return object;
  }

  private static Map<String, @Nullable Object> json(TensorChange tensor) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", tensor.name());
    object.put("shape", tensor.shape().sizes());
    object.put("left_dtype", tensor.left().name());
    object.put("right_dtype", tensor.right().name());
    object.putAll(json(tensor.change()));
    return object;
  }

  private static Map<String, @Nullable Object> json(Place place, Change change) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("kind", place.kind());
    object.put("layer", place.layer().isPresent() ? place.layer().getAsInt() : null);
    object.putAll(json(change));
    return object;
  }

  private static Map<String, @Nullable Object> json(Change change) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("values", change.values());
    object.put("not_finite", change.notFinite());
    object.put("unchanged", change.unchanged());
    object.put("norm", Json.number(change.norm()));
    object.put("relative", Json.number(change.relative()));
    object.put("cosine", Json.number(change.cosine()));
    object.put("largest", Json.number(change.largest()));
    return object;
  }
}
