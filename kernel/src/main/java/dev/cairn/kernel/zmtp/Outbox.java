package dev.cairn.kernel.zmtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What is to be sent to a client. Whoever sends writes it at once; only what the client's side has
 * no room for yet is left to the server's thread. The channel never blocks, and so no interrupt of
 * a sending thread closes it.
 */
final class Outbox {

  /** A client that has so many bytes to read misses what comes. */
  private static final long MOST_BYTES = 128 << 20;

  private static final int CHUNK = 16 << 10;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).limit(0);
  private long unsentBytes;
  private boolean full;

  Outbox(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  synchronized void send(ByteBuffer message) {
    if (unsentBytes > MOST_BYTES || !channel.isOpen()) {
      return;
    }
    unsentBytes += message.remaining();
    unsent.add(message);
    if (!full) {
      write();
    }
  }

  /** Called when the client's side has room again. */
  synchronized void goOn() {
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    full = false;
    write();
  }

  private void write() {
    try {
      while (!full && fill()) {
        unsentBytes -= channel.write(chunk);
        full = chunk.hasRemaining();
      }
      if (full) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        key.selector().wakeup();
      } else {
        notifyAll();
      }
    } catch (IOException | CancelledKeyException gone) {
      close();
    } catch (Throwable e) {
      // A cell's stack or memory may end in the midst of a message, which nobody can go on with.
      close();
      throw e;
    }
  }

  /** Whether there is anything to write. */
  private boolean fill() {
    chunk.compact();
    while (chunk.hasRemaining() && !unsent.isEmpty()) {
      ByteBuffer first = unsent.element();
      int count = Math.min(chunk.remaining(), first.remaining());
      chunk.put(chunk.position(), first, first.position(), count);
      chunk.position(chunk.position() + count);
      first.position(first.position() + count);
      if (!first.hasRemaining()) {
        unsent.remove();
      }
    }
    return chunk.flip().hasRemaining();
  }

  /** Returns when everything is sent, the client is gone or the time is up. */
  synchronized void await(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    while (unsentBytes > 0 && channel.isOpen() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
  }

  /** The server's thread sees that the channel is closed, too. */
  synchronized void close() {
    try {
      channel.close();
    } catch (IOException closedAllTheSame) {
      // There is nothing more to do with it.
    }
    unsent.clear();
    unsentBytes = 0;
    notifyAll();
  }
}
