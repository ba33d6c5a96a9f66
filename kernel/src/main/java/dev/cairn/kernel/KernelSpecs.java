package dev.cairn.kernel;

import dev.cairn.kernel.session.Language;
import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory in which Jupyter looks for kernels, and this project's two in it. */
final class KernelSpecs {

  private static final String KERNEL_JSON = "kernel.json";
  private static final String ARGUMENTS = "java.args";
  private static final String LOGO = "logo-svg.svg";
  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  /** As the launcher sets them: see there for why. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CUBLAS_WORKSPACE_CONFIG", ":4096:8",
          "GLIBC_TUNABLES",
              "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=536870912",
          "GOMP_SPINCOUNT", "10000");

  private final Path folder;

  private KernelSpecs(Path folder) {
    this.folder = folder;
  }

  /** Those of this user alone. */
  static KernelSpecs ofUser() {
    return new KernelSpecs(Jupyter.userData().resolve("kernels"));
  }

  /** Those below a prefix. */
  static KernelSpecs below(Path prefix) {
    return new KernelSpecs(prefix.resolve("share").resolve("jupyter").resolve("kernels"));
  }

  /** Where kernels may be on this machine. */
  static List<KernelSpecs> everywhere() throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(ofUser().folder);
    try {
      folders.add(below(Jupyter.sysPrefix()).folder);
    } catch (IOException noPython) {
      // Then no environment of Python's holds a kernel either.
    }
    folders.add(below(Path.of("/usr/local")).folder);
    folders.add(below(Path.of("/usr")).folder);
    return folders.stream().map(KernelSpecs::new).toList();
  }

  /** The directory. */
  Path folder() {
    return folder;
  }

  /** Those of this project's kernels that are there. */
  List<KernelSpec> installed() {
    return all().filter(spec -> Files.exists(spec.folder().resolve(KERNEL_JSON))).toList();
  }

  private Stream<KernelSpec> all() {
    return Stream.of(Language.values())
        .map(language -> new KernelSpec(language, folder.resolve("cairn-" + language.id())));
  }

  /**
   * Writes both.
   *
   * @param jdk the JDK for cells; null for the one installed with before, else this process's
   * @param options those of the JVM; null for those installed with before
   */
  List<KernelSpec> install(@Nullable Path jdk, @Nullable List<String> options) throws IOException {
    List<KernelSpec> specs = all().toList();
    for (KernelSpec spec : specs) {
      install(spec, jdk, options);
    }
    return specs;
  }

  private static void install(KernelSpec spec, @Nullable Path jdk, @Nullable List<String> options)
      throws IOException {
    Path java = jdk == null ? java(spec).orElseGet(KernelSpecs::ownJava) : java(jdk);
    List<String> kept = options == null ? options(spec) : options;
    Path folder = Files.createDirectories(spec.folder());
    write(folder.resolve(ARGUMENTS), KernelProcess.argumentFile(java));
    try (InputStream logo =
        Objects.requireNonNull(KernelSpecs.class.getResourceAsStream(LOGO), LOGO)) {
      Files.copy(logo, folder.resolve(LOGO), StandardCopyOption.REPLACE_EXISTING);
    }
    Optional<Path> archive =
        ClassArchive.make(java, kept, folder.resolve(ARGUMENTS), spec.language());
    // Last: only now Jupyter sees it.
    write(folder.resolve(KERNEL_JSON), HuggingFaceJson.format(json(spec, java, kept, archive)));
  }

  private static Map<String, Object> json(
      KernelSpec spec, Path java, List<String> options, Optional<Path> archive) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    archive.ifPresent(file -> command.add(ARCHIVE + file));
    command.add("@{resource_dir}/" + ARGUMENTS);
    command.add(Main.class.getName());
    command.add(spec.language().id());
    command.add("{connection_file}");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("argv", command);
    json.put("display_name", spec.title());
    json.put("language", spec.language().id());
    json.put("interrupt_mode", "message");
    json.put("env", ENVIRONMENT);
    return json;
  }

  private static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> command(KernelSpec spec) throws IOException {
    Path file = spec.folder().resolve(KERNEL_JSON);
    if (Files.notExists(file)) {
      return List.of();
    }
    return HuggingFaceJson.parse(Files.readString(file)).get("argv") instanceof List<?> words
        ? words.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static Optional<Path> java(KernelSpec spec) throws IOException {
    return command(spec).stream().limit(1).map(Path::of).filter(Files::isExecutable).findFirst();
  }

  private static List<String> options(KernelSpec spec) throws IOException {
    return command(spec).stream()
        .skip(1)
        .takeWhile(word -> !word.startsWith("@"))
        .filter(word -> !word.startsWith(ARCHIVE))
        .toList();
  }

  private static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static Path java(Path jdk) throws IOException {
    Path java = jdk.toAbsolutePath().resolve("bin").resolve("java");
    if (!Files.isExecutable(java)) {
      throw new IOException("%s is no JDK: there is no bin/java in it".formatted(jdk));
    }
    return java;
  }

  /** Removes them; those that were there. */
  List<KernelSpec> uninstall() throws IOException {
    List<KernelSpec> there = installed();
    for (KernelSpec spec : there) {
      for (String file : List.of(KERNEL_JSON, ARGUMENTS, LOGO)) {
        Files.deleteIfExists(spec.folder().resolve(file));
      }
      Files.delete(spec.folder());
    }
    return there;
  }
}
