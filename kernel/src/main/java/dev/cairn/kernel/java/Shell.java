package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.Shield;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** JShell in this process, for one thread at a time; while the code of a cell runs, for others. */
final class Shell implements AutoCloseable {
  /** So long somebody who types waits for a compiler that is at work. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final ReentrantLock compiler = new ReentrantLock();
  private final SnippetLoader loader = new SnippetLoader(Shell.class.getClassLoader());
  private final CellControl control = new CellControl(loader, compiler);
  private final JShell jshell =
      JShell.builder().executionEngine(new ThisProcess(control), Map.of()).build();
  private final Optional<ShellMemory> memory = ShellMemory.of(jshell);

  /** What came of a snippet: what JShell says, and what it would have made a text of. */
  record Evaluation(
      List<SnippetEvent> events, @Nullable Object value, Optional<Throwable> thrown) {}

  SnippetLoader loader() {
    return loader;
  }

  /** Runs one snippet; an interrupt does not touch the compiler. */
  Evaluation eval(String snippet) {
    Shield compiling = new Shield();
    compiler.lock();
    compiling.raise();
    control.shieldedBy(compiling);
    try {
      List<String> replaced = loader.takeReplaced();
      memory.ifPresent(one -> one.tidy(replaced));
      List<SnippetEvent> events = jshell.eval(snippet);
      return new Evaluation(events, control.takeValue(), Optional.ofNullable(control.takeThrown()));
    } finally {
      compiling.lower();
      compiler.unlock();
    }
  }

  /** Uses JShell for something short, or nothing of it where a compiler takes too long. */
  <T> Optional<T> ask(Function<JShell, T> question) {
    try {
      if (!compiler.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(question.apply(jshell));
    } finally {
      compiler.unlock();
    }
  }

  /** Uses JShell between two snippets of a cell. */
  <T> T use(Function<JShell, T> work) {
    compiler.lock();
    try {
      return work.apply(jshell);
    } finally {
      compiler.unlock();
    }
  }

  /** The place of a variable's value; only between {@link #ask} and {@link #use}. */
  VariableField field(VarSnippet variable) {
    jshell.varValue(variable);
    return control.takeField();
  }

  @Override
  public void close() {
    jshell.close();
  }

  private record ThisProcess(CellControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "cells";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return control;
    }
  }
}
