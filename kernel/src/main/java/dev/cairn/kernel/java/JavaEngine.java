package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.CellEngine;
import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Inspection;
import dev.cairn.kernel.cell.RunningCell;
import dev.cairn.kernel.cell.Traceback;
import dev.cairn.kernel.cell.Variable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Java cells, by the JDK's JShell in this process. */
public final class JavaEngine implements CellEngine {
  /** What lets a JVM keep a long session small; without it all works, and memory grows. */
  public static final String JVM_OPTION = "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED";

  private final Shell shell = new Shell();
  private final SnippetOrigins origins = new SnippetOrigins(shell);
  private final Temporaries temporaries = new Temporaries(shell);
  private final Variables variables = new Variables(shell);
  private final Assistance assistance = new Assistance(shell);

  private JavaEngine() {}

  /**
   * An engine that knows what is on this process's class path.
   *
   * @param beginning what every session begins with, such as imports
   * @throws IllegalArgumentException if the beginning does not compile
   */
  public static JavaEngine start(List<String> beginning) {
    JavaEngine engine = new JavaEngine();
    for (String snippet : beginning) {
      if (engine.shell.eval(snippet).events().stream().anyMatch(e -> !e.status().isDefined())) {
        throw new IllegalArgumentException("This does not compile: " + snippet);
      }
    }
    return engine;
  }

  /** Does once what the first cells would wait for: loads and compiles the compiler itself. */
  public void warmUp() {
    for (String snippet : List.of("int warm = 1 + 1;", "warm")) {
      shell.eval(snippet);
    }
    assistance.complete("war", 3);
    variables.forget("warm");
  }

  @Override
  public CellOutcome run(String source) {
    try (RunningCell cell = RunningCell.begin()) {
      try {
        return new CellRun(shell, origins, temporaries, cell, source.replace("\r\n", "\n")).run();
      } catch (RuntimeException | Error failure) {
        // The compiler itself may run out of stack or memory.
        return Traceback.failure(failure, frame -> Optional.empty(), List.of());
      }
    }
  }

  @Override
  public Completions complete(String source, int cursor) {
    return assistance.complete(source, cursor);
  }

  @Override
  public Optional<Inspection> inspect(String source, int cursor) {
    return assistance.inspect(source, cursor);
  }

  @Override
  public Completeness completeness(String source) {
    return assistance.completeness(source);
  }

  @Override
  public List<Variable> variables() {
    return variables.all();
  }

  @Override
  public boolean define(Variable variable) {
    return variables.define(variable);
  }

  /** Puts archives or directories on the class path of the cells that come. */
  public void addToClasspath(List<Path> paths) {
    for (Path path : paths) {
      shell.use(
          jshell -> {
            jshell.addToClasspath(path.toString());
            return path;
          });
    }
  }

  /** Loads what cells define and what was put on the class path. */
  public ClassLoader classLoader() {
    return shell.loader();
  }

  /**
   * The class files, by class name, that have come from cells since this was last asked. All that
   * is not private is public in them.
   */
  public Map<String, byte[]> newClassFiles() {
    return shell.loader().newClassFiles();
  }

  @Override
  public void close() {
    shell.close();
  }
}
