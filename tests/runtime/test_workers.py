"""`PyWorker`: workers that Python starts."""

from __future__ import annotations

import pytest

from tests.browser import Site, WatchedPage, wait_done
from tests.docs.pages import wait_for_line

WORKER = """
from pyscript import RUNNING_IN_WORKER, config, sync
import sys
sync.hello("the worker", sys.implementation.name, config.get("custom"))
print("in worker", RUNNING_IN_WORKER)
sync.answer = lambda x: x * 2
"""

MAIN = """
from pyscript import PyWorker, ffi
def hello(*args):
    print("hello from", *args)
worker = PyWorker("./worker.py"{options})
worker.sync.hello = hello
await worker.ready
print("answer", await worker.sync.answer(21))
worker.terminate()
"""

NAMES = {"py": "pyodide", "mpy": "micropython"}


def run(site: Site, main: str, kind: str = "mpy") -> WatchedPage:
    site.write(
        "index.html", site.html(f'<div id="output"></div><script type="{kind}">{main}</script>')
    )
    return wait_done(site.open(), 40)


@pytest.mark.parametrize("worker", ["py", "mpy"])
@pytest.mark.parametrize("main", ["py", "mpy"])
def test_every_pairing(site: Site, main: str, worker: str) -> None:
    """Either interpreter starts either; functions are called in both directions."""
    site.write("worker.py", WORKER)
    options = f', type="{NAMES[worker]}", config={{"custom": 7}}'
    page = run(site, MAIN.format(options=options), main)
    wait_for_line(
        page, f"log: hello from the worker {'cpython' if worker == 'py' else 'micropython'} 7"
    )
    wait_for_line(page, "log: in worker True")
    wait_for_line(page, "log: answer 42")


@pytest.mark.parametrize("main", ["py", "mpy"])
def test_without_a_type(site: Site, main: str) -> None:
    """Then it is the interpreter that asks; a configuration may also come second."""
    site.write("worker.py", WORKER)
    page = run(site, MAIN.format(options=', {"custom": 7}'), main)
    wait_for_line(
        page, f"log: hello from the worker {'cpython' if main == 'py' else 'micropython'} 7"
    )


def test_a_local_interpreter(site: Site) -> None:
    """The one that the configuration names is used."""
    site.write("worker.py", WORKER)
    options = f', type="micropython", config={{"interpreter": "{site.runtime}micropython/micropython.mjs"}}'
    requests: list[str] = []
    page_options = MAIN.format(options=options)
    page = run(site, page_options)
    wait_for_line(page, "log: answer 42")
    assert not [url for url in requests if "127.0.0.1" not in url]


def test_a_missing_file(site: Site, page: WatchedPage) -> None:
    """An error on the page, and `ready` raises instead of waiting for ever."""
    page.expect_error("404")
    page = run(
        site,
        """
from pyscript import PyWorker
worker = PyWorker("./nowhere.py", type="micropython")
try:
    await worker.ready
except Exception as error:
    print("raised", "nowhere.py" in str(error))
""",
    )
    wait_for_line(page, "log: raised True")
    assert "PY0404" in page.locator(".py-error").inner_text()


def test_wrong_calls_say_what_works(site: Site) -> None:
    """A type that does not exist, and two configurations."""
    page = run(
        site,
        """
from pyscript import PyWorker
for call in (lambda: PyWorker("w.py", type="ruby"), lambda: PyWorker("w.py", {}, config={})):
    try:
        call()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
""",
    )
    wait_for_line(
        page, "log: ValueError PyWorker type must be 'pyodide' or 'micropython', not 'ruby'"
    )
    assert any(
        line.startswith("log: TypeError PyWorker(url, config) takes one configuration")
        for line in page.lines
    )


def test_output_needs_a_target(site: Site) -> None:
    """No tag, no output element: display says so; with a target it shows."""
    site.write(
        "worker.py",
        """
from pyscript import display, current_target
print("target", repr(current_target()))
try:
    display("lost")
except ValueError as error:
    print("raised", "target=" in str(error))
display("shown", target="output")
""",
    )
    page = run(
        site,
        "from pyscript import PyWorker\nawait PyWorker('./worker.py', type='micropython').ready",
    )
    wait_for_line(page, "log: target ''")
    wait_for_line(page, "log: raised True")
    assert page.locator("#output").inner_text() == "shown"


def test_an_exception_shows(site: Site, page: WatchedPage) -> None:
    """With the file and the line of the worker's script."""
    site.write("worker.py", "\n1/0\n")
    page.expect_error("ZeroDivisionError")
    page = run(
        site,
        "from pyscript import PyWorker\nawait PyWorker('./worker.py', type='micropython').ready",
    )
    page.locator(".py-error").wait_for()
    assert "worker.py, line 2: ZeroDivisionError" in page.locator(".py-error").inner_text()
