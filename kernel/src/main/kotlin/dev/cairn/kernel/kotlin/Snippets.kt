package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.SnippetClasses
import dev.cairn.kernel.cell.TypeName
import java.lang.reflect.Field
import java.lang.reflect.InvocationTargetException

/**
 * The snippets that have run. A snippet is a class whose constructor runs it and whose fields are
 * its variables; the constructor takes the instances of those before it.
 *
 * @param receivers the objects whose members are known at the top level
 */
internal class Snippets(private val receivers: List<Any>, parent: ClassLoader) {
  private val loader = SnippetLoader(parent)

  /** Shared by all snippets, which only look at the places before their own. */
  private var instances = arrayOfNulls<Any>(FIRST_SIZE)
  private var size = 0

  private val slots = LinkedHashMap<String, Slot>()
  private val uses = Uses()

  /** Makes a class known to the snippets that come. */
  fun define(name: String, classFile: ByteArray): Class<*> {
    loader.add(mapOf(name to classFile))
    return loader.loadClass(name)
  }

  /**
   * Runs a snippet and returns the value of its last expression.
   *
   * @throws Throwable what the snippet throws
   */
  fun run(snippet: Compilation.Compiled): Any? {
    val index = size++
    if (index == instances.size) {
      instances = instances.copyOf(2 * index)
    }
    uses.add(snippet)
    val main = snippet.classes.getValue(snippet.main)
    loader.add(snippet.classes + (snippet.main to Announcement.into(main, index)))
    val type = loader.loadClass(snippet.main)
    try {
      instances[index] = construct(type)
    } finally {
      instances[index]?.let(::remember)
    }
    return snippet.result?.let { name -> taken(type.getDeclaredField(name), instances[index]) }
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
  fun lastVariables(): List<Slot> = variables().filter { it.snippet === instances[size - 1] }

  /** The variable that a name stands for in the cell that comes. */
  fun variable(name: String): Slot? = synchronized(slots) { slots[name] }

  private fun construct(main: Class<*>): Any {
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
    const val FIRST_SIZE = 64

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

/** One loader for all snippets: the compiler gives each class of a session a name of its own. */
private class SnippetLoader(parent: ClassLoader) : ClassLoader(SnippetClasses.LOADER, parent) {
  private val waiting = HashMap<String, ByteArray>()

  /** All classes of a snippet are known before any of them is resolved. */
  fun add(classes: Map<String, ByteArray>) {
    synchronized(waiting) { waiting.putAll(classes) }
  }

  override fun findClass(name: String): Class<*> {
    val classFile =
      synchronized(waiting) { waiting.remove(name) } ?: throw ClassNotFoundException(name)
    val prepared = SnippetClasses.prepare(GivenClasses.trueNames(classFile))
    return defineClass(name, prepared, 0, prepared.size)
  }
}
