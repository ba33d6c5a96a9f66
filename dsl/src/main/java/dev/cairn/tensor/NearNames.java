package dev.cairn.tensor;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The names that someone who wrote a wrong one may have meant. */
public final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /** At most three names that contain the wanted one, lie in it or are a few edits away. */
  public static List<String> of(String wanted, Collection<String> names) {
    int furthest = Math.max(2, wanted.length() / 4);
    return names.stream()
        .filter(name -> holdsOther(name, wanted) || distance(name, wanted, furthest) <= furthest)
        .sorted(Comparator.comparingInt(name -> distance(name, wanted, furthest)))
        .limit(MOST)
        .toList();
  }

  private static boolean holdsOther(String name, String wanted) {
    return !name.isEmpty() && !wanted.isEmpty() && (name.contains(wanted) || wanted.contains(name));
  }

  /** Levenshtein's distance, or the difference in length alone where that is too much. */
  private static int distance(String a, String b, int furthest) {
    int longer = Math.abs(a.length() - b.length());
    return longer > furthest ? longer : levenshtein(a, b);
  }

  private static int levenshtein(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
