package dev.cairn.kernel.java;

import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.jspecify.annotations.Nullable;

/**
 * Loads what was put on the class path of cells, and the classes of cells as they are now. Each
 * snippet's classes have a loader of their own, so that a class which was defined anew, and the
 * values that its variables hold, can go.
 */
final class SnippetLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, SnippetClassLoader> current = new ConcurrentHashMap<>();
  private final Map<String, Former> former = new ConcurrentHashMap<>();

  SnippetLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
  }

  /** Classes that came together may name each other in any order. */
  void add(ClassBytecodes[] classes) {
    Map<WrapperName, Map<String, byte[]>> byWrapper = new LinkedHashMap<>();
    for (ClassBytecodes one : classes) {
      byWrapper
          .computeIfAbsent(WrapperName.of(one.name()), wrapper -> new HashMap<>())
          .put(one.name(), OpenClasses.open(one.bytecodes()));
    }
    byWrapper.forEach((wrapper, files) -> replace(wrapper.number(), loader(wrapper, files)));
    current(byWrapper.keySet()).forEach(loader -> loader.holdWhatItNames(this));
  }

  private SnippetClassLoader loader(WrapperName wrapper, Map<String, byte[]> files) {
    return new SnippetClassLoader(this, wrapper, files);
  }

  private void replace(String number, SnippetClassLoader loader) {
    retire(current.put(number, loader));
  }

  /** Cells of Java hold what they name; those of another language ask for it by its name. */
  private void retire(@Nullable SnippetClassLoader loader) {
    if (loader != null && loader.isGiven()) {
      former.put(loader.wrapper().name(), new Former(loader));
    }
  }

  private Collection<SnippetClassLoader> current(Collection<WrapperName> wrappers) {
    return wrappers.stream().map(wrapper -> current.get(wrapper.number())).toList();
  }

  void add(Path path) throws MalformedURLException {
    addURL(path.toUri().toURL());
  }

  /** Lets the classes of a snippet go when nothing refers to them any more. */
  void release(String number) {
    retire(current.remove(number));
  }

  /** The class files that have come since this was last asked, by class name. */
  Map<String, byte[]> newClassFiles() {
    Map<String, byte[]> fresh = new HashMap<>();
    for (SnippetClassLoader loader : current.values()) {
      fresh.putAll(loader.giveClassFiles());
    }
    return fresh;
  }

  /** The loader of a wrapper, if it is the wrapper's last form or another language knows it. */
  Optional<SnippetClassLoader> loaderOf(WrapperName wrapper) {
    return Optional.ofNullable(current.get(wrapper.number()))
        .filter(loader -> loader.wrapper().equals(wrapper))
        .or(() -> Optional.ofNullable(former.get(wrapper.name())).map(Former::loader));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!WrapperName.isIn(name)) {
      return super.loadClass(name, resolve);
    }
    return loaderOf(WrapperName.of(name))
        .orElseThrow(() -> new ClassNotFoundException(name))
        .loadClass(name);
  }

  /** Classes that were defined anew: the same ones while anything of them is in use. */
  private final class Former {
    private final WrapperName wrapper;
    private final Map<String, byte[]> classFiles;
    private WeakReference<SnippetClassLoader> loader;

    Former(SnippetClassLoader loader) {
      this.wrapper = loader.wrapper();
      this.classFiles = loader.classFiles();
      this.loader = new WeakReference<>(loader);
    }

    synchronized SnippetClassLoader loader() {
      SnippetClassLoader there = loader.get();
      if (there == null) {
        there = SnippetLoader.this.loader(wrapper, classFiles);
        there.holdWhatItNames(SnippetLoader.this);
        loader = new WeakReference<>(there);
      }
      return there;
    }
  }
}
