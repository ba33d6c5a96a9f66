/**
 * Floor 5: a run, a table or a curve as text, HTML and PNG, rendered from what is on disk. Displays
 * never look into a running trainer; they are functions of the run directory and of events.
 */
@NullMarked
package dev.cairn.display;

import org.jspecify.annotations.NullMarked;
