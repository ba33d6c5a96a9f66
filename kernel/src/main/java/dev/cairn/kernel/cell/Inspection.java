package dev.cairn.kernel.cell;

/**
 * The documentation of a name.
 *
 * @param signature its declaration, one or more lines
 * @param documentation its text, or empty
 */
public record Inspection(String signature, String documentation) {}
