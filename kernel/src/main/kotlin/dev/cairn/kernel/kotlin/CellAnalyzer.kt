package dev.cairn.kernel.kotlin

import org.jetbrains.kotlin.cli.jvm.compiler.CliBindingTrace
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinCoreEnvironment
import org.jetbrains.kotlin.com.intellij.openapi.project.Project
import org.jetbrains.kotlin.descriptors.DeclarationDescriptor
import org.jetbrains.kotlin.descriptors.ModuleDescriptor
import org.jetbrains.kotlin.descriptors.ScriptDescriptor
import org.jetbrains.kotlin.psi.KtFile
import org.jetbrains.kotlin.resolve.BindingContext
import org.jetbrains.kotlin.resolve.DescriptorUtils
import org.jetbrains.kotlin.resolve.calls.tower.ImplicitsExtensionsResolutionFilter
import org.jetbrains.kotlin.resolve.lazy.declarations.FileBasedDeclarationProviderFactory
import org.jetbrains.kotlin.scripting.compiler.plugin.repl.ReplCodeAnalyzerBase
import org.jetbrains.kotlin.util.slicedMap.ReadOnlySlice
import org.jetbrains.kotlin.util.slicedMap.SlicedMapImpl
import org.jetbrains.kotlin.util.slicedMap.WritableSlice

/**
 * What a text means.
 *
 * @property file the text as it was parsed
 * @property bindings what its parts refer to, their types and their scopes
 */
internal class Analysis(
  val file: KtFile,
  val bindings: BindingContext,
  val module: ModuleDescriptor,
)

/** The analyzer of snippets, which can also be asked about a text that is not to become one. */
internal class CellAnalyzer(
  environment: KotlinCoreEnvironment,
  filter: ImplicitsExtensionsResolutionFilter,
) : ReplCodeAnalyzerBase(environment, CellTrace(environment.project), filter) {

  /** Analyzes a text, right or wrong, as if it came after [position] snippets. */
  fun <T> ask(file: KtFile, position: Int, question: (Analysis) -> T): T =
    (trace as CellTrace).aside {
      prepareForAnalyze(file, position)
      scriptDeclarationFactory.setDelegateFactory(
        FileBasedDeclarationProviderFactory(resolveSession.storageManager, listOf(file))
      )
      replState.submitLine(file)
      runAnalyzer(file, listOf())
      question(Analysis(file, trace.bindingContext, module))
    }

  /** The snippets that those since the last time use something of. */
  fun takeUsed(): Set<String> = (trace as CellTrace).takeUsed()
}

/**
 * Keeps what the compiler finds out about snippets, without their scopes and data flow, which
 * nobody needs later. What it finds out for a question is kept aside, scopes as well, and forgotten
 * with the answer.
 */
private class CellTrace(project: Project) : CliBindingTrace(project) {
  private var aside: SlicedMapImpl? = null
  private var used = HashSet<String>()

  fun takeUsed(): Set<String> = used.also { used = HashSet() }

  fun <T> aside(question: () -> T): T {
    aside = SlicedMapImpl(true)
    try {
      return question()
    } finally {
      aside = null
    }
  }

  override fun <K, V> record(slice: WritableSlice<K, V>, key: K, value: V) {
    val map = aside
    if (map != null) {
      map.put(slice, key, value)
    } else if (
      slice != BindingContext.LEXICAL_SCOPE && slice != BindingContext.DATA_FLOW_INFO_BEFORE
    ) {
      super.record(slice, key, value)
      if (slice == BindingContext.REFERENCE_TARGET) {
        use(value as DeclarationDescriptor)
      }
    }
  }

  /** Written down at once, as the compiler forgets it before it is done. */
  private fun use(target: DeclarationDescriptor) {
    DescriptorUtils.getParentOfType(target, ScriptDescriptor::class.java, false)?.let {
      used += it.name.asString()
    }
  }

  /** Slices of flags say false where nothing was recorded. */
  override fun <K, V> get(slice: ReadOnlySlice<K, V>, key: K): V? =
    aside?.get(slice, key)?.takeIf { it != false } ?: super.get(slice, key)
}
