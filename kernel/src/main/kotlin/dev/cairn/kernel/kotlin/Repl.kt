package dev.cairn.kernel.kotlin

import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.SourceCode
import kotlin.script.experimental.api.valueOrThrow
import kotlin.script.experimental.host.ScriptingHostConfiguration
import org.jetbrains.kotlin.backend.jvm.codegen.ClassCodegen
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.common.repl.LineId
import org.jetbrains.kotlin.descriptors.ClassDescriptorWithResolutionScopes
import org.jetbrains.kotlin.descriptors.ScriptDescriptor
import org.jetbrains.kotlin.ir.IrAttribute
import org.jetbrains.kotlin.ir.IrElement
import org.jetbrains.kotlin.ir.IrElementBase
import org.jetbrains.kotlin.ir.ObsoleteDescriptorBasedAPI
import org.jetbrains.kotlin.ir.UNDEFINED_OFFSET
import org.jetbrains.kotlin.ir.builders.declarations.buildReceiverParameter
import org.jetbrains.kotlin.ir.declarations.IrFunction
import org.jetbrains.kotlin.ir.symbols.UnsafeDuringIrConstructionAPI
import org.jetbrains.kotlin.ir.util.SymbolTable
import org.jetbrains.kotlin.ir.visitors.IrVisitorVoid
import org.jetbrains.kotlin.ir.visitors.acceptChildrenVoid
import org.jetbrains.kotlin.psi.KtFile
import org.jetbrains.kotlin.resolve.scopes.ImportingScope
import org.jetbrains.kotlin.resolve.scopes.LexicalScope
import org.jetbrains.kotlin.resolve.scopes.utils.parentsWithSelf
import org.jetbrains.kotlin.resolve.scopes.utils.replaceImportingScopes
import org.jetbrains.kotlin.scripting.compiler.plugin.impl.KJvmReplCompilerBase
import org.jetbrains.kotlin.scripting.compiler.plugin.impl.ReplCompilationState
import org.jetbrains.kotlin.scripting.compiler.plugin.repl.JvmReplCompilerState

/** The compiler's loop, with an analyzer that can be asked. */
internal class Repl(host: ScriptingHostConfiguration) :
  KJvmReplCompilerBase<CellAnalyzer>(
    host,
    JvmReplCompilerState({ configuration ->
      createCompilationState(configuration, host) { context, filter ->
        CellAnalyzer(context.environment, filter)
      }
    }),
  ) {
  private var last: ClassDescriptorWithResolutionScopes? = null

  /** The place of the next snippet. */
  fun place() = Snippet.Place(state.history.size, state.history.currentLineNumber.get())

  /**
   * Sets the place of the next snippet. Snippets call those before them by their places; those that
   * are left free are no snippet's.
   */
  fun goTo(place: Snippet.Place, configuration: ScriptCompilationConfiguration) {
    val history = state.history
    while (history.size < place.index) {
      val id = LineId(history.size, state.currentGeneration, 0)
      history.push(id, NoSnippet(history.first().item, compilation(configuration).symbolTable))
    }
    history.currentLineNumber.set(place.line)
  }

  /** What is refused only once there was code to be made of it has been declared already. */
  fun forgetFrom(place: Snippet.Place, configuration: ScriptCompilationConfiguration) {
    val before = LineId(place.line - 1, state.currentGeneration, 0)
    compilation(configuration).analyzerEngine.resetToLine(before)
  }

  @Suppress("UNCHECKED_CAST") // It is the one that the constructor makes.
  fun compilation(configuration: ScriptCompilationConfiguration) =
    state.getCompilationState(configuration) as ReplCompilationState<CellAnalyzer>

  fun parse(source: SourceCode, configuration: ScriptCompilationConfiguration): KtFile =
    prepareForAnalyze(source, MessageCollector.NONE, compilation(configuration), false)
      .valueOrThrow()
      .snippetKtFile

  /**
   * Lets go of the code generator of the last snippet, more than half a megabyte that the compiler
   * would keep for each, of the list of those before it, and of the bodies of its functions, which
   * only those that call an inline function need.
   */
  @OptIn(ObsoleteDescriptorBasedAPI::class, UnsafeDuringIrConstructionAPI::class)
  fun letGo(configuration: ScriptCompilationConfiguration) {
    val descriptor = state.history.peek()?.item ?: return
    // Those of this one are looked at for the next.
    last?.let { Scopes.letGo(it.scopeForInitializerResolution) }
    last = descriptor as ClassDescriptorWithResolutionScopes
    val script =
      compilation(configuration).symbolTable.descriptorExtension.referenceScript(descriptor)
    if (script.isBound) {
      script.owner.earlierScripts = null
      script.owner.targetClass?.owner?.accept(WithoutCode, null)
    }
  }

  private object WithoutCode : IrVisitorVoid() {
    override fun visitElement(element: IrElement) {
      (element as? IrElementBase)?.let(::clear)
      element.acceptChildrenVoid(this)
      if (element is IrFunction && !element.isInline) {
        element.body = null
      }
    }

    @Suppress("UNCHECKED_CAST") // Any attribute can be set to nothing.
    private fun clear(element: IrElementBase) {
      for ((attribute, value) in element.attributes) {
        if (value is ClassCodegen) {
          (attribute as IrAttribute<IrElement, *>).setValue(element, IrElement::startOffset, null)
        }
      }
    }
  }
}

/**
 * For a snippet with receivers, the compiler wraps the scopes of all snippets before it, and keeps
 * the wrappers, a number that grows with the square of the snippets. They are made while names are
 * looked up, and would be made again.
 */
private object Scopes {
  private val wrapper =
    Class.forName("org.jetbrains.kotlin.resolve.scopes.utils.LexicalScopeWrapper")
  private val imports =
    wrapper.getDeclaredField("newImportingScopeChain").apply { isAccessible = true }
  private val parent = wrapper.getDeclaredField("parent\$delegate").apply { isAccessible = true }

  fun letGo(scope: LexicalScope) {
    val first = scope.parentsWithSelf.firstOrNull(wrapper::isInstance) as LexicalScope? ?: return
    parent.set(
      first,
      parent.get(first.replaceImportingScopes(imports.get(first) as ImportingScope)),
    )
  }
}

/**
 * Stands in the history of snippets where there is none: declares nothing, and is seen by nobody.
 *
 * @param first any snippet, whose type it borrows
 */
@OptIn(ObsoleteDescriptorBasedAPI::class, UnsafeDuringIrConstructionAPI::class)
private class NoSnippet(first: ScriptDescriptor, symbols: SymbolTable) : ScriptDescriptor by first {
  init {
    val table = symbols.descriptorExtension
    val type = table.referenceScript(first).owner.thisReceiver!!.type
    val script = table.declareScript(UNDEFINED_OFFSET, UNDEFINED_OFFSET, this)
    script.thisReceiver = script.buildReceiverParameter { this.type = type }
  }

  override fun getOriginal() = this
}
