/**
 * Floor 1: what the project needs from libtorch beyond DJL's own API: operators DJL lacks,
 * gradients as values, proof against garbage collection in the middle of a step, and the way of a
 * tensor between the engine and {@link dev.cairn.tensor.NamedTensor}. Every workaround for the
 * engine lives here, once.
 */
@NullMarked
package dev.cairn.engine;

import org.jspecify.annotations.NullMarked;
