/**
 * Floor 6: the command line. Each command is a small class found by {@link
 * java.util.ServiceLoader}; it parses, calls the floors below and prints.
 */
@NullMarked
package dev.cairn.cli;

import org.jspecify.annotations.NullMarked;
