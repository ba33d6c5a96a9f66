/**
 * Floor 3: how checkpoints leave and come in: exports in other layouts, imports from them, archives
 * and their compression. It reads and writes by way of the store, with nothing of an engine or of
 * training. New layouts, new kinds of archive and places to send checkpoints to come in here.
 */
@NullMarked
package dev.cairn.share;

import org.jspecify.annotations.NullMarked;
