"""The Python files of a package, read without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """One file: `name` is as imported, `pyscript.web.page`."""

    name: str
    path: Path
    is_package: bool

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def is_public(self) -> bool:
        return not any(part.startswith("_") for part in self.name.split("."))

    def statements(self) -> Iterator[ast.stmt]:
        """Yield what runs at the top level, also inside `if`, `try`, `with` and loops."""
        yield from _flat(self.tree.body)

    def assigned(self, name: str) -> ast.expr | None:
        """Return what a top-level name is set to."""
        for node in self.statements():
            if isinstance(node, ast.Assign) and name in map(ast.unparse, node.targets):
                return node.value
        return None

    def defined(self) -> set[str]:
        """Return the names that the top level binds when it runs."""
        names: set[str] = set()
        for node in self.statements():
            if isinstance(node, Definition):
                names.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    names |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
        return names


def modules(root: Path, package: str) -> list[Module]:
    """Return the modules of a package in the folder `root`."""
    found = []
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        found.append(Module(".".join(parts[:-1] if is_package else parts), path, is_package))
    return found


def is_for_checkers(node: ast.stmt) -> bool:
    """Tell whether it is `if TYPE_CHECKING:`, which never runs."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, Definition):
            continue
        for part in ("orelse",) if is_for_checkers(node) else ("body", "orelse", "finalbody"):
            yield from _flat(getattr(node, part, []))
        for handler in getattr(node, "handlers", []):
            yield from _flat(handler.body)
