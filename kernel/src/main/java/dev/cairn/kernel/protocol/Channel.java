package dev.cairn.kernel.protocol;

/** The sockets that a kernel listens at, under plain names; Jupyter's are in the comments. */
enum Channel {
  /** shell: cells, and questions about code. */
  SHELL,
  /** control: what must not wait for a cell. */
  CONTROL,
  /** iopub: what all clients see. */
  PUBLISH,
  /** stdin: the kernel asks, a client answers. */
  INPUT,
  /** hb: what comes is sent back. */
  HEARTBEAT
}
