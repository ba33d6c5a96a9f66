package dev.cairn.train;

import java.util.concurrent.atomic.AtomicBoolean;

/** A wish that training finish its step, save and leave. May be made from any thread. */
public final class StopRequest {

  private final AtomicBoolean wish = new AtomicBoolean();

  /** Asks to stop; true if nobody had asked before. */
  public boolean request() {
    return wish.compareAndSet(false, true);
  }

  /** Whether someone asked. */
  public boolean requested() {
    return wish.get();
  }
}
