package dev.cairn.kernel.kotlin

/**
 * Which snippets matter for the cells that come: those that declare something which no later one
 * hides, and those that these need to be compiled.
 *
 * @param snippets all, in their order; the first is one that all see
 */
internal class Living private constructor(private val snippets: List<Snippet>) {
  private val byName = snippets.associateBy { it.name }

  /** What a name stands for in the end. */
  private val last = HashMap<String, Declared>()
  private val needs = HashMap<Snippet, Set<String>>()
  private val found = HashSet<Snippet>()

  init {
    val imports = HashMap<String, String>()
    for (snippet in snippets) {
      snippet.declared.forEach { last[it.name] = it }
      snippet.declared.filter { it.isImport }.forEach { imports[it.name] = snippet.name }
      // What one imports, all that follow it may use.
      needs[snippet] = snippet.needs + imports.values
    }
  }

  private fun all(): List<Snippet> {
    snippets.take(1).forEach(::keep)
    snippets.filter { it.declared.any(::isLast) }.forEach(::keep)
    do {
      val before = found.size
      snippets.filter { it !in found && it.declared.any(::canBeMeant) }.forEach(::keep)
    } while (found.size > before)
    return snippets.filter { it in found }
  }

  private fun keep(snippet: Snippet) {
    if (found.add(snippet)) {
      needs.getValue(snippet).mapNotNull(byName::get).forEach(::keep)
    }
  }

  private fun isLast(one: Declared) = last[one.name] === one

  /** A function of a hidden class is still the one for a value of that class. */
  private fun canBeMeant(hidden: Declared): Boolean =
    last.getValue(hidden.name).exact != hidden.exact &&
      Snippet.namesIn(hidden.exact).any { byName[it] in found }

  companion object {
    fun of(snippets: List<Snippet>): List<Snippet> = Living(snippets).all()
  }
}
