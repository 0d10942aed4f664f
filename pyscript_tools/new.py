"""`pyscript new`: a project to begin with."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from .problem import Problem

TEMPLATE = Path(__file__).with_name("template")

#: What stands in the files of the template for what is chosen.
_FIELD = re.compile(r"\{\{(\w+)\}\}")


def create(folder: Path, type: str = "mpy", worker: bool = False) -> list[Path]:
    """Write a project: a page, its Python, tests for both. Return the files, in order.

    `Problem` if the folder has something in it already, but for a repository without files.
    """
    if folder.exists() and (
        not folder.is_dir() or {each.name for each in folder.iterdir()} - {".git"}
    ):
        raise Problem(f"{folder} is there already, and not empty: choose a name of its own")
    name = folder.resolve().name
    interpreter = {"mpy": "micropython", "py": "pyodide"}[type]
    fields = {
        "name": name,
        "package": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "project",
        "type": type,
        "worker": " worker" if worker else "",
        "realm": f"{interpreter}-{'worker' if worker else 'main'}",
    }
    written = []
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        place = source.relative_to(TEMPLATE)
        if "__pycache__" in place.parts:
            continue
        target = folder / place.parent / place.name.removesuffix(".in").replace("dot-", ".")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = _fill(source.read_text(encoding="utf-8"), fields, target.suffix == ".html")
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written


def _fill(text: str, fields: dict[str, str], is_html: bool) -> str:
    show = escape if is_html else str
    return _FIELD.sub(lambda field: show(fields[field[1]]), text)
