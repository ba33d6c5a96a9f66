/**
 * Floor 1: ZeroMQ on the wire (ZMTP 3.0, https://rfc.zeromq.org/spec/23/), as far as a kernel needs
 * it: it listens, by TCP or Unix domain sockets, without security. One thread receives, and whoever
 * sends writes to the clients itself, so that nothing waits for another thread to wake up, and an
 * interrupt stops nothing. Knows nothing of Jupyter.
 */
@NullMarked
package dev.cairn.kernel.zmtp;

import org.jspecify.annotations.NullMarked;
