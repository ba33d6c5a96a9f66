package dev.cairn.kernel.cell;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a cell declares is for all cells, as far as it is not private. Compilers see them in one
 * package; for the JVM each snippet has its own, as cells of another language do, so that what they
 * share has to be public, and what is sealed must not say so.
 */
public final class OpenClasses {
  private OpenClasses() {}

  /** The class file of a cell's class, with all that is not private made public. */
  public static byte[] open(byte[] classFile) {
    return SnippetClasses.changed(classFile, Opening::new);
  }

  private static int opened(int access) {
    return (access & Opcodes.ACC_PRIVATE) == 0
        ? (access & ~Opcodes.ACC_PROTECTED) | Opcodes.ACC_PUBLIC
        : access;
  }

  private static final class Opening extends ClassVisitor {
    Opening(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(version, opened(access), name, signature, superName, interfaces);
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String inner, int access) {
      super.visitInnerClass(name, outer, inner, opened(access));
    }

    @Override
    public void visitPermittedSubclass(String permitted) {
      // The compiler, which reads files of its own, has seen to it.
    }

    @Override
    public FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      return super.visitField(opened(access), name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      int open = name.equals("<clinit>") ? access : opened(access);
      return super.visitMethod(open, name, descriptor, signature, exceptions);
    }
  }
}
