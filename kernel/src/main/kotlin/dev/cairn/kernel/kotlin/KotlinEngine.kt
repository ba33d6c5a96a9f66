package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.CellEngine
import dev.cairn.kernel.cell.CellLine
import dev.cairn.kernel.cell.CellOutcome
import dev.cairn.kernel.cell.CompileError
import dev.cairn.kernel.cell.Completeness
import dev.cairn.kernel.cell.Completions
import dev.cairn.kernel.cell.Inspection
import dev.cairn.kernel.cell.RunningCell
import dev.cairn.kernel.cell.Traceback
import dev.cairn.kernel.cell.Variable
import java.nio.file.Files
import java.nio.file.Path
import java.util.Optional
import java.util.function.Consumer
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
  progress: Consumer<String>,
) : CellEngine {
  private val shell =
    Shell(progress, Snippets(receivers, loader), imports) {
      SnippetCompiler(receivers.map { KotlinType(visible(it.javaClass).kotlin) }, loader)
    }
  private val directory = Files.createTempDirectory("cairn-kotlin-")
  private val given = GivenVariables(shell, JavaTypes(imports, loader), directory)

  private val assistance = Assistance(shell)

  /** Which cell a snippet is, by its class. */
  private val numbers = HashMap<String, Int>()

  /**
   * Makes the compiler ready on a thread of its own, which takes seconds of a processor; a cell
   * that comes meanwhile waits for it.
   */
  fun warmUp() {
    shell.warmUp()
  }

  /**
   * Makes classes that Java cells declared known to the cells that come.
   *
   * @param classFiles by class name
   */
  fun addClassFiles(classFiles: Map<String, ByteArray>) {
    given.giveClasses(classFiles)
  }

  /** Makes archives and directories known to the cells that come; the loader must know them too. */
  fun addToClasspath(paths: List<Path>) {
    shell.use { it.addToClasspath(paths) }
  }

  override fun run(source: String): CellOutcome =
    RunningCell.begin().use { cell ->
      try {
        given.bring()
        run(source.replace("\r\n", "\n"), cell)
      } catch (failure: Throwable) {
        // The compiler itself may run out of stack or memory.
        Traceback.failure(failure, { Optional.empty() }, listOf())
      }
    }

  private fun run(source: String, cell: RunningCell): CellOutcome {
    val name = "Cell_${numbers.size + 1}"
    numbers[name] = cell.number()
    return when (val compilation = shell.compile(name, source)) {
      is Compilation.Refused ->
        CompileError.failure(cell.number(), source, compilation.errors, listOf())
      is Compilation.Compiled -> run(compilation, cell)
    }
  }

  private fun run(snippet: Compilation.Compiled, cell: RunningCell): CellOutcome {
    val value =
      try {
        shell.snippets.run(snippet)
      } catch (thrown: Throwable) {
        return if (cell.interrupted()) CellOutcome.Interrupted()
        else Traceback.failure(thrown, ::lineOf, remarks())
      }
    return if (cell.interrupted()) CellOutcome.Interrupted()
    else CellOutcome.Completed(value.takeIf { it !== Unit }, listOf())
  }

  /** The names are declared whether or not the cell came to them. */
  private fun remarks(): List<String> {
    val missing = shell.snippets.lastVariables().filter { it.value == null }
    return if (missing.isEmpty()) listOf()
    else listOf("Not reached, and without a value: ${missing.joinToString { it.name }}.")
  }

  /** The compiler names a snippet's file like its class; a class in it begins with its name. */
  private fun lineOf(frame: StackTraceElement): Optional<CellLine> {
    val path = frame.className.split('$')
    val number = numbers[path.first()]?.takeIf { frame.lineNumber > 0 } ?: return Optional.empty()
    val names = path.drop(1).filter { name -> name.isNotEmpty() && !name.all(Char::isDigit) }
    val method = frame.methodName.substringBefore('$')
    val own = if (method in UNNAMED) listOf() else listOf(method)
    return Optional.of(CellLine(number, frame.lineNumber, (names + own).joinToString(".")))
  }

  override fun complete(source: String, cursor: Int): Completions =
    assistance.complete(source, cursor)

  override fun inspect(source: String, cursor: Int): Optional<Inspection> =
    Optional.ofNullable(assistance.inspect(source, cursor))

  override fun completeness(source: String): Completeness =
    shell.ask { compiler -> completenessOf(compiler.parse(source)) } ?: Completeness.Unknown()

  /** Those that were given to it are among them once cells have assigned to them. */
  override fun variables(): List<Variable> =
    shell.snippets.variables().filterNot(given::isAsItCame).mapNotNull { slot ->
      slot.value?.let { Variable(slot.name, slot.type, it) }
    }

  override fun define(variable: Variable): Boolean = given.give(variable)

  override fun close() {
    shell.close()
    directory.toFile().deleteRecursively()
  }

  private companion object {
    /** Methods that no user has named: the cell itself, and its lambdas. */
    val UNNAMED = setOf("<init>", "_init_", "invoke", "lambda")

    /** The nearest class that cells can name. */
    fun visible(type: Class<*>): Class<*> =
      generateSequence(type) { it.superclass }
        .first { candidate -> !candidate.isAnonymousClass && isPublic(candidate) }
  }
}
