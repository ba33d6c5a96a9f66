package dev.cairn.kernel.kotlin

import java.lang.reflect.InvocationTargetException
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.ClassWriter
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes

/**
 * The snippets that have run. A snippet is a class whose constructor runs it and whose fields are
 * its variables; the constructor takes the instances of those before it.
 *
 * @param receivers the objects whose members are known at the top level
 */
internal class Snippets(private val receivers: List<Any>, parent: ClassLoader) {
  private val loader = SnippetLoader(parent)

  /** Shared by all snippets, which only look at the places before their own. */
  private var instances = arrayOfNulls<Any>(64)
  private var size = 0

  /** Runs a snippet and returns the value of its last expression. */
  fun run(snippet: Compilation.Compiled): Any? {
    val index = size++
    if (index == instances.size) {
      instances = instances.copyOf(2 * index)
    }
    loader.add(
      snippet.classes.mapValues {
        if (it.key == snippet.main) announced(it.value, index) else it.value
      }
    )
    val main = loader.loadClass(snippet.main)
    val instance = construct(main)
    instances[index] = instance
    return snippet.result?.let { name ->
      val field = main.getDeclaredField(name)
      field.isAccessible = true
      field.get(instance)
    }
  }

  /** The instances of the snippets that have run or begun to, in their order. */
  fun instances(): List<Any> = instances.take(size).filterNotNull()

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

  /**
   * A snippet that enters itself among the instances before its first statement, so that what it
   * defined before it threw or was stopped is kept.
   */
  private fun announced(bytes: ByteArray, index: Int): ByteArray {
    val reader = ClassReader(bytes)
    val writer = ClassWriter(reader, ClassWriter.COMPUTE_MAXS)
    reader.accept(
      object : ClassVisitor(Opcodes.ASM9, writer) {
        override fun visitMethod(
          access: Int,
          name: String,
          descriptor: String,
          signature: String?,
          exceptions: Array<out String>?,
        ): MethodVisitor {
          val next = super.visitMethod(access, name, descriptor, signature, exceptions)
          val takesInstances = name == "<init>" && descriptor.startsWith("([Ljava/lang/Object;")
          return if (takesInstances) Announcement(next, index) else next
        }
      },
      0,
    )
    return writer.toByteArray()
  }

  private class Announcement(next: MethodVisitor, private val index: Int) :
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
      if (!announced && opcode == Opcodes.INVOKESPECIAL && name == "<init>") {
        announced = true
        visitVarInsn(Opcodes.ALOAD, 1)
        visitLdcInsn(index)
        visitVarInsn(Opcodes.ALOAD, 0)
        visitInsn(Opcodes.AASTORE)
      }
    }
  }
}

/** One loader for all snippets: the compiler gives each class of a session a name of its own. */
private class SnippetLoader(parent: ClassLoader) : ClassLoader(parent) {
  private val waiting = HashMap<String, ByteArray>()

  /** All classes of a snippet are known before any of them is resolved. */
  fun add(classes: Map<String, ByteArray>) {
    synchronized(waiting) { waiting.putAll(classes) }
  }

  override fun findClass(name: String): Class<*> {
    val bytes = synchronized(waiting) { waiting.remove(name) } ?: throw ClassNotFoundException(name)
    return defineClass(name, bytes, 0, bytes.size)
  }
}
