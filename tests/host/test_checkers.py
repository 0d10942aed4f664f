"""Editors and type checkers understand programs for pages: pyright finds no fault in ours.

What only a page knows is no fault: `await` outside of functions, modules and names that its
configuration, a plugin or a terminal brings.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.host.sources import ROOT

BLOCK = re.compile(
    r"^(?P<file><!-- file: \S+ -->\n)?```(?P<language>html|python)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SCRIPT = re.compile(
    r'<(script[^>]*type="m?py(?:-editor|-game)?"|m?py-script|m?py-editor)[^>]*>(.*?)</(?:script|m?py-)',
    re.DOTALL,
)
OF_THE_PAGE = re.compile(
    r'"await" allowed only within async function|Use of "async" not allowed outside of async'
    r'|"(?:__terminal__|sqrt)" is not defined'  # of terminals; of a plugin in javascript.md
)


def scripts(page: str) -> str:
    """Return the Python of a page's tags, one after the other, as if all shared their names."""
    return "\n".join(
        dedent((code if tag.startswith("script") else html.unescape(code)).strip("\n"))
        for tag, code in SCRIPT.findall(page)
    )


def programs() -> dict[str, str]:
    """Return what is written in Python, by the names of files that are made for it."""
    found = {}
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        guide = ""  # the Python blocks of a guide are one program
        for match in BLOCK.finditer(document.read_text()):
            if match["language"] == "html":
                found[f"{document.stem}_{match.start()}"] = scripts(match["code"])
            elif match["file"]:
                found[f"{document.stem}_{match.start()}"] = match["code"]
            else:
                guide += match["code"] + "\n"
        found[document.stem] = guide
    for page in sorted((ROOT / "examples").glob("*.html")):
        found[f"example_{page.stem}_html"] = scripts(page.read_text())
    for file in [*(ROOT / "examples").rglob("*.py"), *(ROOT / "pyscript_tools").rglob("*.py.in")]:
        found[f"example_{file.name.partition('.')[0]}"] = file.read_text()
    return {name.replace("-", "_"): code for name, code in found.items() if code.strip()}


def pyright(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run pyright in a folder whose programs import the package from here."""
    (folder / "pyrightconfig.json").write_text(
        json.dumps(
            {
                "typeCheckingMode": "basic",
                "pythonVersion": "3.14",
                "extraPaths": [str(ROOT)],
                "reportMissingImports": False,  # js, and what a page's configuration names
            }
        )
    )
    command = [sys.executable, "-m", "pyright", "--outputjson", *arguments]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
    }
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert result.stdout.startswith("{"), result.stdout + result.stderr
    output: dict[str, Any] = json.loads(result.stdout)
    return output


def messages(folder: Path) -> list[str]:
    """Return what pyright says about the programs in a folder, with file and line."""
    return [
        f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in pyright(folder)["generalDiagnostics"]
    ]


def test_our_programs(tmp_path: Path) -> None:
    """Those of the documentation, the examples and the template of projects."""
    made = programs()
    assert len(made) > 50
    for name, code in made.items():
        (tmp_path / f"program_{name}.py").write_text(code)
    found = [each for each in messages(tmp_path) if not OF_THE_PAGE.search(each)]
    assert not found, "\n".join(found)


def test_the_interface_has_types(tmp_path: Path) -> None:
    """All that can be imported, and what it consists of."""
    report = pyright(tmp_path, "--verifytypes", "pyscript", "--ignoreexternal")["typeCompleteness"]
    lacking = [
        f"{symbol['name']}: {each['message']}"
        for symbol in report["symbols"]
        for each in symbol["diagnostics"]
        if not symbol["isTypeKnown"]
    ]
    assert not lacking, "\n".join(lacking)
    assert report["packageName"] == "pyscript"
    assert report["completenessScore"] == 1


# An expression, and its type or what is wrong with it.
KNOWN = [
    ('web.page["#id"]', "ContainerElement | Any"),
    ('web.page["#id"].on_click', "ElementEvent | Any"),
    ('web.page.find("p")', "ElementCollection"),
    ('web.page.find("p")[0]', "ContainerElement"),
    ('web.page.find("p")[1:]', "ElementCollection"),
    ('web.page.find("p").title', "Any"),
    ("web.page.body", "body"),
    ("web.div()[0]", "ContainerElement"),
    ("web.div().on_click", "ElementEvent"),
    ("web.div().style", "Style"),
    ("web.div().scrollTop", "Any"),
    ("web.div().clone()", "div"),
    ("web.select().options", "Options"),
    ("web.select().options[0]", "option"),
    ("web.ElementCollection.wrap_dom_elements([])", "ElementCollection"),
    ("web.canvas().drawing()", "Drawing"),
    ('when("click", "#id")', "((...) -> Any) -> Handler"),
    ('when("click", "#id", print, once=True)', "Handler"),
    ('when("click", "#id", handler=print)', "Handler"),
    ("when(Event(), print)", "Handler"),
    ('workers["name"]', "Awaitable[Worker]"),
    ('PyWorker("url").function(1)', "Any"),
    ('fetch("url").text()', "CoroutineType[Any, Any, str]"),
    ('storage("name")', "CoroutineType[Any, Any, Storage]"),
    ('storage("name", storage_class=Store)', "CoroutineType[Any, Any, Store]"),
    ("js_modules.chart.Chart", "Any"),
    ("document.body", "Any"),
    ("sync.function(1)", "Any"),
]
WRONG = [
    ('when("click", "#id", onse=True)', "No overloads"),
    ("web.dvi()", '"dvi" is not a known attribute'),
    ('display("text", targte="#id")', 'No parameter named "targte"'),
    ("from pyscript import dispaly", '"dispaly" is unknown'),
    ('fetch("url", timeout="1")', "cannot be assigned"),
    ('HTML("text").text', 'Cannot access attribute "text"'),
]


def test_what_is_known_and_what_is_wrong(tmp_path: Path) -> None:
    """Types tell more than `Any`, or an editor would have nothing to offer."""
    lines = ["from pyscript import *", "class Store(Storage): pass"]
    lines += [f"reveal_type({code})" for code, _ in KNOWN]
    lines += [code for code, _ in WRONG]
    (tmp_path / "sample.py").write_text("\n".join(lines))
    said: dict[int, str] = {}
    for each in messages(tmp_path):
        _, line, message = each.split(":", 2)
        said[int(line)] = message
    revealed = [said.pop(number).split(" is ")[-1] for number in range(3, 3 + len(KNOWN))]
    assert revealed == [f'"{kind}"' for _, kind in KNOWN]
    for number, (code, problem) in enumerate(WRONG, 3 + len(KNOWN)):
        assert problem in said.pop(number, ""), code
    assert not said


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ('<script type="mpy" worker>\n    x = 1\n    y = 2\n</script>', "x = 1\ny = 2"),
        ("<py-script>a &lt; b</py-script><p></p><script type='module'>no</script>", "a < b"),
    ],
)
def test_scripts_are_found(page: str, code: str) -> None:
    assert scripts(page) == code
