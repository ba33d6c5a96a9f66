package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Shield
import java.util.concurrent.Callable
import java.util.concurrent.CancellationException
import java.util.concurrent.ExecutionException
import java.util.concurrent.Future
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import java.util.function.Consumer

/**
 * The compiler, and the snippets that it compiled. All its work is done on one thread, as it keeps
 * a part of its state in thread locals; cells run on the threads of their callers.
 *
 * @param progress is told what a cell waits for
 * @property snippets those that have run
 * @param imports what all snippets see
 * @param make the compiler, which takes long
 */
internal class Shell(
  private val progress: Consumer<String>,
  val snippets: Snippets,
  private val imports: List<String>,
  make: () -> SnippetCompiler,
) : AutoCloseable {
  private val compiler by lazy(LazyThreadSafetyMode.NONE) { RenewedCompiler(make) }

  /** It is no cell's, so it inherits nothing of one. What comes after the end is not done. */
  private val thread =
    ThreadPoolExecutor(
      1,
      1,
      0,
      TimeUnit.SECONDS,
      LinkedBlockingQueue(),
      { work ->
        Thread(null, work, "kotlin-compiler", STACK_BYTES, false).apply { isDaemon = true }
      },
      { work, _ -> (work as Future<*>).cancel(false) },
    )

  @Volatile private var warm = false

  /** Whether the compiler will be looked after; known to its thread. */
  private var renews = false
  private var closed = false

  fun warmUp() {
    thread.submit { warm() }
  }

  /** Compiles a snippet of a cell; an interrupt does not touch the compiler. */
  fun compile(name: String, source: String): Compilation = use { it.compile(name, source) }

  /** Uses the compiler, and waits for it. */
  fun <T> use(work: (RenewedCompiler) -> T): T {
    if (!warm) {
      progress.accept("The Kotlin compiler starts; this takes some seconds, once.")
    }
    val shield = Shield()
    shield.raise()
    try {
      return given(work).get()
    } catch (e: ExecutionException) {
      throw e.cause ?: e
    } finally {
      shield.lower()
    }
  }

  /** Uses the compiler for something short, or not at all where it is not ready soon. */
  fun <T : Any> ask(question: (RenewedCompiler) -> T): T? {
    if (!warm) {
      return null
    }
    val answer = given(question)
    return try {
      answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
    } catch (_: TimeoutException) {
      answer.cancel(false)
      null
    } catch (_: CancellationException) {
      null
    } catch (_: ExecutionException) {
      // Nobody who types wants to read that the compiler stumbled over half a line.
      null
    }
  }

  override fun close() {
    if (!thread.isShutdown) {
      val last =
        thread.submit {
          closed = true
          if (warm) {
            compiler.close()
          }
        }
      thread.shutdown()
      if (warm) {
        last.get()
      }
    }
  }

  private fun <T> given(work: (RenewedCompiler) -> T): Future<T> =
    thread.submit(
      Callable {
        warm()
        try {
          work(compiler)
        } finally {
          renewSoon()
        }
      }
    )

  /** After what waits already, and a part at a time: a cell that comes has to wait for it. */
  private fun renewSoon() {
    if (!renews) {
      renews = true
      thread.submit {
        renews = false
        if (!closed && compiler.renew()) {
          renewSoon()
        }
        snippets.retain(compiler.snippets)
      }
    }
  }

  /**
   * The first snippet makes the compiler load its own classes. It is also the one that the first
   * cell has before it, as every later one does, and whose imports all see: imported by each, they
   * would make the compiler wrap the scopes of all snippets before it.
   */
  private fun warm() {
    if (!warm) {
      val first = compiler.compile("Cell_0", imports.joinToString("") { "import $it\n" } + FIRST)
      snippets.run(first as Compilation.Compiled)
      warm = true
    }
  }

  private companion object {
    /** So long somebody who types waits for a compiler that is at work. */
    const val PATIENCE_MILLIS = 1_000L

    /** Expressions that are nested deeply are compiled by calls that are. */
    const val STACK_BYTES = 16L shl 20

    /** Of the sort that cells are made of, so that the code for it is loaded. */
    const val FIRST = "listOf(1, 2).filter { it > 1 }.map { \"\${it + 1}\" }.joinToString().length"
  }
}
