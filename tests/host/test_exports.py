"""What can be imported: every `__all__` is sorted and true, and the root's is the surface."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.host.sources import ROOT, Module, is_for_checkers, modules

# The documented names of the package, and the module that defines each. A module that
# is not there yet adds nothing; once it is, its names have to be.
SURFACE = {
    "HTML": "display",
    "RUNNING_IN_WORKER": "context",
    "Event": "events",
    "PyWorker": "workers",
    "Storage": "storage",
    "WebSocket": "websocket",
    "config": "context",
    "create_named_worker": "workers",
    "current_target": "context",
    "display": "display",
    "document": "context",
    "fetch": "fetch",
    "js_import": "context",
    "js_modules": "context",
    "py_import": "context",
    "storage": "storage",
    "sync": "workers",
    "when": "events",
    "window": "context",
    "workers": "workers",
}
# Documented as modules. Those that share their name with a function are above.
MODULES = ["ffi", "flatted", "fs", "media", "util", "web"]

PACKAGE = {module.name: module for module in modules(ROOT, "pyscript")}
PUBLIC = [module for module in PACKAGE.values() if module.is_public]


def literal(module: Module, name: str) -> object:
    value = module.assigned(name)
    assert value is not None, f"{module.path}: no {name}"
    return ast.literal_eval(value)


def in_order(name: str) -> tuple[int, str]:
    """Sort as ruff does (RUF022): constants, classes, the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def taken_from(module: Module) -> set[str]:
    """Return what other modules of the package import from one: shared, not for users."""
    return {
        alias.name
        for other in PACKAGE.values()
        for node in ast.walk(other.tree)
        if isinstance(node, ast.ImportFrom) and node.module == module.name
        for alias in node.names
    }


def complaints(module: Module) -> list[str]:
    """Return what is wrong with the `__all__` of a module."""
    names = literal(module, "__all__")
    assert isinstance(names, list)
    found = [] if names == sorted(set(names), key=in_order) else ["it is not sorted"]
    found += [f"there is no {name}" for name in names if name not in module.defined()]
    public = {
        node.name
        for node in module.statements()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
    }
    forgotten = public - set(names) - taken_from(module)
    return found + [f"{name} is neither in it nor used elsewhere" for name in sorted(forgotten)]


@pytest.mark.parametrize("module", PUBLIC[1:], ids=lambda module: module.name)
def test_all_is_sorted_and_true(module: Module) -> None:
    assert complaints(module) == []


def test_the_root_exports_what_is_documented() -> None:
    root = PACKAGE["pyscript"]
    documented = {name for name, home in SURFACE.items() if f"pyscript.{home}" in PACKAGE}
    documented |= {name for name in MODULES if f"pyscript.{name}" in PACKAGE}
    names = literal(root, "__all__")
    assert isinstance(names, list)
    assert set(names) - {"js"} == documented
    assert "js" in names
    assert names == sorted(names, key=in_order)


def test_the_root_knows_where_its_names_are() -> None:
    homes = literal(PACKAGE["pyscript"], "_HOME")
    assert isinstance(homes, dict)
    assert homes == {name: SURFACE[name] for name in homes}
    assert set(homes) == {name for name, home in SURFACE.items() if f"pyscript.{home}" in PACKAGE}
    for name, home in homes.items():
        assert name in PACKAGE[f"pyscript.{home}"].defined(), f"{name} is not in {home}"


def test_the_root_tells_checkers_the_same() -> None:
    """An IDE sees the imports under TYPE_CHECKING, a page sees `__getattr__`."""
    root = PACKAGE["pyscript"]
    (guarded,) = [node for node in root.tree.body if is_for_checkers(node)]
    seen = {
        alias.asname or alias.name
        for node in ast.walk(guarded)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    names = literal(root, "__all__")
    assert isinstance(names, list)
    assert seen == set(names)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("__all__ = ['b', 'a']\na = b = 1", "not sorted"),
        ("__all__ = ['a', 'a']\na = 1", "not sorted"),
        ("__all__ = ['a', 'B']\na = B = 1", "not sorted"),
        ("__all__ = ['a']\nb = 1", "there is no a"),
        ("__all__ = ['a']\ndef a():\n    inside = 1\nclass b: pass", "b is neither"),
    ],
)
def test_a_wrong_all_is_found(tmp_path: Path, code: str, problem: str) -> None:
    path = tmp_path / "sample.py"
    path.write_text(code)
    assert problem in "\n".join(complaints(Module("sample", path, False)))
