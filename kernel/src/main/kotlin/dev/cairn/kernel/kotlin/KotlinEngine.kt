package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.CellEngine
import dev.cairn.kernel.cell.CellOutcome
import dev.cairn.kernel.cell.Completeness
import dev.cairn.kernel.cell.Completions
import dev.cairn.kernel.cell.Inspection
import dev.cairn.kernel.cell.Variable
import java.lang.reflect.Modifier
import java.util.Optional
import java.util.concurrent.locks.ReentrantLock
import java.util.function.Consumer
import kotlin.concurrent.withLock
import kotlin.script.experimental.api.KotlinType

/**
 * Kotlin cells.
 *
 * @param receivers objects whose members are known at the top level of every cell, as far as their
 *   nearest public class has them
 * @param imports what every cell imports, as `java.nio.file.Path` or `java.nio.file.*`
 * @param loader of the classes that cells see, and of their class path
 * @param progress is told, in a line, what a cell waits for
 */
class KotlinEngine(
  receivers: List<Any>,
  imports: List<String>,
  loader: ClassLoader,
  private val progress: Consumer<String>,
) : CellEngine {
  private val compiler by lazy {
    SnippetCompiler(receivers.map { KotlinType(visible(it.javaClass).kotlin) }, imports, loader)
  }
  private val snippets = Snippets(receivers, loader)

  /** Held while the compiler works, not while a cell runs. */
  private val lock = ReentrantLock()
  private var warm = false
  private var cells = 0

  /**
   * Makes the compiler ready on a thread of its own, which takes seconds of a processor; a cell
   * that comes meanwhile waits for it.
   */
  fun warmUp() {
    Thread({ lock.withLock { warmed() } }, "kotlin-warm-up").apply { isDaemon = true }.start()
  }

  override fun run(source: String): CellOutcome {
    val cell = "cell ${++cells}"
    return when (val compilation = compiled("Cell_$cells", source)) {
      is Compilation.Refused -> refused(compilation.faults, cell, source)
      is Compilation.Compiled -> run(compilation)
    }
  }

  private fun compiled(name: String, source: String): Compilation {
    if (!warm) {
      progress.accept("Starting the Kotlin compiler, which takes a few seconds once.")
    }
    return lock.withLock {
      warmed()
      compiler.compile(name, source)
    }
  }

  /** The first snippet makes the compiler load itself; it also is what others have before them. */
  private fun warmed() {
    if (!warm) {
      val first = compiler.compile("Warm", "listOf(1, 2).map { it + 1 }.joinToString()")
      snippets.run(first as Compilation.Compiled)
      warm = true
    }
  }

  private fun run(snippet: Compilation.Compiled): CellOutcome =
    try {
      CellOutcome.Completed(snippets.run(snippet), listOf())
    } catch (@Suppress("TooGenericExceptionCaught") thrown: Throwable) {
      CellOutcome.Failed(
        thrown.javaClass.simpleName,
        thrown.message.orEmpty(),
        listOf(thrown.toString()),
      )
    }

  private fun refused(faults: List<Fault>, cell: String, source: String): CellOutcome =
    CellOutcome.Failed(
      "CompilationError",
      faults.firstOrNull()?.message.orEmpty(),
      faults.flatMap { it.shown(cell, source) },
    )

  override fun complete(source: String, cursor: Int): Completions = Completions.none(cursor)

  override fun inspect(source: String, cursor: Int): Optional<Inspection> = Optional.empty()

  override fun completeness(source: String): Completeness = Completeness.Unknown()

  override fun variables(): List<Variable> = listOf()

  override fun define(variable: Variable): Boolean = false

  override fun close() {}

  private companion object {
    /** The nearest class that cells can name. */
    fun visible(type: Class<*>): Class<*> =
      generateSequence(type) { it.superclass }
        .first { candidate ->
          !candidate.isAnonymousClass &&
            generateSequence(candidate) { it.enclosingClass }
              .all { Modifier.isPublic(it.modifiers) }
        }
  }
}
