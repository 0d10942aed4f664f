"""Folders that outlive the page, and what the user, the page and the browser may refuse."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER, Realm
from pyscript_tools.testing.stage import page_html
from tests.browser import BUILDS, Site
from tests.docs.pages import open_body, prints, run_body, wait_for_line
from tests.folders import PICKER

RELOAD = """
import hashlib, os
from pyscript import fs, when

content = bytes([(3 * i + i // 256) % 256 for i in range(100_000)])

def show(path):
    for name in sorted(os.listdir(path)):
        with open(path + "/" + name, "rb") as file:
            print(path, name, "".join(["%02x" % byte for byte in hashlib.sha256(file.read()).digest()]))

async def use(path, **options):
    await fs.mount(path, **options)
    show(path)
    with open(path + "/binary.dat", "wb") as file:
        file.write(content)
    with open(path + "/ünï.txt", "w") as file:
        file.write("héllo 👋")
    await fs.sync(path)
    print("synced", path)

await use("/kept", root="opfs")

@when("click", "button")
async def clicked():
    await use("/local")
    print("finished")
"""


def hashes(path: str) -> list[str]:
    """Return what the second visit shows of the folder."""
    content = bytes((3 * i + i // 256) % 256 for i in range(100_000))
    texts = {"binary.dat": content, "ünï.txt": "héllo 👋".encode()}
    return [f"{path} {name} {hashlib.sha256(text).hexdigest()}" for name, text in texts.items()]


def test_reload(site: Site, page: WatchedPage, realm: Realm) -> None:
    """What was synced is there after a reload, byte for byte, without another question."""
    page.add_init_script(PICKER)
    run_body(site, "<button>Mount</button>" + realm.script(RELOAD))
    page.click("button")
    wait_for_line(page, "log: finished")
    assert prints(page) == ["synced /kept", "picked", "synced /local", "finished"]
    page.forget()
    page.all_done = False
    page.reload()
    wait_done(page)
    page.click("button")
    wait_for_line(page, "log: finished")
    assert prints(page) == [
        *hashes("/kept"),
        "synced /kept",
        *hashes("/local"),
        "synced /local",
        "finished",
    ]


DIALOG = """
from pyscript import fs

try:
    await fs.mount("/local", mode=MODE)
    print("mounted", fs.mounted)
except RuntimeError as error:
    print("refused", error)
"""


def test_dialog(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Without a click of the user's a dialog asks for one."""
    page.add_init_script(PICKER)
    open_body(site, realm.script(DIALOG.replace("MODE", '"readwrite"')))
    wait_for_line(page, "log: asked", 40)
    dialog = page.get_by_role(
        "dialog",
        name="This page wants to read and change a folder of your device, which it calls /local.",
    )
    choose = dialog.get_by_role("button", name="Choose a folder…")
    expect(choose).to_be_focused()
    page.keyboard.press("Enter")
    wait_done(page)
    asked, picked, line = prints(page)
    assert (asked, picked) == ("asked", "picked")
    assert line.startswith("mounted {'/local': <Mount /local mode='readwrite'")
    assert page.locator("dialog").count() == 0


@pytest.mark.parametrize("how", ["button", "escape"])
def test_dialog_cancelled(site: Site, page: WatchedPage, realm: Realm, how: str) -> None:
    """Who cancels it gives no folder."""
    if how == "escape" and realm is not MICROPYTHON:
        pytest.skip("what the keyboard does in a dialog is the same in every realm")
    page.add_init_script(PICKER)
    open_body(site, realm.script(DIALOG.replace("MODE", '"read"')))
    wait_for_line(page, "log: asked", 40)
    dialog = page.get_by_role(
        "dialog", name="This page wants to read a folder of your device, which it calls /local."
    )
    expect(dialog).to_be_visible()
    if how == "button":
        dialog.get_by_role("button", name="Cancel").click()
    else:
        page.keyboard.press("Escape")
    wait_done(page)
    assert prints(page) == ["asked", "refused fs.mount('/local'): the user chose no folder"]
    assert page.locator("dialog").count() == 0


NO_PICKER = """
from pyscript import fs

try:
    await fs.mount("/local")
except RuntimeError as error:
    print(error)
await fs.mount("/local", root="opfs")
print(list(fs.mounted))
"""


def test_without_picker(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Other browsers than Chromium have none: the error names what works there, which does."""
    page.add_init_script("delete window.showDirectoryPicker")
    assert prints(run_body(site, realm.script(NO_PICKER))) == [
        "fs.mount('/local'): this browser lets no page use folders of the device: "
        'root="opfs" keeps the files in the browser',
        "['/local']",
    ]


DROP = """
    addEventListener('DOMContentLoaded', () => {
        document.body.style.height = '300px';
        document.body.ondragover = (event) => event.preventDefault();
        document.body.ondrop = (event) => {
            event.preventDefault();
            const folder = event.dataTransfer.items[0].getAsFileSystemHandle();
            window.showDirectoryPicker = () => folder;
            console.log('dropped');
        };
    });
"""

REAL = """
from pyscript import fs, when

@when("click", "button")
async def clicked():
    try:
        await fs.mount("/local", mode="read")
        print(open("/local/note.txt").read(), open("/local/sub/deep.txt").read())
        await fs.sync("/local")
        print(open("/local/note.txt").read())
        await fs.unmount("/local")
    except RuntimeError as error:
        print(error)
    print("finished")
"""


def test_a_folder_of_this_device(
    site: Site, page: WatchedPage, tmp_path: Path, realm: Realm
) -> None:
    """A real one, whose permission the browser asks for again: it is dropped into the page."""
    folder = tmp_path / "papers"
    (folder / "sub").mkdir(parents=True)
    (folder / "note.txt").write_text("a note")
    (folder / "sub" / "deep.txt").write_text("deep")
    page.add_init_script(DROP)
    run_body(site, "<button>Mount</button>" + realm.script(REAL))
    session = page.context.new_cdp_session(page.raw)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 150, "y": 150, "data": data})
    wait_for_line(page, "log: dropped")
    page.click("button")
    wait_for_line(page, "log: finished")
    assert prints(page) == ["dropped", "a note deep", "a note", "finished"]
    assert sorted(path.name for path in folder.rglob("*")) == ["deep.txt", "note.txt", "sub"]


SHARED = """
from pyscript import fs, when

await fs.mount("/shared", root="opfs")

@when("click", "#SAVE")
async def save():
    with open("/shared/NAME", "w") as file:
        file.write("of NAME")
    await fs.sync("/shared")
    print("NAME saved")

@when("click", "#SHOW")
async def show():
    import os
    await fs.sync("/shared")
    print("NAME has", *sorted(os.listdir("/shared")))
"""


def test_two_interpreters_share_a_folder(site: Site) -> None:
    """Neither loses what the other has saved."""
    body = ""
    for name, realm in (("here", MICROPYTHON), ("there", PYODIDE_WORKER)):
        code = SHARED
        for word, text in (("SAVE", f"save-{name}"), ("SHOW", f"show-{name}"), ("NAME", name)):
            code = code.replace(word, text)
        body += f'<button id="save-{name}">{name}</button><button id="show-{name}">{name}</button>'
        body += realm.script(code)
    page = run_body(site, body)
    page.click("#save-here")
    wait_for_line(page, "log: here saved")
    page.click("#save-there")
    wait_for_line(page, "log: there saved")
    page.click("#show-here")
    wait_for_line(page, "log: here has here there")
    page.click("#show-there")
    wait_for_line(page, "log: there has here there")


INSECURE = """
from pyscript import fs
from pyscript.media import Device, list_devices

for call in (
    list_devices,
    Device.request_stream,
    lambda: fs.mount("/local"),
    lambda: fs.mount("/local", root="opfs"),
):
    try:
        await call()
    except RuntimeError as error:
        print(type(error).__name__, error)
"""


def test_a_page_that_is_not_secure(page: WatchedPage, server: Server, variant: str) -> None:
    """Where the browser offers nothing, the error says why."""
    html = page_html(f"/{variant}/", MICROPYTHON.script(INSECURE))

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(response=route.fetch(url=server.url + path[1:]))

    page.route("http://insecure.test/**", serve)
    page.goto("http://insecure.test/")
    lines = prints(wait_done(page))
    assert page.evaluate("isSecureContext") is False
    assert len(lines) == 4
    for line in lines[:2]:
        assert line.startswith("RuntimeError ")
        assert "https, or from localhost" in line
    assert 'root="opfs"' in lines[2]
    assert "https, or from localhost" in lines[3]


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_a_worker_that_cannot_reach_the_page(page: WatchedPage, variant: str, realm: Realm) -> None:
    """On a page without the isolation headers it works on Pyodide; else the error says why."""
    with Server({f"/{variant}/": BUILDS[variant]}, isolated=False) as server:
        config = '{"sync_main_only": true}'
        html = page_html(f"/{variant}/", realm.script(ISOLATED, config=config))
        server.routes["/"] = lambda _: Response(html, "text/html; charset=utf-8")
        page.goto(server.url)
        lines = prints(wait_done(page))
    if realm is PYODIDE_WORKER:
        assert lines == ["True", "NotAllowedError", "notes"]
    else:
        assert [line[:54] for line in lines] == [
            "Unable to use `window` or `document` -> https://docs.p",
            "Unable to use `window` or `document` -> https://docs.p",
            "notes",
        ]


ISOLATED = """
from pyscript import fs
from pyscript.media import Device, list_devices

try:
    print(len(await list_devices()) > 2)
except RuntimeError as error:
    print(error)
try:
    await Device.request_stream()
except RuntimeError as error:
    print(getattr(error, "name", error))
await fs.mount("/local", root="opfs")
with open("/local/file", "w") as file:
    file.write("notes")
await fs.unmount("/local")
await fs.mount("/local", root="opfs")
print(open("/local/file").read())
"""
