"""The plugin of pytest, in a project of somebody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyscript_tools.new import create
from tests.browser import ROOT
from tests.host.elsewhere import run_python


@pytest.fixture
def project(tmp_path: Path) -> Path:
    create(tmp_path / "site")
    return tmp_path / "site"


def run(project: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest in a project, as if this were installed there."""
    command = ["-m", "pytest", "-p", "pyscript_tools.testing.plugin", "-p", "no:cacheprovider"]
    process = run_python(project, ROOT, *command, *arguments)
    return process.returncode, process.stdout + process.stderr


def test_a_new_project_is_tested(project: Path) -> None:
    """Its tests pass as they are: in the page, in the realm it is for, and from outside."""
    code, text = run(project, "-v")
    assert code == 0, text
    assert "tests/page/test_greetings.py::test_greeting[micropython-main] PASSED" in text
    assert "tests/page/test_greetings.py::test_in_the_page[micropython-main] PASSED" in text
    assert "tests/test_app.py::test_greets PASSED" in text
    assert "3 passed" in text


def test_the_guide(project: Path) -> None:
    """The examples of docs/testing.md: in the page, of the page, and a server."""
    text = (ROOT / "docs" / "testing.md").read_text()
    in_page, of_page, conftest = re.findall(
        r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL
    )
    (project / "tests" / "page" / "test_guide.py").write_text(in_page)
    (project / "tests" / "test_guide.py").write_text(of_page)
    (project / "conftest.py").write_text(conftest)
    (project / "tests" / "page" / "test_api.py").write_text(
        "from pyscript import fetch\n\n"
        "async def test_api():\n"
        '    assert await fetch("/api/name").text() == "Grace"\n'
    )
    settings = re.search(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert settings and settings[1] in (project / "pyproject.toml").read_text()
    code, text = run(project, "-v", "--realm", "main", "-k", "guide or api")
    assert code == 0, text
    assert "7 passed" in text


def test_realms(project: Path) -> None:
    """The command line has the last word."""
    code, text = run(project, "-v", "tests/page", "--realm", "worker", "--realm", "pyodide-main")
    assert code == 0, text
    for realm in ("micropython-worker", "pyodide-main", "pyodide-worker"):
        assert f"test_greeting[{realm}] PASSED" in text
    assert "6 passed" in text


def test_several_processes(project: Path) -> None:
    """Tests that share a page stay in one process."""
    code, text = run(project, "-n", "2", "--realm", "micropython")
    assert code == 0, text
    assert "5 passed" in text


FAILING = """
from greetings import greeting
from pyscript_testing import skip


def test_differs():
    assert greeting("Ada") == "Bonjour, Ada!"


def test_deep():
    greeting(None)


def test_skips():
    skip("not today")
"""

COMPLAINING = """
import pytest


def test_console(open_app):
    page = open_app()
    page.evaluate("console.error('oh no')")


def test_expected(open_app):
    page = open_app()
    page.expect_error("oh no")
    page.evaluate("console.error('oh no')")


def test_missing(open_app):
    open_app("nowhere.html", wait=False).expect_error("404")
"""


def test_failures(project: Path) -> None:
    """Both sides of a comparison; the project's own sources in tracebacks; errors in the console."""
    (project / "tests" / "page" / "test_failing.py").write_text(FAILING)
    (project / "tests" / "test_complaining.py").write_text(COMPLAINING)
    code, text = run(project, "tests/page/test_failing.py", "tests/test_complaining.py", "-rsf")
    assert code == 1, text
    assert "  left:  'Hello, Ada!'\n  right: 'Bonjour, Ada!'" in text
    assert 'File "greetings.py", line 6, in greeting\n    return f"Hello,' in text
    assert "test_differs[micropython-main] - Assert" in text  # cut to the width
    assert "not today" in text
    assert "errors in the console:" in text
    assert "  oh no" in text
    assert "2 failed, 3 passed, 1 skipped, 1 error" in text


def test_no_browser(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests say so, and how to get one, in a line."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(project))
    code, text = run(project)
    assert code == 1, text
    assert text.count("\nno Chromium: `playwright install chromium` brings one, or set ") == 3
    assert "Traceback" not in text and "stage.py" not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--realm", "jython"], "there is no realm 'jython': they are micropython-main, "),
        (["-o", "pyscript_config=nowhere.toml"], "nowhere.toml is missing"),
    ],
    ids=["realm", "config"],
)
def test_wrong_settings(project: Path, arguments: list[str], message: str) -> None:
    code, text = run(project, "tests/page", *arguments)
    assert code == 4, text
    assert message in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def test_it(tmp_path): pass", "test_it may have one parameter, target, not ['tmp_path']"),
        ("import pytest", "the page has no pytest: pyscript_testing has raises, skip"),
        ("class TestIt:\n    def test_it(self): pass", "TestIt would not run"),
        ("CONFIG = dict(a=1)", "CONFIG must be a literal"),
        ("REALMS: list = ['jython']", "REALMS: there is no realm 'jython'"),
    ],
    ids=["fixture", "pytest", "class", "literal", "realm"],
)
def test_what_page_tests_cannot_have(project: Path, code: str, message: str) -> None:
    """It is told, instead of being passed over."""
    (project / "tests" / "page" / "test_wrong.py").write_text(code + "\n")
    result, text = run(project, "tests/page/test_wrong.py")
    assert result == 2, text
    assert message in text
    assert "Traceback" not in text


def test_prints_are_shown(project: Path) -> None:
    """Of page tests and of pages: when a test fails, and always with `-s`."""
    (project / "tests" / "page" / "test_prints.py").write_text(
        "def test_passes():\n    print('passing é')\n"
        "def test_fails():\n    print('failing')\n    assert False\n"
    )
    (project / "tests" / "test_prints.py").write_text(
        "def test_fails(open_app):\n    page = open_app()\n"
        "    page.evaluate('console.log(\"in the app\")')\n    assert False\n"
    )
    files = ["tests/page/test_prints.py", "tests/test_prints.py"]
    code, text = run(project, *files)
    assert code == 1, text
    assert "passing" not in text
    assert "log: failing" in text
    assert "log: in the app" in text
    assert "log: passing é" in run(project, *files, "-s")[1]


def test_selection(project: Path) -> None:
    """`-x`, `-k`, names without the realm; a project without coverage, xdist or a cache."""
    (project / "tests" / "page" / "test_two.py").write_text(
        "def test_a():\n    assert False\n\ndef test_b():\n    pass\n"
    )
    file = "tests/page/test_two.py"
    assert "1 failed" in run(project, file, "-x", "-p", "no:xdist")[1]
    assert "1 passed, 1 deselected" in run(project, file, "-k", "test_b")[1]
    assert "1 passed" in run(project, f"{file}::test_b")[1]


def test_a_part_of_a_repository(project: Path, tmp_path: Path) -> None:
    """With tests of its own, and settings for all; spaces and letters of all kinds in its path."""
    site = tmp_path / "the wébsite"
    project.rename(site)
    (site / "pyproject.toml").unlink()
    (site / "ä b.toml").write_text((site / "pyscript.toml").read_text())
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_other.py").write_text("def test_other():\n    pass\n")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\npyscript_project = the wébsite\npyscript_config = ä b.toml\n"
        "pyscript_realms = micropython\n",
        encoding="utf-8",
    )
    code, text = run(tmp_path, "-v", "-n", "2")
    assert code == 0, text
    assert "6 passed" in text
    assert "the wébsite/tests/page/test_greetings.py::test_greeting[micropython-worker]" in text
    code, text = run(tmp_path, "-o", "pyscript_project=nowhere")
    assert code == 4, text
    assert "pyscript_project: " in text and "nowhere is no folder" in text


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_an_engine_that_is_missing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """The other browsers are looked for, and what brings them is said."""
    monkeypatch.delenv(engine.upper(), raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    code, text = run(project, "--engine", engine)
    assert code == 1, text
    assert f"no {engine.capitalize()}: `playwright install {engine}` brings one" in text


ASYNC = """
import asyncio


def test_one(open_app):
    open_app().raw.title()


def test_runs_a_loop():
    assert asyncio.run(asyncio.sleep(0, "slept")) == "slept"


def test_another_playwright():
    from playwright.sync_api import sync_playwright

    from pyscript_tools.testing.chromium import FLAGS, find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_content("<title>other</title>")
        assert page.title() == "other"
        browser.close()


def test_again(open_app):
    assert open_app().raw.title() == "site"
"""


def test_beside_other_loops(project: Path) -> None:
    """The event loop of the browser is in nobody's way: asyncio's, or another Playwright's."""
    (project / "tests" / "test_loops.py").write_text(ASYNC)
    code, text = run(project, "-v")
    assert code == 0, text
    assert "7 passed" in text


DIFFERENCES = """
def test_list():
    assert list(range(40)) == [*range(20), 99, *range(21, 40)]


def test_text():
    assert "one\\ntwo\\nthree" == "one\\n2\\nthree"


def test_objects():
    assert [object] == [int]
"""


def test_differences(project: Path) -> None:
    """Of plain values they are shown as pytest shows them."""
    file = project / "tests" / "page" / "test_differences.py"
    file.write_text(DIFFERENCES)
    code, text = run(project, "tests/page/test_differences.py", "--realm", "pyodide-main")
    assert code == 1, text
    assert "At index 20 diff: 20 != 99" in text
    assert "- 2\n" in text and "+ two\n" in text
    assert "  right: [<class 'int'>]" in text
