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
    code, text = run(project, "tests/page/test_failing.py", "tests/test_complaining.py", "-rs")
    assert code == 1, text
    assert "  left:  'Hello, Ada!'\n  right: 'Bonjour, Ada!'" in text
    assert 'File "greetings.py", line 6, in greeting\n    return f"Hello,' in text
    assert "not today" in text
    assert "errors in the console:" in text
    assert "  oh no" in text
    assert "2 failed, 3 passed, 1 skipped, 1 error" in text


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


def test_wrong_parameters(project: Path) -> None:
    """A fixture of pytest's cannot reach into the page."""
    file = project / "tests" / "page" / "test_wrong.py"
    file.write_text("def test_it(tmp_path):\n    pass\n")
    code, text = run(project, "tests/page/test_wrong.py")
    assert code == 2, text
    assert "test_it may have one parameter, target, not ['tmp_path']" in text
