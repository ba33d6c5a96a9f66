package dev.cairn.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The model files of one checkpoint in the run's own directory, so that {@code from_pretrained} of
 * the run opens it. Without its configuration no model opens: so that goes first and comes last,
 * and no kill in between leaves the files of two models that look like one.
 */
final class RootModel {
  private static final Set<String> CONFIGURATIONS = Set.of("config.json", "adapter_config.json");
  private static final Pattern MODEL_FILE =
      Pattern.compile(
          "(config|generation_config|adapter_config|special_tokens_map|tokenizer[a-z_]*)\\.json"
              + "|(model|adapter_model)(-\\d{5}-of-\\d{5})?\\.safetensors(\\.index\\.json)?");
  private static final int CHUNK = 1 << 20;

  private final Path run;
  private final Disk disk;

  RootModel(Path run, Disk disk) {
    this.run = run;
    this.disk = disk;
  }

  /**
   * Links the model files of a checkpoint into the run, or copies them where links are not
   * possible.
   *
   * @return whether anything was to be done
   */
  boolean show(Path checkpoint) throws IOException {
    List<String> names = modelFiles(checkpoint);
    if (names.stream().noneMatch(CONFIGURATIONS::contains) || isShown(checkpoint, names)) {
      return false;
    }
    remove();
    for (String name : names) {
      if (!CONFIGURATIONS.contains(name)) {
        place(checkpoint.resolve(name), run.resolve(name));
      }
    }
    disk.forceDirectory(run);
    for (String name : names) {
      if (CONFIGURATIONS.contains(name)) {
        place(checkpoint.resolve(name), run.resolve(name));
      }
    }
    disk.forceDirectory(run);
    return true;
  }

  /** Takes the files away. */
  void remove() throws IOException {
    List<String> names = modelFiles(run);
    for (String name : names) {
      if (CONFIGURATIONS.contains(name)) {
        disk.delete(run.resolve(name));
      }
    }
    if (!names.isEmpty()) {
      disk.forceDirectory(run);
    }
    for (String name : names) {
      if (!CONFIGURATIONS.contains(name)) {
        disk.delete(run.resolve(name));
      }
    }
  }

  static List<String> modelFiles(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return children
          .filter(child -> MODEL_FILE.matcher(Layout.name(child)).matches())
          .filter(child -> Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS))
          .map(Layout::name)
          .sorted()
          .toList();
    }
  }

  private boolean isShown(Path checkpoint, List<String> names) throws IOException {
    if (!modelFiles(run).equals(names)) {
      return false;
    }
    for (String name : names) {
      Path shown = run.resolve(name);
      Path source = checkpoint.resolve(name);
      if (!Files.isSameFile(shown, source) && Files.mismatch(shown, source) >= 0) {
        return false;
      }
    }
    return true;
  }

  private void place(Path source, Path target) throws IOException {
    disk.replace(target, unfinished -> linkOrCopy(source, unfinished));
  }

  private void linkOrCopy(Path source, Path target) throws IOException {
    try {
      disk.hardLink(target, source);
    } catch (IOException | UnsupportedOperationException noLinksHere) {
      copy(source, target);
    }
  }

  private void copy(Path source, Path target) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(source);
        Disk.OpenFile out = disk.create(target)) {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        out.write(ByteBuffer.wrap(chunk, 0, length));
      }
      out.force();
    }
  }
}
