package dev.cairn.kernel;

import dev.cairn.kernel.session.Language;
import java.nio.file.Path;

/**
 * A kernel as Jupyter knows it.
 *
 * @param language the one of its cells
 * @param folder where its kernel.json lies
 */
record KernelSpec(Language language, Path folder) {

  /** What clients call it by. */
  String name() {
    return "cairn-" + language.id();
  }

  /** What notebooks show. */
  String title() {
    return language.title() + " (Cairn)";
  }
}
