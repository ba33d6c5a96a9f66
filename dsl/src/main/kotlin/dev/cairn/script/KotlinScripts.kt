package dev.cairn.script

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import kotlin.script.experimental.api.EvaluationResult
import kotlin.script.experimental.api.ResultValue
import kotlin.script.experimental.api.ResultWithDiagnostics
import kotlin.script.experimental.api.ScriptDiagnostic
import kotlin.script.experimental.api.SourceCode
import kotlin.script.experimental.api.constructorArgs
import kotlin.script.experimental.api.hostConfiguration
import kotlin.script.experimental.host.ScriptingHostConfiguration
import kotlin.script.experimental.host.toScriptSource
import kotlin.script.experimental.jvm.baseClassLoader
import kotlin.script.experimental.jvm.compilationCache
import kotlin.script.experimental.jvm.defaultJvmScriptingHostConfiguration
import kotlin.script.experimental.jvm.jvm
import kotlin.script.experimental.jvmhost.BasicJvmScriptingHost
import kotlin.script.experimental.jvmhost.CompiledScriptJarsCache
import kotlin.script.experimental.jvmhost.createJvmCompilationConfigurationFromTemplate
import kotlin.script.experimental.jvmhost.createJvmEvaluationConfigurationFromTemplate

/**
 * Runs Kotlin scripts. A compiled script is kept in [cache], named by its text and by the class
 * path it was compiled against, so an unchanged script is compiled once.
 *
 * @param compiling is run before a script is compiled, which takes some seconds
 */
class KotlinScripts
@JvmOverloads
constructor(private val cache: Path, private val compiling: Runnable = Runnable {}) {

  /**
   * Compiles a script if it has changed, and runs it.
   *
   * @param runName the name of the run that its top level describes
   * @throws ScriptException if it does not compile; its message shows the script's lines
   */
  fun run(script: Path, runName: String) {
    val hostConfiguration =
      ScriptingHostConfiguration(defaultJvmScriptingHostConfiguration) {
        jvm { compilationCache(CompiledScriptJarsCache { source, _ -> cached(source) }) }
      }
    val source = script.toFile().toScriptSource()
    if (!cached(source).exists()) {
      compiling.run()
    }
    val result =
      BasicJvmScriptingHost(hostConfiguration)
        .eval(
          source,
          createJvmCompilationConfigurationFromTemplate<CairnScript>(hostConfiguration),
          createJvmEvaluationConfigurationFromTemplate<CairnScript>(hostConfiguration) {
            constructorArgs(runName)
            jvm { baseClassLoader(CairnScript::class.java.classLoader) }
          },
        )
    check(script, result)
  }

  private fun cached(source: SourceCode): File {
    Files.createDirectories(cache)
    val digest = MessageDigest.getInstance("SHA-256")
    digest.update(System.getProperty("java.class.path").toByteArray())
    digest.update(KotlinScripts::class.java.`package`.implementationVersion.orEmpty().toByteArray())
    digest.update(source.text.toByteArray())
    return cache.resolve(digest.digest().joinToString("") { "%02x".format(it) } + ".jar").toFile()
  }

  private fun check(script: Path, result: ResultWithDiagnostics<EvaluationResult>) {
    if (result is ResultWithDiagnostics.Failure) {
      throw ScriptException(message(script, result.reports))
    }
    val value = (result as ResultWithDiagnostics.Success).value.returnValue
    if (value is ResultValue.Error) {
      throw value.error
    }
  }

  private fun message(script: Path, reports: List<ScriptDiagnostic>): String {
    val lines = Files.readAllLines(script)
    return reports
      .filter { it.severity >= ScriptDiagnostic.Severity.ERROR }
      .joinToString("\n") { report ->
        val start = report.location?.start
        if (start == null) {
          "$script: ${report.message}"
        } else {
          val line = lines.getOrElse(start.line - 1) { "" }
          "$script:${start.line}:${start.col}: ${report.message}\n  $line\n  ${" ".repeat(maxOf(0, start.col - 1))}^"
        }
      }
  }
}

/** A script that cannot be run; the message shows the script's own lines. */
class ScriptException(message: String) : RuntimeException(message)
