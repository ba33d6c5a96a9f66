package dev.cairn.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which words of a text differ from another, by their longest common subsequence. */
public final class WordDiff {

  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)|(?<=\\w)(?=[^\\w\\s])|(?<=[^\\w\\s])(?=\\w)");

  /**
   * A piece of a text.
   *
   * @param differs whether the other text lacks it at this place
   */
  public record Piece(String text, boolean differs) {}

  private WordDiff() {}

  /** The pieces of {@code text}, which together are the text. */
  public static List<Piece> of(String other, String text) {
    String[] before = BETWEEN.split(other);
    String[] now = BETWEEN.split(text);
    int[][] common = common(before, now);
    List<Piece> pieces = new ArrayList<>();
    int i = 0;
    for (int j = 0; j < now.length; ) {
      if (i < before.length && before[i].equals(now[j])) {
        pieces.add(new Piece(now[j], false));
        i++;
        j++;
      } else if (i < before.length && common[i + 1][j] >= common[i][j + 1]) {
        i++;
      } else {
        pieces.add(new Piece(now[j], !now[j].isBlank()));
        j++;
      }
    }
    return pieces;
  }

  /** The length of the longest common subsequence of what follows each pair of places. */
  private static int[][] common(String[] before, String[] now) {
    int[][] common = new int[before.length + 1][now.length + 1];
    for (int i = before.length - 1; i >= 0; i--) {
      for (int j = now.length - 1; j >= 0; j--) {
        common[i][j] =
            before[i].equals(now[j])
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
