package dev.cairn.kernel.cell;

import org.jspecify.annotations.Nullable;

/**
 * A variable of a session.
 *
 * @param type its declared type as Java writes it
 */
public record Variable(String name, String type, @Nullable Object value) {}
