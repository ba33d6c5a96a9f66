@NullMarked
package dev.cairn.data;

import org.jspecify.annotations.NullMarked;
