"""Imports inside `pyscript` go downwards only: see `docs/design.md`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.host.sources import ROOT, Module, is_for_checkers, modules

# Who may ask which interpreter or which thread this is.
INTERPRETERS = {"jsffi", "micropython", "pyodide", "pyodide_js"}
RUNTIMES = {"_pyscript", "polyscript"}
QUESTIONS = {"sys.implementation", "sys.platform"}


def layer(name: str) -> int:
    """Return how high a module of `pyscript` is."""
    parts = name.split(".")[1:]
    if not parts:
        return 5
    if parts[0] == "_interpreter":
        return 0
    if parts[0] in ("util", "ffi"):
        return 1
    if parts[0] == "context" or parts[0].startswith("_"):
        return 2
    return 4 if parts[0] == "web" else 3


# In these a module may import its neighbours: a folder, and the private helpers.
SOCIABLE = {0, 2, 4}


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of everything that a module imports when it runs.

    `from pyscript import util` counts as an import of `pyscript`: it goes through the
    package's `__getattr__`.
    """
    guarded = [node for node in ast.walk(module.tree) if isinstance(node, ast.If)]
    unseen = {part for node in guarded if is_for_checkers(node) for part in ast.walk(node)}
    for node in ast.walk(module.tree):
        if node in unseen:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            package = module.name.split(".")
            if not module.is_package:
                package.pop()
            base = package[: len(package) - node.level + 1] if node.level else []
            yield node.lineno, ".".join([*base, *filter(None, [node.module])])


def complaints(root: Path) -> list[str]:
    """Return what is wrong with the imports of the package `pyscript` in a folder."""
    found = []
    for module in modules(root, "pyscript"):
        place = module.path.relative_to(root)
        in_seam = layer(module.name) == 0
        for line, name in imports(module):
            top = name.partition(".")[0]
            problem = ""
            if top == "pyscript":
                here, there = layer(module.name), layer(name)
                if name == "pyscript":
                    problem = "goes through the package root"
                elif there > here or (there == here and here not in SOCIABLE):
                    problem = "does not go downwards"
            elif top == "pyscript_tools":
                problem = "is not there in a page"
            elif top in INTERPRETERS and not in_seam:
                problem = "belongs in _interpreter"
            elif top in RUNTIMES and not in_seam and module.name != "pyscript.context":
                problem = "belongs in context.py"
            if problem:
                found.append(f"{place}:{line}: import of {name} {problem}")
        for node in ast.walk(module.tree):
            if in_seam or not isinstance(node, ast.Attribute | ast.ImportFrom):
                continue
            if ast.unparse(node) in QUESTIONS or getattr(node, "module", "") == "sys":
                found.append(f"{place}:{node.lineno}: only _interpreter asks which interpreter")
    return found


def cycles(root: Path) -> list[str]:
    """Return modules above the seam that import each other, directly or not."""
    known = {module.name: module for module in modules(root, "pyscript")}
    graph = {
        name: {target for _, target in imports(module) if target in known and layer(target)}
        for name, module in known.items()
        if layer(name)
    }
    found = []
    for start in graph:
        reached: set[str] = set()
        ahead = set(graph[start])
        while ahead:
            name = ahead.pop()
            reached.add(name)
            ahead |= graph[name] - reached
        if start in reached:
            found.append(start)
    return found


def test_imports_go_downwards() -> None:
    assert complaints(ROOT) == []


def test_imports_make_no_cycle() -> None:
    assert cycles(ROOT) == []


@pytest.mark.parametrize(
    ("path", "code", "problem"),
    [
        ("events.py", "from pyscript import util", "goes through the package root"),
        ("events.py", "def f():\n    import pyscript", "goes through the package root"),
        ("events.py", "from pyscript.display import display", "does not go downwards"),
        ("util.py", "from .context import window", "does not go downwards"),
        ("_interpreter/_x.py", "from ..util import x", "does not go downwards"),
        ("context.py", "try:\n    import pyodide.ffi\nexcept ImportError: pass", "belongs in _i"),
        ("display.py", "import polyscript", "belongs in context.py"),
        ("display.py", "from pyscript_tools.serve import Server", "is not there"),
        ("web/page.py", "import sys\nsys.platform == 'webassembly'", "only _interpreter asks"),
    ],
)
def test_wrong_imports_are_found(tmp_path: Path, path: str, code: str, problem: str) -> None:
    file = tmp_path / "pyscript" / path
    file.parent.mkdir(parents=True)
    file.write_text(code)
    assert problem in "\n".join(complaints(tmp_path))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("context.py", "import polyscript\nfrom pyscript._interpreter import js"),
        ("web/page.py", "from .element import Element\nfrom pyscript.events import when"),
        ("_interpreter/_pyodide.py", "import pyodide"),
        ("util.py", "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from pyscript import web"),
    ],
)
def test_right_imports_are_not(tmp_path: Path, path: str, code: str) -> None:
    file = tmp_path / "pyscript" / path
    file.parent.mkdir(parents=True)
    file.write_text(code)
    assert complaints(tmp_path) == []


def test_a_cycle_is_found(tmp_path: Path) -> None:
    (tmp_path / "pyscript" / "web").mkdir(parents=True)
    (tmp_path / "pyscript" / "web" / "a.py").write_text("from pyscript.web.b import x")
    (tmp_path / "pyscript" / "web" / "b.py").write_text("def f():\n    from .a import y")
    assert cycles(tmp_path) == ["pyscript.web.a", "pyscript.web.b"]
