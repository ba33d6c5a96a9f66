package dev.cairn.kernel.kotlin

/**
 * What is wrong with a cell.
 *
 * @property line where it lies, from 1, or 0 if it lies nowhere
 * @property column where it begins, from 1
 * @property end the column after it, or 0 if it does not end in its line
 */
internal data class Fault(val message: String, val line: Int, val column: Int, val end: Int) {

  /** The message, the cell's own line, and carets under the place; with colours. */
  fun shown(cell: String, source: String): List<String> {
    val text = source.lines().getOrNull(line - 1) ?: return listOf("$RED$cell:$PLAIN $message")
    val indent = text.take(column - 1).map { if (it == '\t') '\t' else ' ' }.joinToString("")
    val width = maxOf(1, end - column)
    return listOf(
      "$RED$cell, line $line:$PLAIN $message",
      "    ${text.trimEnd()}",
      "    $indent$RED${"^".repeat(width)}$PLAIN",
    )
  }

  private companion object {
    /** Red is readable on dark and on light. */
    const val RED = "\u001b[1;31m"
    const val PLAIN = "\u001b[0m"
  }
}
