package dev.cairn.kernel.protocol;

import java.util.Map;

/**
 * A cell to run.
 *
 * @param silent without outputs' results, history or a new count
 * @param storeHistory whether it counts and is kept in the history
 * @param userExpressions expressions to evaluate after it, by a name of the caller's
 * @param executionCount the number the cell has
 */
public record ExecuteRequest(
    String code,
    boolean silent,
    boolean storeHistory,
    Map<String, String> userExpressions,
    int executionCount) {

  /** Copies the expressions. */
  public ExecuteRequest {
    userExpressions = Map.copyOf(userExpressions);
  }
}
