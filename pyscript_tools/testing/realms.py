"""Where the Python of a page runs: interpreter × thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

TYPES = {"micropython": "mpy", "pyodide": "py"}


@dataclass(frozen=True)
class Realm:
    """An interpreter on one of the two kinds of thread."""

    interpreter: str
    in_worker: bool

    @property
    def name(self) -> str:
        return f"{self.interpreter}-{'worker' if self.in_worker else 'main'}"

    @property
    def type(self) -> str:
        """The `type` of its script tags: `py` or `mpy`."""
        return TYPES[self.interpreter]

    def script(self, code: str = "", **attributes: str) -> str:
        """Return a script tag for this realm: `script(code, id="x", src="x.py")`."""
        tag = f'<script type="{self.type}"' + " worker" * self.in_worker
        for name, value in attributes.items():
            tag += f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        return f"{tag}>{code}</script>"

    def __str__(self) -> str:
        return self.name


REALMS = tuple(
    Realm(interpreter, in_worker)
    for in_worker in (False, True)
    for interpreter in ("micropython", "pyodide")
)


def realms_named(parts: Iterable[str]) -> list[Realm]:
    """Return the realms whose names contain one of these.

    `ValueError` if one of these is in no name.
    """
    for part in parts:
        if not any(part in realm.name for realm in REALMS):
            names = ", ".join(map(str, REALMS))
            raise ValueError(f"there is no realm {part!r}: they are {names}")
    return [realm for realm in REALMS if any(part in realm.name for part in parts)]


MICROPYTHON, PYODIDE, MICROPYTHON_WORKER, PYODIDE_WORKER = REALMS
