package dev.cairn.kernel.java;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/**
 * Keeps a long session as small and as fast as a short one. JShell keeps the source, the compiler's
 * trees and the class files of every snippet there ever was, also of those that no cell can use any
 * more, and looks through them for each new one; its compilers keep every name they have read. It
 * cannot be told to forget, so this reaches into its fields, which are the same in JDK 17 and 25.
 */
final class ShellMemory {
  /** Snippets between two times that the dead are forgotten. */
  private static final int FORGET_EVERY = 200;

  /** Snippets for which a compiler is used; a new one takes a tenth of a second for its first. */
  private static final int RENEW_EVERY = 1_000;

  private static final byte[] NO_BYTES = {};

  private final JShell jshell;
  private final Set<Snippet> all;
  private final List<Snippet> byNumber;
  private final Map<String, Set<Integer>> users;
  private final Map<String, ?> wrappers;
  private final Map<String, ?> loaded;
  private final Map<String, ?> classFiles;
  private final Object classTracker;
  private final Method markLoaded;
  private final Object taskFactory;
  private final Method initTaskPool;
  private int snippets;

  @SuppressWarnings("unchecked")
  private ShellMemory(JShell jshell) throws ReflectiveOperationException {
    Object maps = field(jshell, "maps");
    this.jshell = jshell;
    this.all = (Set<Snippet>) field(maps, "snippets");
    this.byNumber = (List<Snippet>) field(maps, "keyIndexToSnippet");
    this.users = (Map<String, Set<Integer>>) field(maps, "dependencies");
    this.wrappers = (Map<String, ?>) field(field(jshell, "outerMap"), "classOuters");
    this.classTracker = field(jshell, "classTracker");
    this.loaded = (Map<String, ?>) field(classTracker, "map");
    this.markLoaded = method(classTracker, "markLoaded", ClassBytecodes[].class);
    this.taskFactory = field(jshell, "taskFactory");
    this.classFiles = (Map<String, ?>) field(field(taskFactory, "fileManager"), "classObjects");
    this.initTaskPool = method(taskFactory, "initTaskPool");
  }

  /** That of a session; empty where JShell is not open to this, or is another than is known. */
  static Optional<ShellMemory> of(JShell jshell) {
    try {
      ShellMemory memory = new ShellMemory(jshell);
      // Fields of other types than these are found out now.
      memory.forgetDead();
      return Optional.of(memory);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return Optional.empty();
    }
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  private static Method method(Object owner, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = owner.getClass().getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  /**
   * To be called before each snippet.
   *
   * @param replaced names of classes in whose place others have come
   */
  void tidy(List<String> replaced) {
    forgetReplaced(replaced);
    snippets++;
    if (snippets % FORGET_EVERY == 0) {
      forgetDead();
    }
    if (snippets % RENEW_EVERY == 0) {
      call(initTaskPool, taskFactory);
    }
  }

  /** Lets go of what has run, or was defined anew. */
  void forgetDead() {
    Set<String> unnamed = new HashSet<>();
    for (Snippet dead : all.stream().filter(this::isDead).toList()) {
      int number = Integer.parseInt(dead.id());
      all.remove(dead);
      // A method may still be running, and is asked for what it lacks.
      if (dead.kind() != Kind.METHOD && byNumber.get(number) == dead) {
        byNumber.set(number, null);
      }
      if (!isNamed(dead)) {
        unnamed.add(dead.id());
        users.values().forEach(numbers -> numbers.remove(number));
      }
    }
    users.values().removeIf(Set::isEmpty);
    forgetClasses(unnamed);
  }

  private void forgetClasses(Set<String> unnamed) {
    Set<WrapperName> living =
        all.stream()
            .map(snippet -> jshell.sourceCodeAnalysis().wrapper(snippet).fullClassName())
            .flatMap(WrapperName::allIn)
            .collect(Collectors.toSet());
    Predicate<String> isGone = name -> WrapperName.allIn(name).noneMatch(living::contains);
    wrappers.keySet().removeIf(name -> isGone.test("REPL." + name));
    classFiles.keySet().removeIf(isGone);
    loaded.keySet().removeIf(name -> unnamed.containsAll(WrapperName.of(name).numbers()));
  }

  /**
   * That a name was used has to be known: it may come again, and for the same class file JShell
   * would take the class that is gone.
   */
  private void forgetReplaced(List<String> names) {
    ClassBytecodes[] unlike =
        names.stream()
            .map(name -> new ClassBytecodes(name, NO_BYTES))
            .toArray(ClassBytecodes[]::new);
    names.forEach(loaded::remove);
    call(markLoaded, classTracker, (Object) unlike);
  }

  private boolean isDead(Snippet snippet) {
    return !snippet.kind().isPersistent() || !jshell.status(snippet).isActive();
  }

  /** Whether the user has named it: the number of such a one comes again with the name. */
  private static boolean isNamed(Snippet snippet) {
    return snippet.kind().isPersistent()
        && snippet.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }

  private static void call(Method method, Object owner, Object... arguments) {
    try {
      method.invoke(owner, arguments);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
