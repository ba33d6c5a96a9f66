package dev.cairn.kernel.kotlin

import java.nio.file.Files
import java.nio.file.Path
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.Opcodes
import org.objectweb.asm.commons.ClassRemapper
import org.objectweb.asm.commons.Remapper

/**
 * Classes of Java cells, until the compiler has them. It looks into a package once, and JShell puts
 * all its classes into one; so the compiler gets them each time in a package of their own, and what
 * it compiles is given their true names again.
 */
internal class GivenClasses(private val directory: Path) {
  private val waiting = HashMap<String, ByteArray>()

  /** What the compiler calls them, both as class files write it. */
  private val aliases = HashMap<String, String>()

  /** Of the classes that JShell makes around cells, only those matter that declare others. */
  fun add(classFiles: Map<String, ByteArray>) {
    val around = classFiles.keys.mapNotNull(::around).toSet()
    waiting +=
      classFiles.filterKeys { name -> around.any { name == it || name.startsWith("$it$") } }
  }

  fun areNew(): Boolean = waiting.isNotEmpty()

  /**
   * Writes what waits, and the class of values, to a directory that is new to the compiler.
   *
   * @return what lets a cell call the classes by the names that their own cells gave them
   */
  fun write(number: Int, values: GivenValues): Pair<Path, List<String>> {
    val root = directory.resolve("$number")
    waiting.keys.forEach {
      aliases[it.replace('.', '/')] = aliasPackage(number) + it.replace('.', '/')
    }
    for (classFile in waiting.values + values.classFile) {
      val named = renamed(classFile) { aliases[it] }
      val file = root.resolve(ClassReader(named).className + ".class")
      Files.createDirectories(file.parent)
      Files.write(file, named)
    }
    val imports = waiting.keys.mapNotNull { import(it, number) }
    waiting.clear()
    return root to imports
  }

  private fun import(name: String, number: Int): String? =
    around(name)?.let { around ->
      val path = aliasPackage(number).split('/').dropLast(1) + around.split('.')
      "import " + (path + name.removePrefix("$around$")).joinToString(".") { "`$it`" }
    }

  companion object {
    /** As JShell names what a cell declares: `REPL.$JShell$12$Point`. */
    private val DECLARED = Regex("(REPL\\.[$]JShell[$]\\w+)[$][A-Za-z_][^$]*")
    private val ALIAS = Regex("""cairn/Given_\d+/(REPL/.*)""")

    /** It names the snippet that brings them. */
    private fun aliasPackage(number: Int) = "cairn/Given_$number/"

    /** A class that the compiler made, with the true names of those that it was given. */
    fun trueNames(classFile: ByteArray): ByteArray =
      renamed(classFile) { ALIAS.matchEntire(it)?.groupValues?.get(1) }

    /** The class around one that a cell declares. */
    private fun around(name: String): String? = DECLARED.matchEntire(name)?.groupValues?.get(1)

    private fun renamed(classFile: ByteArray, name: (String) -> String?): ByteArray {
      val writer = ClassWriter(0)
      val names =
        object : Remapper(Opcodes.ASM9) {
          override fun map(internalName: String): String = name(internalName) ?: internalName
        }
      ClassReader(classFile).accept(ClassRemapper(writer, names), 0)
      return writer.toByteArray()
    }
  }
}
