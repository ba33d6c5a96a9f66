package dev.cairn.kernel.session;

import dev.cairn.kernel.cell.OwnNames;
import dev.cairn.kernel.cell.Variable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.aether.graph.Dependency;

/** The lines that begin with % and the cells that begin with %%: what each does. */
final class Magics {

  /** What magics need of the session that they stand in. */
  interface Surroundings {
    /** Adds jars or directories of classes to what cells see. */
    void addToClassPath(List<Path> paths);

    /** Runs code of the notebook's language as part of this cell. */
    void runCode(String source);

    /** Runs a cell's code in a language. */
    void runCode(Language language, String source);

    /** What cells have defined. */
    List<Variable> variables();
  }

  /** A magic: what it is given, and what it does. */
  private record Magic(String form, String description, Action action) {}

  @FunctionalInterface
  private interface Action {
    void run(String arguments, String body) throws IOException, InterruptedException;
  }

  private static final String REPOSITORY = "id url";
  private static final int LONGEST_VALUE = 60;

  private final Map<String, Magic> lines = new TreeMap<>();
  private final Map<String, Magic> cells = new TreeMap<>();
  private final Surroundings session;
  private final MavenJars jars = new MavenJars(System.out::println);

  Magics(Surroundings session) {
    this.session = session;
    line("maven", "group:artifact:version ...", "adds libraries, and what they need", this::maven);
    line("addMavenDependencies", "group:artifact:version ...", "the same", this::maven);
    line("mavenRepo", REPOSITORY, "looks for libraries there too", this::repository);
    line("addMavenRepo", REPOSITORY, "the same", this::repository);
    line("jars", "path or glob ...", "adds jars", this::jars);
    line("classpath", "path ...", "adds jars or directories of classes", this::classPath);
    line("load", "file", "runs a source file or a notebook's cells", (file, body) -> load(file));
    line("loadFromPOM", "file", "adds the libraries of a pom.xml", this::pomFile);
    line("time", "code", "runs the code and says how long it took", this::timeLine);
    line("vars", "", "the variables, with their types", (nothing, body) -> variables());
    line("magics", "", "this list", (nothing, body) -> list());
    line("lsmagic", "", "the same", (nothing, body) -> list());
    cell("loadFromPOM", "", "adds the libraries of a pom.xml, or of a part of it", this::pomText);
    cell("time", "", "runs the cell and says how long it took", (none, body) -> time(body));
    cell("bash", "", "runs the cell in the shell", (none, body) -> ShellCommand.run(body));
    cell("sh", "", "the same", (none, body) -> ShellCommand.run(body));
    cell("java", "", "runs the cell as Java", (none, body) -> session.runCode(Language.JAVA, body));
    cell(
        "kotlin",
        "",
        "runs the cell as Kotlin",
        (none, body) -> session.runCode(Language.KOTLIN, body));
  }

  private void line(String name, String form, String description, Action action) {
    lines.put(name, new Magic("%" + name + " " + form, description, action));
  }

  private void cell(String name, String form, String description, Action action) {
    cells.put(name, new Magic("%%" + name + " " + form, description, action));
  }

  /**
   * Carries out a line.
   *
   * @throws MagicException if it cannot be
   */
  void run(CellPart.LineMagic magic) throws IOException, InterruptedException {
    find(lines, "%", magic.name()).action().run(magic.arguments(), "");
  }

  /**
   * Carries out a line that takes the files that were found: their paths, from the root.
   *
   * @throws MagicException if it cannot be
   */
  List<String> files(CellPart.FilesMagic magic) throws IOException {
    List<Path> files =
        magic.name().equals("jars") ? addJars(magic.arguments()) : addClassPath(magic.arguments());
    return files.stream().map(file -> file.toAbsolutePath().normalize().toString()).toList();
  }

  /**
   * Carries out a cell.
   *
   * @throws MagicException if it cannot be
   */
  void run(CellPart.CellMagic magic) throws IOException, InterruptedException {
    // Its first line is the magic's, so the code begins on the second.
    find(cells, "%%", magic.name()).action().run(magic.arguments(), "\n" + magic.body());
  }

  /** The names that begin so, for completion: with their %. */
  List<String> startingWith(String prefix) {
    return Stream.concat(
            cells.keySet().stream().map(name -> "%%" + name),
            lines.keySet().stream().map(name -> "%" + name))
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  private static Magic find(Map<String, Magic> magics, String sign, String name) {
    Magic magic = magics.get(name);
    if (magic == null) {
      throw new MagicException(
          "there is no %s%s; there are %s%s; %%magics says what they do"
              .formatted(sign, name, sign, String.join(", " + sign, magics.keySet())));
    }
    return magic;
  }

  private void maven(String coordinates, String body) {
    add(
        words(coordinates, "%maven org.apache.commons:commons-text:1.13.0").stream()
            .map(MavenJars::dependency)
            .toList());
  }

  private void add(List<Dependency> wanted) {
    List<Path> files = jars.resolve(wanted);
    session.addToClassPath(files);
    System.out.printf(
        "added %s%n",
        String.join(", ", files.stream().map(file -> String.valueOf(file.getFileName())).toList()));
  }

  private void repository(String arguments, String body) {
    List<String> words = words(arguments, "%mavenRepo id https://host/path/");
    if (words.size() != 2) {
      throw new MagicException(
          "%mavenRepo takes an id and an address: %mavenRepo id https://host/");
    }
    jars.addRepository(words.get(0), words.get(1));
  }

  private void classPath(String arguments, String body) {
    addClassPath(arguments);
  }

  private List<Path> addClassPath(String arguments) {
    List<Path> paths = words(arguments, "%classpath build/classes").stream().map(Path::of).toList();
    for (Path path : paths) {
      if (Files.notExists(path)) {
        throw new MagicException("%classpath: there is no " + path);
      }
    }
    session.addToClassPath(paths);
    return paths;
  }

  private void jars(String arguments, String body) throws IOException {
    for (String word : words(arguments, "%jars lib/*.jar")) {
      if (matching(word).isEmpty()) {
        throw new MagicException("%jars: nothing matches " + word);
      }
    }
    addJars(arguments);
  }

  private List<Path> addJars(String arguments) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String word : words(arguments, "%jars lib/*.jar")) {
      found.addAll(matching(word));
    }
    session.addToClassPath(found);
    return found;
  }

  private static List<Path> matching(String word) throws IOException {
    if (!word.contains("*")) {
      return Files.exists(Path.of(word)) ? List.of(Path.of(word)) : List.of();
    }
    int slash = word.lastIndexOf('/', word.indexOf('*'));
    Path root = Path.of(slash < 0 ? "." : word.substring(0, slash + 1));
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + word.substring(slash + 1));
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> matcher.matches(root.relativize(file))).sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private void load(String file) throws IOException {
    Path path = Path.of(words(file, "%load cells.jsh").get(0));
    if (Files.notExists(path)) {
      throw new MagicException("%load: there is no " + path);
    }
    for (String source : SourceFile.cells(path)) {
      session.runCode(source);
    }
  }

  private void pomFile(String file, String body) throws IOException {
    Path path = Path.of(words(file, "%loadFromPOM pom.xml").get(0));
    if (Files.notExists(path)) {
      throw new MagicException("%loadFromPOM: there is no " + path);
    }
    pomText("", Files.readString(path));
  }

  private void pomText(String arguments, String body) {
    Pom pom = Pom.parse(body);
    pom.repositories().forEach(jars::addRepository);
    add(pom.dependencies());
  }

  private void timeLine(String code, String body) {
    time(words(code, "%time work()").isEmpty() ? "" : code);
  }

  private void time(String code) {
    long began = System.nanoTime();
    try {
      session.runCode(code);
    } finally {
      System.out.printf("took %,.3f s%n", (System.nanoTime() - began) / 1e9);
    }
  }

  private void variables() {
    List<Variable> variables = session.variables();
    int name = width(variables.stream().map(Variable::name));
    int type = width(variables.stream().map(Magics::type));
    for (Variable variable : variables) {
      String value = variable.value() == null ? "null" : Rendering.text(variable.value());
      String line = value.lines().findFirst().orElse("");
      System.out.println(
          "%-{name}s  %-{type}s  %s"
              .replace("{name}", String.valueOf(name))
              .replace("{type}", String.valueOf(type))
              .formatted(
                  variable.name(),
                  type(variable),
                  line.length() > LONGEST_VALUE ? line.substring(0, LONGEST_VALUE) + "…" : line));
    }
    if (variables.isEmpty()) {
      System.out.println("no variables yet");
    }
  }

  private static String type(Variable variable) {
    return OwnNames.ofType(variable.type());
  }

  private static int width(Stream<String> words) {
    return Math.max(1, words.mapToInt(String::length).max().orElse(1));
  }

  private void list() {
    List<Magic> all = new ArrayList<>(lines.values());
    all.addAll(cells.values());
    int width = width(all.stream().map(Magic::form));
    Consumer<Magic> print =
        magic ->
            System.out.println(
                magic.form() + " ".repeat(width - magic.form().length() + 2) + magic.description());
    all.forEach(print);
    System.out.println("!command" + " ".repeat(width - 6) + "runs a command in the shell");
  }

  private static List<String> words(String arguments, String example) {
    if (arguments.isBlank()) {
      throw new MagicException("something is missing: " + example);
    }
    return Arrays.asList(arguments.strip().split("\\s+"));
  }
}
