package dev.cairn.kernel.protocol;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's own words, a line each, for who started the server. They go to the process's error
 * output itself: {@code System.err} belongs to the cells.
 */
final class KernelLog {

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

  private KernelLog() {}

  static void say(String line) {
    OUT.println("cairn-kernel: " + line.replaceAll("\\R", " "));
  }

  /** Says where an error struck that must not end anything. */
  static void say(String where, Throwable error) {
    try {
      say(where + ": " + error);
    } catch (Throwable outOfMemory) {
      OUT.println("cairn-kernel: an error, and no memory to say which");
    }
  }
}
