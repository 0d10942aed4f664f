"""Where the files are that a page loads: `core.js` and what is beside it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from .problem import Problem

#: Where projects find them: `<script type="module" src="pyscript/core.js">`.
PREFIX = "pyscript"

#: What only one of the interpreters needs.
PARTS = {
    "mpy": ("micropython/", "mpy"),
    "py": ("pyodide/", "py.mjs", "py-"),
}

_CHECKOUT = Path(__file__).parents[1] / "dist"


def runtime_folder() -> Path:
    """Return the folder that holds `core.js`; `Problem` if there is none."""
    found = importlib.util.find_spec("pyscript_runtime")
    folders = [Path(place) / "dist" for place in (found and found.submodule_search_locations) or []]
    for folder in [*folders, _CHECKOUT]:
        if (folder / "core.js").is_file():
            return folder
    raise Problem(
        "the files that a page loads are not there: "
        "`pip install 'pyscript-pure[tools]'` brings them, or, in a checkout, `./run build`"
    )


def interpreter_of(path: str) -> str | None:
    """Return the type of the one interpreter that needs a file of the runtime."""
    for type, starts in PARTS.items():
        if path.startswith(starts):
            return type
    return None
