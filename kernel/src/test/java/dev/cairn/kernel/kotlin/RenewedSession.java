package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session without an engine around it, in which the compiler is renewed when a test says so. */
final class RenewedSession implements AutoCloseable {
  private static final ClassLoader LOADER = RenewedSession.class.getClassLoader();

  final RenewedCompiler compiler =
      new RenewedCompiler(() -> new SnippetCompiler(List.of(), LOADER));
  private final Snippets snippets = new Snippets(List.of(), LOADER);
  private int count;

  RenewedSession() {
    run("import java.math.BigInteger");
  }

  /** What a snippet comes to: its value, what it throws, or why it does not compile. */
  String run(String text) {
    try {
      return String.valueOf(evaluate(text));
    } catch (Throwable thrown) {
      return thrown.toString();
    }
  }

  Object value(String text) throws Throwable {
    return Objects.requireNonNull(evaluate(text));
  }

  private @Nullable Object evaluate(String text) throws Throwable {
    Compilation compilation = compiler.compile("Cell_" + count++, text);
    if (compilation instanceof Compilation.Refused refused) {
      throw new IllegalArgumentException(refused.getErrors().toString());
    }
    return snippets.run((Compilation.Compiled) compilation);
  }

  /** Another compiler takes over, which only knows what it has to. */
  void renew() {
    List<String> living = names(Living.Companion.of(compiler.getSnippets()));
    compiler.begin();
    goOn();
    assertThat(known()).isEqualTo(living);
    snippets.retain(compiler.getSnippets());
  }

  void goOn() {
    boolean more = true;
    while (more) {
      more = compiler.renew();
    }
  }

  List<String> known() {
    return names(compiler.getSnippets());
  }

  private static List<String> names(List<Snippet> snippets) {
    return snippets.stream().map(Snippet::getName).toList();
  }

  @Override
  public void close() {
    compiler.close();
  }
}
