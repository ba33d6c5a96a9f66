package dev.cairn.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What an exception of the file system means, in words. */
final class IoReason {
  static final String NO_SPACE = "no space left on device";

  private static final List<String> NO_SPACE_MESSAGES =
      List.of(NO_SPACE, "disk quota exceeded", "not enough space on the disk");

  private IoReason() {}

  static boolean isNoSpace(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return NO_SPACE_MESSAGES.stream().anyMatch(message::contains);
  }

  /** One phrase for a message to the user. */
  static String of(IOException failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (failure instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    if (failure instanceof FileAlreadyExistsException existing) {
      return existing.getFile() + " is in the way";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }
}
