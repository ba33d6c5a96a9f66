package dev.cairn;

import dev.cairn.train.StopRequest;
import dev.cairn.train.TrainEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * While open, SIGINT (Ctrl-C) and SIGTERM ask training to finish its step, save and leave; a second
 * one leaves at once. Signals are reached by reflection: their class is no part of the platform's
 * specification, though every JDK has it.
 */
final class StopSignals implements AutoCloseable {

  private static final int EXIT_CODE_BASE = 128;

  private final StopRequest stop;
  private final Consumer<? super TrainEvent> listener;
  private final List<Runnable> restores = new ArrayList<>();
  private volatile int received;

  private StopSignals(StopRequest stop, Consumer<? super TrainEvent> listener) {
    this.stop = stop;
    this.listener = listener;
  }

  static StopSignals listen(StopRequest stop, Consumer<? super TrainEvent> listener) {
    StopSignals signals = new StopSignals(stop, listener);
    signals.handle("INT", 2);
    signals.handle("TERM", 15);
    return signals;
  }

  /** Ends the process as a shell expects of one that a signal ended. */
  void leaveIf(boolean interrupted) {
    if (interrupted && received != 0) {
      close();
      System.exit(EXIT_CODE_BASE + received);
    }
  }

  private void arrived(String name, int number) {
    received = number;
    if (!stop.request()) {
      Runtime.getRuntime().halt(EXIT_CODE_BASE + number);
    }
    listener.accept(
        new TrainEvent.Notice(
            "SIG" + name + ": finishing this step and saving; once more leaves at once"));
  }

  private void handle(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                arrived(name, number);
                return null;
              });
      Method handle = signal.getMethod("handle", signal, handler);
      Object which = signal.getConstructor(String.class).newInstance(name);
      Object before = handle.invoke(null, which, ours);
      restores.add(
          () -> {
            try {
              handle.invoke(null, which, before);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (InvocationTargetException e) {
      // The JVM was told to leave this signal alone (-Xrs); then it is not ours to handle.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    restores.forEach(Runnable::run);
    restores.clear();
  }
}
