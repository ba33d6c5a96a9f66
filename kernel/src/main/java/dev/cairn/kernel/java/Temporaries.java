package dev.cairn.kernel.java;

import java.util.ArrayDeque;
import java.util.Deque;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.VarSnippet;

/**
 * The values of expressions, which JShell names {@code $1}, {@code $2} and so on, and keeps for
 * ever with what they refer to. Here the last of them can be used.
 */
final class Temporaries {
  private static final int KEPT = 10;

  private final Shell shell;
  private final Deque<VarSnippet> kept = new ArrayDeque<>();

  Temporaries(Shell shell) {
    this.shell = shell;
  }

  /** Adds a snippet if it is one; the oldest goes. */
  void add(Snippet snippet) {
    if (snippet.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      return;
    }
    kept.add((VarSnippet) snippet);
    if (kept.size() > KEPT) {
      drop(kept.remove());
    }
  }

  /** The class that holds the value is never unloaded. */
  private void drop(VarSnippet oldest) {
    shell.use(
        jshell -> {
          if (jshell.status(oldest) == Status.VALID) {
            VariableField field = shell.field(oldest);
            if (!field.isPrimitive()) {
              field.set(null);
            }
          }
          return jshell.drop(oldest);
        });
  }
}
