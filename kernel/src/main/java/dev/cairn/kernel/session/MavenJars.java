package dev.cairn.kernel.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Jars by their Maven coordinates, with what they depend on, from Maven Central and the
 * repositories that the notebook names; kept in the user's local repository.
 */
final class MavenJars {

  /** What every pom.xml inherits from; it says where Maven Central is. */
  private static final String SUPER_POM = "/org/apache/maven/model/pom-4.0.0.xml";

  private final Map<String, RemoteRepository> repositories = new LinkedHashMap<>();
  private final Consumer<String> progress;

  /**
   * Downloads nothing yet.
   *
   * @param progress is told of each file that is fetched, a line each
   */
  MavenJars(Consumer<String> progress) {
    this.progress = progress;
  }

  private static String superPom() {
    try (InputStream in =
        Objects.requireNonNull(MavenJars.class.getResourceAsStream(SUPER_POM), SUPER_POM)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Looks in this repository too. */
  void addRepository(String id, String url) {
    repositories.put(id, new RemoteRepository.Builder(id, "default", url).build());
  }

  /**
   * The files of these artifacts and of all that they need at run time.
   *
   * @throws MagicException if one cannot be found or fetched, naming it
   */
  List<Path> resolve(List<Dependency> wanted) {
    if (!repositories.containsKey("central")) {
      Pom.parse(superPom()).repositories().forEach(this::addRepository);
    }
    RepositorySystem system = new RepositorySystemSupplier().get();
    try (var session =
        new SessionBuilderSupplier(system)
            .get()
            .withLocalRepositoryBaseDirectories(localRepository())
            .setTransferListener(new Progress())
            .setSystemProperties(System.getProperties())
            .build()) {
      CollectRequest collect =
          new CollectRequest(wanted, List.of(), List.copyOf(repositories.values()));
      List<Path> files = new ArrayList<>();
      for (ArtifactResult result :
          system
              .resolveDependencies(session, new DependencyRequest(collect, null))
              .getArtifactResults()) {
        files.add(result.getArtifact().getPath());
      }
      return files;
    } catch (DependencyResolutionException e) {
      throw new MagicException(cause(e), e);
    } finally {
      system.shutdown();
    }
  }

  private static String cause(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null && deepest.getCause().getMessage() != null) {
      deepest = deepest.getCause();
    }
    return deepest instanceof UnknownHostException
        ? "there is no host " + deepest.getMessage()
        : String.valueOf(deepest.getMessage());
  }

  /**
   * An artifact by its coordinates: group:artifact:version, or with an extension and classifier.
   */
  static Dependency dependency(String coordinates) {
    try {
      return new Dependency(new DefaultArtifact(coordinates), "runtime");
    } catch (IllegalArgumentException e) {
      throw new MagicException(
          coordinates
              + ": coordinates are group:artifact:version, or"
              + " group:artifact:extension:classifier:version",
          e);
    }
  }

  private static Path localRepository() {
    String given = System.getProperty("maven.repo.local", "");
    return given.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(given);
  }

  private final class Progress extends AbstractTransferListener {
    @Override
    public void transferSucceeded(TransferEvent event) {
      String name = event.getResource().getResourceName();
      if (!name.endsWith(".jar")) {
        return;
      }
      progress.accept(
          "fetched %s (%,d kB)"
              .formatted(
                  name.substring(name.lastIndexOf('/') + 1), event.getTransferredBytes() / 1000));
    }
  }
}
