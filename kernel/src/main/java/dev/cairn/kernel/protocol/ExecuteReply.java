package dev.cairn.kernel.protocol;

import java.util.List;
import java.util.Map;

/** What came of a cell. */
public sealed interface ExecuteReply {

  /**
   * It ran to its end.
   *
   * @param userExpressions what the caller's expressions came to, each as the protocol's own map
   *     with {@code status}, and {@code data} or {@code ename} and {@code evalue}
   */
  record Done(Map<String, Map<String, Object>> userExpressions) implements ExecuteReply {

    /** Copies the map. */
    public Done {
      userExpressions = Map.copyOf(userExpressions);
    }
  }

  /** It failed; the protocol layer publishes the error and aborts the cells that wait. */
  record Failed(String name, String message, List<String> traceback) implements ExecuteReply {

    /** Copies the lines. */
    public Failed {
      traceback = List.copyOf(traceback);
    }
  }
}
