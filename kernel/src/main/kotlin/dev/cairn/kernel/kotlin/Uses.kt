package dev.cairn.kernel.kotlin

import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.Handle
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes

/**
 * Which members of snippets code may still use that has not run yet. What the constructor of a
 * snippet uses it has used; what its functions, lambdas and classes use they may use again.
 */
internal class Uses {
  private val members = HashSet<String>()

  fun add(compiled: Compilation.Compiled) {
    for ((name, classFile) in compiled.classes) {
      val users = Users(name, name == compiled.snippet.name)
      ClassReader(classFile).accept(users, ClassReader.SKIP_DEBUG)
    }
  }

  /**
   * Whether anything may still use a variable, by its field or by the functions that stand for it.
   */
  fun contains(snippet: String, variable: String): Boolean =
    accessors(variable).any { "$snippet.$it" in members }

  private inner class Users(private val owner: String, private val isMain: Boolean) :
    ClassVisitor(Opcodes.ASM9) {
    override fun visitMethod(
      access: Int,
      name: String,
      descriptor: String,
      signature: String?,
      exceptions: Array<out String>?,
    ): MethodVisitor? = if (isMain && name == "<init>") null else User(owner, name)
  }

  private inner class User(private val owner: String, private val method: String) :
    MethodVisitor(Opcodes.ASM9) {
    override fun visitFieldInsn(opcode: Int, owner: String, name: String, descriptor: String) {
      use(owner, name)
    }

    override fun visitMethodInsn(
      opcode: Int,
      owner: String,
      name: String,
      descriptor: String,
      isInterface: Boolean,
    ) {
      use(owner, name)
    }

    override fun visitInvokeDynamicInsn(
      name: String,
      descriptor: String,
      bootstrap: Handle,
      vararg arguments: Any,
    ) {
      arguments.filterIsInstance<Handle>().forEach { use(it.owner, it.name) }
    }

    /** That a variable's own getter reads its field says nothing. */
    private fun use(of: String, member: String) {
      if (Snippet.isName(of) && (of != owner || method !in accessors(member))) {
        members += "$of.$member"
      }
    }
  }

  companion object {
    /** What a `var` is assigned through. */
    fun setters(variable: String): List<String> =
      listOf("set" + capitalized(variable), "set" + variable.removePrefix("is"))

    private fun accessors(variable: String): List<String> =
      setters(variable) + variable + "get${capitalized(variable)}"

    private fun capitalized(variable: String) = variable.replaceFirstChar(Char::uppercaseChar)
  }
}
