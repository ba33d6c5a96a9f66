package dev.cairn.store;

import dev.cairn.store.DiskChange.Node;
import dev.cairn.store.DiskTree.Survival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The real disk, with each change written down; nothing is forced, for speed. A process that runs
 * on it can be killed: then nothing that it does any more happens.
 */
final class RecordingDisk implements Disk {
  private static final Set<Class<?>> NOT_CALLERS =
      Set.of(RecordingDisk.class, RecordingDisk.RecordedFile.class, Disk.class);

  private final Disk real = new LocalDisk();
  private final Path base;
  private final DiskTree now;
  private final Node root = new Node(0, Node.Kind.DIRECTORY, "");
  private final List<DiskChange> changes = new ArrayList<>();
  private int nodes = 1;
  private int left = Integer.MAX_VALUE;

  /** The process is gone. */
  static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param base an empty directory; everything happens below it
   */
  RecordingDisk(Path base) {
    this.base = base;
    this.now = new DiskTree(root);
  }

  /** An empty tree for {@link #changes()}. */
  DiskTree emptyTree() {
    return new DiskTree(root);
  }

  /** What happened so far. */
  synchronized List<DiskChange> changes() {
    return List.copyOf(changes);
  }

  /** The process lives for this many more operations. */
  synchronized void killAfter(int operations) {
    left = operations;
  }

  /** Another process takes over. */
  synchronized void revive() {
    left = Integer.MAX_VALUE;
  }

  /** A durable file that something else than the store made. */
  synchronized void foreign(Path file, byte[] bytes) {
    Node parent = node(file.resolveSibling(""));
    Node node = fresh(Node.Kind.FILE, "");
    record(new DiskChange.Add(parent, Layout.name(file), node));
    record(new DiskChange.Write(node, 0, ByteBuffer.wrap(bytes)));
    record(new DiskChange.Force(node, "foreign"));
    record(new DiskChange.Force(parent, "foreign"));
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    live();
    real.createDirectory(directory);
    add(directory, fresh(Node.Kind.DIRECTORY, ""));
  }

  @Override
  public synchronized OpenFile create(Path file) throws IOException {
    live();
    OpenFile open = real.create(file);
    return new RecordedFile(open, add(file, fresh(Node.Kind.FILE, "")), file);
  }

  @Override
  public synchronized OpenFile append(Path file) throws IOException {
    live();
    OpenFile open = real.append(file);
    Node node = now.find(relative(file)).orElseGet(() -> add(file, fresh(Node.Kind.FILE, "")));
    return new RecordedFile(open, node, file);
  }

  @Override
  public synchronized void forceDirectory(Path directory) {
    if (!directory.startsWith(base)) {
      return;
    }
    live();
    record(new DiskChange.Force(node(directory), kind(directory)));
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    live();
    real.rename(from, to);
    record(
        new DiskChange.Rename(
            node(from.resolveSibling("")),
            Layout.name(from),
            node(to.resolveSibling("")),
            Layout.name(to)));
  }

  @Override
  public synchronized void link(Path link, String target) throws IOException {
    live();
    real.link(link, target);
    add(link, fresh(Node.Kind.LINK, target));
  }

  @Override
  public synchronized void hardLink(Path link, Path existing) throws IOException {
    live();
    real.hardLink(link, existing);
    add(link, node(existing));
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    live();
    real.delete(path);
    record(new DiskChange.Remove(node(path.resolveSibling("")), Layout.name(path)));
  }

  /** What is tried at each opening is deleted at once, and would only multiply the states. */
  @Override
  public Abilities abilities(Path directory) {
    return Abilities.ALL;
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public long usableSpace(Path directory) {
    return Long.MAX_VALUE;
  }

  private void live() {
    if (left == 0) {
      throw new Kill();
    }
    left--;
  }

  private Node add(Path path, Node node) {
    record(new DiskChange.Add(node(path.resolveSibling("")), Layout.name(path), node));
    return node;
  }

  private Node fresh(Node.Kind kind, String target) {
    return new Node(nodes++, kind, target);
  }

  private Node node(Path path) {
    return now.find(relative(path)).orElseThrow(() -> new IllegalStateException("no " + path));
  }

  private Path relative(Path path) {
    return base.relativize(path);
  }

  private void record(DiskChange change) {
    now.apply(change, Survival.WHOLE);
    changes.add(change);
  }

  /** Who forces what: the method of the store that asked, and the path without its numbers. */
  private String kind(Path path) {
    String caller =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(
                frames ->
                    frames
                        .filter(frame -> !NOT_CALLERS.contains(frame.getDeclaringClass()))
                        .map(RecordingDisk::name)
                        .findFirst()
                        .orElse("nobody"));
    return caller + " forces " + relative(path).toString().replaceAll("-[0-9a-f-]+", "-N");
  }

  private static String name(StackWalker.StackFrame frame) {
    String method = frame.getMethodName().replaceAll("^lambda\\$|\\$\\d+$", "");
    return frame.getDeclaringClass().getSimpleName() + "." + method + ":" + frame.getLineNumber();
  }

  private final class RecordedFile implements OpenFile {
    private final OpenFile open;
    private final Node node;
    private final Path file;

    private RecordedFile(OpenFile open, Node node, Path file) {
      this.open = open;
      this.node = node;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      synchronized (RecordingDisk.this) {
        live();
        ByteBuffer bytes = ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
        record(new DiskChange.Write(node, now.size(node), bytes));
        return open.write(source);
      }
    }

    @Override
    public void force() {
      synchronized (RecordingDisk.this) {
        live();
        record(new DiskChange.Force(node, kind(file)));
      }
    }

    @Override
    public boolean isOpen() {
      return open.isOpen();
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
