package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.SnippetClasses;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.jspecify.annotations.Nullable;

/**
 * Defines the classes of cells when they are first asked for, so that those which came together may
 * name each other in any order. Paths can be added.
 */
final class SnippetLoader extends URLClassLoader {
  private final Map<String, byte[]> classFiles = new ConcurrentHashMap<>();

  SnippetLoader(ClassLoader parent) {
    super("cells", new URL[0], parent);
  }

  void add(ClassBytecodes[] classes) {
    for (ClassBytecodes one : classes) {
      classFiles.put(one.name(), OpenClasses.open(one.bytecodes()));
    }
  }

  void add(Path path) throws MalformedURLException {
    addURL(path.toUri().toURL());
  }

  /** The class files of cells, by class name, without stop checks. */
  Map<String, byte[]> classFiles() {
    return Map.copyOf(classFiles);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] classFile = classFiles.get(name);
    if (classFile == null) {
      return super.findClass(name);
    }
    byte[] prepared = SnippetClasses.prepare(classFile);
    return defineClass(name, prepared, 0, prepared.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] classFile =
        name.endsWith(".class")
            ? classFiles.get(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return classFile == null
        ? super.getResourceAsStream(name)
        : new ByteArrayInputStream(classFile);
  }
}
