package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.TypeName
import java.lang.reflect.Field
import java.lang.reflect.InvocationTargetException

/**
 * The snippets that have run. A snippet is a class whose constructor runs it and whose fields are
 * its variables; the constructor takes the instances of those before it that it uses.
 *
 * @param receivers the objects whose members are known at the top level
 * @param parent the loader of all that snippets use but their own
 */
internal class Snippets(private val receivers: List<Any>, private val parent: ClassLoader) {
  /** Those that later ones may use, by name. */
  private val usable = HashMap<String, Ran>()
  private val loaders = SnippetLoader.All()
  private var last: Any? = null

  private val slots = LinkedHashMap<String, Slot>()
  private val uses = Uses()

  /** @property instance none where it stopped before its first statement */
  private class Ran(val index: Int, val loader: SnippetLoader, val instance: Any?)

  /** Makes a class known to the snippets that come. */
  fun define(name: String, classFile: ByteArray): Class<*> =
    SnippetLoader(name, mapOf(name to classFile), listOf(), loaders, parent).loadClass(name)

  /**
   * Lets those go that no later one uses; what still holds on to one of their values keeps it.
   *
   * @param known those that later ones may use
   */
  fun retain(known: List<Snippet>) {
    val names = known.filterNot { it.isOnlyImports }.map { it.name }.toSet()
    synchronized(usable) { usable.keys.retainAll(names) }
  }

  /**
   * Runs a snippet and returns the value of its last expression.
   *
   * @throws Throwable what the snippet throws
   */
  fun run(compiled: Compilation.Compiled): Any? {
    uses.add(compiled)
    val snippet = compiled.snippet
    val index = snippet.place.index
    val used = synchronized(usable) { snippet.needs.mapNotNull { usable[it] } }
    val main = compiled.classes.getValue(snippet.name)
    val classes = compiled.classes + (snippet.name to Announcement.into(main, index))
    val loader = SnippetLoader(snippet.name, classes, used.map { it.loader }, loaders, parent)
    val type = loader.loadClass(snippet.name)
    val instances = arrayOfNulls<Any>(index + 1)
    used.forEach { instances[it.index] = it.instance }
    try {
      instances[index] = construct(type, instances)
    } finally {
      last = instances[index]
      synchronized(usable) { usable[snippet.name] = Ran(index, loader, last) }
      last?.let(::remember)
    }
    return compiled.result?.let { name -> taken(type.getDeclaredField(name), last) }
  }

  /** The snippet does not hold its value: whoever wants it later has given it a name. */
  private fun taken(result: Field, snippet: Any?): Any? {
    result.isAccessible = true
    val value = result.get(snippet)
    if (!result.type.isPrimitive) {
      result.set(snippet, null)
    }
    return value
  }

  /** The variables in the order of their last definition. */
  fun variables(): List<Slot> = synchronized(slots) { slots.values.toList() }

  /** Those that the last snippet defines. */
  fun lastVariables(): List<Slot> = variables().filter { it.snippet === last }

  /** The variable that a name stands for in the cell that comes. */
  fun variable(name: String): Slot? = synchronized(slots) { slots[name] }

  private fun construct(main: Class<*>, instances: Array<Any?>): Any {
    val constructor = main.constructors.single()
    val arguments =
      if (constructor.parameterCount > receivers.size) listOf(instances) + receivers else receivers
    try {
      return constructor.newInstance(*arguments.toTypedArray())
    } catch (e: InvocationTargetException) {
      throw e.targetException
    }
  }

  private fun remember(snippet: Any) {
    synchronized(slots) {
      for (field in snippet.javaClass.declaredFields.filter(::isVariable)) {
        field.isAccessible = true
        slots.remove(field.name)?.let(::release)
        slots[field.name] = Slot(snippet, field)
      }
    }
  }

  /** A hidden variable gives its value back, unless a function still uses it. */
  private fun release(hidden: Slot) {
    if (!hidden.isPrimitive && !uses.contains(hidden.snippet.javaClass.name, hidden.name)) {
      hidden.value = null
    }
  }

  private companion object {
    /** The compiler's own fields have a dollar in their name. */
    fun isVariable(field: Field): Boolean = !field.isSynthetic && '$' !in field.name
  }
}

/** Where a variable lives: in a field of its snippet. */
internal class Slot(val snippet: Any, private val member: Field) {
  val name: String
    get() = member.name

  /** Its type as Java writes it. */
  val type: String
    get() = TypeName.of(member.genericType)

  val isPrimitive: Boolean
    get() = member.type.isPrimitive

  /** Whether it is a `var`. */
  val isAssignable: Boolean
    get() = snippet.javaClass.declaredMethods.any { it.name in Uses.setters(name) }

  var value: Any?
    get() = member.get(snippet)
    set(value) = member.set(snippet, value)
}
