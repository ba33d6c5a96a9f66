package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.SnippetClasses;
import dev.cairn.kernel.java.SnippetOrigins.Origin;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Defines the classes of one form of one snippet, and holds those of the snippets that it names.
 */
final class SnippetClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final WrapperName wrapper;
  private final Map<String, byte[]> classFiles;
  private final Set<SnippetClassLoader> named = new HashSet<>();
  private boolean given;
  private final Map<String, Origin> origins = new ConcurrentHashMap<>();

  SnippetClassLoader(ClassLoader parent, WrapperName wrapper, Map<String, byte[]> classFiles) {
    super(SnippetClasses.LOADER, parent);
    this.wrapper = wrapper;
    this.classFiles = Map.copyOf(classFiles);
  }

  WrapperName wrapper() {
    return wrapper;
  }

  Map<String, byte[]> classFiles() {
    return classFiles;
  }

  /** Where its snippets stand, by number; nothing before they have run for the first time. */
  Map<String, Origin> origins() {
    return origins;
  }

  /** Whether another language knows its classes. */
  synchronized boolean isGiven() {
    return given;
  }

  /** A name is resolved when its code first runs, which may be after it was defined anew. */
  void holdWhatItNames(SnippetLoader all) {
    for (byte[] classFile : classFiles.values()) {
      // Names are ASCII, and whatever else looks like one does no harm.
      WrapperName.allIn(new String(classFile, StandardCharsets.ISO_8859_1))
          .filter(name -> !name.equals(wrapper))
          .forEach(name -> all.loaderOf(name).ifPresent(named::add));
    }
  }

  synchronized Map<String, byte[]> giveClassFiles() {
    boolean before = given;
    given = true;
    return before ? Map.of() : classFiles;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!WrapperName.isIn(name)) {
      return super.loadClass(name, resolve);
    }
    WrapperName searched = WrapperName.of(name);
    if (searched.equals(wrapper)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }
    for (SnippetClassLoader other : named) {
      if (other.wrapper.equals(searched)) {
        return other.loadClass(name);
      }
    }
    return super.loadClass(name, resolve);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] classFile = classFiles.get(name);
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] prepared = SnippetClasses.prepare(classFile);
    return defineClass(name, prepared, 0, prepared.length);
  }
}
