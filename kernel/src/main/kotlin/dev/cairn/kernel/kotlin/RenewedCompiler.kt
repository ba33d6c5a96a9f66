package dev.cairn.kernel.kotlin

import java.nio.file.Path
import org.jetbrains.kotlin.psi.KtFile

/**
 * A compiler that does not grow with the session. Compilers keep all that they were ever given; so
 * once later snippets hide most of that, another compiler is begun and given the rest, as it was.
 * It takes over if it makes the same class files, and is given up if not.
 *
 * @param make a compiler, which takes some tenths of a second
 */
internal class RenewedCompiler(private val make: () -> SnippetCompiler) : AutoCloseable {
  private var compiler = make()
  private var next: Next? = null

  /** What is only there for a snippet, with its name. */
  private val classpath = ArrayList<Pair<Path, String?>>()

  /** About what the compiler keeps, and how much it may be until that is looked through. */
  private var kilobytes = 0
  private var due = MOST_IN_VAIN

  /** Those that the compiler knows. */
  var snippets: List<Snippet> = listOf()
    private set

  /** The compiler that is to come, and what it knows. */
  private class Next(val compiler: SnippetCompiler) {
    val snippets = LinkedHashMap<String, Snippet>()
  }

  /** Compiles a snippet, which those that come then see. */
  fun compile(name: String, text: String): Compilation {
    kilobytes += SNIPPET
    val compilation = compiler.compile(name, text)
    if (compilation is Compilation.Compiled) {
      snippets += compilation.snippet
    }
    return compilation
  }

  /**
   * Adds classes to what snippets see. A directory is read once, so each change needs its own.
   *
   * @param bringer the snippet that will name them to those that come, if one does
   */
  @JvmOverloads
  fun addToClasspath(paths: List<Path>, bringer: String? = null) {
    classpath += paths.map { it to bringer }
    compiler.addToClasspath(paths)
    next?.compiler?.addToClasspath(paths)
  }

  /** A text as the parser understands it, whether or not it is right. */
  fun parse(text: String): KtFile = compiler.parse(text)

  /** Answers a question about what a text means after the snippets before it, right or wrong. */
  fun <T> ask(text: String, question: (Analysis) -> T): T {
    kilobytes += QUESTION
    return compiler.ask(text, question)
  }

  /**
   * Begins another compiler where that is worth it, or goes on for a moment with one that was.
   *
   * @return whether there is more to do
   */
  fun renew(): Boolean {
    val begun = next
    try {
      if (begun != null) {
        goOn(begun)
      } else if (kilobytes >= due) {
        due = worthRenewing(SNIPPET * Living.of(snippets).size)
        if (kilobytes >= due) {
          begin()
        }
      }
    } catch (_: Throwable) {
      // It may run out of stack or memory as well, and is not needed for a cell.
      giveUp()
    }
    return next != null
  }

  /** Begins another compiler; [renew] goes on with it. */
  fun begin() {
    val hidden = snippets.map { it.name } - Living.of(snippets).map { it.name }.toSet()
    classpath.removeIf { (_, bringer) -> bringer in hidden }
    next = Next(make()).also { begun -> begun.compiler.addToClasspath(classpath.map { it.first }) }
  }

  /** Cells that come meanwhile declare more, and hide what would have been given. */
  private fun goOn(begun: Next) {
    val end = System.nanoTime() + MOMENT_NANOS
    for (snippet in Living.of(snippets).filterNot { it.name in begun.snippets }) {
      if (System.nanoTime() > end) {
        return
      }
      if (!begun.compiler.compileAgain(snippet)) {
        giveUp()
        return
      }
      begun.snippets[snippet.name] = snippet
    }
    takeOver(begun)
  }

  private fun takeOver(begun: Next) {
    begun.compiler.goTo(compiler.place())
    val former = compiler
    compiler = begun.compiler
    snippets = begun.snippets.values.toList()
    kilobytes = SNIPPET * snippets.size
    due = worthRenewing(kilobytes)
    next = null
    former.close()
  }

  private fun giveUp() {
    val former = next
    next = null
    due = 2 * kilobytes
    former?.compiler?.close()
  }

  private fun worthRenewing(needed: Int) = needed + maxOf(needed, MOST_IN_VAIN)

  /** Gives back what the compilers hold. */
  override fun close() {
    compiler.close()
    next?.compiler?.close()
  }

  private companion object {
    /** Kilobytes that a snippet of some lines was measured to take, whether or not it compiles. */
    const val SNIPPET = 80

    /** Those that a completion takes. */
    const val QUESTION = 25

    /** So many kilobytes may be kept in vain, or as many as are not. */
    const val MOST_IN_VAIN = 16_000

    /** So long a cell may have to wait for it. */
    const val MOMENT_NANOS = 200_000_000L
  }
}
