/**
 * Floor 4: the kernel's own process and its commands: main, and the installation of kernel specs.
 */
@NullMarked
package dev.cairn.kernel;

import org.jspecify.annotations.NullMarked;
