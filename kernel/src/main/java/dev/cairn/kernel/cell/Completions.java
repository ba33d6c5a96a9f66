package dev.cairn.kernel.cell;

import java.util.List;

/**
 * What could stand at a place.
 *
 * @param from where the text begins that a completion replaces, in {@code char}s
 * @param to where it ends
 */
public record Completions(int from, int to, List<Completion> matches) {

  /** Copies the matches. */
  public Completions {
    matches = List.copyOf(matches);
  }

  /** No completion. */
  public static Completions none(int cursor) {
    return new Completions(cursor, cursor, List.of());
  }

  /**
   * One of them.
   *
   * @param text what to insert
   * @param kind as notebooks show it: function, class, instance, keyword, module, magic
   * @param signature its type or its parameters, or empty
   */
  public record Completion(String text, String kind, String signature) {}
}
