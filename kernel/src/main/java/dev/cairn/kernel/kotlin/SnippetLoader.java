package dev.cairn.kernel.kotlin;

import dev.cairn.kernel.cell.OpenClasses;
import dev.cairn.kernel.cell.SnippetClasses;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of one snippet of Kotlin, so that they can go when nothing uses them any more.
 * The names of classes begin with their snippet's.
 */
final class SnippetLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> waiting;

  @SuppressWarnings("UnusedVariable") // Others are found by name, and would go without it.
  private final List<SnippetLoader> used;

  private final All all;

  /**
   * @param classFiles by class name
   * @param used those of the snippets that it uses, which stay as long as it does
   */
  SnippetLoader(
      String snippet,
      Map<String, byte[]> classFiles,
      List<SnippetLoader> used,
      All all,
      ClassLoader parent) {
    super(SnippetClasses.LOADER, parent);
    this.waiting = new ConcurrentHashMap<>(classFiles);
    this.used = List.copyOf(used);
    this.all = all;
    all.add(snippet, this);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    SnippetLoader owner = all.find(name);
    return owner == null ? super.loadClass(name, resolve) : owner.own(name);
  }

  private Class<?> own(String name) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] classFile = waiting.get(name);
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] prepared =
        SnippetClasses.prepare(OpenClasses.open(GivenClasses.Companion.trueNames(classFile)));
    Class<?> defined = defineClass(name, prepared, 0, prepared.length);
    // Only now, as it may have run out of stack.
    waiting.remove(name);
    return defined;
  }

  /** The loaders of all snippets that are still in use, for who asks for a class by its name. */
  static final class All {
    private final Map<String, WeakReference<SnippetLoader>> bySnippet = new ConcurrentHashMap<>();

    private void add(String snippet, SnippetLoader loader) {
      bySnippet.values().removeIf(former -> former.refersTo(null));
      bySnippet.put(snippet, new WeakReference<>(loader));
    }

    private @Nullable SnippetLoader find(String className) {
      String snippet = className.substring(0, (className + '$').indexOf('$'));
      WeakReference<SnippetLoader> loader = bySnippet.get(snippet);
      return loader == null ? null : loader.get();
    }
  }
}
