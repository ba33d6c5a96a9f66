/**
 * Floor 2: models as DJL blocks, each with Hugging Face's names, shapes and config.json. A new
 * family is one block and one settings record here.
 */
@NullMarked
package dev.cairn.model;

import org.jspecify.annotations.NullMarked;
