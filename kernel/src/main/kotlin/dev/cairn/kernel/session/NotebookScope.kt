package dev.cairn.kernel.session

import dev.cairn.Run
import dev.cairn.RunScope

/**
 * What Kotlin cells have at their top level: the blocks that describe the notebook's own run, and
 * `run("name") { ... }` for others.
 */
class NotebookScope(name: String) : RunScope(name) {

  /** A run of its own beside the notebook's. */
  fun run(name: String, block: RunScope.() -> Unit): Run = RunScope(name).apply(block).run
}
