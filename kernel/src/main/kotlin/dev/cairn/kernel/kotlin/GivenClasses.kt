package dev.cairn.kernel.kotlin

import java.nio.file.Files
import java.nio.file.Path
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
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
      val named = ClassReader(renamed(classFile) { aliases[it] })
      val file = root.resolve(named.className + ".class")
      Files.createDirectories(file.parent)
      Files.write(file, opened(named))
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
    /** As JShell names the classes that it makes around cells, and what these declare. */
    private const val AROUND = """REPL\.\${'$'}JShell\${'$'}\w+"""
    private val DECLARED = Regex("""($AROUND)\${'$'}[A-Za-z_][^${'$'}]*""")
    private val ALIAS = Regex("""cairn/given\d+/(REPL/.*)""")

    private fun isAlias(name: String) = ALIAS.matches(name)

    private fun aliasPackage(number: Int) = "cairn/given$number/"

    /** Whether a class is one that JShell makes around a cell. */
    fun isAround(name: String): Boolean = Regex(AROUND).matches(name)

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

    /** The class file for a compiler that is not to mind where JShell has put it. */
    private fun opened(named: ClassReader): ByteArray {
      val writer = ClassWriter(0)
      named.accept(
        object : ClassVisitor(Opcodes.ASM9, writer) {
          override fun visit(
            version: Int,
            access: Int,
            name: String,
            signature: String?,
            superName: String?,
            interfaces: Array<out String>?,
          ) {
            val opened = if (isAlias(name)) access or Opcodes.ACC_PUBLIC else access
            super.visit(version, opened, name, signature, superName, interfaces)
          }
        },
        0,
      )
      return writer.toByteArray()
    }
  }
}
