package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Variable
import java.nio.file.Path

/**
 * Variables and classes that came from outside. What came between two cells is declared together,
 * before the cell that may use it.
 *
 * @param directory where the class files are put for the compiler
 */
internal class GivenVariables(
  private val shell: Shell,
  private val types: JavaTypes,
  directory: Path,
) {
  private val classes = GivenClasses(directory)
  private val waiting = LinkedHashMap<String, Variable>()
  private val given = HashMap<String, Given>()
  private var times = 0

  /** A variable as it came, and where it is now. */
  private class Given(val variable: Variable, val slot: Slot)

  /** Takes classes that a Java cell declared. */
  @Synchronized
  fun giveClasses(classFiles: Map<String, ByteArray>) {
    classes.add(classFiles)
  }

  /** Takes a variable, unless its type cannot be named. */
  @Synchronized
  fun give(variable: Variable): Boolean {
    waiting.remove(variable.name())
    if (isKnown(variable)) {
      return true
    }
    val readable = '$' !in variable.name() && types.read(variable.type()) != null
    if (readable) {
      waiting[variable.name()] = variable
    }
    return readable
  }

  /** Whether a variable is one that came, with the value that it came with. */
  @Synchronized
  fun isAsItCame(slot: Slot): Boolean =
    given[slot.name]?.let { it.slot === slot && isSame(it.variable.value(), slot.value) } ?: false

  /** Declares what came; a variable that the compiler refuses stays unknown. */
  @Synchronized
  fun bring() {
    val variables = waiting.values.toList()
    waiting.clear()
    if (variables.isEmpty() && !classes.areNew()) {
      return
    }
    if (!declare(variables)) {
      variables.forEach { declare(listOf(it)) }
    }
  }

  private fun declare(variables: List<Variable>): Boolean {
    val number = ++times
    val values = GivenValues("cairn.Given_$number.Values", variables, types)
    val (directory, imports) = classes.write(number, values)
    val name = "Given_$number"
    shell.use { it.addToClasspath(listOf(directory), name) }
    val text = (imports + values.declarations()).joinToString("\n")
    val snippet = shell.compile(name, text) as? Compilation.Compiled ?: return false
    values.during(shell.snippets) { shell.snippets.run(snippet) }
    for (variable in variables) {
      shell.snippets.variable(variable.name())?.let { slot ->
        given[variable.name()] = Given(variable, slot)
      }
    }
    return true
  }

  /** Whether the name already stands for that; if only the value is another, it is set. */
  private fun isKnown(variable: Variable): Boolean {
    val slot = shell.snippets.variable(variable.name()) ?: return false
    val came = given[variable.name()]?.takeIf { it.slot === slot }
    if ((came?.variable?.type() ?: slot.type) != variable.type()) {
      return false
    }
    if (!isSame(slot.value, variable.value())) {
      if (!slot.isAssignable) {
        return false
      }
      slot.value = variable.value()
    }
    if (came != null) {
      given[variable.name()] = Given(variable, slot)
    }
    return true
  }

  private companion object {
    /** Boxes have no identity; of other values, nothing that users wrote is called. */
    fun isSame(one: Any?, other: Any?): Boolean = one === other || (isBox(one) && one == other)

    private fun isBox(value: Any?) = value != null && value::class.javaPrimitiveType != null
  }
}
