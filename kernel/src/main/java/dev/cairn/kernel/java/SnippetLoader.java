package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.OpenClasses;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import jdk.jshell.Snippet;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/**
 * Loads what was put on the class path of cells, and the classes of cells as they are now. Each
 * snippet's classes have a loader of their own, so that a class which was defined anew, and the
 * values that its variables hold, can go.
 */
final class SnippetLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  /** By the numbers of the snippets that share a wrapper. */
  private final Map<List<String>, SnippetClassLoader> current = new ConcurrentHashMap<>();

  private final Set<SnippetClassLoader> inUse = Collections.newSetFromMap(new WeakHashMap<>());
  private final List<String> replaced = new ArrayList<>();
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
    List<SnippetClassLoader> added = new ArrayList<>();
    byWrapper.forEach((wrapper, files) -> added.add(loader(wrapper, files)));
    added.forEach(this::replace);
    added.forEach(loader -> loader.holdWhatItNames(this));
  }

  private SnippetClassLoader loader(WrapperName wrapper, Map<String, byte[]> files) {
    SnippetClassLoader loader = new SnippetClassLoader(this, wrapper, files);
    synchronized (inUse) {
      inUse.add(loader);
    }
    return loader;
  }

  private void replace(SnippetClassLoader loader) {
    List<String> numbers = loader.wrapper().numbers();
    for (String number : numbers) {
      Stream.of(numbers, List.of(number))
          .flatMap(before -> current(before).stream())
          .flatMap(before -> Optional.ofNullable(before.origins().get(number)).stream())
          .findFirst()
          .ifPresent(origin -> loader.origins().put(number, origin));
    }
    SnippetClassLoader before = current.put(numbers, loader);
    if (before != null) {
      replaced.addAll(before.classFiles().keySet());
      retire(before);
    }
  }

  /** Cells of Java hold what they name; those of another language ask for it by its name. */
  private void retire(SnippetClassLoader loader) {
    if (loader.isGiven()) {
      former.put(loader.wrapper().name(), new Former(loader));
    }
  }

  void add(Path path) throws MalformedURLException {
    addURL(path.toUri().toURL());
  }

  /** Lets the classes of a snippet go when nothing refers to them any more. */
  void release(String number) {
    Optional.ofNullable(current.remove(List.of(number))).ifPresent(this::retire);
  }

  /** The names of classes in whose place others have come since this was last asked. */
  List<String> takeReplaced() {
    List<String> names = List.copyOf(replaced);
    replaced.clear();
    return names;
  }

  /** The loaders of a snippet's classes as they are now. */
  Stream<SnippetClassLoader> current(Snippet snippet) {
    return current.values().stream()
        .filter(loader -> loader.wrapper().numbers().contains(snippet.id()));
  }

  private Optional<SnippetClassLoader> current(List<String> numbers) {
    return Optional.ofNullable(current.get(numbers));
  }

  /** The loaders of a wrapper, which may be an earlier form whose code can still run. */
  Stream<SnippetClassLoader> inUse(WrapperName wrapper) {
    synchronized (inUse) {
      return inUse.stream().filter(loader -> loader.wrapper().equals(wrapper)).toList().stream();
    }
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
    return current(wrapper.numbers())
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
