package dev.cairn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One call of the command line in this process.
 *
 * @param exitCode what it returned
 * @param out what it printed
 * @param err what it complained of
 */
record Invocation(int exitCode, String out, String err) {

  static Invocation of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Invocation(exitCode, out.toString(), err.toString());
  }
}
