"""Training throughput: Cairn's quickstart model beside the same model in PyTorch eager.

    python examples/benchmarks/throughput.py

Both run as worker processes with the same shape and threads, warm up, then take turns; only one runs
at a time, and who goes first changes each round. The ratio is taken within each round, so a machine
that slows down for a while slows both. Worker protocol and PyTorch's side: torch_peer.py.

Use an idle machine: with another process on the same cores a step of either side takes many times as
long. Cairn runs as its launcher starts it, PyTorch as Python starts it. The launcher keeps glibc from
giving memory back between steps; to give PyTorch that too, export
GLIBC_TUNABLES=glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=536870912 first.

Needs: pip install torch (2.7 or newer) for the Python that runs this script, and a built Cairn.
By hand only, never in CI: PyTorch from PyPI brings gigabytes of CUDA libraries.
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WARMUP_STEPS = 100
SETTLE_SECONDS = 0.3  # OpenMP threads of the one that ran go on spinning for a while


class Worker:
    """A process that answers a number of steps with the seconds they took."""

    def __init__(self, side, command):
        self.side = side
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except OSError as error:
            raise SystemExit(f"{side}: cannot start {shlex.join(command)}: {error}")
        self.hello = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.side}: the worker ended with exit code {self.process.wait()}; its message is above")
        try:
            return json.loads(line)
        except ValueError:
            raise SystemExit(f"{self.side}: a line of JSON was expected, not: {line.rstrip()}")

    def run(self, steps):
        time.sleep(SETTLE_SECONDS)
        try:
            print(steps, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass  # answer() says that the worker is gone
        return self.answer()["seconds"]

    def close(self):
        self.process.stdin.close()  # a worker ends with its input
        self.process.wait()


def peer_command(hello):
    """PyTorch's worker with the shape and threads that Cairn's has."""
    settings = {**hello["shape"], "threads": hello["threads"]}
    flags = [text for name, value in settings.items() for text in (f"--{name}", str(value))]
    return [sys.executable, str(HERE / "torch_peer.py"), *flags]


def check_equal(cairn, torch):
    for key in ("threads", "parameters", "shape"):
        if cairn.hello[key] != torch.hello[key]:
            raise SystemExit(f"not the same model: {key} is {cairn.hello[key]} in Cairn, {torch.hello[key]} in PyTorch")


def measure(cairn, torch, rounds, steps):
    """The seconds a step of each side, as pairs (Cairn, PyTorch), one a round."""
    pairs = []
    for number in range(rounds):
        order = (cairn, torch) if number % 2 == 0 else (torch, cairn)
        seconds = {worker.side: worker.run(steps) / steps for worker in order}
        pairs.append((seconds[cairn.side], seconds[torch.side]))
        print_row(number + 1, *pairs[-1])
    return pairs


def print_row(label, cairn, torch):
    print(f"{label:>6}  {1000 * cairn:8.2f}  {1000 * torch:8.2f}  {torch / cairn:6.3f}", flush=True)


def print_summary(pairs, tokens_per_step):
    cairn, torch = (statistics.median(side) for side in zip(*pairs))
    print_row("median", cairn, torch)
    low, middle, high = statistics.quantiles([t / c for c, t in pairs], n=4)
    print()
    print(f"tokens/s: Cairn {tokens_per_step / cairn:,.0f}, PyTorch {tokens_per_step / torch:,.0f}")
    print(f"ratio, Cairn to PyTorch: {middle:.3f} (median of rounds; quartiles {low:.3f} to {high:.3f})")


def options():
    launcher = HERE.parent.parent / "cairn"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cairn", default=f"{shlex.quote(str(launcher))} run {shlex.quote(str(HERE / 'CairnWorker.java'))}", help="command of Cairn's worker")
    parser.add_argument("--rounds", type=int, default=15, help="two at least")
    parser.add_argument("--steps", type=int, default=40, help="of each side in each round")
    values = parser.parse_args()
    if values.rounds < 2 or values.steps < 1:
        parser.error("--rounds is at least 2 and --steps at least 1")
    return values


def main():
    chosen = options()
    workers = []
    try:
        workers.append(Worker("Cairn", shlex.split(chosen.cairn)))
        workers.append(Worker("PyTorch", peer_command(workers[0].hello)))
        cairn, torch = workers
        check_equal(cairn, torch)
        shape = cairn.hello["shape"]
        print(f"{cairn.hello['name']}\n{torch.hello['name']}")
        print(f"{cairn.hello['parameters']:,} parameters, {cairn.hello['threads']} threads, {shape}\n")
        for worker in workers:
            worker.run(WARMUP_STEPS)
        print("        ms/step   ms/step   tokens/s\n round     Cairn   PyTorch   ratio")
        pairs = measure(cairn, torch, chosen.rounds, chosen.steps)
        print_summary(pairs, shape["batch"] * shape["context"])
    finally:
        for worker in workers:
            worker.close()


if __name__ == "__main__":
    main()
