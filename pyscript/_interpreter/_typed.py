"""Code that is typed: its statements, its completions, its display."""

import sys

if sys.implementation.name == "micropython":
    from pyscript._interpreter._typed_micropython import (
        FILENAME,
        awaiting,
        compiled,
        completions,
        execute,
        flush,
        interrupt,
        interruptible,
        message,
        namespace,
        split,
    )
else:
    from pyscript._interpreter._typed_pyodide import (
        FILENAME,
        awaiting,
        compiled,
        completions,
        execute,
        flush,
        interrupt,
        interruptible,
        message,
        namespace,
        split,
    )

__all__ = [
    "FILENAME",
    "awaiting",
    "compiled",
    "completions",
    "execute",
    "flush",
    "interrupt",
    "interruptible",
    "message",
    "namespace",
    "split",
]
