package dev.cairn.kernel.session

import dev.cairn.Run
import dev.cairn.RunScope
import dev.cairn.RunSpec
import java.util.concurrent.atomic.AtomicReference

/**
 * What Kotlin cells have at their top level: the blocks that describe the notebook's own run, and
 * `run("name") { ... }` for others.
 *
 * @property given the run that a Java cell has called `run`, until a block describes another
 */
class NotebookScope(name: String, private val given: AtomicReference<Run?>) : RunScope(name) {

  override val run: Run
    get() = given.get() ?: super.run

  override fun changed(): RunSpec {
    given.set(null)
    return super.changed()
  }

  /** A run of its own beside the notebook's. */
  fun run(name: String, block: RunScope.() -> Unit): Run = RunScope(name).apply(block).run
}
