package dev.cairn.kernel.kotlin

import java.nio.file.Path
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.script.experimental.api.KotlinType
import kotlin.script.experimental.api.ResultWithDiagnostics
import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.ScriptDiagnostic
import kotlin.script.experimental.api.defaultImports
import kotlin.script.experimental.api.implicitReceivers
import kotlin.script.experimental.host.toScriptSource
import kotlin.script.experimental.jvm.dependenciesFromClassloader
import kotlin.script.experimental.jvm.impl.KJvmCompiledModuleInMemory
import kotlin.script.experimental.jvm.impl.KJvmCompiledScript
import kotlin.script.experimental.jvm.jvm
import kotlin.script.experimental.jvm.jvmTarget
import org.jetbrains.kotlin.cli.jvm.config.JvmClasspathRoot
import org.jetbrains.kotlin.scripting.compiler.plugin.impl.KJvmReplCompilerBase
import org.jetbrains.kotlin.scripting.compiler.plugin.repl.ReplCodeAnalyzerBase

/**
 * The compiler's own read-eval-print loop: each snippet sees what those before it declared. It is
 * the loop of the first front end, as only that one can be asked what could stand at a place.
 *
 * @param receivers the types of the objects whose members are known at the top level
 * @param loader where the class path that snippets see is found
 */
internal class SnippetCompiler(
  receivers: List<KotlinType>,
  imports: List<String>,
  loader: ClassLoader,
) {
  private val configuration = ScriptCompilationConfiguration {
    implicitReceivers(receivers)
    defaultImports(imports)
    jvm {
      dependenciesFromClassloader(classLoader = loader, wholeClasspath = true)
      jvmTarget("17")
    }
  }

  private val repl = KJvmReplCompilerBase<ReplCodeAnalyzerBase>()

  /** Compiles a snippet, which those that come then see. */
  fun compile(name: String, text: String): Compilation =
    when (val result = now { repl.compile(text.toScriptSource("$name.kts"), configuration) }) {
      is ResultWithDiagnostics.Failure -> Compilation.Refused(faults(result.reports))
      is ResultWithDiagnostics.Success -> compiled(result.value.get())
    }

  /** Adds classes to what snippets see. A directory is read once, so each change needs its own. */
  fun addClasspath(path: Path) {
    repl.state
      .getCompilationState(configuration)
      .environment
      .updateClasspath(listOf(JvmClasspathRoot(path.toFile())))
  }

  private fun compiled(script: KJvmCompiledScript): Compilation {
    val module = script.getCompiledModule() as KJvmCompiledModuleInMemory
    return Compilation.Compiled(
      script.scriptClassFQName,
      module.compilerOutputFiles
        .filterKeys { it.endsWith(CLASS) }
        .mapKeys { it.key.removeSuffix(CLASS).replace('/', '.') },
      script.resultField?.first,
    )
  }

  private fun faults(reports: List<ScriptDiagnostic>): List<Fault> =
    reports
      .filter { it.severity >= ScriptDiagnostic.Severity.ERROR }
      .map { report ->
        val location = report.location
        Fault(
          report.message,
          location?.start?.line ?: 0,
          location?.start?.col ?: 0,
          location?.end?.takeIf { it.line == location.start.line }?.col ?: 0,
        )
      }

  private companion object {
    const val CLASS = ".class"
  }
}

/** What came of compiling a snippet. */
internal sealed interface Compilation {

  /**
   * It can be run.
   *
   * @property main the class whose constructor is the snippet
   * @property classes its classes by name
   * @property result the field of the last expression's value, if the snippet ends with one
   */
  class Compiled(val main: String, val classes: Map<String, ByteArray>, val result: String?) :
    Compilation

  /** It does not compile. */
  class Refused(val faults: List<Fault>) : Compilation
}

/** Runs what can wait but never does. */
private fun <T> now(action: suspend () -> T): T {
  var result: Result<T>? = null
  action.startCoroutine(Continuation(EmptyCoroutineContext) { result = it })
  return checkNotNull(result) { "the compiler did not finish" }.getOrThrow()
}
