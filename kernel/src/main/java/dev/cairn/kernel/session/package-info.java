/**
 * Floor 3: one notebook session: the engines, the magics, what is displayed and the current run. It
 * turns requests of the protocol into cells, and results into what a notebook shows.
 */
@NullMarked
package dev.cairn.kernel.session;

import org.jspecify.annotations.NullMarked;
