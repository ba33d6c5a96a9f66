package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Shield
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.ReentrantLock
import java.util.function.Consumer
import kotlin.concurrent.withLock

/**
 * The compiler, for one thread at a time, and the snippets that it compiled. While a cell runs the
 * compiler is free.
 *
 * @param progress is told what a cell waits for
 * @property snippets those that have run
 * @param make the compiler, which takes long
 */
internal class Shell(
  private val progress: Consumer<String>,
  val snippets: Snippets,
  make: () -> SnippetCompiler,
) : AutoCloseable {
  private val compiler by lazy(LazyThreadSafetyMode.NONE, make)
  private val lock = ReentrantLock()

  @Volatile private var warm = false

  fun warmUp() {
    val thread = Thread({ lock.withLock(::warm) }, "kotlin-warm-up")
    thread.isDaemon = true
    thread.start()
  }

  /** Compiles a snippet of a cell; an interrupt does not touch the compiler. */
  fun compile(name: String, source: String): Compilation = use { it.compile(name, source) }

  /** Uses the compiler, and waits for it. */
  fun <T> use(work: (SnippetCompiler) -> T): T {
    if (!warm) {
      progress.accept("The Kotlin compiler starts; this takes some seconds, once.")
    }
    val shield = Shield()
    shield.raise()
    try {
      return lock.withLock {
        warm()
        work(compiler)
      }
    } finally {
      shield.lower()
    }
  }

  /** Uses the compiler for something short, or not at all where it is not ready soon. */
  fun <T : Any> ask(question: (SnippetCompiler) -> T): T? {
    if (!warm || !lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      return null
    }
    try {
      return question(compiler)
    } finally {
      lock.unlock()
    }
  }

  override fun close() {
    if (warm) {
      lock.withLock { compiler.close() }
    }
  }

  /**
   * The first snippet makes the compiler load its own classes. It is also the one that the first
   * cell has before it, as every later one does.
   */
  private fun warm() {
    if (!warm) {
      val first = compiler.compile("Warm", "listOf(1, 2).map { it + 1 }.joinToString()")
      snippets.run(first as Compilation.Compiled)
      warm = true
    }
  }

  private companion object {
    /** So long somebody who types waits for a compiler that is at work. */
    const val PATIENCE_MILLIS = 1_000L
  }
}
