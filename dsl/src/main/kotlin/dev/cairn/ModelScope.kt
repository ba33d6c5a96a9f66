package dev.cairn

/**
 * [ModelSpec] with receivers: `model { gpt2 { layers(4) } }`.
 *
 * @property spec the builder that every call goes to
 */
@CairnDsl
class ModelScope(private val spec: ModelSpec) {
  fun gpt2(block: (@CairnDsl Gpt2Spec).() -> Unit) {
    spec.gpt2 { it.block() }
  }

  fun freeze(vararg names: String) {
    spec.freeze(*names)
  }
}
