package dev.cairn

/**
 * [OptimizerSpec] with receivers: `optimizer { adamW { lr(1e-3) }; cosine { warmup(100) } }`.
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
class OptimizerScope(private val spec: OptimizerSpec) {
  fun adamW(block: (@CairnDsl AdamWSpec).() -> Unit) {
    spec.adamW { it.block() }
  }

  fun cosine(block: (@CairnDsl DecaySpec).() -> Unit) {
    spec.cosine { it.block() }
  }

  fun linear(block: (@CairnDsl DecaySpec).() -> Unit) {
    spec.linear { it.block() }
  }

  fun constant(warmup: Long = 0) {
    spec.constant(warmup)
  }

  fun clipNorm(norm: Double) {
    spec.clipNorm(norm)
  }

  fun noClipping() {
    spec.noClipping()
  }

  fun accumulate(batches: Int) {
    spec.accumulate(batches)
  }
}
