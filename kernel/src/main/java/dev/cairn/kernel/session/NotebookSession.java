package dev.cairn.kernel.session;

import dev.cairn.Session;
import dev.cairn.cli.Version;
import dev.cairn.display.TrainingLog;
import dev.cairn.kernel.cell.Ansi;
import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Inspection;
import dev.cairn.kernel.cell.Interruption;
import dev.cairn.kernel.cell.RunningCell;
import dev.cairn.kernel.cell.Variable;
import dev.cairn.kernel.protocol.Answers;
import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.CompleteReply;
import dev.cairn.kernel.protocol.ExecuteReply;
import dev.cairn.kernel.protocol.ExecuteRequest;
import dev.cairn.kernel.protocol.IsCompleteReply;
import dev.cairn.kernel.protocol.KernelInfo;
import dev.cairn.kernel.protocol.Outputs;
import dev.cairn.settings.SettingLayers;
import dev.cairn.train.StartPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kotlin.KotlinVersion;
import org.jspecify.annotations.Nullable;

/**
 * One notebook: its cells are run by the engines, their magics carried out, and their values shown.
 */
public final class NotebookSession implements Answers {

  /** A cell that only shows how a run goes. */
  private static final Pattern WATCH = Pattern.compile("\\s*(\\w+)\\.watch\\(\\)\\s*;?\\s*");

  private final Engines engines;
  private final Magics magics;
  private final NotebookHost host;

  /** The value of the last piece of code of the cell that runs. */
  private @Nullable Object value;

  /** What the user should be told with the first cell. */
  private String warning;

  private NotebookSession(Engines engines, NotebookHost host, String warning) {
    this.engines = engines;
    this.host = host;
    this.magics = new Magics(new Cell());
    this.warning = warning;
  }

  /** A session whose cells are in this language unless they say otherwise. */
  public static NotebookSession open(Language language) {
    // First, as it takes the longest, and beside what follows.
    Engines engines = new Engines(language, RunName.of(System.getenv()));
    NotebookHost host = new NotebookHost();
    String warning = "";
    try {
      beginRuns(host, Session.layers(Path.of("")));
    } catch (IllegalArgumentException e) {
      warning = e.getMessage() + "; runs of this notebook do without these settings";
      beginRuns(host, SettingLayers.NONE);
    }
    return new NotebookSession(engines, host, warning);
  }

  /** Runs of this process train in a notebook from now on. */
  private static void beginRuns(NotebookHost host, SettingLayers layers) {
    Path runs = Session.runsDirectory(layers);
    new Session(
            runs,
            layers,
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.Newest(),
            TrainingLog.besideDisplay(System.out, runs),
            host,
            Optional.empty())
        .use();
  }

  /** Where what this thread shows goes. */
  static Outputs outputs() {
    return Objects.requireNonNull(CellStreams.current(), "no cell has run yet");
  }

  /** Gets the compiler of the notebook's language ready, in the background. */
  public void warmUp() {
    engines.warmUp();
  }

  @Override
  public KernelInfo info() {
    Language language = engines.language();
    String runtime = System.getProperty("java.version");
    String version = language == Language.JAVA ? runtime : KotlinVersion.CURRENT.toString();
    return new KernelInfo(
        "cairn",
        Version.number(),
        language.info(version),
        "Cairn %s: %s cells on JDK %s; %%magics lists what a line or a cell can begin with"
            .formatted(Version.number(), language.title(), runtime));
  }

  @Override
  public ExecuteReply execute(ExecuteRequest request, Outputs outputs) {
    value = null;
    if (!warning.isEmpty()) {
      System.err.println(warning);
      warning = "";
    }
    CellOutcome outcome = run(request);
    if (outcome instanceof CellOutcome.Completed) {
      if (value != null && !request.silent()) {
        outputs.result(Rendering.of(value), Map.of());
      }
      return new ExecuteReply.Done(evaluate(request.userExpressions()));
    }
    return failed(outcome);
  }

  private CellOutcome run(ExecuteRequest request) {
    engines.engine(engines.language());
    try (RunningCell cell = RunningCell.begin(request.executionCount())) {
      return runParts(request.code());
    }
  }

  private static ExecuteReply.Failed failed(CellOutcome outcome) {
    return outcome instanceof CellOutcome.Failed failure
        ? new ExecuteReply.Failed(failure.name(), failure.message(), failure.traceback())
        : new ExecuteReply.Failed(
            "Interrupted",
            "the cell was stopped",
            List.of(Ansi.ERROR.of("Interrupted") + ": the cell was stopped"));
  }

  private CellOutcome runParts(String code) {
    try {
      for (CellPart part : CellPart.of(code)) {
        run(part);
      }
      return new CellOutcome.Completed(value, List.of());
    } catch (CellEndedException e) {
      return e.outcome();
    } catch (MagicException e) {
      return failedMagic(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return failedMagic(e.toString());
    } catch (InterruptedException e) {
      return new CellOutcome.Interrupted();
    }
  }

  private static CellOutcome.Failed failedMagic(String message) {
    return new CellOutcome.Failed("UsageError", message, List.of(Ansi.ERROR.of(message)));
  }

  private void run(CellPart part) throws IOException, InterruptedException {
    if (part instanceof CellPart.Code code) {
      run(engines.language(), code.source());
    } else if (part instanceof CellPart.LineMagic magic) {
      magics.run(magic);
    } else if (part instanceof CellPart.FilesMagic magic) {
      String files = engines.language().listOf(magics.files(magic));
      run(engines.language(), magic.before() + files + ";\n");
    } else if (part instanceof CellPart.CellMagic magic) {
      magics.run(magic);
    } else if (part instanceof CellPart.Shell shell) {
      ShellCommand.run(shell.command());
    }
  }

  private void run(Language language, String source) {
    CellOutcome outcome = engines.run(language, source);
    if (outcome instanceof CellOutcome.Completed completed) {
      completed.notices().forEach(System.err::println);
      value = completed.value();
    } else {
      throw new CellEndedException(outcome);
    }
  }

  private Map<String, Map<String, Object>> evaluate(Map<String, String> expressions) {
    Map<String, Map<String, Object>> results = new LinkedHashMap<>();
    expressions.forEach(
        (name, expression) -> {
          CellOutcome outcome = engines.run(engines.language(), expression);
          if (outcome instanceof CellOutcome.Completed completed) {
            Object result = completed.value();
            results.put(
                name,
                Map.of(
                    "status",
                    "ok",
                    "data",
                    result == null ? Map.of() : Rendering.of(result),
                    "metadata",
                    Map.of()));
          } else {
            ExecuteReply.Failed failed = failed(outcome);
            results.put(
                name,
                Map.of(
                    "status",
                    "error",
                    "ename",
                    failed.name(),
                    "evalue",
                    failed.message(),
                    "traceback",
                    failed.traceback()));
          }
        });
    return results;
  }

  /** A run is seen while it trains, from a page that was loaded anew. */
  @Override
  public Optional<Consumer<Outputs>> beside(String code) {
    Matcher watch = WATCH.matcher(code);
    return watch.matches()
        ? engines.run(watch.group(1)).map(run -> outputs -> host.watch(run, outputs))
        : Optional.empty();
  }

  @Override
  public CompleteReply complete(String code, int cursor) {
    int line = code.lastIndexOf('\n', Math.max(0, cursor - 1)) + 1;
    String begun = code.substring(line, cursor);
    if (begun.matches("\\s*%{1,2}\\w*")) {
      String prefix = begun.strip();
      return new CompleteReply(
          magics.startingWith(prefix).stream()
              .map(name -> new CompleteReply.Match(name, "magic", ""))
              .toList(),
          cursor - prefix.length(),
          cursor);
    }
    Place place = Place.of(engines.language(), code, cursor);
    Completions found = engines.engine(place.language()).complete(place.source(), place.cursor());
    return new CompleteReply(
        found.matches().stream()
            .map(match -> new CompleteReply.Match(match.text(), match.kind(), match.signature()))
            .toList(),
        found.from() + place.offset(),
        found.to() + place.offset());
  }

  @Override
  public Optional<Map<String, Object>> inspect(String code, int cursor, int detailLevel) {
    Place place = Place.of(engines.language(), code, cursor);
    Optional<Inspection> found =
        engines.engine(place.language()).inspect(place.source(), place.cursor());
    return found.map(
        inspection ->
            Map.of(
                Rendering.TEXT,
                (inspection.signature() + "\n\n" + inspection.documentation()).strip()));
  }

  @Override
  public IsCompleteReply isComplete(String code) {
    List<CellPart> parts = CellPart.of(code);
    if (parts.size() != 1 || !(parts.get(0) instanceof CellPart.Code)) {
      return new IsCompleteReply(IsCompleteReply.Status.COMPLETE, "");
    }
    Completeness found = engines.engine(engines.language()).completeness(code);
    if (found instanceof Completeness.Incomplete incomplete) {
      return new IsCompleteReply(IsCompleteReply.Status.INCOMPLETE, incomplete.indent());
    }
    if (found instanceof Completeness.Complete) {
      return new IsCompleteReply(IsCompleteReply.Status.COMPLETE, "");
    }
    return new IsCompleteReply(
        found instanceof Completeness.Invalid
            ? IsCompleteReply.Status.INVALID
            : IsCompleteReply.Status.UNKNOWN,
        "");
  }

  @Override
  public void interrupt() {
    Interruption.interrupt();
  }

  @Override
  public void shutdown(boolean restart) {
    engines.close();
  }

  /** The cell that runs, as magics see it. */
  private final class Cell implements Magics.Surroundings {
    @Override
    public void addToClassPath(List<Path> paths) {
      engines.addToClassPath(paths);
    }

    @Override
    public void runCode(String source) {
      run(engines.language(), source);
    }

    @Override
    public void runCode(Language language, String source) {
      run(language, source);
    }

    @Override
    public List<Variable> variables() {
      return engines.variables();
    }
  }
}
