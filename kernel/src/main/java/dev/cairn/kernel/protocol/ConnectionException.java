package dev.cairn.kernel.protocol;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A kernel cannot listen where its connection file says, or the file says nothing usable. */
public final class ConnectionException extends IOException {

  private static final long serialVersionUID = 1L;

  ConnectionException(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}
