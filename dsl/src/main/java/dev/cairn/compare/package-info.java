/**
 * Floor 4: checkpoints beside each other: evaluations and their intervals, what changed between two
 * of them, merges. Everything here takes and gives values; how they look is {@code display}'s.
 */
@NullMarked
package dev.cairn.compare;

import org.jspecify.annotations.NullMarked;
