/**
 * Floor 1: Jupyter's messaging protocol, version 5.4, over ZeroMQ: sockets, messages, channels. It
 * knows nothing of cells or runs; what answers is an {@link Answers}. New messages and transports
 * come in here.
 */
@NullMarked
package dev.cairn.kernel.protocol;

import org.jspecify.annotations.NullMarked;
