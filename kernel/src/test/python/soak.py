"""Runs many cells with redefinitions and displays, and looks whether heap and threads stay flat.

python3 soak.py CELLS

JShell keeps the source, the class file and the compiler's symbols of every snippet there ever was:
64 kB for four of these five, measured on JShell alone. The kernel may keep little more.
"""

import re
import sys

from jupyter_client.manager import start_new_kernel

LOOK = """
System.gc();
System.gc();
System.out.println((Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) + " " + Thread.activeCount());
"""


def main(cells):
    manager, client = start_new_kernel(kernel_name="cairn-java")

    def run(code):
        text = []

        def collect(message):
            if message["msg_type"] == "stream":
                text.append(message["content"]["text"])

        reply = client.execute_interactive(code, timeout=60, output_hook=collect)
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(text)

    def look():
        found = re.search(r"(\d+) (\d+)", run(LOOK))
        return int(found.group(1)) / 1e6, int(found.group(2))

    looks = []
    for number in range(1, cells + 1):
        run(
            f"record Point(int x, int y) {{ int sum() {{ return x + y + {number}; }} }}\n"
            f"var point = new Point({number}, 2);\n"
            "int twice(int n) { return 2 * n; }\n"
            "display(point);\ntwice(point.sum())"
        )
        if number % (cells // 10) == 0:
            looks.append(look())
            print(f"after {number} cells: {looks[-1][0]:.1f} MB, {looks[-1][1]} threads", flush=True)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    early, late = looks[1], looks[-1]
    kept = (late[0] - early[0]) * 1000 / (cells - cells // 5)
    print(f"{kept:.0f} kB kept for a cell")
    assert late[1] <= early[1] + 2, "threads grow"
    assert kept < 120, "the heap grows"


main(int(sys.argv[1]))
