package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.share.Unpacker.Entry;
import dev.cairn.store.SavedFile;
import dev.cairn.store.Staged;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks an archive into a draft and lets nothing pass that a run does not have: every name, link
 * and size is checked before a byte is written, every file against its manifest after.
 */
final class Unpacking {
  private static final int MOST_ENTRIES = 200_000;
  private static final long LONGEST_MANIFEST = 256L << 20;
  private static final int CHUNK = 1 << 18;

  private final Path archive;
  private final Staged staged;
  private final long limit;
  private final Consumer<? super ShareEvent> listener;
  private final long archiveSize;
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> links = new TreeMap<>();
  private final Map<String, Map<String, Written>> checkpoints = new TreeMap<>();
  private final Map<String, Map<String, SavedFile>> manifests = new HashMap<>();
  private final byte[] chunk = new byte[CHUNK];
  private @Nullable String root;
  private long unpacked;

  private record Written(long size, String sha256) {}

  /**
   * @param limit the most bytes that all files may have together
   */
  Unpacking(
      Path archive,
      long archiveSize,
      Staged staged,
      long limit,
      Consumer<? super ShareEvent> listener) {
    this.archive = archive;
    this.archiveSize = archiveSize;
    this.staged = staged;
    this.limit = limit;
    this.listener = listener;
  }

  /** Unpacks and checks everything; returns the name of the run. */
  String run() throws IOException {
    staged.createDirectory(staged.path());
    try (Unpacker unpacker = ArchiveFormat.in(archive).unpacker(archive)) {
      for (var next = unpacker.next(); next.isPresent(); next = unpacker.next()) {
        add(next.get(), unpacker);
      }
      unpacker.finish();
    }
    if (checkpoints.isEmpty()) {
      throw fault(Fault.NO_CHECKPOINT, "it holds no checkpoint of Cairn's");
    }
    for (String checkpoint : checkpoints.keySet()) {
      requireWhole(checkpoint);
    }
    for (Map.Entry<String, String> link : links.entrySet()) {
      staged.link(staged.path().resolve(link.getKey()), link.getValue());
    }
    return Objects.requireNonNull(root);
  }

  /** The checkpoints in it. */
  Set<String> checkpoints() {
    return checkpoints.keySet();
  }

  private void add(Entry entry, Unpacker unpacker) throws IOException {
    EntryName name = EntryName.parse(archive, entry.name());
    requireNew(name, entry);
    switch (entry.kind()) {
      case FOLDER -> addFolder(name, entry);
      case LINK -> addLink(name, entry);
      case FILE -> addFile(name, entry, unpacker);
      case SPECIAL ->
          throw fault(
              entry, Fault.SPECIAL_FILE, "is a device, a pipe, a hard link or a file with holes");
    }
  }

  private void requireNew(EntryName name, Entry entry) throws IOException {
    if (root == null) {
      root = name.root();
    }
    if (!name.root().equals(root)) {
      throw fault(entry, Fault.SEVERAL_ROOTS, "does not lie in " + root + " as all before it do");
    }
    if (!names.add(String.join("/", name.segments()))) {
      throw fault(entry, Fault.DUPLICATE_NAME, "is there twice");
    }
    if (names.size() > MOST_ENTRIES) {
      throw fault(Fault.TOO_MANY_ENTRIES, "it has more than " + MOST_ENTRIES + " entries");
    }
  }

  private void addFolder(EntryName name, Entry entry) throws IOException {
    if (name.inCheckpoint() || !(name.isRoot() || EntryName.isCheckpoint(name.file()))) {
      throw fault(entry, Fault.ODD_NAME, "is a folder that no run has");
    }
  }

  private void addLink(EntryName name, Entry entry) throws IOException {
    if (!EntryName.isInside(entry.link()) || name.isRoot() || name.inCheckpoint()) {
      throw fault(
          entry,
          Fault.OUTSIDE_LINK,
          "leads to " + ShareException.shown(entry.link()) + ", not to a file of the run");
    }
    links.put(name.inRoot(), entry.link());
  }

  private void addFile(EntryName name, Entry entry, Unpacker unpacker) throws IOException {
    if (name.isRoot()) {
      throw fault(entry, Fault.ODD_NAME, "is a file beside the run's directory");
    }
    boolean planes = name.inCheckpoint() && name.file().endsWith(BytePlanes.SUFFIX);
    String file = planes ? name.file().replaceFirst("\\.planes$", "") : name.file();
    if (planes && !names.add(root + "/" + name.checkpoint() + "/" + file)) {
      throw fault(entry, Fault.DUPLICATE_NAME, "is there twice, in planes and as it was");
    }
    Path target = staged.path();
    if (name.inCheckpoint()) {
      target = target.resolve(name.checkpoint());
      staged.createDirectory(target);
    }
    Written written = write(name, file, target.resolve(file), planes, unpacker);
    if (name.inCheckpoint()) {
      checkpoints.computeIfAbsent(name.checkpoint(), key -> new HashMap<>()).put(file, written);
      if (file.equals(SavedFile.MANIFEST)) {
        manifests.put(name.checkpoint(), manifest(name.checkpoint()));
      }
    }
  }

  private Written write(EntryName name, String file, Path target, boolean planes, Unpacker unpacker)
      throws IOException {
    long most = most(name, file);
    try (OutputStream out = staged.create(target);
        DigestOutputStream hashed = new DigestOutputStream(out, Sha256.digest())) {
      Limited limited = new Limited(hashed, name, most, unpacker);
      if (planes) {
        Path shown = archive.resolveSibling(FileNames.of(archive) + ": " + name.inRoot());
        BytePlanes.decompress(unpacker.content(), shown, limited);
      } else {
        copy(unpacker.content(), limited);
      }
      String sha256 = HexFormat.of().formatHex(hashed.getMessageDigest().digest());
      return new Written(limited.size(), sha256);
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      out.write(chunk, 0, count);
    }
  }

  /** The most bytes that a file may have, as far as is known when it comes. */
  private long most(EntryName name, String file) throws IOException {
    if (!name.inCheckpoint()) {
      return Long.MAX_VALUE;
    }
    if (file.equals(SavedFile.MANIFEST)) {
      return LONGEST_MANIFEST;
    }
    Map<String, SavedFile> manifest = manifests.get(name.checkpoint());
    if (manifest == null) {
      return Long.MAX_VALUE;
    }
    SavedFile saved = manifest.get(file);
    if (saved == null) {
      throw unlisted(name.checkpoint(), file);
    }
    return saved.size();
  }

  private Map<String, SavedFile> manifest(String checkpoint) throws IOException {
    return SavedFile.listedIn(staged.path().resolve(checkpoint)).stream()
        .collect(Collectors.toMap(SavedFile::name, saved -> saved));
  }

  /** Compares what was written with what the manifest lists. */
  private void requireWhole(String checkpoint) throws IOException {
    Map<String, Written> written = checkpoints.getOrDefault(checkpoint, Map.of());
    Map<String, SavedFile> manifest = manifests.get(checkpoint);
    if (manifest == null) {
      throw fault(Fault.MISSING_FILE, checkpoint + " has no " + SavedFile.MANIFEST);
    }
    for (SavedFile saved : manifest.values()) {
      Written found = written.get(saved.name());
      String shown = checkpoint + "/" + saved.name();
      if (found == null) {
        throw fault(Fault.MISSING_FILE, shown + " is missing");
      }
      if (found.size() != saved.size() || !found.sha256().equals(saved.sha256())) {
        throw fault(Fault.CHECKSUM_MISMATCH, shown + " does not match its SHA-256 in the manifest");
      }
    }
    List<String> others =
        written.keySet().stream()
            .filter(name -> !name.equals(SavedFile.MANIFEST) && !manifest.containsKey(name))
            .toList();
    if (!others.isEmpty()) {
      throw unlisted(checkpoint, others.get(0));
    }
  }

  private ShareException unlisted(String checkpoint, String file) {
    return fault(
        Fault.UNLISTED_FILE, checkpoint + "/" + file + " is in no manifest; who put it there?");
  }

  private ShareException fault(Fault fault, String what) {
    return ShareException.in(archive, fault, what);
  }

  private ShareException fault(Entry entry, Fault fault, String what) {
    return ShareException.in(archive, entry.name(), fault, what);
  }

  /** Counts what is written, and stops it at the limits. */
  private final class Limited extends OutputStream {
    private final OutputStream out;
    private final EntryName name;
    private final long most;
    private final Unpacker unpacker;
    private long size;

    private Limited(OutputStream out, EntryName name, long most, Unpacker unpacker) {
      this.out = out;
      this.name = name;
      this.most = most;
      this.unpacker = unpacker;
    }

    private long size() {
      return size;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      size += count;
      unpacked += count;
      if (size > most) {
        throw fault(
            Fault.OVER_MANIFEST_SIZE,
            name.inRoot() + " is larger than the " + most + " bytes of the manifest");
      }
      if (unpacked > limit) {
        throw fault(
            Fault.TOO_LARGE,
            "it unpacks to more than " + limit + " bytes; if it is to be trusted, give --max-size");
      }
      out.write(bytes, offset, count);
      listener.accept(
          new ShareEvent.Progressed(
              name.inRoot(), Math.min(unpacker.position(), archiveSize), archiveSize));
    }
  }
}
