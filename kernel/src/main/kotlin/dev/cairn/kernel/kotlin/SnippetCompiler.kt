package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.CompileError
import java.nio.file.Path
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.script.experimental.api.KotlinType
import kotlin.script.experimental.api.ResultWithDiagnostics
import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.ScriptDiagnostic
import kotlin.script.experimental.api.SourceCode
import kotlin.script.experimental.api.implicitReceivers
import kotlin.script.experimental.api.repl
import kotlin.script.experimental.api.resultFieldPrefix
import kotlin.script.experimental.host.toScriptSource
import kotlin.script.experimental.jvm.defaultJvmScriptingHostConfiguration
import kotlin.script.experimental.jvm.dependenciesFromClassloader
import kotlin.script.experimental.jvm.impl.KJvmCompiledModuleInMemory
import kotlin.script.experimental.jvm.impl.KJvmCompiledScript
import kotlin.script.experimental.jvm.jvm
import kotlin.script.experimental.jvm.jvmTarget
import org.jetbrains.kotlin.cli.jvm.config.JvmClasspathRoot
import org.jetbrains.kotlin.psi.KtFile

/**
 * The compiler's own read-eval-print loop: each snippet sees what those before it declared. It is
 * the loop of the first front end, as only that one can be asked what could stand at a place.
 *
 * @param receivers the types of the objects whose members are known at the top level
 * @param loader where the class path that snippets see is found
 */
internal class SnippetCompiler(receivers: List<KotlinType>, loader: ClassLoader) {
  private val configuration = ScriptCompilationConfiguration {
    implicitReceivers(receivers)
    repl {
      // With a dollar, as nobody calls it by its name.
      resultFieldPrefix("\$result")
    }
    jvm {
      dependenciesFromClassloader(classLoader = loader, wholeClasspath = true)
      jvmTarget("17")
    }
  }

  private val repl = Repl(defaultJvmScriptingHostConfiguration)

  /** Each text has a name of its own, or the analyzer would take it for an earlier one. */
  private var asked = 0

  /** Compiles a snippet, which those that come then see. */
  fun compile(name: String, text: String): Compilation {
    val place = repl.place()
    val result = now { repl.compile(source(name, text), configuration) }
    val used = state().analyzerEngine.takeUsed()
    return when (result) {
      is ResultWithDiagnostics.Failure -> {
        repl.forgetFrom(place, configuration)
        Compilation.Refused(errors(result.reports, text))
      }
      is ResultWithDiagnostics.Success -> {
        val script = result.value.get()
        val classes = classes(script)
        val snippet = Snippet.of(name, text, place, repl.state.history.last().item, used, classes)
        repl.letGo(configuration)
        Compilation.Compiled(snippet, classes, script.resultField?.first)
      }
    }
  }

  /**
   * Compiles a snippet that another compiler has compiled.
   *
   * @return whether the same came of it
   */
  fun compileAgain(snippet: Snippet): Boolean {
    if (snippet.place.index < place().index) {
      return false
    }
    goTo(snippet.place)
    val again = compile(snippet.name, snippet.text)
    return again is Compilation.Compiled &&
      (snippet.isOnlyImports || snippet.fingerprint == again.snippet.fingerprint)
  }

  /** The next snippet gets this place; to this compiler, there are none at those before it. */
  fun goTo(place: Snippet.Place) {
    repl.goTo(place, configuration)
  }

  /** That of the next snippet. */
  fun place(): Snippet.Place = repl.place()

  /** Adds classes to what snippets see. A directory is read once, so each change needs its own. */
  fun addToClasspath(paths: List<Path>) {
    state().environment.updateClasspath(paths.map { JvmClasspathRoot(it.toFile()) })
  }

  /** A text as the parser understands it, whether or not it is right. */
  fun parse(text: String): KtFile = repl.parse(source("Asked_${++asked}", text), configuration)

  /** Answers a question about what a text means after the snippets before it, right or wrong. */
  fun <T> ask(text: String, question: (Analysis) -> T): T =
    state().analyzerEngine.ask(parse(text), repl.state.history.size, question)

  /** Gives back what the compiler holds. */
  fun close() {
    repl.state.dispose()
  }

  private fun state() = repl.compilation(configuration)

  /** By name; where an earlier snippet's function is inlined, the compiler may begin its class. */
  private fun classes(script: KJvmCompiledScript): Map<String, ByteArray> =
    (script.getCompiledModule() as KJvmCompiledModuleInMemory)
      .compilerOutputFiles
      .filterKeys { it.endsWith(CLASS) }
      .mapKeys { it.key.removeSuffix(CLASS).replace('/', '.') }
      .filterKeys { it.substringBefore('$') == script.scriptClassFQName }

  private fun errors(reports: List<ScriptDiagnostic>, text: String): List<CompileError> =
    reports
      .filter { it.severity >= ScriptDiagnostic.Severity.ERROR }
      // It comes beside an error that says what is missing.
      .filter { it.code != ScriptDiagnostic.incompleteCode }
      .map { report ->
        val from = report.location?.start?.offsetIn(text) ?: 0
        CompileError(from, report.location?.end?.offsetIn(text) ?: from, readable(report.message))
      }

  private companion object {
    const val CLASS = ".class"

    /** The compiler shows the whole cell as it understands it, and not what is the matter. */
    fun readable(message: String): String =
      if (message.startsWith("Exception while generating code for:"))
        "The compiler fails to make code of this cell. If it calls an inline function of another " +
          "cell, with a lambda or an object in it, declare that without inline or in this cell."
      else message

    fun source(name: String, text: String) = text.toScriptSource("$name.kts")

    fun SourceCode.Position.offsetIn(text: String): Int {
      var begin = 0
      repeat(line - 1) { begin = text.indexOf('\n', begin) + 1 }
      return begin + col - 1
    }

    /** Runs what could wait but never does. */
    fun <T> now(action: suspend () -> T): T {
      var result: Result<T>? = null
      action.startCoroutine(Continuation(EmptyCoroutineContext) { result = it })
      return checkNotNull(result) { "the compiler did not finish" }.getOrThrow()
    }
  }
}

/** What came of compiling a snippet. */
internal sealed interface Compilation {

  /**
   * It can be run.
   *
   * @property classes its classes by name; the constructor of the one of its own name is what runs
   * @property result the field of the last expression's value, if the snippet ends with one
   */
  class Compiled(val snippet: Snippet, val classes: Map<String, ByteArray>, val result: String?) :
    Compilation

  /** It does not compile. */
  class Refused(val errors: List<CompileError>) : Compilation
}
