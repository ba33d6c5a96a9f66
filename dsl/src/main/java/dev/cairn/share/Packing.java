package dev.cairn.share;

import dev.cairn.share.ArchivePlan.Folder;
import dev.cairn.share.ArchivePlan.Item;
import dev.cairn.share.ArchivePlan.Link;
import dev.cairn.share.ArchivePlan.Regular;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Staged;
import dev.cairn.store.Storage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Writes the items of a plan into an archive, and compares each file with its manifest. */
final class Packing {
  private static final int CHUNK = 1 << 18;

  private final Packer packer;
  private final Storage storage;
  private final Path target;
  private final boolean compress;
  private final Tally tally;
  private final byte[] chunk = new byte[CHUNK];

  private Packing(Packer packer, Storage storage, Path target, boolean compress, Tally tally) {
    this.packer = packer;
    this.storage = storage;
    this.target = target;
    this.compress = compress;
    this.tally = tally;
  }

  /** Makes the archive: all of it, or nothing. */
  static void run(
      ArchivePlan plan,
      Path target,
      ArchiveSettings settings,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    Room.requireForFile(target, settings.replace());
    try (Staged staged = storage.stage(target)) {
      try (OutputStream out = staged.create(staged.path());
          Packer packer = ArchiveFormat.open(target, out)) {
        Packing packing =
            new Packing(
                packer, storage, target, settings.compress(), new Tally(plan.size(), listener));
        for (Item item : plan.items()) {
          packing.add(item);
        }
      }
      staged.replace(target);
    }
  }

  private void add(Item item) throws IOException {
    if (item instanceof Folder folder) {
      packer.folder(folder.name());
    } else if (item instanceof Link link) {
      packer.link(link.name(), link.target());
    } else if (item instanceof Regular regular) {
      if (compress && FileNames.isTensors(regular.name()) && regular.sha256().isPresent()) {
        addPlanes(regular);
      } else {
        addPlain(regular);
      }
    }
  }

  private void addPlain(Regular file) throws IOException {
    try (DigestInputStream in = open(file);
        OutputStream out = packer.file(file.name(), file.size())) {
      copy(in, out, file);
      requireWhole(file, in);
    }
  }

  /** The planes' size has to be known before they go in, so they are made beside the archive. */
  private void addPlanes(Regular file) throws IOException {
    try (Staged scratch = storage.stage(target)) {
      try (DigestInputStream in = open(file);
          OutputStream out = scratch.createScratch()) {
        BytePlanes.compress(in, BytePlanes.header(file.path()), out);
        requireWhole(file, in);
      }
      String name = file.name() + BytePlanes.SUFFIX;
      try (InputStream in = Files.newInputStream(scratch.path());
          OutputStream out = packer.file(name, Files.size(scratch.path()))) {
        in.transferTo(out);
      }
    }
  }

  /** The file's bytes, hashed and counted as they are read. */
  private DigestInputStream open(Regular file) throws IOException {
    InputStream counted =
        new FilterInputStream(Files.newInputStream(file.path())) {
          @Override
          public int read(byte[] bytes, int offset, int count) throws IOException {
            int done = super.read(bytes, offset, count);
            tally.add(file.name(), Math.max(0, done));
            return done;
          }
        };
    return new DigestInputStream(counted, Sha256.digest());
  }

  private void copy(InputStream in, OutputStream out, Regular file) throws IOException {
    long left = file.size();
    while (left > 0) {
      int count = in.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
      if (count == 0) {
        throw changed(file, "became shorter while it was read");
      }
      out.write(chunk, 0, count);
      left -= count;
    }
  }

  private static void requireWhole(Regular file, DigestInputStream in) throws IOException {
    if (file.sha256().isPresent()) {
      if (in.read() >= 0) {
        throw changed(file, "is longer than it was saved");
      }
      String found = HexFormat.of().formatHex(in.getMessageDigest().digest());
      if (!found.equals(file.sha256().get())) {
        throw changed(file, "does not match its SHA-256: it was damaged after the save");
      }
    }
  }

  private static ShareException changed(Regular file, String what) {
    return ShareException.in(file.path(), Fault.CHECKSUM_MISMATCH, what);
  }
}
