package dev.cairn.script

import dev.cairn.Run
import dev.cairn.RunScope
import kotlin.script.experimental.annotations.KotlinScript
import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.defaultImports
import kotlin.script.experimental.jvm.dependenciesFromClassContext
import kotlin.script.experimental.jvm.jvm
import kotlin.script.experimental.jvm.jvmTarget

/**
 * A `.cairn.kts` script: the blocks of the DSL at its top level describe a run that is named after
 * the file; `run("name") { ... }` describes others.
 */
@KotlinScript(
  fileExtension = "cairn.kts",
  compilationConfiguration = CairnScriptConfiguration::class,
)
abstract class CairnScript(name: String) : RunScope(name) {

  /** A run of its own beside the one named after the script. */
  fun run(name: String, block: RunScope.() -> Unit): Run = RunScope(name).apply(block).run
}

/** What a script sees: this library's class path, the time units and the choices of the DSL. */
object CairnScriptConfiguration :
  ScriptCompilationConfiguration({
    defaultImports(
      "dev.cairn.*",
      "dev.cairn.Cairn.days",
      "dev.cairn.store.Direction.*",
      "dev.cairn.store.WhenDiskFull.*",
      "java.util.concurrent.TimeUnit.*",
    )
    jvm {
      dependenciesFromClassContext(CairnScript::class, wholeClasspath = true)
      jvmTarget("17")
    }
  }) {
  private fun readResolve(): Any = CairnScriptConfiguration
}
