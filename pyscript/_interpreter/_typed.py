"""Code that is typed: its statements, its completions, its display."""

import sys

if sys.implementation.name == "micropython":
    from pyscript._interpreter._typed_micropython import (
        FILENAME,
        compiled,
        completions,
        execute,
        flush,
        interrupt,
        message,
        split,
    )
else:
    from pyscript._interpreter._typed_pyodide import (
        FILENAME,
        compiled,
        completions,
        execute,
        flush,
        interrupt,
        message,
        split,
    )

__all__ = [
    "FILENAME",
    "compiled",
    "completions",
    "execute",
    "flush",
    "interrupt",
    "message",
    "split",
]
