"""Runs many cells with redefinitions and displays, and looks whether heap and threads stay flat.

python3 soak.py KERNEL CELLS KILOBYTES [both]

With "both", Kotlin cells in the Java kernel use what Java cells define anew.

KILOBYTES is what a cell may leave behind. The heap rises and falls, as the kernel forgets what is
over once in a while; so the least of the first half is held against the least of the second.
"""

import re
import sys

from jupyter_client.manager import start_new_kernel

LOOK_EVERY = 40

LOOKS = {
    "cairn-java": """
System.gc();
System.gc();
System.out.println((Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) + " " + Thread.activeCount());
""",
    "cairn-kotlin": """
System.gc()
System.gc()
println("${Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()} ${Thread.activeCount()}")
""",
}

CELLS = {
    "cairn-java": """
record Point(int x, int y) { int sum() { return x + y + %d; } }
var point = new Point(1, 2);
int twice(int n) { return 2 * n; }
display(point);
twice(point.sum())
""",
    "cairn-kotlin": """
data class Point(val x: Int, val y: Int) { fun sum() = x + y + %d }
val point = Point(1, 2)
fun twice(n: Int) = 2 * n
display(point)
twice(point.sum())
""",
}

BOTH = [
    "record Point(int x, int y) { int sum() { return x + y + %d; } }\nvar point = new Point(1, 2);",
    "%%%%kotlin\nval twice = 2 * point.sum()\ndisplay(point)\ntwice + %d",
]


def main(kernel, cells, allowed, texts):
    manager, client = start_new_kernel(kernel_name=kernel)

    def run(code):
        text = []

        def collect(message):
            if message["msg_type"] == "stream":
                text.append(message["content"]["text"])

        reply = client.execute_interactive(code, timeout=60, output_hook=collect)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(text)

    def look():
        found = re.search(r"(\d+) (\d+)", run(LOOKS[kernel]))
        return int(found.group(1)), int(found.group(2))

    heaps, threads = [], []
    for number in range(1, cells + 1):
        for text in texts:
            run(text % number)
        if number % LOOK_EVERY == 0:
            heap, thread = look()
            heaps.append(heap)
            threads.append(thread)
            if number % (5 * LOOK_EVERY) == 0:
                print(f"after {number} cells: {min(heaps[-5:]) / 1e6:.1f} MB, {thread} threads", flush=True)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    half = len(heaps) // 2
    kept = (min(heaps[half:]) - min(heaps[:half])) / 1e3 / (half * LOOK_EVERY)
    print(f"{kept:.1f} kB kept for a cell")
    assert max(threads[half:]) <= max(threads[:half]) + 2, "threads grow"
    assert kept < allowed, "the heap grows"


main(
    sys.argv[1],
    int(sys.argv[2]),
    float(sys.argv[3]),
    BOTH if sys.argv[4:] == ["both"] else [CELLS[sys.argv[1]]],
)
