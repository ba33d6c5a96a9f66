package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a checkpoint of another program lies: a folder in Hugging Face's layout, or one file.
 *
 * @param step what it says itself, or its name; 0 for a model that tells no step
 */
record ForeignSource(Path path, boolean isSingleFile, long step, ForeignState state) {
  private static final Pattern NUMBERED = Pattern.compile("(?:checkpoint|step)[-_](\\d{1,18})");
  private static final Pattern PICKLE = Pattern.compile(".*\\.(?:bin|pt|pth|pkl|ckpt)");

  /**
   * The checkpoints at a path, by rising step: the one in a folder or a file, or all those in a
   * trainer's output folder, with its {@code best} and {@code best_model} if they are none of the
   * others.
   *
   * @throws ShareException if there is none, or only pickles
   */
  static List<ForeignSource> find(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(singleFile(path));
    }
    if (!Files.isDirectory(path)) {
      throw ShareException.in(path, Fault.UNKNOWN_LAYOUT, "there is no such file or folder");
    }
    TreeMap<Long, ForeignSource> found = new TreeMap<>();
    for (Path child : candidates(path)) {
      ForeignSource source = Files.isDirectory(child) ? folder(child) : singleFile(child);
      found.putIfAbsent(source.step(), source);
    }
    if (found.isEmpty()) {
      throw unknown(path);
    }
    return List.copyOf(found.values());
  }

  static boolean isPickle(String name) {
    return PICKLE.matcher(name).matches();
  }

  /** What lies in a folder, sorted, less what is hidden. */
  static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(child -> !FileNames.of(child).startsWith(".")).sorted().toList();
    }
  }

  /** Those that are numbered first: of several of one step, the first is taken. */
  private static List<Path> candidates(Path path) throws IOException {
    List<Path> numbered = new ArrayList<>();
    List<Path> named = new ArrayList<>();
    for (Path child : children(path)) {
      String name = FileNames.of(child);
      if (SingleFile.step(child).isPresent()
          || (NUMBERED.matcher(name).matches() && Files.isDirectory(child))) {
        numbered.add(child);
      } else if ((name.equals("best") || name.equals("best_model")) && holdsWeights(child)) {
        named.add(child);
      }
    }
    if (holdsWeights(path)) {
      named.add(path);
    }
    numbered.addAll(named);
    return numbered;
  }

  private static boolean holdsWeights(Path folder) throws IOException {
    return Files.isDirectory(folder)
        && children(folder).stream()
            .filter(child -> SingleFile.step(child).isEmpty())
            .anyMatch(child -> FileNames.isWeights(FileNames.of(child)));
  }

  private static ForeignSource folder(Path folder) throws IOException {
    if (!holdsWeights(folder)) {
      throw unknown(folder);
    }
    ForeignState state = ForeignState.read(folder);
    Matcher name = NUMBERED.matcher(FileNames.of(folder.toRealPath()));
    long named = name.matches() ? Long.parseLong(name.group(1)) : 0;
    return new ForeignSource(folder, false, state.step().orElse(named), state);
  }

  private static ForeignSource singleFile(Path file) throws IOException {
    if (isPickle(FileNames.of(file))) {
      throw pickle(file, file.resolveSibling(""));
    }
    OptionalLong named = SingleFile.step(file);
    return new ForeignSource(
        file, true, stepIn(file).orElse(named.orElse(0)), ForeignState.NOTHING);
  }

  private static OptionalLong stepIn(Path file) throws IOException {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      NamedTensor step = tensors.tensors().get(SingleFile.STEP);
      return step != null && SingleFile.isScalar(step)
          ? OptionalLong.of(SingleFile.value(step))
          : OptionalLong.empty();
    }
  }

  private static ShareException unknown(Path folder) throws IOException {
    List<Path> pickles =
        children(folder).stream().filter(child -> isPickle(FileNames.of(child))).toList();
    return pickles.isEmpty()
        ? ShareException.in(
            folder,
            Fault.UNKNOWN_LAYOUT,
            "holds no .safetensors, no checkpoint-N and no step_N.safetensors")
        : pickle(pickles.get(0), folder);
  }

  private static ShareException pickle(Path file, Path folder) {
    return ShareException.in(
        file,
        Fault.PICKLE,
        "a pickle, which could run any code and is not read; convert it in Python:"
            + " AutoModelForCausalLM.from_pretrained(\"%s\").save_pretrained(\"%s\")"
                .formatted(folder, folder));
  }
}
