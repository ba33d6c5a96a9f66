/**
 * Floor 2: Kotlin cells by the Kotlin compiler's own read-eval-print loop, with the DSL's blocks at
 * their top level.
 */
@NullMarked
package dev.cairn.kernel.kotlin;

import org.jspecify.annotations.NullMarked;
