"""The store beside PyTorch's and safetensors' own ways, on this disk, in one run.

    python examples/benchmarks/store.py

Runs `cairn bench` and, on the same bytes right after it, what Python users have: torch.save (which
neither checks nor forces), torch.save with fsync, `dd` with fsync, and safetensors' load_file with one
pass over the bytes. Prints medians and the ratios of Cairn's figures to them. The machine should be
idle and have three times the size of memory free.

Needs: pip install torch safetensors numpy for the Python that runs this script, and a built Cairn.
By hand only, never in CI: PyTorch from PyPI brings gigabytes of CUDA libraries.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

LAUNCHER = Path(__file__).resolve().parent.parent.parent / "cairn"
TENSOR_ELEMENTS = 4 << 20


def seconds(action):
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def synced(path, action):
    action()
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def median(rounds, folder, action):
    """The median time of an action that is given a new path each round; the first round warms up."""
    times = []
    for number in range(rounds + 1):
        path = folder / f"{number}"
        times.append(seconds(lambda: action(path)))
        if number > 0:
            (folder / f"{number - 1}").unlink(missing_ok=True)
    (folder / f"{rounds}").unlink(missing_ok=True)
    return statistics.median(times[1:])


def dd(size):
    def run(path):
        command = ["dd", "if=/dev/zero", f"of={path}", "bs=4M", f"count={size >> 22}", "conv=fsync"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return run


def load(path):
    for tensor in load_file(path).values():
        tensor.view(torch.int32).sum()


def peers(size, rounds, folder):
    count = size // (TENSOR_ELEMENTS * 4)
    tensors = {f"tensor-{i:04}": torch.rand(TENSOR_ELEMENTS) for i in range(count)}
    saved = folder / "saved.safetensors"
    save_file(tensors, saved)
    load(saved)
    return {
        "torch.save": median(rounds, folder, lambda path: torch.save(tensors, path)),
        "torch.save and fsync": median(rounds, folder, lambda path: synced(path, lambda: torch.save(tensors, path))),
        "dd with fsync": median(rounds, folder, dd(size)),
        "load_file and one pass": statistics.median(seconds(lambda: load(saved)) for _ in range(rounds)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1 << 30, help="bytes, a multiple of 16 MiB")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("."), help="where to write")
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count())
    folder = Path(tempfile.mkdtemp(prefix=".bench-", dir=options.folder))
    try:
        command = [LAUNCHER, "bench", "--json", "--checkpoints", "10", "--size", f"{options.size}B",
                   "--rounds", str(options.rounds), "--runs", folder]
        bench = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        cairn = {figure["what"]: figure["seconds"] for figure in bench}
        torch_seconds = peers(options.size, options.rounds, folder)
    finally:
        shutil.rmtree(folder)
    pairs = [
        ("training held up by a save", "torch.save"),
        ("durable save with checksums", "dd with fsync"),
        ("durable save with checksums", "torch.save and fsync"),
        ("load into arrays, checked", "load_file and one pass"),
    ]
    print(f"{'Cairn':32}{'seconds':>9}  {'beside':24}{'seconds':>9}{'ratio':>8}")
    for ours, theirs in pairs:
        ratio = cairn[ours] / torch_seconds[theirs]
        print(f"{ours:32}{cairn[ours]:9.3f}  {theirs:24}{torch_seconds[theirs]:9.3f}{ratio:8.2f}")


if __name__ == "__main__":
    main()
