package dev.cairn

/**
 * [RunSpec] with receivers, and nothing else: what is said of a run that something else trains.
 *
 * ```
 * variant("small") { model { gpt2 { width(64) } } }
 * ```
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
open class SettingsScope(private val spec: RunSpec) {
  fun data(block: (@CairnDsl DataSpec).() -> Unit) {
    spec.data { it.block() }
  }

  fun model(block: ModelScope.() -> Unit) {
    spec.model { ModelScope(it).block() }
  }

  fun optimizer(block: OptimizerScope.() -> Unit) {
    spec.optimizer { OptimizerScope(it).block() }
  }

  fun checkpoints(block: (@CairnDsl CheckpointsSpec).() -> Unit) {
    spec.checkpoints { it.block() }
  }

  fun evaluation(block: (@CairnDsl EvaluationSpec).() -> Unit) {
    spec.evaluation { it.block() }
  }

  fun logging(block: (@CairnDsl LoggingSpec).() -> Unit) {
    spec.logging { it.block() }
  }

  fun device(name: String) {
    spec.device(name)
  }

  fun seed(value: Long) {
    spec.seed(value)
  }
}
