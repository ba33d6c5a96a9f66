package dev.cairn.store;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one save writes.
 *
 * @param step optimizer steps done; names the directory
 * @param epoch passes over the data, with its fraction
 * @param metrics the evaluation's results at this step; empty if none ran
 * @param candidateForBest whether an evaluation ran for this save, so that it may become the best
 * @param files weights, moments and texts; the store adds its manifest
 * @param parent the checkpoint that the run was forked from
 * @param environment library versions and the like, kept in the manifest
 */
public record CheckpointContent(
    long step,
    double epoch,
    Map<String, Double> metrics,
    boolean candidateForBest,
    List<CheckpointFile> files,
    Optional<String> parent,
    Map<String, String> environment) {

  public CheckpointContent {
    metrics = Map.copyOf(metrics);
    files = List.copyOf(files);
    environment = Map.copyOf(environment);
    if (step < 0) {
      throw new IllegalArgumentException("a checkpoint cannot have the negative step " + step);
    }
    Set<String> names = new HashSet<>();
    for (CheckpointFile file : files) {
      if (!names.add(file.name())) {
        throw new IllegalArgumentException("a checkpoint cannot hold two files " + file.name());
      }
    }
  }

  /** The same with other files. */
  CheckpointContent withFiles(List<CheckpointFile> others) {
    return new CheckpointContent(
        step, epoch, metrics, candidateForBest, others, parent, environment);
  }

  /** Content without a record of the environment. */
  public CheckpointContent(
      long step,
      double epoch,
      Map<String, Double> metrics,
      boolean candidateForBest,
      List<CheckpointFile> files,
      Optional<String> parent) {
    this(step, epoch, metrics, candidateForBest, files, parent, Map.of());
  }
}
