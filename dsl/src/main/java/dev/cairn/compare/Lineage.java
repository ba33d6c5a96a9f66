package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run and those that were forked from it.
 *
 * @param run its name
 * @param origin the checkpoint that it was forked from, such as {@code checkpoint-400}, or how it
 *     was merged; empty if it began by itself
 * @param forks the runs that were forked from it
 */
public record Lineage(String run, String origin, List<Lineage> forks) {

  /** Copies the list. */
  public Lineage {
    forks = List.copyOf(forks);
  }

  /**
   * The trees in which the runs of these checkpoints stand, with the runs between them and the one
   * that began by itself. Runs that have to do with no other are left out.
   */
  public static List<Lineage> of(List<Entrant> entrants) throws IOException {
    Map<String, Member> members = new LinkedHashMap<>();
    Deque<Member> open = new ArrayDeque<>();
    for (Entrant entrant : entrants) {
      open.add(Member.of(entrant.runName(), entrant.run().path(), entrant.parent().orElse("")));
    }
    while (!open.isEmpty()) {
      Member member = open.remove();
      if (members.putIfAbsent(member.name(), member) == null && !member.forkedFrom().isEmpty()) {
        open.add(member.parent());
      }
    }
    return members.values().stream()
        .filter(member -> member.forkedFrom().isEmpty())
        .map(root -> tree(root, members.values()))
        .filter(root -> !root.forks().isEmpty() || !root.origin().isEmpty())
        .toList();
  }

  private static Lineage tree(Member root, Collection<Member> members) {
    List<Lineage> forks =
        members.stream()
            .filter(member -> member.forkedFrom().equals(root.name()))
            .map(fork -> tree(fork, members))
            .toList();
    return new Lineage(root.name(), root.origin(), forks);
  }

  /**
   * A run.
   *
   * @param forkedFrom the name of the run that it was forked from; empty if from none
   */
  private record Member(String name, Path path, String forkedFrom, String origin) {

    private static final Pattern FORK = Pattern.compile("([^/ ]+)/(checkpoint-\\d+)");

    /**
     * A run by what its checkpoints call their parent: {@code run/checkpoint-N}, with the last name
     * of a run that mostly lies beside it, or how they were merged.
     */
    static Member of(String name, Path path, String parent) {
      Matcher fork = FORK.matcher(parent);
      if (!fork.matches()) {
        return new Member(name, path, "", parent);
      }
      boolean beside = Files.isDirectory(path.resolveSibling(fork.group(1)));
      String folder = beside ? name.substring(0, name.lastIndexOf('/') + 1) : "";
      return new Member(name, path, folder + fork.group(1), fork.group(2));
    }

    /** The run that it was forked from, as far as that can still be read. */
    Member parent() throws IOException {
      Path beside = path.resolveSibling(Path.of(forkedFrom).getFileName());
      Optional<Checkpoint> latest =
          Files.isDirectory(beside) ? RunDirectory.at(beside).latest() : Optional.empty();
      if (latest.isEmpty()) {
        return new Member(forkedFrom, beside, "", "");
      }
      try (CheckpointReader reader = latest.get().open()) {
        return of(forkedFrom, beside, reader.parent().orElse(""));
      }
    }
  }
}
