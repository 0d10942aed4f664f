"""Docstrings are there, short, and less than the code: tutorials belong in `docs/`.

Every module, public class and public function has one. The first line of each, private
ones included, is one sentence of at most 80 characters. A docstring has no more lines
than the code it describes, or fewer than 8. At most 35 % of a package's lines are
docstrings.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.host.sources import ROOT, Definition, Module, modules

LONGEST_FIRST_LINE = 80
ALWAYS_ALLOWED = 8
LARGEST_SHARE = 0.35


def docstring_lines(node: ast.Module | Definition) -> set[int]:
    """Return the numbers of the lines of a node's docstring."""
    if ast.get_docstring(node) is None:
        return set()
    return set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))


def documented(module: Module) -> list[ast.Module | Definition]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.Module | Definition)]


def written(module: Module) -> set[int]:
    """Return the numbers of the lines that are not blank."""
    return {number for number, line in enumerate(module.text.splitlines(), 1) if line.strip()}


def share(package: list[Module]) -> float:
    """Return which part of a package's lines are docstrings."""
    lines = sum(len(written(module)) for module in package)
    inside = sum(
        len(docstring_lines(node) & written(module))
        for module in package
        for node in documented(module)
    )
    return inside / lines


def complaints(module: Module) -> list[str]:
    """Return what is wrong with the docstrings of a module."""
    found = []
    every_docstring = {line for node in documented(module) for line in docstring_lines(node)}
    needing = {module.tree, *(node for node in module.statements() if isinstance(node, Definition))}
    for node in documented(module):
        name = "the module" if isinstance(node, ast.Module) else node.name
        place = f"{module.path.name}:{getattr(node, 'lineno', 1)}: {name}"
        text = ast.get_docstring(node)
        if text is None:
            if node in needing and not name.startswith("_") and name != "main":
                found.append(f"{place} has no docstring")
            continue
        first = text.splitlines()[0]
        if len(first) > LONGEST_FIRST_LINE:
            found.append(f"{place}: its first line has {len(first)} characters")
        if first[-1] not in ".:?!":
            found.append(f"{place}: its first line is no sentence")
        if isinstance(node, ast.Module):
            continue
        lines = set(range(node.lineno, (node.end_lineno or 0) + 1))
        code = len((lines & written(module)) - every_docstring)
        length = len(docstring_lines(node))
        if length >= ALWAYS_ALLOWED and length > code:
            found.append(f"{place}: {length} lines of docstring for {code} of code")
    return found


@pytest.mark.parametrize("package", ["pyscript", "pyscript_tools"])
def test_docstrings_are_good(package: str) -> None:
    found = [problem for module in modules(ROOT, package) for problem in complaints(module)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "package", ["pyscript", "pyscript/_interpreter", "pyscript/web", "pyscript_tools"]
)
def test_docstrings_are_few(package: str) -> None:
    if not (ROOT / package).is_dir():
        pytest.skip("not there yet")
    assert share(modules(ROOT, package)) <= LARGEST_SHARE


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("x = 1", "the module has no docstring"),
        ('"""Good."""\ndef f(): pass', "f has no docstring"),
        ('"""Good."""\nif 1:\n    async def f(): pass', "f has no docstring"),
        ('"""Good."""\nclass A: pass', "A has no docstring"),
        ('"""' + "Long " * 17 + '."""', "86 characters"),
        ('"""Bad\n\n"""', "no sentence"),
        ('"""Good."""\ndef f():\n    """Good.\n' + "    more\n" * 8 + '    """', "10 lines of"),
    ],
)
def test_a_bad_docstring_is_found(tmp_path: Path, code: str, problem: str) -> None:
    path = tmp_path / "sample.py"
    path.write_text(code)
    assert problem in "\n".join(complaints(Module("sample", path, False)))


def test_the_share_is_counted(tmp_path: Path) -> None:
    """Blank lines count on neither side."""
    path = tmp_path / "sample.py"
    path.write_text('"""One.\n\nTwo.\n"""\n\nx = 1\ndef f():\n    """Three."""\n    return x\n\n')
    assert share([Module("sample", path, False)]) == pytest.approx(4 / 7)
