package dev.cairn.kernel.session;

/**
 * A place in the code of a cell, as its engine sees it.
 *
 * @param source the code without a first line that names its language
 * @param offset how much was left out
 */
record Place(Language language, String source, int cursor, int offset) {

  /** The place in a cell that may begin with {@code %%kotlin}. */
  static Place of(Language usual, String cell, int cursor) {
    for (Language language : Language.values()) {
      int end = cell.indexOf('\n') + 1;
      if (cell.startsWith("%%" + language.id()) && end > 0 && cursor >= end) {
        return new Place(language, cell.substring(end), cursor - end, end);
      }
    }
    return new Place(usual, cell, cursor, 0);
  }
}
