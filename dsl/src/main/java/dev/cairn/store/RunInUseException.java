package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another store holds the run directory. */
public final class RunInUseException extends IOException {
  private static final long serialVersionUID = 1L;
  private final long pid;
  private final String host;

  RunInUseException(Path runDirectory, Holder holder) {
    super(
        "%s is in use by process %d on %s; wait until it ends, or stop it"
            .formatted(runDirectory, holder.pid(), holder.host()));
    this.pid = holder.pid();
    this.host = holder.host();
  }

  /** The process id of the holder. */
  public long pid() {
    return pid;
  }

  /** The host name of the holder. */
  public String host() {
    return host;
  }
}
