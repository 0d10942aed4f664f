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


def test_a_new_project(tmp_path: Path, page: WatchedPage, realm: Realm) -> None:
    """It works as it is, served and built."""
    project = tmp_path / "My site"
    create(project, realm.type, realm.in_worker)
    with Server({"/": project, f"/{PREFIX}/": runtime_folder()}) as server:
        page.raw.goto(server.url)
        page.wait_for(lambda: page.all_done, 30)
        page.fill("#name", "Ada")
        page.click("#form button")
        expect(page.locator("#answer")).to_have_text("Hello, Ada!")
    page.all_done = False
    site = build(project, tmp_path / "out", only=realm.type).folder
    with Server({"/": site}) as server:
        page.raw.goto(server.url)
        page.wait_for(lambda: page.all_done, 30)
        page.fill("#name", "Bob")
        page.click("#form button")
        expect(page.locator("#answer")).to_have_text("Hello, Bob!")


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
        page.fill("#name", "Ada")
        page.click("#form button")
        expect(page.locator("#answer")).to_have_text("Bonjour, Ada!")
        screenshot(page, "project")
        page.raw.goto("about:blank")  # listens no longer


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_without_a_network(tmp_path: Path, page: WatchedPage, realm: Realm) -> None:
    """Visited once, it works without its server; its workers reach the page on any host."""
    create(tmp_path / "project", realm.type, realm.in_worker)
    main(["build", str(tmp_path / "project"), "--offline", "--only", realm.type])
    with Server({"/": tmp_path / "project" / "site"}, isolated=False) as server:
        url = server.url
        page.raw.goto(url)
        page.raw.wait_for_function("navigator.serviceWorker.controller")
        if realm.in_worker:
            page.raw.wait_for_function("crossOriginIsolated")
        page.raw.wait_for_load_state("networkidle")
    page.all_done = False
    page.raw.goto(url)
    assert page.raw.evaluate("crossOriginIsolated")
    page.wait_for(lambda: page.all_done, 30)
    page.fill("#name", "Ada")
    page.click("#form button")
    expect(page.locator("#answer")).to_have_text("Hello, Ada!")
