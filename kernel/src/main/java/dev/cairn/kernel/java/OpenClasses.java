package dev.cairn.kernel.java;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a cell declares without a modifier is for all cells. Java cells share a package; those of
 * another language do not, so for them it has to be public.
 */
final class OpenClasses {
  private static final int NARROWER =
      Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED | Opcodes.ACC_PRIVATE;

  private OpenClasses() {}

  static byte[] open(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new Opening(writer), 0);
    return writer.toByteArray();
  }

  private static int opened(int access) {
    return (access & NARROWER) == 0 ? access | Opcodes.ACC_PUBLIC : access;
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
