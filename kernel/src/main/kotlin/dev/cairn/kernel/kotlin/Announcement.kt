package dev.cairn.kernel.kotlin

import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.FieldVisitor
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes

/**
 * Lets a snippet enter itself among the instances that its constructor takes before its first
 * statement, so that what it defined before it threw or was stopped is kept.
 */
internal class Announcement private constructor(next: MethodVisitor, private val index: Int) :
  MethodVisitor(Opcodes.ASM9, next) {
  private var announced = false

  override fun visitMethodInsn(
    opcode: Int,
    owner: String,
    name: String,
    descriptor: String,
    isInterface: Boolean,
  ) {
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface)
    if (!announced && opcode == Opcodes.INVOKESPECIAL && name == CONSTRUCTOR) {
      announced = true
      visitVarInsn(Opcodes.ALOAD, 1)
      visitLdcInsn(index)
      visitVarInsn(Opcodes.ALOAD, 0)
      visitInsn(Opcodes.AASTORE)
    }
  }

  companion object {
    private const val CONSTRUCTOR = "<init>"

    /**
     * The class file of a snippet that enters itself at an index. None of its fields is final, as
     * what they hold is let go once they are hidden.
     */
    fun into(classFile: ByteArray, index: Int): ByteArray {
      val reader = ClassReader(classFile)
      val writer = ClassWriter(reader, ClassWriter.COMPUTE_MAXS)
      reader.accept(
        object : ClassVisitor(Opcodes.ASM9, writer) {
          override fun visitField(
            access: Int,
            name: String,
            descriptor: String,
            signature: String?,
            value: Any?,
          ): FieldVisitor? =
            super.visitField(access and Opcodes.ACC_FINAL.inv(), name, descriptor, signature, value)

          override fun visitMethod(
            access: Int,
            name: String,
            descriptor: String,
            signature: String?,
            exceptions: Array<out String>?,
          ): MethodVisitor {
            val next = super.visitMethod(access, name, descriptor, signature, exceptions)
            val takesInstances =
              name == CONSTRUCTOR && descriptor.startsWith("([Ljava/lang/Object;")
            return if (takesInstances) Announcement(next, index) else next
          }
        },
        0,
      )
      return writer.toByteArray()
    }
  }
}
