/**
 * Floor 1: named tensors and the safetensors format, with no engine behind them. Everything here
 * reads and writes little-endian bytes by long offsets, so nothing stops at 2 GiB. New file formats
 * for tensors and conversions between their types come in here; what trains, samples or computes
 * does not.
 */
@NullMarked
package dev.cairn.tensor;

import org.jspecify.annotations.NullMarked;
