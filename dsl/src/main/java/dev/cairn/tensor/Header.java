package dev.cairn.tensor;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a header says: its entries in the order of the data, and the metadata. */
record Header(List<Entry> entries, Map<String, String> metadata) {

  Header {
    entries =
        entries.stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
  }

  /** Refuses entries that do not cover each of the data's bytes exactly once. */
  void checkCovers(long dataBytes, Path file) throws SafetensorsException {
    long covered = 0;
    for (Entry entry : entries) {
      checkFollows(covered, entry, file);
      if (entry.end() > dataBytes) {
        String what = "ends at byte %d of the data, the file at byte %d: it is cut short";
        throw fault(file, entry, Fault.TRUNCATED_DATA, what.formatted(entry.end(), dataBytes));
      }
      covered = entry.end();
    }
    if (covered < dataBytes) {
      String what = (dataBytes - covered) + " bytes follow the last tensor";
      throw SafetensorsException.in(file, Fault.TRAILING_BYTES, what);
    }
  }

  private static void checkFollows(long covered, Entry entry, Path file)
      throws SafetensorsException {
    if (entry.begin() < covered) {
      String what = "begins at byte %d of the data, inside the tensor before it, which ends at %d";
      throw fault(file, entry, Fault.OVERLAP, what.formatted(entry.begin(), covered));
    }
    if (entry.begin() > covered) {
      String what = "begins at byte %d of the data, but the bytes from %d on belong to no tensor";
      throw fault(file, entry, Fault.HOLE, what.formatted(entry.begin(), covered));
    }
  }

  private static SafetensorsException fault(Path file, Entry entry, Fault fault, String what) {
    return SafetensorsException.in(file, entry.name(), fault, what);
  }
}
