package dev.cairn.kernel.protocol;

import java.util.List;

/**
 * Completions.
 *
 * @param from where the replaced text begins, in {@code char}s
 * @param to where it ends
 */
public record CompleteReply(List<Match> matches, int from, int to) {

  /** Copies the matches. */
  public CompleteReply {
    matches = List.copyOf(matches);
  }

  /**
   * One of them.
   *
   * @param kind shown beside it: function, class, instance, keyword, magic
   * @param signature its type or parameters, or empty
   */
  public record Match(String text, String kind, String signature) {}
}
