package dev.cairn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Held by a lock of the operating system, which releases it when the process ends. */
record LockClaim(FileChannel channel) implements Claim {

  @Override
  public boolean isHeld() {
    return channel.isOpen();
  }

  @Override
  public void requireUndisputed() {
    // The operating system lets no one else in.
  }

  @Override
  public void release() throws IOException {
    try (channel) {
      channel.truncate(0);
    }
  }
}
