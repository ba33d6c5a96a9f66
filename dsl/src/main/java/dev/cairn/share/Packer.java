package dev.cairn.share;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** An archive being written. Times, owners and modes are the same in all, as are their bytes. */
interface Packer extends Closeable {

  /** Adds a folder. */
  void folder(String name) throws IOException;

  /**
   * Begins a file of this size; its bytes go to the stream returned, which is closed before the
   * next entry begins.
   */
  OutputStream file(String name, long size) throws IOException;

  /** Adds a symbolic link. */
  void link(String name, String target) throws IOException;
}
