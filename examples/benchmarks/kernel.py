"""How long a notebook waits: from the start of a kernel to its first result, and for 100 cells.

/usr/bin/python3 examples/benchmarks/kernel.py [KERNEL...]

Compares the installed kernels with ipykernel, and the Java kernel with JShell alone, which it asks
in the kernel's own JVM, as warm as the kernel is: after 100 cells, and after 1,000. A cell's time is from its request on the wire to
its reply and the kernel's word that it is idle, read from the sockets: jupyter_client's own
execute_interactive takes 2 to 3 ms more for any kernel. Needs jupyter_client and ipykernel (Debian:
python3-jupyter-client, python3-ipykernel). Prints seconds, milliseconds and ratios of one run.
"""

import statistics
import sys
import time

import zmq
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager

STARTS = 3
CELLS = 100
WARM = [100, 1_000]

# JShell as the JDK's own tool begins, with its imports; what it is asked, the kernel is asked too.
BARE = """
import jdk.jshell.*;
var bare = JShell.builder().executionEngine("local").build();
for (var name : "io math net nio.file util util.concurrent util.function util.prefs util.regex util.stream".split(" "))
  bare.eval("import java." + name + ".*;");
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
    try:
        manager.kernel_spec
    except NoSuchKernel:
        sys.exit(f"there is no kernel {name}; ./cairn kernel install brings Cairn's, python3-ipykernel python3")
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
    session = client.session
    shell = zmq.Socket.shadow(client.shell_channel.socket.underlying)
    iopub = zmq.Socket.shadow(client.iopub_channel.socket.underlying)
    poller = zmq.Poller()
    poller.register(shell, zmq.POLLIN)
    poller.register(iopub, zmq.POLLIN)
    request = session.msg(
        "execute_request",
        {"code": "1+1", "silent": False, "store_history": True, "user_expressions": {},
         "allow_stdin": False, "stop_on_error": True},
    )
    parts = session.serialize(request)
    ours = request["header"]["msg_id"].encode()
    waiting = {"execute_reply", "idle"}
    received = []
    began = time.perf_counter()
    shell.send_multipart(parts)
    while waiting:
        for ready, _ in poller.poll(60_000):
            parts = ready.recv_multipart()
            if not any(ours in part for part in parts):
                # A late answer to what the client asked until the kernel was ready.
                continue
            received.append(parts)
            if b'"execution_state":"idle"' in parts[-1].replace(b" ", b""):
                waiting.discard("idle")
            if ready is shell:
                waiting.discard("execute_reply")
    took = (time.perf_counter() - began) * 1000
    texts = [text for parts in received for text in results(session, parts)]
    assert texts == ["2"], texts
    return took


def results(session, parts):
    """The text of an execute_result."""
    message = session.deserialize(session.feed_identities(parts)[1])
    if message["msg_type"] == "execute_result":
        yield message["content"]["data"]["text/plain"].strip()


def first_result(name):
    firsts = []
    for _ in range(STARTS):
        began = time.perf_counter()
        manager, client = started(name)
        assert run(client, "1+1").strip() == "2"
        firsts.append(time.perf_counter() - began)
        stop(manager, client)
    return statistics.median(firsts)


def stop(manager, client):
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def percentiles(times):
    return times[len(times) // 2], times[len(times) * 95 // 100]


def bare(client):
    return [float(word) for word in run(client, BARE, "stream").split()]


def cells(name):
    """For each number of cells before: what a cell takes, and JShell alone before and after it."""
    manager, client = started(name)
    done = 0
    for warm in WARM:
        while done < warm:
            milliseconds(client)
            done += 1
        around = [bare(client)] if name == "cairn-java" else []
        times = sorted(milliseconds(client) for _ in range(CELLS))
        done += CELLS
        if around:
            around.append(bare(client))
        yield warm, percentiles(times), [statistics.mean(pair) for pair in zip(*around)]
    stop(manager, client)


def main(names):
    reference = None
    for name in ["python3"] + names:
        first = first_result(name)
        reference = reference or first
        print(f"{name:13} first result {first:.2f} s, {first / reference:.2f} of ipykernel's")
        for warm, (median, high), alone in cells(name):
            print(f"{'':13} after {warm:5,} cells: median {median:5.1f} ms, 95th {high:5.1f} ms", end="")
            if alone:
                print(
                    f"; JShell alone {alone[0]:.1f} and {alone[1]:.1f} ms:"
                    f" the kernel adds {median - alone[0]:.1f} ms",
                    end="",
                )
            print(flush=True)


main(sys.argv[1:] or ["cairn-java", "cairn-kotlin"])
