package dev.cairn.script;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Runs Java programs of one file. The classes are kept in a cache, named by the program's text and
 * by the class path it was compiled against, so an unchanged program is compiled once.
 */
final class JavaScripts {

  private static final String CLASS = ".class";

  private final Path cache;
  private final Runnable compiling;

  JavaScripts(Path cache, Runnable compiling) {
    this.cache = cache;
    this.compiling = compiling;
  }

  void run(Path script) throws Exception {
    String source = Files.readString(script);
    Path classes = compiled(script, source);
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, JavaScripts.class.getClassLoader())) {
      call(main(script, classes, loader));
    }
  }

  private Path compiled(Path script, String source) throws IOException {
    Path classes = cache.resolve(key(source));
    if (Files.isDirectory(classes)) {
      return classes;
    }
    compiling.run();
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, "compiling-");
    try {
      compile(script, source, fresh);
      Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(classes)) {
        throw e;
      }
      // Another process compiled the same meanwhile.
    } finally {
      deleteTree(fresh);
    }
    return classes;
  }

  private static void deleteTree(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void compile(Path script, String source, Path target) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new ScriptException(
          script + ": running Java files needs a JDK; this is a runtime only");
    }
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-d",
            target.toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            "-proc:none");
    boolean done =
        compiler
            .getTask(null, null, diagnostics, options, null, List.of(new Program(script, source)))
            .call();
    if (!done) {
      throw new ScriptException(faults(script, source, diagnostics.getDiagnostics()));
    }
  }

  private static String faults(
      Path script, String source, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    return diagnostics.stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(
            diagnostic ->
                Excerpt.at(
                    script,
                    source,
                    (int) diagnostic.getPosition(),
                    diagnostic.getMessage(Locale.ROOT)))
        .collect(Collectors.joining("\n"));
  }

  private static Method main(Path script, Path classes, ClassLoader loader) throws IOException {
    String preferred = String.valueOf(script.getFileName()).replace(".java", "");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(CLASS))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replaceAll("[/\\\\]", "."))
          .sorted(
              Comparator.comparing((String name) -> !name.endsWith(preferred))
                  .thenComparing(Comparator.naturalOrder()))
          .flatMap(name -> main(name, loader).stream())
          .findFirst()
          .orElseThrow(
              () ->
                  new ScriptException(
                      script + ": it has no public static void main(String[] arguments)"));
    }
  }

  private static Optional<Method> main(String className, ClassLoader loader) {
    try {
      Method main = loader.loadClass(className).getDeclaredMethod("main", String[].class);
      return Modifier.isStatic(main.getModifiers()) ? Optional.of(main) : Optional.empty();
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void call(Method main) throws Exception {
    main.setAccessible(true);
    try {
      main.invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  private static String key(String source) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part :
          List.of(Runtime.version().toString(), System.getProperty("java.class.path"), source)) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The program's text; a public class in it may have another name than the file. */
  private static final class Program extends SimpleJavaFileObject {
    private final String source;

    Program(Path script, String source) {
      super(URI.create("string:///" + script.getFileName()), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
