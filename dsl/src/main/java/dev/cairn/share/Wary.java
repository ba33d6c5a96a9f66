package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A stream of an archive. Whatever goes wrong in it is the archive's fault, and no more is read
 * than was allowed for the step at hand: a header that claims to be huge is not read.
 */
final class Wary extends FilterInputStream {
  private final Path archive;
  private long allowance = Long.MAX_VALUE;
  private long position;

  Wary(Path archive, InputStream in) {
    super(in);
    this.archive = archive;
  }

  /** What an operation on an archive does. */
  interface Step<T> {
    T take() throws IOException;
  }

  /** Takes a step; a fault of the format becomes one that names the archive. */
  static <T> T step(Path archive, Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (ShareException known) {
      throw known;
    } catch (IOException | IllegalArgumentException | IllegalStateException damaged) {
      throw ShareException.in(
          archive,
          Fault.TRUNCATED,
          "it is cut short or damaged ("
              + ShareException.shown(String.valueOf(damaged.getMessage()))
              + "); copy it again",
          damaged);
    }
  }

  /** Allows so many bytes from here on. */
  void allow(long bytes) {
    allowance = bytes;
  }

  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (allowance <= 0 && count > 0) {
      throw ShareException.in(
          archive, Fault.TOO_LARGE, "it has a header, or an end, of more bytes than any has");
    }
    int wanted = (int) Math.min(count, allowance);
    int done = step(archive, () -> in.read(bytes, offset, wanted));
    allowance -= Math.max(0, done);
    position += Math.max(0, done);
    return done;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] passed = new byte[(int) Math.min(count, 1 << 16)];
    return Math.max(0, read(passed, 0, passed.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
