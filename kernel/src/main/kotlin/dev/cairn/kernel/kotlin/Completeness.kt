package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Completeness
import org.jetbrains.kotlin.com.intellij.psi.PsiErrorElement
import org.jetbrains.kotlin.com.intellij.psi.util.PsiTreeUtil
import org.jetbrains.kotlin.psi.KtFile

/** Whether a text goes on: all that the parser misses, it misses at the end. */
internal fun completenessOf(file: KtFile): Completeness {
  val text = file.text
  val errors = PsiTreeUtil.collectElementsOfType(file, PsiErrorElement::class.java)
  return when {
    errors.isEmpty() && !endsWithinComment(text) -> Completeness.Complete()
    errors.all { it.textRange.endOffset >= text.trimEnd().length } ->
      Completeness.Incomplete(indentAfter(text))
    else -> Completeness.Invalid()
  }
}

/** The parser does not mind a comment without an end. */
private fun endsWithinComment(text: String): Boolean =
  text.lastIndexOf("/*").let { it >= 0 && text.indexOf("*/", it) < 0 && '\n' in text.substring(it) }

/** A line that opens something is followed by a deeper one. */
private fun indentAfter(text: String): String {
  val last = text.trimEnd().lines().last()
  val opens =
    last.trimEnd().let {
      it.endsWith('{') || it.endsWith('(') || it.endsWith("->") || it.endsWith('=')
    }
  return last.takeWhile(Char::isWhitespace) + if (opens) "    " else ""
}
