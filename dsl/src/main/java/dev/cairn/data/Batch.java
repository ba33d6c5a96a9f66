package dev.cairn.data;

/**
 * Windows of text, ready for a model: the label of each token is the token that follows it.
 *
 * @param rows the number of windows
 * @param columns the number of tokens in a window
 * @param inputs the tokens, row after row, {@code rows * columns} of them
 * @param labels the labels, laid out like the inputs
 */
// A batch is handed to the engine once and never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Batch(int rows, int columns, long[] inputs, long[] labels) {}
