package dev.cairn.kernel.cell;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;
import java.lang.reflect.Method;

/**
 * What the code of cells calls, put there by {@link SnippetClasses}. Public for that code alone,
 * which lives in packages of its own.
 */
public final class StopChecks {
  /** A constant to the JIT compiler, so that a check costs a loop nothing until it is set. */
  private static final MutableCallSite STOPPING = new MutableCallSite(constant(false));

  private static final MethodHandle IS_STOPPING = STOPPING.dynamicInvoker();

  /** Interrupts that are not over. */
  private static int interrupts;

  private StopChecks() {}

  /**
   * Ends the code that calls it if its cell was interrupted.
   *
   * @throws Throwable nothing else but what runs out of stack
   */
  public static void check() throws Throwable {
    if ((boolean) IS_STOPPING.invokeExact()) {
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
    interrupts++;
    set(true);
  }

  static synchronized void lower() {
    interrupts--;
    set(interrupts > 0);
  }

  private static void set(boolean stopping) {
    STOPPING.setTarget(constant(stopping));
    MutableCallSite.syncAll(new MutableCallSite[] {STOPPING});
  }

  private static MethodHandle constant(boolean value) {
    return MethodHandles.constant(boolean.class, value);
  }
}
