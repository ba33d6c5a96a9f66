"""How long a notebook waits: from the start of a kernel to its first result, and for 100 cells.

/usr/bin/python3 examples/benchmarks/kernel.py [KERNEL...]

Compares the installed kernels with ipykernel, and the Java kernel with JShell alone, which it asks
in the kernel's own JVM, as warm as the kernel is. Needs jupyter_client and ipykernel (Debian:
python3-jupyter-client, python3-ipykernel). Prints seconds, milliseconds and ratios of one run.
"""

import statistics
import sys
import time

from jupyter_client.manager import KernelManager

STARTS = 3
CELLS = 100

# JShell as the JDK brings it, in this process; the last line is what the kernel is asked too.
BARE = """
import jdk.jshell.*;
var bare = JShell.builder().executionEngine("local").build();
for (int i = 0; i < 100; i++) bare.eval("1+1");
var times = new double[100];
for (int i = 0; i < 100; i++) {
  long began = System.nanoTime();
  bare.eval("1+1");
  times[i] = (System.nanoTime() - began) / 1e6;
}
bare.close();
Arrays.sort(times);
System.out.println(times[50] + " " + times[95]);
"""


def started(name):
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def run(client, code, kind="execute_result"):
    """The text of a cell's result, or of what it prints."""
    shown = []

    def collect(message):
        if message["msg_type"] == kind and message["content"].get("name") != "stderr":
            content = message["content"]
            shown.append(content["text"] if kind == "stream" else content["data"]["text/plain"])

    reply = client.execute_interactive(code, timeout=120, output_hook=collect)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(shown)


def milliseconds(client):
    began = time.perf_counter()
    assert run(client, "1+1").strip() == "2"
    return (time.perf_counter() - began) * 1000


def measure(name):
    firsts = []
    for _ in range(STARTS):
        began = time.perf_counter()
        manager, client = started(name)
        assert run(client, "1+1").strip() == "2"
        firsts.append(time.perf_counter() - began)
        if len(firsts) < STARTS:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    # The cells are measured between two measurements of JShell alone, in the same JVM.
    for _ in range(CELLS):
        milliseconds(client)
    bare = []
    if name == "cairn-java":
        bare.append([float(word) for word in run(client, BARE, "stream").split()])
    cells = sorted(milliseconds(client) for _ in range(CELLS))
    if name == "cairn-java":
        bare.append([float(word) for word in run(client, BARE, "stream").split()])
        bare = [statistics.mean(pair) for pair in zip(*bare)]
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return statistics.median(firsts), cells[50], cells[95], bare


def main(names):
    print(f"{'kernel':14} {'first result':>13} {'cell, median':>13} {'95th':>9}")
    figures = {}
    for name in ["python3"] + names:
        first, median, high, bare = measure(name)
        figures[name] = first
        ratio = first / figures["python3"]
        print(f"{name:14} {first:9.2f} s   {median:10.1f} ms {high:6.1f} ms   {ratio:.2f} of ipykernel's start")
        if bare:
            print(f"{'JShell alone':14} {'':13} {bare[0]:10.1f} ms {bare[1]:6.1f} ms   the kernel adds {median - bare[0]:.1f} ms")


main(sys.argv[1:] or ["cairn-java", "cairn-kotlin"])
