package dev.cairn.compare;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.Shape;

/**
 * How far one tensor moved.
 *
 * @param left its type in the left checkpoint
 * @param right its type in the right one; values of different types are compared as numbers
 */
public record TensorChange(String name, DType left, DType right, Shape shape, Change change) {}
