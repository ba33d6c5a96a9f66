package dev.cairn

import dev.cairn.display.ComparisonReport
import dev.cairn.store.Checkpoint
import java.nio.file.Path

/**
 * Checkpoints, runs (their best) or globs beside each other: `compare("quickstart",
 * "quickstart/checkpoint-400")`.
 */
fun compare(vararg words: String): ComparisonReport = Cairn.compare(*words)

/** Runs beside each other, each with its best checkpoint, or its latest if none is best. */
fun compare(vararg runs: Run): ComparisonReport = Cairn.compare(*runs)

/** Checkpoints beside each other: `compare(run.at(400), run.best())`. */
fun compare(vararg checkpoints: Checkpoint): ComparisonReport = Cairn.compare(*checkpoints)

/** A file of test cases, for `evaluate(...) { on(file("tests.jsonl")) }`. */
fun EvaluateSpec.file(path: String): Path = Path.of(path)

/**
 * Evaluates checkpoints and puts them beside each other.
 *
 * ```
 * evaluate(listOf(run.at(400), run.at(500))) {
 *   loss()
 *   accuracy()
 *   on("held-out")
 *   prompts("public static ")
 *   metric("ends in newline") { it.text.endsWith("\n") }
 * }
 * ```
 */
fun evaluate(checkpoints: List<Checkpoint>, block: EvaluateSpec.() -> Unit): ComparisonReport =
  Cairn.evaluate(checkpoints) { it.block() }
