package dev.cairn.kernel.java;

import dev.cairn.kernel.cell.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/** The variables of a session. */
final class Variables {
  private final Shell shell;

  Variables(Shell shell) {
    this.shell = shell;
  }

  List<Variable> all() {
    return shell.ask(this::all).orElse(List.of());
  }

  private List<Variable> all(JShell jshell) {
    List<Variable> variables = new ArrayList<>();
    for (VarSnippet snippet : jshell.variables().toList()) {
      if (isNamed(snippet) && jshell.status(snippet) == Status.VALID) {
        VariableField field = shell.field(snippet);
        variables.add(new Variable(snippet.name(), field.type(), field.value()));
      }
    }
    return variables;
  }

  void forget(String name) {
    shell.use(
        jshell ->
            jshell
                .variables()
                .filter(one -> one.name().equals(name))
                .flatMap(one -> jshell.drop(one).stream())
                .count());
  }

  boolean define(Variable variable) {
    return shell.use(jshell -> define(jshell, variable));
  }

  /** Declared anew only if its type is another, which would cost what refers to it. */
  private boolean define(JShell jshell, Variable variable) {
    Optional<VarSnippet> same =
        jshell
            .variables()
            .filter(one -> one.name().equals(variable.name()))
            .filter(one -> jshell.status(one) == Status.VALID)
            .filter(one -> shell.field(one).type().equals(variable.type()))
            .findFirst();
    return same.or(() -> declare(jshell, variable))
        .map(snippet -> shell.field(snippet).set(variable.value()))
        .orElse(false);
  }

  private static Optional<VarSnippet> declare(JShell jshell, Variable variable) {
    return jshell.eval(variable.type() + " " + variable.name() + ";").stream()
        .filter(event -> event.causeSnippet() == null && event.status() == Status.VALID)
        .map(SnippetEvent::snippet)
        .filter(VarSnippet.class::isInstance)
        .map(VarSnippet.class::cast)
        .findFirst();
  }

  /** Whether the user has named it; JShell names the values of expressions itself. */
  private static boolean isNamed(VarSnippet snippet) {
    return snippet.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }
}
