package dev.cairn.cli;

import dev.cairn.RunDescription;
import dev.cairn.Session;
import dev.cairn.script.Scripts;
import dev.cairn.settings.Setting;
import dev.cairn.settings.SettingLayers;
import dev.cairn.train.StartPoint;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn config}. */
@Command(
    name = "config",
    description = {
      "Show each setting, its value, and where that came from.",
      "A script is run for its descriptions of runs; nothing is trained."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn config",
      "  cairn config quickstart.cairn.kts --set optimizer.adamW.lr=3e-4",
      "  cairn config quickstart.cairn.kts --json"
    })
final class ConfigCommand implements Callable<Integer>, ScriptCommand {

  @Parameters(
      paramLabel = "SCRIPT",
      arity = "0..1",
      description = "A script; without one, what each script of this directory begins with.")
  private @Nullable Path script;

  @Mixin private Overrides overrides = new Overrides();
  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  private final List<String> warnings = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    SettingLayers layers = script == null ? Session.layers(Path.of("")) : layersOf(script);
    warnings.addAll(layers.warnings());
    Configuration configuration =
        new Configuration(
            runsDirectory(layers),
            script == null
                ? List.of(session(layers, told -> {}).description())
                : runs(layers, script),
            layers.notes(),
            warnings);
    output
        .out()
        .print(output.json() ? configuration.json() : configuration.text(output.terminal()));
    return ExitCode.DONE;
  }

  @Override
  public @Nullable String scriptName() {
    return script == null ? null : String.valueOf(script.getFileName());
  }

  private static SettingLayers layersOf(Path file) {
    RunCommand.requireThere(file);
    return Scripts.layers(file);
  }

  /** The last description of each run; a script may describe one in several steps. */
  private List<RunDescription> runs(SettingLayers layers, Path file) throws Exception {
    Map<String, RunDescription> described = new LinkedHashMap<>();
    session(layers, told -> described.put(told.name().orElseThrow(), told)).use();
    PrintStream standardOutput = System.out;
    // What the script prints is no part of the answer.
    System.setOut(System.err);
    try {
      Scripts.run(file, () -> System.err.println("Compiling " + file));
    } catch (IllegalStateException | UncheckedIOException e) {
      if (described.isEmpty()) {
        throw e;
      }
      warnings.add("the script went no further, since nothing was trained: " + Failures.words(e));
    } finally {
      System.setOut(standardOutput);
    }
    return List.copyOf(described.values());
  }

  private Session session(SettingLayers layers, Consumer<? super RunDescription> told) {
    return new Session(
        runs.path(layers),
        layers,
        overrides.byPath(),
        OptionalLong.empty(),
        new StartPoint.Newest(),
        event -> {},
        Optional.of(told));
  }

  private RunDescription.Value runsDirectory(SettingLayers layers) {
    String source =
        runs.isGiven()
            ? Setting.COMMAND_LINE
            : layers.runs().map(Setting::source).orElse(RunDescription.DEFAULT);
    return new RunDescription.Value("runs", runs.path(layers).toString(), source);
  }
}
