/**
 * Floor 1: what a cell is to the rest: an engine that runs one language's cells, what came of one,
 * and how a cell is stopped. It knows nothing of the protocol or of a language. What both engines
 * share comes in here.
 */
@NullMarked
package dev.cairn.kernel.cell;

import org.jspecify.annotations.NullMarked;
