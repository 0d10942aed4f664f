"""Projects as `pyscript new` makes them: served, changed, built, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from pyscript_tools.__main__ import main
from pyscript_tools.build import build
from pyscript_tools.new import create
from pyscript_tools.reload import Reloader
from pyscript_tools.runtime import PREFIX, runtime_folder
from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER, Realm
from tests.browser import screenshot
from tests.docs.pages import wait_for_line


def greet(page: WatchedPage, name: str, answer: str) -> None:
    """Use the page as a person would."""
    page.fill("#name", name)
    page.click("#form button")
    expect(page.locator("#answer")).to_have_text(answer)


def test_a_new_project(tmp_path: Path, page: WatchedPage, realm: Realm) -> None:
    """It works as it is, served and built."""
    project = tmp_path / "My site"
    create(project, realm.type, realm.in_worker)
    with Server({"/": project, f"/{PREFIX}/": runtime_folder()}) as server:
        page.raw.goto(server.url)
        page.wait_for(lambda: page.all_done, 30)
        greet(page, "Ada", "Hello, Ada!")
    page.all_done = False
    site = build(project, tmp_path / "out", only=realm.type).folder
    with Server({"/": site}) as server:
        page.raw.goto(server.url)
        page.wait_for(lambda: page.all_done, 30)
        greet(page, "Bob", "Hello, Bob!")


def test_a_page_follows_its_files(tmp_path: Path, page: WatchedPage) -> None:
    """A change of the Python is seen without a hand on the browser."""
    create(tmp_path)
    reloader = Reloader(tmp_path)
    mounts = {"/": tmp_path, f"/{PREFIX}/": runtime_folder()}
    with Server(mounts, routes=reloader.routes, amend=reloader.amend) as server:
        with page.raw.expect_response("**/.pyscript/changes"):
            page.raw.goto(server.url)
        page.wait_for(lambda: page.all_done, 30)
        page.all_done = False
        file = tmp_path / "greetings.py"
        file.write_text(file.read_text().replace("Hello", "Bonjour"))
        page.wait_for(lambda: page.all_done, 30)
        greet(page, "Ada", "Bonjour, Ada!")
        screenshot(page, "project")
        page.raw.goto("about:blank")  # listens no longer


KEPT = """async (count) => {
    const kept = async (name) => (await (await caches.open(name)).keys()).length;
    const isWhole = async () => (await Promise.all((await caches.keys()).map(kept))).includes(count);
    while (!(await isWhole())) await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_without_a_network(tmp_path: Path, page: WatchedPage, realm: Realm) -> None:
    """Visited once, it works without its server; its workers reach the page on any host."""
    create(tmp_path / "project", realm.type, realm.in_worker)
    main(["build", str(tmp_path / "project"), "--offline", "--only", realm.type])
    site = tmp_path / "project" / "site"
    with Server({"/": site}, isolated=False) as server:
        url = server.url
        page.raw.goto(url, wait_until="commit")
        page.wait_for(lambda: page.all_done, 30)
        assert page.raw.evaluate("crossOriginIsolated") == realm.in_worker
        page.raw.evaluate(KEPT, (site / "offline-worker.js").read_text().count(' "./'))
    page.all_done = False
    page.raw.goto(url)
    assert page.raw.evaluate("crossOriginIsolated")
    page.wait_for(lambda: page.all_done, 30)
    greet(page, "Ada", "Hello, Ada!")


def test_a_service_worker_that_fails(tmp_path: Path, page: WatchedPage) -> None:
    """A page that waited for it runs all the same."""
    create(tmp_path, "mpy", worker=True)
    (tmp_path / "main.py").write_text("print('ran')")
    site = build(tmp_path, tmp_path / "site", only="mpy", offline=True).folder
    (site / "offline-worker.js").write_text(
        "addEventListener('install', (event) => event.waitUntil(Promise.reject(new Error('no'))))"
    )
    with Server({"/": site}, isolated=False) as server:
        page.raw.goto(server.url, wait_until="commit")
        wait_for_line(page, "log: ran", 20)
        wait_for_line(page, "warning: the service worker could not be installed", 20)
        # The indicator may still be on its way, and the server ends.
        page.raw.wait_for_load_state("networkidle")
