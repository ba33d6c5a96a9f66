package dev.cairn

import dev.cairn.display.WeightDiff
import dev.cairn.store.Checkpoint
import dev.cairn.train.Outcome

/**
 * [RunSpec] with receivers, and the verbs of a run: the top level of a script and the block of
 * `run("name") { ... }`.
 *
 * ```
 * data { javaSources(); batch(12); context(64) }
 * checkpoints { saveEvery(100); keepLast(3); bestBy("eval_loss") }
 * train(600)
 * ```
 *
 * @property name what the run is called until [fork] says otherwise
 */
@CairnDsl
open class RunScope(private val name: String) {
  private val spec = Session.current().spec(name)
  private var parent: Run? = null
  private var current: Run? = null

  /** Whether anything was said about the run. */
  var described: Boolean = false
    private set

  fun data(block: (@CairnDsl DataSpec).() -> Unit) {
    changed().data { it.block() }
  }

  fun model(block: ModelScope.() -> Unit) {
    changed().model { ModelScope(it).block() }
  }

  fun optimizer(block: OptimizerScope.() -> Unit) {
    changed().optimizer { OptimizerScope(it).block() }
  }

  fun checkpoints(block: (@CairnDsl CheckpointsSpec).() -> Unit) {
    changed().checkpoints { it.block() }
  }

  fun evaluation(block: (@CairnDsl EvaluationSpec).() -> Unit) {
    changed().evaluation { it.block() }
  }

  fun logging(block: (@CairnDsl LoggingSpec).() -> Unit) {
    changed().logging { it.block() }
  }

  fun device(name: String) {
    changed().device(name)
  }

  fun seed(value: Long) {
    changed().seed(value)
  }

  /** In a notebook a run may be described further after it was looked at. */
  protected open fun changed(): RunSpec {
    described = true
    current = null
    return spec
  }

  /** The live handle of the run as it is described so far. */
  open val run: Run
    get() = current ?: (parent?.fork(forkName, spec) ?: Cairn.run(name, spec)).also { current = it }

  private var forkName = name

  /** Makes this a new run that starts from the newest checkpoint of the one described so far. */
  fun fork(name: String) {
    changed()
    parent = Cairn.run(this.name, spec)
    forkName = name
    current = null
  }

  /**
   * A run of its own that starts from a checkpoint, with the settings of this one as [block]
   * changes them; once it has checkpoints of its own, it goes on from the newest of these.
   *
   * ```
   * val lower = fork("lower-lr", from = run.at(400)) { optimizer { adamW { lr(3e-4) } } }
   * lower.train(600)
   * println(run.curves().with(lower.curves()))
   * ```
   */
  fun fork(name: String, from: Checkpoint, block: SettingsScope.() -> Unit = {}): Run =
    run.fork(name, from = from, block)

  /** Brings the run to [steps] steps; does nothing if it is there. */
  fun train(steps: Long): Outcome {
    current = null
    return run.train(steps)
  }

  /** What changed in the weights from one checkpoint to another. */
  fun diff(left: Checkpoint, right: Checkpoint): WeightDiff = Cairn.diff(left, right)

  /** Merges checkpoints into a run of its own: `merge("merged/soup") { average(a, b, c) }`. */
  fun merge(name: String, block: MergeSpec.() -> Unit): Checkpoint =
    Cairn.merge(name) { it.block() }

  /** Text that the run's model writes after [prompt]. */
  fun generate(prompt: String): String = run.generate(prompt)
}

/** The same from any run: `lower.fork("lowest", from = lower.best()) { ... }`. */
fun Run.fork(name: String, from: Checkpoint, block: SettingsScope.() -> Unit = {}): Run =
  fork(name, from) { spec: RunSpec -> SettingsScope(spec).block() }
