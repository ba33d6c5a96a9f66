/**
 * Floor 2: checkpoints on disk, durable and checked, and the rules for which of them to keep. It
 * knows named tensors and files, and nothing of DJL, so that anyone can store what they train with
 * something else. New retention rules and new ways to place bytes come in here.
 */
@NullMarked
package dev.cairn.store;

import org.jspecify.annotations.NullMarked;
