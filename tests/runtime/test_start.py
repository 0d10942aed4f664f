"""How Pyodide starts: from a picture of its memory, or from the beginning."""

from __future__ import annotations

import pytest

from tests.browser import Site, WatchedPage, wait_done
from tests.docs.pages import prints
from tests.realms import PYODIDE, PYODIDE_WORKER, Realm

both = pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)

CODE = """
import os, random, sys
from pyscript import display
print("ran", os.getcwd(), "html.parser" in sys.modules, 1 / 4, f"{random.random()}")
"""


def open_page(site: Site, realm: Realm) -> WatchedPage:
    site.write("index.html", site.html(realm.script(CODE)))
    return site.open()


@both
def test_picture_of_memory(site: Site, realm: Realm) -> None:
    """The picture brings modules along, and no page gets the random numbers of another."""
    seen = set()
    for _ in range(2):
        page = wait_done(open_page(site, realm))
        (line,) = prints(page)
        assert line.startswith("ran /home/pyodide True 0.25 ")
        seen.add(line)
        page.forget()
        page.all_done = False
    assert len(seen) == 2


@both
def test_without_picture(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Where the picture is of no use, Pyodide starts all the same, and says why it took longer."""
    page.context.route("**/memory.bin", lambda route: route.fulfill(body="no picture"))
    try:
        wait_done(open_page(site, realm))
        (warning,) = [line for line in page.lines if line.startswith("warning: ")]
        assert "Pyodide starts from the beginning, its memory.bin cannot be used: " in warning
        assert any(line.startswith("ran /home/pyodide False 0.25 ") for line in prints(page))
    finally:
        page.context.unroute("**/memory.bin")


def test_frugal_connection(site: Site, page: WatchedPage) -> None:
    """Where data is to be saved, the picture is not fetched: it is larger than all the rest."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    wanted = []
    page.on("request", lambda request: wanted.append(request.url))
    wait_done(open_page(site, PYODIDE))
    assert any(line.startswith("ran /home/pyodide False") for line in prints(page))
    assert not [url for url in wanted if url.endswith("memory.bin")]


@both
def test_what_can_be_suspended(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The picture was taken by an engine that can do less than this one."""
    code = """
import js
from pyodide.ffi import can_run_sync, run_sync

def wait():
    return run_sync(js.Promise.resolve(42))

print(can_run_sync(), wait(), sorted([2, 1], key=lambda each: wait() + each))
"""
    site.write("index.html", site.html(realm.script(code)))
    assert "log: True 42 [1, 2]" in wait_done(site.open()).lines
