"""Drives JupyterLab in a real browser: runs notebooks/01-quickstart, watches the curve move, reloads
the page in the middle of training, and looks at light and dark.

python lab.py FOLDER

Screenshots go into FOLDER. Needs jupyterlab and playwright (PyPI), a chromium on the PATH, and the
kernels where Jupyter finds them.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[4]
TOKEN = "cairn"
WAIT = 60_000


def server(folder):
    """A JupyterLab on a free port, and its address."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    for line in process.stderr:
        found = re.search(r"http://(localhost|127\.0\.0\.1):(\d+)/lab", line)
        if found:
            return process, f"http://127.0.0.1:{found.group(2)}"
    raise AssertionError("JupyterLab did not start")


def drain(process):
    """Reads on, so that the server never waits for a full pipe."""
    import threading

    threading.Thread(target=process.stderr.read, daemon=True).start()


def open_notebook(page, address, name):
    page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=WAIT)
    page.get_by_text("Java (Cairn) | Idle").wait_for(timeout=WAIT)


def theme(address, name):
    """Chooses the theme by the server's settings."""
    request = urllib.request.Request(
        f"{address}/lab/api/settings/@jupyterlab/apputils-extension:themes?token={TOKEN}",
        data=json.dumps({"raw": json.dumps({"theme": name})}).encode(),
        method="PUT",
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).read()


def step_of(folder):
    try:
        return json.loads((folder / "runs/quickstart/status.json").read_text())["step"]
    except (OSError, ValueError, KeyError):
        return -1


def await_step(folder, step):
    end = time.monotonic() + 240
    while step_of(folder) < step:
        assert time.monotonic() < end, f"training did not come to step {step}"
        time.sleep(0.1)


def command(page, name):
    """Begins what the menus do, and does not wait for its end."""
    page.evaluate(f"() => {{ window.jupyterapp.commands.execute('{name}'); }}")


def curve(page):
    return page.locator(".jp-OutputArea-output svg").first


def main(shots):
    shots.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cairn-lab-"))
    notebook = json.loads((ROOT / "notebooks/01-quickstart.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    (folder / "01-quickstart.ipynb").write_text(json.dumps(notebook))
    process, address = server(folder)
    drain(process)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            try:
                look(page, address, folder, shots)
            except Exception:
                page.screenshot(path=shots / "lab-failed.png")
                raise
            browser.close()
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def look(page, address, folder, shots):
    theme(address, "JupyterLab Light")
    open_notebook(page, address, "01-quickstart.ipynb")
    command(page, "notebook:run-all-cells")
    curve(page).wait_for(timeout=WAIT)
    await_step(folder, 100)
    first = page.screenshot(path=shots / "lab-step-100.png")
    await_step(folder, 250)
    time.sleep(0.5)
    second = page.screenshot(path=shots / "lab-step-250.png")
    assert first != second, "the curve moves"

    print("reloading at step", step_of(folder), flush=True)
    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=WAIT)
    reattach(page)
    again = watching(page).locator("svg").first
    again.wait_for(timeout=WAIT)
    watching(page).scroll_into_view_if_needed()
    page.screenshot(path=shots / "lab-after-reload.png")
    await_step(folder, 600)
    time.sleep(1)
    page.screenshot(path=shots / "lab-done-light.png")
    theme(address, "JupyterLab Dark")
    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=WAIT)
    reattach(page)
    again = watching(page).locator("svg").first
    again.wait_for(timeout=WAIT)
    watching(page).scroll_into_view_if_needed()
    time.sleep(1)
    page.screenshot(path=shots / "lab-done-dark.png")
    print("lab: passed", flush=True)


def watching(page):
    """The cell that watches; a notebook renders only the cells in sight."""
    return page.locator(".jp-CodeCell", has_text="run.watch()").first


def reattach(page):
    """A new cell that shows the run, as a user who comes back would write it."""
    page.locator(".jp-CodeCell").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("run.watch()")
    page.keyboard.press("Shift+Enter")


main(pathlib.Path(sys.argv[1]).resolve())
