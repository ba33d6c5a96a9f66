package dev.cairn.kernel.kotlin

/**
 * Which snippets matter for the cells that come: those that declare something which no later one
 * hides, those that these need to be compiled, and of others what they import for these.
 *
 * @param snippets all, in their order; the first is one that all see
 */
internal class Living private constructor(private val snippets: List<Snippet>) {
  private val byName = snippets.associateBy { it.name }

  /** What a name stands for in the end. */
  private val last = HashMap<String, Declared>()

  /** What one imports, all that follow it may use: by snippet, and in the end, by import. */
  private val importers = HashMap<Snippet, Collection<Snippet>>()
  private val imports = HashMap<String, Snippet>()

  private val whole = HashSet<Snippet>()
  private val importing = HashSet<Snippet>()

  init {
    for (snippet in snippets) {
      snippet.declared.forEach { last[it.name] = it }
      snippet.imports.forEach { imports[Snippet.unqualified(it)] = snippet }
      importers[snippet] = imports.values.toSet()
    }
  }

  private fun all(): List<Snippet> {
    snippets.take(1).forEach(::keep)
    snippets.filter { it.declared.any(::isLast) }.forEach(::keep)
    do {
      val before = whole.size
      snippets.filter { it !in whole && it.declared.any(::canBeMeant) }.forEach(::keep)
    } while (whole.size > before)
    importing += imports.values
    return snippets.mapNotNull {
      if (it in whole) it else if (it in importing) it.onlyImports() else null
    }
  }

  private fun keep(snippet: Snippet) {
    if (whole.add(snippet)) {
      importing += importers.getValue(snippet)
      snippet.needs.mapNotNull(byName::get).forEach(::keep)
    }
  }

  private fun isLast(one: Declared) = last[one.name] === one

  /** A function of a hidden class is still the one for a value of that class. */
  private fun canBeMeant(hidden: Declared): Boolean =
    last.getValue(hidden.name).exact != hidden.exact &&
      Snippet.namesIn(hidden.exact).any { byName[it] in whole }

  companion object {
    fun of(snippets: List<Snippet>): List<Snippet> = Living(snippets).all()
  }
}
