package dev.cairn.kernel.session;

import dev.cairn.Run;
import dev.cairn.kernel.cell.CellEngine;
import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.Variable;
import dev.cairn.kernel.java.JavaEngine;
import dev.cairn.kernel.kotlin.KotlinEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a session, and what they share: a variable that cells of one language have defined
 * is known to the next cell of the other. Kotlin begins when a cell asks for it.
 */
final class Engines implements AutoCloseable {

  private static final List<String> PACKAGES =
      List.of(
          "dev.cairn",
          "java.io",
          "java.math",
          "java.net",
          "java.nio.file",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.function",
          "java.util.prefs",
          "java.util.regex",
          "java.util.stream");

  /** The verbs for Java: by one import, as each takes a hundredth of a second at the start. */
  private static final String VERBS = "dev.cairn.Cairn.*";

  /** Kotlin has verbs of its own, which take blocks, but for this one. */
  private static final String KOTLIN_VERB = "dev.cairn.Cairn.days";

  private static final List<String> MEMBERS =
      List.of(
          "dev.cairn.kernel.session.Notebook.*",
          "dev.cairn.store.Direction.*",
          "dev.cairn.store.WhenDiskFull.*",
          "dev.cairn.store.WhenBusy.*",
          "java.util.concurrent.TimeUnit.*");

  private static final long WARM_UP_MILLIS = 1000;

  /** The handle of the run that Kotlin's blocks describe. */
  private static final String RUN = "run";

  private final Language language;
  private final String runName;
  private final CompletableFuture<JavaEngine> java;
  private @Nullable NotebookScope scope;
  private @Nullable KotlinEngine kotlin;

  /** Held while the Java compiler is warmed up: it evaluates one thing at a time. */
  private final ReentrantLock warming = new ReentrantLock();

  /** Whether a cell has run. */
  private boolean begun;

  /** The run that a Java cell has called so, for the Kotlin cells that come. */
  private final AtomicReference<@Nullable Run> given = new AtomicReference<>();

  /** What was put on the class path, for a Kotlin that begins later. */
  private final List<Path> added = new ArrayList<>();

  /** What both languages know, by name. */
  private final Map<String, Variable> shared = new HashMap<>();

  /** Begins to make the Java engine, which takes some tenths of a second, beside what comes. */
  Engines(Language language, String runName) {
    this.language = language;
    this.runName = runName;
    this.java = CompletableFuture.supplyAsync(() -> JavaEngine.start(javaBeginning()));
  }

  private static List<String> javaBeginning() {
    return Stream.concat(
            PACKAGES.stream().map(name -> "import " + name + ".*;"),
            Stream.concat(Stream.of(VERBS), MEMBERS.stream())
                .map(name -> "import static " + name + ";"))
        .toList();
  }

  Language language() {
    return language;
  }

  /**
   * Gets the compiler of the notebook's language ready, in the background. A first Java cell that
   * comes at once would only wait for it, and warms the compiler as well.
   */
  void warmUp() {
    if (language == Language.KOTLIN) {
      kotlin().warmUp();
    } else {
      CompletableFuture.delayedExecutor(WARM_UP_MILLIS, TimeUnit.MILLISECONDS)
          .execute(this::warmUpJava);
    }
  }

  /** Returns when the Java compiler is warm, or a cell does that. */
  void warmUpJava() {
    warming.lock();
    try {
      if (!begun) {
        java().warmUp();
      }
    } finally {
      warming.unlock();
    }
  }

  /** From now on, nothing is warmed up; what has begun to is waited for. */
  private void begin() {
    warming.lock();
    try {
      begun = true;
    } finally {
      warming.unlock();
    }
  }

  /** The engine of a language; waits until it is there. */
  CellEngine engine(Language wanted) {
    return wanted == Language.JAVA ? java() : kotlin();
  }

  private JavaEngine java() {
    return java.join();
  }

  /** Runs a cell in a language, which first learns what the other one has defined. */
  CellOutcome run(Language wanted, String source) {
    begin();
    if (wanted == Language.JAVA && kotlin == null) {
      return java().run(source);
    }
    CellEngine engine = engine(wanted);
    if (wanted == Language.KOTLIN) {
      kotlin().addClassFiles(java().newClassFiles());
    }
    tell(engine, wanted == Language.JAVA ? kotlinVariables() : java().variables());
    return engine.run(source);
  }

  private void tell(CellEngine engine, List<Variable> variables) {
    for (Variable variable : variables) {
      Variable known = shared.get(variable.name());
      boolean same =
          known != null
              && known.value() == variable.value()
              && known.type().equals(variable.type());
      if (!same && define(engine, variable)) {
        shared.put(variable.name(), variable);
      }
    }
  }

  /** Kotlin's blocks have a run of their own, which a Java variable of that name takes over. */
  private boolean define(CellEngine engine, Variable variable) {
    if (engine == kotlin && variable.name().equals(RUN) && variable.value() instanceof Run run) {
      given.set(run);
      return true;
    }
    return engine.define(variable);
  }

  private List<Variable> kotlinVariables() {
    NotebookScope blocks = Objects.requireNonNull(scope);
    Stream<Variable> run =
        blocks.getDescribed()
            ? Stream.of(new Variable(RUN, "dev.cairn.Run", blocks.getRun()))
            : Stream.of();
    return Stream.concat(run, kotlin().variables().stream()).toList();
  }

  /** What cells of either language have defined. */
  List<Variable> variables() {
    return kotlin == null
        ? java().variables()
        : Stream.concat(
                java().variables().stream(),
                kotlinVariables().stream()
                    .filter(variable -> !java().variables().contains(variable)))
            .toList();
  }

  /** The run that cells call so. */
  Optional<Run> run(String name) {
    return variables().stream()
        .filter(variable -> variable.name().equals(name))
        .flatMap(variable -> variable.value() instanceof Run run ? Stream.of(run) : Stream.of())
        .findFirst();
  }

  /** Makes archives and directories of classes known to the cells that come. */
  void addToClassPath(List<Path> paths) {
    java().addToClasspath(paths);
    added.addAll(paths);
    if (kotlin != null) {
      kotlin.addToClasspath(paths);
    }
  }

  /** One for the session: the first cell may ask for it while it is being warmed up. */
  private synchronized KotlinEngine kotlin() {
    KotlinEngine engine = kotlin;
    if (engine == null) {
      scope = new NotebookScope(runName, given);
      engine =
          new KotlinEngine(
              List.of(scope), kotlinImports(), java().classLoader(), System.out::println);
      if (!added.isEmpty()) {
        engine.addToClasspath(added);
      }
      kotlin = engine;
    }
    return engine;
  }

  private static List<String> kotlinImports() {
    return Stream.concat(
            PACKAGES.stream().map(name -> name + ".*"),
            Stream.concat(Stream.of(KOTLIN_VERB), MEMBERS.stream()))
        .toList();
  }

  @Override
  public void close() {
    java().close();
    if (kotlin != null) {
      kotlin.close();
    }
  }
}
