package dev.cairn.store;

import dev.cairn.tensor.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes the files of a checkpoint into a directory and forces each; the manifest comes last. */
final class CheckpointWriter {
  private final Disk disk;
  private final InstantSource clock;

  CheckpointWriter(Disk disk, InstantSource clock) {
    this.disk = disk;
    this.clock = clock;
  }

  /** A file to be, and the file that already holds the same bytes, if there is one. */
  record Planned(CheckpointFile file, Optional<Unchanged.Twin> twin) {}

  /** What has to be written, and what is there already. */
  List<Planned> plan(CheckpointContent content, Unchanged unchanged) throws IOException {
    List<Planned> plan = new ArrayList<>();
    for (CheckpointFile file : content.files()) {
      plan.add(
          new Planned(
              file,
              file instanceof CheckpointFile.Tensors weights
                  ? unchanged.twin(weights)
                  : Optional.empty()));
    }
    return plan;
  }

  /** Writes everything into {@code directory}, which is new and empty. */
  void write(CheckpointContent content, List<Planned> plan, Path directory) throws IOException {
    List<Manifest.FileSums> sums = new ArrayList<>();
    for (Planned planned : plan) {
      sums.add(
          linked(planned, directory)
              ? planned.twin().get().sums()
              : write(planned.file(), directory));
    }
    disk.createText(directory.resolve(Layout.MANIFEST), manifest(content, sums).toText());
    disk.forceDirectory(directory);
  }

  /** The bytes that have to be written, less the manifest. */
  static long size(List<Planned> plan) {
    return plan.stream()
        .filter(planned -> planned.twin().isEmpty())
        .mapToLong(planned -> size(planned.file()))
        .sum();
  }

  private static long size(CheckpointFile file) {
    if (file instanceof CheckpointFile.Tensors weights) {
      return SafetensorsWriter.fileSize(weights.tensors());
    }
    return utf8(((CheckpointFile.Text) file).content()).remaining();
  }

  private Manifest manifest(CheckpointContent content, List<Manifest.FileSums> sums) {
    return new Manifest(
        Manifest.FORMAT,
        content.step(),
        content.epoch(),
        clock.instant(),
        content.candidateForBest(),
        content.metrics(),
        content.parent(),
        content.environment(),
        sums);
  }

  /** Whether the file has got the second name of its twin; if not, it has to be written. */
  private boolean linked(Planned planned, Path directory) {
    if (planned.twin().isEmpty()) {
      return false;
    }
    try {
      disk.hardLink(directory.resolve(planned.file().name()), planned.twin().get().existing());
      return true;
    } catch (IOException | UnsupportedOperationException noLinksHere) {
      return false;
    }
  }

  private Manifest.FileSums write(CheckpointFile file, Path directory) throws IOException {
    try (Disk.OpenFile open = disk.create(directory.resolve(file.name()))) {
      return file instanceof CheckpointFile.Tensors weights
          ? writeTensors(weights, open)
          : writeText((CheckpointFile.Text) file, open);
    }
  }

  /** The checksums are worked out on another thread while the bytes are written and forced. */
  private static Manifest.FileSums writeTensors(CheckpointFile.Tensors file, Disk.OpenFile open)
      throws IOException {
    CompletableFuture<Manifest.FileSums> hashed =
        CompletableFuture.supplyAsync(() -> sums(file), CheckpointWriter::onThreadOfItsOwn);
    Map<String, String> written;
    try {
      written = Sums.hex(SafetensorsWriter.write(file.tensors(), open));
      open.force();
    } finally {
      // The tensors' memory is free for the next save only when nobody reads them any more.
      hashed.exceptionally(failed -> null).join();
    }
    Manifest.FileSums sums = result(hashed);
    if (!sums.tensors().orElseThrow().crc32c().equals(written)) {
      throw new IOException(
          file.name() + ": its tensors changed while they were written; save copies of them");
    }
    return sums;
  }

  /** Not in the common pool, all of whose threads may be waiting for a save. */
  private static void onThreadOfItsOwn(Runnable work) {
    Thread thread = new Thread(work, "checkpoint-checksums");
    thread.setDaemon(true);
    thread.start();
  }

  private static Manifest.FileSums sums(CheckpointFile.Tensors file) {
    try {
      return Sums.of(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Manifest.FileSums result(CompletableFuture<Manifest.FileSums> hashed)
      throws IOException {
    try {
      return hashed.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof UncheckedIOException unreadable) {
        throw unreadable.getCause();
      }
      throw failed;
    }
  }

  private static Manifest.FileSums writeText(CheckpointFile.Text file, Disk.OpenFile open)
      throws IOException {
    HashingChannel sums = new HashingChannel(0);
    sums.write(utf8(file.content()));
    open.write(utf8(file.content()));
    open.force();
    return new Manifest.FileSums(file.name(), sums.size(), sums.sha256(), Optional.empty());
  }

  private static ByteBuffer utf8(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
