"""Executes the notebooks with nbclient and checks what they show.

python3 check.py [--write] [NAME...]

The kernels must be installed where Jupyter finds them (cairn kernel install). Each notebook runs in
a folder of its own. --write keeps the outputs in the notebooks, so that they read well on a code
host. Needs nbclient and nbformat (Debian: python3-nbclient).
"""

import asyncio
import json
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 600


def client_of(notebook, folder):
    return NotebookClient(
        notebook,
        timeout=TIMEOUT,
        resources={"metadata": {"path": str(folder)}},
    )


def texts(cell):
    """All that a cell shows, as text."""
    shown = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            shown.append(output["text"])
        elif "data" in output:
            shown.append(output["data"].get("text/plain", ""))
        else:
            shown.append("\n".join(output.get("traceback", [])))
    return "\n".join(shown)


def html(cell):
    return "\n".join(
        output["data"].get("text/html", "")
        for output in cell.get("outputs", [])
        if "data" in output
    )


def cell_with(notebook, start):
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith(start):
            return cell
    raise AssertionError(f"no cell begins with {start}")


def require(condition, what, cell):
    if not condition:
        raise AssertionError(f"{what}; the cell {cell.source!r} shows:\n{texts(cell)}")


def quickstart(notebook, folder):
    client_of(notebook, folder).execute()
    training = cell_with(notebook, "run.train")
    require("<svg" in html(training), "training shows a curve", training)
    require("600" in html(training), "it reaches step 600", training)
    table = cell_with(notebook, "run.checkpoints")
    require(re.search(r"\b600\b.*latest", texts(table)), "the table marks the latest", table)
    curves = cell_with(notebook, "run.curves")
    require("<svg" in html(curves), "curves are drawn", curves)
    require(len(html(curves)) < 60_000, "a curve takes under 60 kB", curves)
    written = cell_with(notebook, "System.out")
    require("public static" in texts(written), "the model writes", written)


def kotlin(notebook, folder):
    client_of(notebook, folder).execute()
    training = cell_with(notebook, "data {")
    require("<svg" in html(training), "training shows a curve", training)
    waiting = cell_with(notebook, "run.await")
    require("400" in html(waiting) + texts(waiting), "the worker reaches step 400", waiting)
    steps = cell_with(notebook, "val steps")
    require("400" in texts(steps), "the steps are listed", steps)
    java = cell_with(notebook, "%%java")
    require("from Java: [" in texts(java), "Java knows what Kotlin defined", java)


def compare(notebook, folder):
    client_of(notebook, folder).execute()
    board = cell_with(notebook, "sweep.leaderboard")
    require("4 of 4 runs done" in texts(board), "all runs are done", board)
    scores = cell_with(notebook, "evaluate")
    require("±" in texts(scores), "the losses have an interval", scores)
    require("if (" in texts(scores), "the models write", scores)
    both = cell_with(notebook, "compare")
    require("eval_loss" in texts(both) and "<svg" in html(both), "metrics and curves", both)


def resume(notebook, folder):
    asyncio.run(killed_and_restarted(notebook, folder))
    sums = cell_with(notebook, "!sha256sum")
    lines = texts(sums).split()[::2]
    require(len(lines) == 4 and lines[:2] == lines[2:], "both runs end with the same bytes", sums)
    history = cell_with(notebook, "!grep")
    require("resumed" in texts(history), "the history tells of the resume", history)


async def killed_and_restarted(notebook, folder):
    """Kills the kernel with SIGKILL in the middle of training, then runs the notebook again."""
    client = client_of(notebook, folder)
    async with client.async_setup_kernel():
        code = [
            (index, cell)
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code"
        ]
        (describe_at, describe), (train_at, train) = code[0], code[1]
        await client.async_execute_cell(describe, describe_at)
        training = asyncio.ensure_future(client.async_execute_cell(train, train_at))
        status = folder / "runs" / "resume" / "status.json"
        while step_of(status) < 120:
            assert not training.done(), "training ended before it could be killed"
            await asyncio.sleep(0.05)
        os.kill(json.loads(status.read_text())["pid"], signal.SIGKILL)
        try:
            await training
        except Exception:  # however the client names a kernel that died
            pass
        assert step_of(status) < 400, "the kernel was killed too late"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    client_of(notebook, folder).execute()


def step_of(status):
    try:
        return json.loads(status.read_text())["step"]
    except (OSError, ValueError, KeyError):
        return -1


CHECKS = {
    "01-quickstart": quickstart,
    "02-quickstart-kotlin": kotlin,
    "03-resume-after-disconnect": resume,
    "04-compare-checkpoints": compare,
}


def without_times(notebook):
    for cell in notebook.cells:
        cell.get("metadata", {}).pop("execution", None)
    return notebook


def main(arguments):
    names = [name for name in arguments if not name.startswith("--")] or list(CHECKS)
    for name in names:
        path = HERE / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="cairn-notebook-"))
        os.environ["JPY_SESSION_NAME"] = path.name
        try:
            CHECKS[name](notebook, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if "--write" in arguments:
            nbformat.write(without_times(notebook), path)
        print(f"{name}: passed", flush=True)


main(sys.argv[1:])
