package dev.cairn.share;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An archive being read, one entry after the other. What it claims is not trusted. */
interface Unpacker extends Closeable {

  /** What an entry is. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    SPECIAL
  }

  /**
   * An entry.
   *
   * @param link where a link leads; empty for anything else
   */
  record Entry(String name, Kind kind, String link) {}

  /** The next entry; empty after the last. */
  Optional<Entry> next() throws IOException;

  /** The bytes of the entry at hand; its end is the entry's. Not to be closed. */
  InputStream content() throws IOException;

  /** Reads what follows the last entry, so that the archive's own checksums are compared. */
  void finish() throws IOException;

  /** How many of the archive's bytes were read so far. */
  long position();
}
