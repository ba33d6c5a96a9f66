package dev.cairn.share;

import dev.cairn.store.Checkpoint;

/** What sharing tells its listener, in the order in which it happens. */
public sealed interface ShareEvent {

  /**
   * Bytes were read or written.
   *
   * @param what the file or checkpoint at hand
   * @param done bytes of the whole work that are done
   * @param total bytes of the whole work; at least {@code done}
   */
  record Progressed(String what, long done, long total) implements ShareEvent {}

  /** Something does not come along; the reason is one line. */
  record LeftOut(String what, String reason) implements ShareEvent {}

  /** A checkpoint came in and is durable. */
  record Imported(Checkpoint checkpoint) implements ShareEvent {}
}
