package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.SavedFile;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A checkpoint of another program, opened to be saved; its tensors are read when they are. */
final class ForeignCheckpoint implements AutoCloseable {
  private static final long LONGEST_TEXT = 256L << 20;

  private final List<CheckpointFile> files = new ArrayList<>();
  private final List<ShareEvent.LeftOut> leftOut = new ArrayList<>();
  private final List<String> pickles = new ArrayList<>();
  private final List<SafetensorsFile> opened = new ArrayList<>();
  private final ForeignSource source;

  private ForeignCheckpoint(ForeignSource source) {
    this.source = source;
  }

  /**
   * Opens the checkpoint; headers are checked against the files' lengths.
   *
   * @throws dev.cairn.tensor.SafetensorsException if weights are not valid safetensors
   */
  static ForeignCheckpoint open(ForeignSource source) throws IOException {
    ForeignCheckpoint checkpoint = new ForeignCheckpoint(source);
    try {
      if (source.isSingleFile()) {
        checkpoint.addSingleFile();
      } else {
        checkpoint.addFolder();
      }
      return checkpoint;
    } catch (IOException | RuntimeException failure) {
      checkpoint.close();
      throw failure;
    }
  }

  CheckpointContent content(boolean candidateForBest) {
    return new CheckpointContent(
        source.step(),
        source.state().epoch(),
        source.state().metrics(),
        candidateForBest,
        files,
        Optional.of(FileNames.of(source.path())),
        Map.of());
  }

  /** What does not come along. */
  List<ShareEvent.LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  @Override
  public void close() {
    opened.forEach(SafetensorsFile::close);
  }

  private void addFolder() throws IOException {
    if (Files.exists(source.path().resolve(FileNames.OUR_MANIFEST))) {
      requireAsSaved();
    }
    for (Path file : ForeignSource.children(source.path())) {
      add(file);
    }
    if (!pickles.isEmpty()) {
      String reason = "pickles, which are not read: the weights come without them";
      leftOut.add(new ShareEvent.LeftOut(String.join(", ", pickles), reason));
    }
    requireShards();
  }

  /** A checkpoint of Cairn's own brings its checksums along. */
  private void requireAsSaved() throws IOException {
    for (SavedFile saved : SavedFile.listedIn(source.path())) {
      if (!Sha256.of(source.path().resolve(saved.name())).equals(saved.sha256())) {
        throw ShareException.in(
            source.path(),
            saved.name(),
            Fault.CHECKSUM_MISMATCH,
            "does not match its SHA-256: it was damaged after the save");
      }
    }
  }

  private void add(Path file) throws IOException {
    String name = FileNames.of(file);
    if (ForeignSource.isPickle(name)) {
      pickles.add(name);
    } else if (Files.isDirectory(file)) {
      leave(name, "a directory");
    } else if (FileNames.isTensors(name)) {
      files.add(new CheckpointFile.Tensors(name, List.copyOf(open(file).tensors().values())));
    } else if (!name.equals(FileNames.OUR_MANIFEST)) {
      addText(file, name);
    }
  }

  private void addText(Path file, String name) throws IOException {
    if (Files.size(file) > LONGEST_TEXT) {
      leave(name, "too large for a text");
      return;
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      files.add(new CheckpointFile.Text(name, text));
    } catch (CharacterCodingException binary) {
      leave(name, "neither text nor safetensors");
    } catch (IllegalArgumentException oddName) {
      leave(name, "a name that no file of a checkpoint has");
    }
  }

  private void addSingleFile() throws IOException {
    List<NamedTensor> weights = new ArrayList<>();
    List<NamedTensor> moments = new ArrayList<>();
    Map<String, Object> random = new TreeMap<>();
    for (NamedTensor tensor : open(source.path()).tensors().values()) {
      Optional<NamedTensor> moment = SingleFile.moment(tensor);
      if (moment.isPresent()) {
        moments.add(moment.get());
      } else if (!SingleFile.isScalar(tensor)) {
        weights.add(tensor);
      } else if (tensor.name().equals(SingleFile.SEED)) {
        random.put(SingleFile.SEED, SingleFile.value(tensor));
      }
    }
    files.add(new CheckpointFile.Tensors("model.safetensors", weights));
    if (!moments.isEmpty()) {
      files.add(new CheckpointFile.Tensors(FileNames.OPTIMIZER, moments));
    }
    if (!random.isEmpty()) {
      String text = HuggingFaceJson.format(random);
      files.add(new CheckpointFile.Text(FileNames.RANDOM_STATE, text));
    }
  }

  private SafetensorsFile open(Path file) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.open(file);
    opened.add(tensors);
    return tensors;
  }

  /** Refuses an index that names shards which are not there. */
  private void requireShards() throws IOException {
    List<String> names = files.stream().map(CheckpointFile::name).toList();
    for (CheckpointFile file : files) {
      if (file.name().endsWith(FileNames.INDEX) && file instanceof CheckpointFile.Text index) {
        Object map = HuggingFaceJson.parse(index.content()).get("weight_map");
        for (Object shard : map instanceof Map<?, ?> tensors ? tensors.values() : List.of()) {
          if (!names.contains(String.valueOf(shard))) {
            throw ShareException.in(
                source.path(),
                String.valueOf(shard),
                Fault.MISSING_FILE,
                "is missing, which " + file.name() + " names; copy the folder again");
          }
        }
      }
    }
  }

  private void leave(String name, String reason) {
    leftOut.add(new ShareEvent.LeftOut(name, reason));
  }
}
