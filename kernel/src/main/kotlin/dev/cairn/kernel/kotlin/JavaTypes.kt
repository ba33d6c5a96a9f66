package dev.cairn.kernel.kotlin

import java.lang.reflect.Modifier
import org.objectweb.asm.Type as AsmType

/** Whether code of any package can name a class. */
internal fun isPublic(type: Class<*>): Boolean =
  generateSequence(type) { it.enclosingClass }.all { Modifier.isPublic(it.modifiers) }

/**
 * Reads types that Java wrote, as class files have them.
 *
 * @param imports classes, and packages with a star, whose simple names are known
 */
internal class JavaTypes(private val imports: List<String>, private val loader: ClassLoader) {

  /**
   * A type as a class file has it.
   *
   * @property descriptor what it is at run time
   * @property generic the same with its arguments
   * @property nested the nested classes in it, which a class file has to name apart
   */
  class Signature(val descriptor: String, val generic: String, val nested: Set<Class<*>> = setOf())

  /** Reads a type, or returns null if it has a part that cannot be named. */
  fun read(text: String): Signature? = Reader(text).read()

  private fun find(name: String): Class<*>? =
    candidates(name).firstNotNullOfOrNull(::load)?.takeIf(::isPublic)

  private fun candidates(name: String): Sequence<String> =
    sequenceOf(name) +
      imports.asSequence().mapNotNull { import ->
        when {
          import.endsWith(".*") -> import.removeSuffix("*") + name
          import.substringAfterLast('.') == name -> import
          else -> null
        }
      } +
      sequenceOf("java.lang.$name")

  /** A class by the name that Java writes, whose last parts may be nested classes. */
  private fun load(name: String): Class<*>? {
    var binary = name
    while (true) {
      try {
        return Class.forName(binary, false, loader)
      } catch (_: ClassNotFoundException) {
        val dot = binary.lastIndexOf('.')
        if (dot < 0) {
          return null
        }
        binary = binary.substring(0, dot) + '$' + binary.substring(dot + 1)
      } catch (_: LinkageError) {
        // A file system that does not tell a letter's case apart.
        return null
      }
    }
  }

  /** Reads one type from its beginning to its end. */
  private inner class Reader(text: String) {
    private val tokens = TOKEN.findAll(text).map { it.value }.toList()
    private var next = 0

    private val nested = LinkedHashSet<Class<*>>()

    fun read(): Signature? =
      type()?.takeIf { next == tokens.size }?.let { Signature(it.descriptor, it.generic, nested) }

    private fun type(): Signature? {
      val name = take() ?: return null
      var type = PRIMITIVES[name]?.let { Signature(it, it) } ?: reference(name) ?: return null
      while (takeIf("[")) {
        if (!takeIf("]")) {
          return null
        }
        type = Signature("[" + type.descriptor, "[" + type.generic)
      }
      return type
    }

    private fun reference(name: String): Signature? {
      val found = find(name) ?: return null
      nested += generateSequence(found) { it.enclosingClass }.filter { it.enclosingClass != null }
      val descriptor = AsmType.getDescriptor(found)
      if (!takeIf("<")) {
        return Signature(descriptor, descriptor)
      }
      val arguments = StringBuilder()
      do {
        arguments.append(argument() ?: return null)
      } while (takeIf(","))
      return if (takeIf(">")) {
        Signature(descriptor, descriptor.removeSuffix(";") + "<" + arguments + ">;")
      } else {
        null
      }
    }

    private fun argument(): String? =
      when {
        !takeIf("?") -> type()?.generic
        takeIf("extends") -> type()?.let { "+" + it.generic }
        takeIf("super") -> type()?.let { "-" + it.generic }
        else -> "*"
      }

    private fun take(): String? = tokens.getOrNull(next++)

    private fun takeIf(token: String): Boolean =
      (tokens.getOrNull(next) == token).also { if (it) next++ }
  }

  private companion object {
    val TOKEN = Regex("""[\w$.]+|\S""")
    val PRIMITIVES =
      mapOf(
        "boolean" to "Z",
        "byte" to "B",
        "char" to "C",
        "double" to "D",
        "float" to "F",
        "int" to "I",
        "long" to "J",
        "short" to "S",
      )
  }
}
