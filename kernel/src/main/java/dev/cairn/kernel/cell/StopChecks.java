package dev.cairn.kernel.cell;

import java.lang.reflect.Method;

/**
 * What the code of cells calls, put there by {@link SnippetClasses}. Public for that code alone,
 * which lives in packages of its own.
 */
public final class StopChecks {
  /** Interrupts that are not over. Read in every turn of every loop. */
  private static volatile int stopping;

  private StopChecks() {}

  /** Ends the code that calls it if its cell was interrupted. */
  public static void check() {
    if (stopping != 0) {
      RunningCell.endIfStopped();
    }
  }

  /** In the place of {@link System#exit}. */
  public static void exit(int status) {
    end("System.exit", status);
  }

  /** In the place of {@link Runtime#exit} and {@link Runtime#halt}. */
  public static void exit(Runtime runtime, int status) {
    end("Runtime.exit", status);
  }

  /** In the place of what {@link Class#getMethod} found. */
  public static Method found(Method method) throws NoSuchMethodException {
    return SnippetClasses.endsProcess(method.getDeclaringClass().getName(), method.getName())
        ? StopChecks.class.getMethod("exit", int.class)
        : method;
  }

  private static void end(String call, int status) {
    throw new CellExit(call + "(" + status + ")");
  }

  /** From now on, checks look whose code they are in, until {@link #lower}. */
  static synchronized void raise() {
    stopping = stopping + 1;
  }

  static synchronized void lower() {
    stopping = stopping - 1;
  }
}
