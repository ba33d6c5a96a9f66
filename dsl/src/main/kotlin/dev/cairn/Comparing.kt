package dev.cairn

import dev.cairn.display.ComparisonReport
import dev.cairn.store.Checkpoint

/**
 * Checkpoints, runs (their best) or globs beside each other: `compare("quickstart",
 * "quickstart/checkpoint-400")`.
 */
fun compare(vararg words: String): ComparisonReport = Cairn.compare(*words)

/** Checkpoints beside each other: `compare(run.at(400), run.best())`. */
fun compare(vararg checkpoints: Checkpoint): ComparisonReport = Cairn.compare(*checkpoints)

/**
 * Evaluates checkpoints and puts them beside each other.
 *
 * ```
 * evaluate(listOf(run.at(400), run.at(500))) {
 *   prompts("public static ")
 *   metric("ends in newline") { it.text.endsWith("\n") }
 * }
 * ```
 */
fun evaluate(checkpoints: List<Checkpoint>, block: EvaluateSpec.() -> Unit): ComparisonReport =
  Cairn.evaluate(checkpoints) { it.block() }
