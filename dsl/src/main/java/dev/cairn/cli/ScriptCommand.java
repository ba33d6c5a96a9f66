package dev.cairn.cli;

import org.jspecify.annotations.Nullable;

/** A command that runs a script; what goes wrong in it is told by the script's line. */
interface ScriptCommand {

  /** The name of the script's file, as stack traces show it; null where none was given. */
  @Nullable String scriptName();
}
