package dev.cairn.kernel.cell;

/**
 * A line of a cell that is on a stack.
 *
 * @param cell its number, as the notebook shows it
 * @param line counted from 1, in the cell
 * @param method the method of the user's, or empty for the cell itself
 */
public record CellLine(int cell, int line, String method) {}
