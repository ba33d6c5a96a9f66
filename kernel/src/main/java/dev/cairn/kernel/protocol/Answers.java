package dev.cairn.kernel.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What answers a notebook's requests. {@link #execute} is called for one request at a time, and
 * beside it at most one of {@link #complete}, {@link #inspect} and {@link #isComplete}; {@link
 * #interrupt} and {@link #shutdown} come from the control channel's own thread.
 */
public interface Answers {

  /** What the kernel is; asked at once, so it must not wait for anything. */
  KernelInfo info();

  /** Runs a cell; its outputs go to {@code outputs}, whose results are sent before the reply. */
  ExecuteReply execute(ExecuteRequest request, Outputs outputs);

  /**
   * What to do with a cell that comes while another one runs and need not wait for it, because it
   * only shows something; empty for every other cell.
   */
  default Optional<Consumer<Outputs>> beside(String code) {
    return Optional.empty();
  }

  /**
   * Completions.
   *
   * @param cursor in {@code char}s; the protocol's code points are converted
   */
  CompleteReply complete(String code, int cursor);

  /** The documentation at a place, as a bundle by MIME type. */
  Optional<Map<String, Object>> inspect(String code, int cursor, int detailLevel);

  /** Whether the code can be run as it is. */
  IsCompleteReply isComplete(String code);

  /** Stops the cell that runs, if any. */
  void interrupt();

  /** The last call: gives back what is held. */
  void shutdown(boolean restart);
}
