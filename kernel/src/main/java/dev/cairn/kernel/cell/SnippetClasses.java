package dev.cairn.kernel.cell;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes the classes of cells stoppable: a check at the entry of each method and before each jump
 * back, since {@code Thread.stop} is gone from JDK 20 on. What would end the process ends the cell.
 */
public final class SnippetClasses {
  /** The name of every class loader for classes of cells, by which they are known. */
  public static final String LOADER = "cell";

  private static final int API = Opcodes.ASM9;
  private static final String CHECKS = Type.getInternalName(StopChecks.class);

  private SnippetClasses() {}

  /**
   * A class as it is to be defined. Loads no class: what is put in changes neither the frames nor
   * the size of the stack.
   */
  public static byte[] prepare(byte[] classFile) {
    return changed(classFile, Checked::new);
  }

  /** A class file, with a change that leaves the frames and the size of the stack as they are. */
  static byte[] changed(byte[] classFile, UnaryOperator<ClassVisitor> change) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(change.apply(writer), 0);
    return writer.toByteArray();
  }

  /** Whether a class came from a cell. */
  static boolean contains(Class<?> type) {
    return type.getClassLoader() != null && LOADER.equals(type.getClassLoader().getName());
  }

  /** Whether what runs there came from a cell. */
  static boolean contains(StackTraceElement frame) {
    return LOADER.equals(frame.getClassLoaderName());
  }

  /** Whether a method of the JDK is one that ends the process. */
  static boolean endsProcess(String className, String method) {
    return switch (className) {
      case "java.lang.System" -> method.equals("exit");
      case "java.lang.Runtime" -> method.equals("exit") || method.equals("halt");
      default -> false;
    };
  }

  private static final class Checked extends ClassVisitor {
    Checked(ClassVisitor next) {
      super(API, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new CheckedCode(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  private static final class CheckedCode extends MethodVisitor {
    private final Set<Label> behind = new HashSet<>();

    CheckedCode(MethodVisitor next) {
      super(API, next);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      check();
    }

    @Override
    public void visitLabel(Label label) {
      behind.add(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
      checkIfBehind(target);
      super.visitJumpInsn(opcode, target);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... targets) {
      checkIfBehind(otherwise, targets);
      super.visitTableSwitchInsn(min, max, otherwise, targets);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
      checkIfBehind(otherwise, targets);
      super.visitLookupSwitchInsn(otherwise, keys, targets);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (endsProcess(owner.replace('/', '.'), name)) {
        Handle exit = exit(opcode == Opcodes.INVOKESTATIC);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, CHECKS, exit.getName(), exit.getDesc(), false);
        return;
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (owner.equals("java/lang/Class") && descriptor.endsWith(")Ljava/lang/reflect/Method;")) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            CHECKS,
            "found",
            "(Ljava/lang/reflect/Method;)Ljava/lang/reflect/Method;",
            false);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      Object[] safe = arguments.clone();
      for (int i = 0; i < safe.length; i++) {
        if (safe[i] instanceof Handle handle
            && endsProcess(handle.getOwner().replace('/', '.'), handle.getName())) {
          safe[i] = exit(handle.getTag() == Opcodes.H_INVOKESTATIC);
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, safe);
    }

    private static Handle exit(boolean isStatic) {
      String descriptor = isStatic ? "(I)V" : "(Ljava/lang/Runtime;I)V";
      return new Handle(Opcodes.H_INVOKESTATIC, CHECKS, "exit", descriptor, false);
    }

    private void checkIfBehind(Label first, Label... more) {
      boolean back = behind.contains(first);
      for (Label label : more) {
        back |= behind.contains(label);
      }
      if (back) {
        check();
      }
    }

    private void check() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, CHECKS, "check", "()V", false);
    }
  }
}
