"""Whose output, for tasks and proxies: they run long after their script has ended."""

from __future__ import annotations

import pytest

from pyscript_tools.testing.console import wait_done
from pyscript_tools.testing.realms import MICROPYTHON, PYODIDE, Realm
from tests.browser import Site

FIRST = """
import asyncio
from pyscript import display, ffi, window

async def later():
    await asyncio.sleep(0.02)
    display("task")
    await asyncio.sleep(0.02)
    display("and again")
    return 1

def listener(*args):
    display("proxy")

task = asyncio.create_task(later())
window.addEventListener("custom", ffi.create_proxy(listener))
display("first")
"""

SECOND = """
display("second")
from pyscript import window
window.dispatchEvent(window.Event.new("custom"))
print("result", await task)
"""


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_tasks_and_proxies_display_into_their_own_script(site: Site, realm: Realm) -> None:
    """Also after the next script has begun; a task still has its result."""
    site.write("index.html", site.html(realm.script(FIRST) + realm.script(SECOND)))
    page = wait_done(site.open())
    outputs = page.evaluate(
        "[...document.querySelectorAll('script-py, script-mpy')].map(o => [...o.children].map(c => c.textContent))"
    )
    assert outputs == [["first", "proxy", "task", "and again"], ["second"]]
    assert "log: result 1" in page.lines


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_a_task_can_be_cancelled(site: Site, realm: Realm) -> None:
    """Cancelling reaches the coroutine, which may clean up."""
    code = """
import asyncio
from pyscript import display

async def forever():
    try:
        while True:
            await asyncio.sleep(0.01)
    finally:
        display("cleaned up")

task = asyncio.create_task(forever())
await asyncio.sleep(0.03)
task.cancel()
try:
    await task
except asyncio.CancelledError:
    display("cancelled")
"""
    site.write("index.html", site.html(realm.script(code) + realm.script("display('second')")))
    page = wait_done(site.open())
    assert page.locator("script-py, script-mpy").first.inner_text().split("\n") == [
        "cleaned up",
        "cancelled",
    ]
