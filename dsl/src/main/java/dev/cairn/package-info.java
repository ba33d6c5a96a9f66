/**
 * Floor 5: the DSL. {@link dev.cairn.Cairn} is the way in, {@link dev.cairn.RunSpec} collects
 * settings, {@link dev.cairn.Run} is the live handle. Builders check each value where it is set and
 * produce the immutable records that live in the packages that obey them.
 */
@NullMarked
package dev.cairn;

import org.jspecify.annotations.NullMarked;
