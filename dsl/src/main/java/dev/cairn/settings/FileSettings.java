package dev.cairn.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The entries of a settings file as settings: ours, those of a single run, those of others. */
final class FileSettings {

  /** {@code [run."sft/lr-3e-4".optimizer.adamW]}: its second name is that of the run. */
  private static final String RUN = "run";

  private final Set<String> known;
  private final Layer layer = new Layer();

  private FileSettings(Set<String> known) {
    this.known = known;
  }

  /**
   * Reads entries.
   *
   * @param known the paths that there are
   * @throws IllegalArgumentException if a key is unknown, with names that are near
   */
  static Layer read(List<Entry> entries, Set<String> known) {
    FileSettings all = new FileSettings(known);
    List<Entry> foreign = entries.stream().filter(ForeignSpellings::isForeign).toList();
    foreign.forEach(all::requireUnderstood);
    ForeignSpellings.read(foreign, all.layer);
    List<Entry> ours = new ArrayList<>(entries);
    ours.removeAll(foreign);
    ours.stream().filter(entry -> !isForOneRun(entry)).forEach(all::add);
    ours.stream().filter(FileSettings::isForOneRun).forEach(all::addForOneRun);
    return all.layer;
  }

  private static boolean isForOneRun(Entry entry) {
    return entry.names().size() > 2 && entry.names().get(0).equals(RUN);
  }

  private void requireUnderstood(Entry entry) {
    if (!ForeignSpellings.keys().contains(entry.key())) {
      throw unknown(entry, entry.key());
    }
  }

  private void add(Entry entry) {
    String path = entry.key();
    if (path.equals(Layer.RUNS)) {
      layer.set(Setting.of(path, List.of(entry.value()), entry.source()));
    } else {
      requireKnown(entry, path);
      layer.set(Setting.of(path, entry.values(), entry.source()));
    }
  }

  private void addForOneRun(Entry entry) {
    String path = String.join(".", entry.names().subList(2, entry.names().size()));
    requireKnown(entry, path);
    Optional<String> run = Optional.of(entry.names().get(1));
    layer.set(new Setting(path, entry.values(), entry.source(), run));
  }

  private void requireKnown(Entry entry, String path) {
    if (!known.contains(path)) {
      throw unknown(entry, path);
    }
  }

  private IllegalArgumentException unknown(Entry entry, String path) {
    String start = entry.source() + ": " + entry.key() + ": ";
    List<String> inside = known.stream().filter(each -> each.startsWith(path + ".")).toList();
    if (!inside.isEmpty()) {
      return new IllegalArgumentException(
          start + "it is a block; name a setting in it, for example " + inside.get(0));
    }
    Set<String> candidates = new TreeSet<>(known);
    candidates.addAll(ForeignSpellings.keys());
    String suggestion = Suggestion.of(path, candidates, '.');
    return new IllegalArgumentException(
        start
            + "there is no such setting; "
            + (suggestion.isEmpty()
                ? "a key is the script's blocks joined by dots, for example optimizer.adamW.lr"
                : suggestion));
  }
}
