package dev.cairn.settings;

import dev.cairn.tensor.NearNames;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What someone who wrote an unknown name may have meant. */
final class Suggestion {

  private Suggestion() {}

  /**
   * A question with the names that are near, or that end with the same part; empty if none is.
   *
   * @param separator what stands between the parts of a name
   */
  static String of(String wanted, Set<String> names, char separator) {
    List<String> near = NearNames.of(wanted, names);
    if (near.isEmpty()) {
      String last = wanted.substring(wanted.lastIndexOf(separator) + 1);
      near = new TreeSet<>(names).stream().filter(each -> each.endsWith(separator + last)).toList();
    }
    return near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "?";
  }
}
