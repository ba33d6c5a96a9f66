/**
 * Floor 2: text, vocabularies and batches. The order of the batches is a pure function of the seed
 * and the position, so that any position is reached at once. New sources of text and new tokenizers
 * come in here.
 */
@NullMarked
package dev.cairn.data;

import org.jspecify.annotations.NullMarked;
