package dev.cairn.share;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/** How much of a work is done, told after each piece. */
final class Tally {
  private final long total;
  private final Consumer<? super ShareEvent> listener;
  private long done;

  Tally(long total, Consumer<? super ShareEvent> listener) {
    this.total = total;
    this.listener = listener;
  }

  void add(String what, long bytes) {
    done += bytes;
    listener.accept(new ShareEvent.Progressed(what, done, Math.max(done, total)));
  }

  /** A stream that passes bytes on and counts them. */
  OutputStream counting(String what, OutputStream target) {
    return new FilterOutputStream(target) {
      @Override
      public void write(int value) throws IOException {
        out.write(value);
        add(what, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        add(what, count);
      }
    };
  }
}
