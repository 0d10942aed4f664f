"""The package in a page that has no runtime of ours, only a bare interpreter."""

from __future__ import annotations

import json

import pytest
import tomllib

from pyscript_tools.testing.console import WatchedPage
from tests.browser import ROOT, Site
from tests.docs.pages import wait_for_line

LOAD = {
    "micropython": """
        const { loadMicroPython } = await import("/dist/micropython/micropython.mjs");
        const python = await loadMicroPython({ heapsize: 16 << 20 });
        const [FS, library] = [python.FS, "/lib"];
        FS.mkdir("/lib");""",
    "pyodide": """
        const { loadPyodide } = await import("/dist/pyodide/pyodide.mjs");
        const python = await loadPyodide();
        const [FS, library] = [python.FS, python.runPython("__import__('sysconfig').get_path('purelib')")];""",
}

CODE = """
from pyscript import RUNNING_IN_WORKER, HTML, Event, config, current_target, display, document, sync, when, window
print("context", RUNNING_IN_WORKER, config["type"], repr(current_target()), document.title, "NotSupported" in repr(sync))
display("text", HTML("<em>html</em>"), target="output")
try:
    display("lost")
except ValueError as error:
    print("no target", "target=" in str(error))
try:
    display("lost", target="nowhere")
except ValueError as error:
    print("missing", "nowhere" in str(error))
try:
    when("click", "[")(print)
except ValueError as error:
    print("bad selector")

@when("click", "#button")
def clicked(event):
    print("clicked", event.target.id)

handler = when("click", "#button", handler=lambda: 1 / 0)
document.getElementById("button").click()
handler.remove()
document.getElementById("button").click()

from pyscript import web
box = web.div(web.p("one", title="tip"), web.svg.circle(stroke_width=2), classes=["box"], tabindex=3)
web.page["output"].append(box)
print("web", box.tabindex, box.find("p")[0].title, repr(box.children[1]))
for wrong in (lambda: web.div(hreff=1), lambda: web.page.find("["), lambda: box.append(box)):
    try:
        wrong()
    except (AttributeError, ValueError) as error:
        print("wrong", type(error).__name__)
box.remove()

from pyscript import PyWorker
try:
    PyWorker("worker.py")
except RuntimeError as error:
    print("no worker", "core.js" in str(error))

from pyscript import fs, media
for function in (lambda: fs.mount("/local"), media.list_devices, media.Device.request_stream):
    try:
        await function()
    except RuntimeError as error:
        print("no device", "core.js" in str(error))
from pyscript import WebSocket, fetch
from pyscript.fetch import JSONError, NetworkError
value = {"list": [1, None, "ä"]}
answer = await fetch("/http/mirror", method="POST", body=value).json()
print("fetch", answer == value, len(await fetch("/http/bytes?size=70000").bytearray()))
try:
    await fetch("/http/mirror", method="POST", body="[1").json()
except JSONError as error:
    print("no json", "mirror" in error.url)
try:
    await fetch("/http/cut")
except NetworkError:
    print("cut")
try:
    WebSocket("nonsense://")
except ValueError:
    print("bad address")
async with WebSocket(await fetch("/http/socket").text()) as ws:
    ws.send(b"\\x00\\xff")
    print("websocket", bytes(await ws.receive()) == b"\\x00\\xff")
from pyscript import storage
store = await storage("bare")
store["a"] = [1, b"x"]
await store.sync()
print("storage", await storage("bare") is store, store)
print("end")
"""


def write(site: Site, interpreter: str) -> None:
    """Write a page that puts the package beside a bare interpreter, as its wheel would."""
    files = {
        str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "pyscript").rglob("*.py")
    }
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"][
        "targets"
    ]
    for source, path in targets["wheel"]["force-include"].items():
        files[path] = (ROOT / source).read_text()
    script = (
        f"const files = {json.dumps(files)}, code = {json.dumps(CODE)};"
        + LOAD[interpreter]
        + """
        for (const folder of ["/pyscript", "/pyscript/_interpreter", "/pyscript/web"]) FS.mkdir(library + folder);
        for (const [path, text] of Object.entries(files)) FS.writeFile(`${library}/${path}`, text);
        await python.runPythonAsync(code);"""
    )
    site.write(
        "index.html",
        '<!doctype html><meta charset="utf-8"><title>Bare</title><link rel="icon" href="data:,">'
        '<div id="output"></div><button id="button">Press</button>'
        f'<script type="module">{script.replace("</", "<" + chr(92) + "/")}</script>',
    )


@pytest.mark.parametrize("interpreter", LOAD)
def test_main_thread(site: Site, page: WatchedPage, interpreter: str) -> None:
    """Everything that needs no runtime works; what needs it says so."""
    page.expect_error("ZeroDivisionError")
    page.expect_error("Failed to load resource")
    write(site, interpreter)
    site.open()
    wait_for_line(page, "log: end", 30)
    lines = [line[5:] for line in page.lines if line.startswith("log: ")]
    kind = {"micropython": "mpy", "pyodide": "py"}[interpreter]
    assert lines == [
        f"context False {kind} '' Bare True",
        "no target True",
        "missing True",
        "bad selector",
        "clicked button",
        "clicked button",
        'web 3 tip <circle stroke-width="2">',
        "wrong AttributeError",
        "wrong ValueError",
        "wrong ValueError",
        "no worker True",
        *["no device True"] * 3,
        "fetch True 70000",
        "no json True",
        "cut",
        "bad address",
        "websocket True",
        "storage True {'a': [1, b'x']}",
        "end",
    ]
    assert page.locator("#output").inner_html() == "<div>text</div><div><em>html</em></div>"
    assert len(page.errors) == 2
