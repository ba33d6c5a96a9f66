package dev.cairn.share;

/**
 * How an archive is made.
 *
 * @param compress whether weights and moments are compressed by {@link BytePlanes}
 * @param replace whether an older file in the same place is replaced
 */
public record ArchiveSettings(boolean compress, boolean replace) {

  /** Compressed by the archive's own means; an existing file is left alone. */
  public static final ArchiveSettings DEFAULT = new ArchiveSettings(false, false);
}
