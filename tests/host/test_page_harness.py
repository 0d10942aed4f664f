"""Page tests that must fail do, at once, with the reason, and spoil nothing for the next."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Error

from pyscript_tools.testing.realm_page import PageFailure, Place, RealmPage, Sources
from pyscript_tools.testing.realms import MICROPYTHON
from pyscript_tools.testing.stage import Stage
from tests.host.sources import ROOT

SAMPLE = '''
"""Fails in every way there is."""
import js
from pyscript_testing import expect_error, skip

TIMEOUT = 2
REALMS = ["micropython", "pyodide-main"]

def test_compares():
    answer = [1, "é"]
    assert answer == (
        [2, 3]
    ), "differs"

def test_raises(target):
    deeper(target)

def deeper(target):
    raise ValueError("in " + target)

def test_logs_an_error():
    print("before")
    js.console.error("surprise")

def test_lacks_an_error():
    expect_error("never")

async def test_lets_an_error_escape():
    import asyncio

    async def fail():
        raise OSError("in a task")

    asyncio.create_task(fail())
    await asyncio.sleep(0.05)

def test_skips():
    skip("because")

async def test_throws_in_javascript():
    js.JSON.parse("{")

async def test_dies():
    js.setTimeout(js.Function.new("throw new Error('out of reach')"), 0)
    await js.Promise.withResolvers().promise

async def test_waits_for_ever():
    print("about to wait")
    await js.Promise.withResolvers().promise

def test_hangs():
    while True:
        pass

def test_passes():
    expect_error("wanted")
    js.console.error("this is wanted")
    assert 1 in [1, 2]
'''

UNIMPORTABLE = """
REALMS = ["micropython-worker"]

import no_such_module

def test_one():
    pass
"""

BROKEN_PAGE = """
CONFIG = {"interpreter": "./missing.mjs"}
REALMS = ["micropython-main"]

def test_one():
    pass

def test_two():
    pass
"""

# A conftest.py: the page crashes before one test each time, before another one once.
CRASHES = """
from contextlib import suppress
from playwright.sync_api import Error
from pyscript_tools.testing.realm_page import RealmPage

run = RealmPage.run
crashed = []

def crash_and_run(page, sources, name, *args):
    if name == "test_always" or name == "test_once" and name not in crashed:
        crashed.append(name)
        with page.page.raw.expect_event("crash"), suppress(Error):
            page.page.raw.goto("chrome://crash")
    return run(page, sources, name, *args)

RealmPage.run = crash_and_run
"""

CRASHING = """
REALMS = ["micropython-main"]

def test_always():
    pass

def test_once():
    pass

def test_fails():
    assert 1 == 2
"""

# The same test function on both interpreters; only MicroPython loses its page thrice.
CHOSEN = "micropython or not (dies or waits or hangs)"


def run_samples(folder: Path, *options: str) -> dict[str, tuple[str, str]]:
    """Return the outcome of each test in a folder's `page/`, and the text that explains it."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", *options]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "--variant", "dist"]
    command += ["-o", "pyscript_tests=page"]
    command += ["--junitxml", str(folder / "results.xml"), str(folder / "page")]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert process.returncode == 1, process.stdout + process.stderr
    found = {}
    for case in ElementTree.parse(folder / "results.xml").iter("testcase"):
        detail = next((child for child in case if child.tag != "properties"), None)
        outcome = "passed" if detail is None else detail.tag
        name = f"{case.get('classname')}.{case.get('name')}".removeprefix("page.")
        text = "" if detail is None else f"{detail.get('message')}\n{detail.text}"
        found[name] = (outcome, text)
    return found


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    folder = tmp_path_factory.mktemp("samples")
    (folder / "page").mkdir()
    (folder / "page" / "test_sample.py").write_text(SAMPLE)
    (folder / "page" / "test_unimportable.py").write_text(UNIMPORTABLE)
    (folder / "page" / "test_broken_page.py").write_text(BROKEN_PAGE)
    return run_samples(folder, "-k", CHOSEN)


@pytest.mark.parametrize("realm", ["micropython-main", "micropython-worker", "pyodide-main"])
def test_failures_are_told(results: dict[str, tuple[str, str]], realm: str) -> None:
    def outcome(name: str) -> str:
        return results[f"test_sample.{name}[{realm}]"][0]

    def text(name: str) -> str:
        assert outcome(name) == "failure"
        return results[f"test_sample.{name}[{realm}]"][1]

    compares = text("test_compares")
    assert '  File "page/test_sample.py", line 11, in test_compares\n' in compares
    assert "AssertionError: differs\n" in compares
    assert "  left:  [1, 'é']\n  right: [2, 3]" in compares
    assert "driver.py" not in compares

    assert '", line 19, in deeper\n    raise ValueError("in " + target)' in text("test_raises")
    assert "ValueError: in target-" in text("test_raises")

    assert "unexpected errors" in text("test_logs_an_error")
    assert "log: before\nerror: surprise" in text("test_logs_an_error")
    assert "expected, but not in the console: never" in text("test_lacks_an_error")
    assert "OSError: in a task" in text("test_lets_an_error_escape")

    assert "in test_throws_in_javascript" in text("test_throws_in_javascript")
    assert "SyntaxError" in text("test_throws_in_javascript")

    assert outcome("test_skips") == "skipped"
    assert outcome("test_passes") == "passed"


@pytest.mark.parametrize("realm", ["micropython-main", "micropython-worker"])
def test_a_lost_page_is_replaced(results: dict[str, tuple[str, str]], realm: str) -> None:
    def text(name: str) -> str:
        outcome, found = results[f"test_sample.{name}[{realm}]"]
        assert outcome == "failure"
        return found

    assert "an exception that nobody caught" in text("test_dies")
    assert "Error: out of reach" in text("test_dies")
    assert "no result after 2 s" in text("test_waits_for_ever")
    assert "log: about to wait" in text("test_waits_for_ever")
    assert "no result after 2 s" in text("test_hangs")
    assert results[f"test_sample.test_passes[{realm}]"][0] == "passed"


def test_a_file_that_cannot_be_imported_fails(results: dict[str, tuple[str, str]]) -> None:
    outcome, text = results["test_unimportable.test_one[micropython-worker]"]
    assert outcome == "failure"
    assert '  File "page/test_unimportable.py", line 4, in <module>\n' in text
    assert "no module named 'no_such_module'" in text


@pytest.mark.parametrize("name", ["test_one", "test_two"])
def test_a_page_that_does_not_start_fails_its_tests(
    results: dict[str, tuple[str, str]], name: str
) -> None:
    outcome, text = results[f"test_broken_page.{name}[micropython-main]"]
    assert outcome == "failure"
    assert "the page did not start" in text
    assert "missing.mjs" in text


def test_a_page_that_crashes_is_lost(stage: Stage, tmp_path: Path) -> None:
    """The test says so, at once; the next one gets another page."""
    file = tmp_path / "test_sample.py"
    file.write_text("def test_passes():\n    pass\n")
    sources = Sources("test_sample.py", file, {}, 5)
    page = RealmPage(stage, Place(MICROPYTHON, "dist", ""))
    page.load(sources)
    assert page.run(sources, "test_passes", is_async=False, wants_target=False) is None
    with page.page.raw.expect_event("crash"), suppress(Error):
        page.page.raw.goto("chrome://crash")
    with pytest.raises(PageFailure, match="the page has crashed or is gone"):
        page.run(sources, "test_passes", is_async=False, wants_target=False)
    assert not page.usable


def test_what_a_crash_of_the_browser_ended_runs_again(tmp_path: Path) -> None:
    """Once, and nothing else does."""
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "conftest.py").write_text(CRASHES)
    (folder / "test_crashing.py").write_text(CRASHING)
    results = run_samples(tmp_path)
    outcomes = {name: outcome for name, (outcome, _) in results.items()}
    assert outcomes == {
        "test_crashing.test_always[micropython-main]": "failure",
        "test_crashing.test_once[micropython-main]": "passed",
        "test_crashing.test_fails[micropython-main]": "failure",
    }
    assert "Target crashed" in results["test_crashing.test_always[micropython-main]"][1]
