package dev.cairn.script;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Runs snippets on the thread that evaluates them, and keeps what they throw. */
final class SameThread extends DirectExecutionControl {

  private @Nullable Throwable thrown;

  /** What the last snippet threw. */
  @Nullable Throwable thrown() {
    return thrown;
  }

  ExecutionControlProvider provider() {
    return new ExecutionControlProvider() {
      @Override
      public String name() {
        return "same-thread";
      }

      @Override
      public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
        return SameThread.this;
      }
    };
  }

  @Override
  protected String invoke(Method method) throws Exception {
    thrown = null;
    try {
      return super.invoke(method);
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    }
  }
}
