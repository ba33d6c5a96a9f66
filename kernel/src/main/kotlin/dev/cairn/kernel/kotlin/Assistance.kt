package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Completions
import dev.cairn.kernel.cell.Completions.Completion
import dev.cairn.kernel.cell.Inspection
import org.jetbrains.kotlin.descriptors.CallableDescriptor
import org.jetbrains.kotlin.descriptors.ClassDescriptor
import org.jetbrains.kotlin.descriptors.ClassifierDescriptor
import org.jetbrains.kotlin.descriptors.DeclarationDescriptor
import org.jetbrains.kotlin.descriptors.FunctionDescriptor
import org.jetbrains.kotlin.descriptors.PackageViewDescriptor
import org.jetbrains.kotlin.lexer.KtKeywordToken
import org.jetbrains.kotlin.lexer.KtTokens
import org.jetbrains.kotlin.psi.KtCallExpression
import org.jetbrains.kotlin.psi.KtFile
import org.jetbrains.kotlin.psi.KtSimpleNameExpression
import org.jetbrains.kotlin.psi.psiUtil.getNonStrictParentOfType
import org.jetbrains.kotlin.renderer.DescriptorRenderer
import org.jetbrains.kotlin.renderer.render
import org.jetbrains.kotlin.resolve.BindingContext
import org.jetbrains.kotlin.types.KotlinType
import org.jetbrains.kotlin.types.asFlexibleType
import org.jetbrains.kotlin.types.isFlexible

/** What helps to write a cell. */
internal class Assistance(private val shell: Shell) {

  fun complete(source: String, cursor: Int): Completions {
    val from = cursor - source.take(cursor).takeLastWhile(::isOfName).length
    val prefix = source.substring(from, cursor)
    val text = source.take(cursor) + MARK + source.drop(cursor)
    val matches =
      shell.ask { compiler ->
        compiler.ask(text) { analysis ->
          val place = nameAt(analysis.file, from) ?: return@ask listOf()
          val afterDot = source.take(from).trimEnd().endsWith('.')
          completions(analysis, place, prefix) + if (afterDot) listOf() else keywords(prefix)
        }
      }
    return if (matches.isNullOrEmpty()) Completions.none(cursor)
    else Completions(from, cursor, matches)
  }

  fun inspect(source: String, cursor: Int): Inspection? =
    shell
      .ask<List<Inspection>> { compiler ->
        compiler.ask(source) { analysis ->
          val place =
            nameAt(analysis.file, cursor)
              ?: nameAt(analysis.file, cursor - 1)
              ?: calledAt(analysis.file, cursor - 1)
          listOfNotNull(place?.let { inspection(analysis, it) })
        }
      }
      ?.firstOrNull()

  private fun completions(analysis: Analysis, place: KtSimpleNameExpression, prefix: String) =
    Candidates(analysis, place) { it.startsWith(prefix, ignoreCase = true) }
      .all()
      .map { Completion(it.name.render(), kindOf(it), signature(it)) }
      .distinctBy { it.text() to it.signature() }
      .distinctBy { it.text() }
      .sortedBy {
        (if (it.text().startsWith(prefix)) 0 else 2) + if (it.kind() == "class") 1 else 0
      }
      .take(MOST)
      .toList()

  /** All functions of the name that is called, as the call may not be right yet. */
  private fun inspection(analysis: Analysis, place: KtSimpleNameExpression): Inspection? {
    val target = analysis.bindings[BindingContext.REFERENCE_TARGET, place]
    val name = place.getReferencedName()
    val meant = target?.let(::listOf) ?: Candidates(analysis, place) { it == name }.all().toList()
    val signatures = meant.map { SIGNATURES.render(it) }.distinct().take(MOST_SIGNATURES)
    return if (signatures.isEmpty()) null else Inspection(signatures.joinToString("\n"), "")
  }

  private fun keywords(prefix: String): List<Completion> =
    if (prefix.isEmpty()) listOf()
    else
      KtTokens.KEYWORDS.types
        .map { (it as KtKeywordToken).value }
        .filter { it.startsWith(prefix) && it.all(Char::isLetter) }
        .map { Completion(it, "keyword", "") }

  private companion object {
    /** Stands where a name is to be completed, so that there is one. */
    const val MARK = "completed"
    const val MOST = 200
    const val MOST_SIGNATURES = 12

    val SIGNATURES =
      DescriptorRenderer.SHORT_NAMES_IN_TYPES.withOptions {
        modifiers = setOf()
        withDefinedIn = false
        typeNormalizer = { type: KotlinType ->
          if (type.isFlexible()) type.asFlexibleType().lowerBound else type
        }
      }

    fun isOfName(char: Char) = char.isJavaIdentifierPart()

    fun nameAt(file: KtFile, offset: Int): KtSimpleNameExpression? =
      file.findElementAt(offset)?.getNonStrictParentOfType<KtSimpleNameExpression>()

    /** The function whose arguments are there. */
    fun calledAt(file: KtFile, offset: Int): KtSimpleNameExpression? =
      file.findElementAt(offset)?.getNonStrictParentOfType<KtCallExpression>()?.calleeExpression
        as? KtSimpleNameExpression

    fun kindOf(candidate: DeclarationDescriptor): String =
      when (candidate) {
        is FunctionDescriptor -> "function"
        is ClassDescriptor -> if (candidate.kind.isSingleton) "instance" else "class"
        is ClassifierDescriptor -> "class"
        is PackageViewDescriptor -> "module"
        else -> "instance"
      }

    fun signature(candidate: DeclarationDescriptor): String =
      when (candidate) {
        is FunctionDescriptor ->
          candidate.valueParameters.joinToString(", ", "(", ")") {
            it.name.asString() + ": " + SIGNATURES.renderType(it.type)
          } + ": " + SIGNATURES.renderType(candidate.returnType ?: return "")
        is CallableDescriptor -> candidate.returnType?.let(SIGNATURES::renderType).orEmpty()
        else -> ""
      }
  }
}
