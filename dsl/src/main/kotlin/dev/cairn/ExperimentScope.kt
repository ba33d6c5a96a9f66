package dev.cairn

import dev.cairn.store.Direction

/**
 * Trains the runs of an experiment: those that are done are left alone, one that was interrupted
 * goes on exactly.
 *
 * ```
 * val sweep = experiment("lr-sweep") {
 *   grid { "optimizer.adamW.lr" over listOf(1e-3, 3e-4) }
 *   seeds(1, 2)
 *   run { data { javaSources() }; train(600) }
 * }
 * println(sweep.leaderboard())
 * ```
 */
fun experiment(name: String, block: ExperimentScope.() -> Unit): Experiment =
  Cairn.experiment(name) { ExperimentScope(it).block() }

/**
 * [ExperimentSpec] with receivers.
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
class ExperimentScope(private val spec: ExperimentSpec) {
  fun grid(block: GridScope.() -> Unit) {
    GridScope(spec).block()
  }

  fun random(draws: Int, block: RandomScope.() -> Unit) {
    spec.random(draws) { RandomScope(it).block() }
  }

  fun variant(name: String, block: SettingsScope.() -> Unit) {
    spec.variant(name) { SettingsScope(it).block() }
  }

  fun seeds(vararg values: Long) {
    spec.seeds(*values)
  }

  fun metric(name: String) {
    spec.metric(name)
  }

  fun metric(name: String, direction: Direction) {
    spec.metric(name, direction)
  }

  fun limit(runs: Int) {
    spec.limit(runs)
  }

  fun parallel(processes: Int) {
    spec.parallel(processes)
  }

  fun halving(eta: Int, from: Long) {
    spec.halving(eta, from)
  }

  fun run(block: CommonRunScope.() -> Unit) {
    spec.run { CommonRunScope(spec, it).block() }
  }
}

/**
 * The axes of a grid: `"optimizer.adamW.lr" over listOf(1e-3, 3e-4)`.
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
class GridScope(private val spec: ExperimentSpec) {
  infix fun String.over(values: List<Any>) {
    spec.grid(this, values)
  }
}

/**
 * What a random search draws from: `"optimizer.adamW.lr" logUniform 1e-4..1e-2`.
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
class RandomScope(private val spec: RandomSpec) {
  infix fun String.logUniform(range: ClosedFloatingPointRange<Double>) {
    spec.logUniform(this, range.start, range.endInclusive)
  }

  infix fun String.uniform(range: ClosedFloatingPointRange<Double>) {
    spec.uniform(this, range.start, range.endInclusive)
  }

  infix fun String.uniform(range: IntRange) {
    spec.whole(this, range.first.toLong(), range.last.toLong())
  }

  infix fun String.choice(values: List<Any>) {
    spec.choice(this, values)
  }

  fun seed(value: Long) {
    spec.seed(value)
  }
}

/**
 * What the runs of an experiment have in common, and the step to which each is brought.
 *
 * @property experiment the builder that [train] goes to
 */
@CairnDsl
class CommonRunScope(private val experiment: ExperimentSpec, run: RunSpec) : SettingsScope(run) {
  fun train(steps: Long) {
    experiment.train(steps)
  }
}
