package dev.cairn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that lacks some {@link Abilities}, with other means in their place. */
final class PoorDisk implements Disk {
  private final Disk disk;
  private final Abilities abilities;

  PoorDisk(Disk disk, Abilities abilities) {
    this.disk = disk;
    this.abilities = abilities;
  }

  @Override
  public boolean renamesDirectories() {
    return abilities.directoryRename();
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    if (Layout.isDirectory(from) && !abilities.directoryRename()) {
      new InPlace(this).move(from, to);
    } else if (abilities.fileRename()) {
      disk.rename(from, to);
    } else {
      overwrite(from, to);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (abilities.directoryForce()) {
      disk.forceDirectory(directory);
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    disk.createDirectory(directory);
  }

  @Override
  public OpenFile create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public OpenFile append(Path file) throws IOException {
    return disk.append(file);
  }

  @Override
  public void link(Path link, String target) throws IOException {
    disk.link(link, target);
  }

  @Override
  public void hardLink(Path link, Path existing) throws IOException {
    disk.hardLink(link, existing);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return disk.usableSpace(directory);
  }

  @Override
  public @Nullable FileLock tryLock(Path file, FileChannel channel, long position)
      throws IOException {
    return disk.tryLock(file, channel, position);
  }

  // Only a backup comes here: what it loses by a kill in between, the next copy brings.
  private void overwrite(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      disk.delete(to);
    }
    disk.copy(from, to);
    disk.delete(from);
  }
}
