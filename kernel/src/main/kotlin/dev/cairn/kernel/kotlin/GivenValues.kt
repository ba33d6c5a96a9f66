package dev.cairn.kernel.kotlin

import dev.cairn.kernel.cell.Variable
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.Opcodes
import org.objectweb.asm.Type as AsmType

/**
 * A class that has variables as static fields, with the types that Java gave them. A snippet
 * declares its variables from there, so that the compiler itself finds out what a type of Java is
 * in Kotlin.
 */
internal class GivenValues(
  val className: String,
  private val variables: List<Variable>,
  types: JavaTypes,
) {
  val classFile: ByteArray = classFile(types)

  /** The declarations of the variables in Kotlin, each a line. */
  fun declarations(): List<String> =
    variables.map { "var `${it.name()}` = $className.`${it.name()}`" }

  /** Runs the declarations; the class itself does not hold the values afterwards. */
  fun during(snippets: Snippets, declare: () -> Unit) {
    val holder = snippets.define(className, classFile)
    val fields = variables.map { holder.getField(it.name()) to it.value() }
    fields.forEach { (field, value) -> field.set(null, value) }
    declare()
    fields
      .filterNot { (field, _) -> field.type.isPrimitive }
      .forEach { (field, _) -> field.set(null, null) }
  }

  private fun classFile(types: JavaTypes): ByteArray {
    val writer = ClassWriter(0)
    val access = Opcodes.ACC_PUBLIC or Opcodes.ACC_FINAL
    val name = className.replace('.', '/')
    writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", null)
    for (variable in variables) {
      val type = types.read(variable.type()) ?: continue
      type.nested.forEach { nested ->
        val (inner, outer) =
          AsmType.getInternalName(nested) to AsmType.getInternalName(nested.enclosingClass)
        writer.visitInnerClass(inner, outer, nested.simpleName, nested.modifiers)
      }
      writer
        .visitField(
          Opcodes.ACC_PUBLIC or Opcodes.ACC_STATIC,
          variable.name(),
          type.descriptor,
          type.generic,
          null,
        )
        .visitEnd()
    }
    writer.visitEnd()
    return writer.toByteArray()
  }
}
