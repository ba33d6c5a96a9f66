/** Floor 6: Kotlin scripts: their definition, their host and the cache of compiled scripts. */
@NullMarked
package dev.cairn.script;

import org.jspecify.annotations.NullMarked;
