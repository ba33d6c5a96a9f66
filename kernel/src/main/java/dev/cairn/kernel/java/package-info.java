/**
 * Floor 2: Java cells by JShell in this process: results as objects, errors that show the cell's
 * own lines, completion and inspection.
 */
@NullMarked
package dev.cairn.kernel.java;

import org.jspecify.annotations.NullMarked;
