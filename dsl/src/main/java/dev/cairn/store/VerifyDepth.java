package dev.cairn.store;

/** How thoroughly checkpoints are verified; either way every byte is read. */
public enum VerifyDepth {
  /** CRC32C of headers and tensors, SHA-256 of texts: as fast as memory, finds any accident. */
  TENSORS,
  /** SHA-256 of every file as well: finds what was made to look right, too. */
  FILES
}
