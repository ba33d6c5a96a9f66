/**
 * Floor 3: the training loop, the state it carries and the events it emits. The loop reads from top
 * to bottom; what is shown, logged or kept is decided by whoever listens to the events.
 */
@NullMarked
package dev.cairn.train;

import org.jspecify.annotations.NullMarked;
