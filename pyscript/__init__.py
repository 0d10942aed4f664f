"""The page, from Python: `from pyscript import display, document, when`.

Names load their module when they are first asked for, so a page pays for what it uses.
Imports inside the package go downwards only: this file, then web, the feature modules,
context and private helpers, util and ffi, _interpreter.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import js

    from pyscript import ffi, flatted, fs, media, util, web
    from pyscript.context import (
        RUNNING_IN_WORKER,
        config,
        current_target,
        document,
        js_import,
        js_modules,
        py_import,
        window,
    )
    from pyscript.display import HTML, display
    from pyscript.events import Event, when
    from pyscript.fetch import fetch
    from pyscript.storage import Storage, storage
    from pyscript.websocket import WebSocket
    from pyscript.workers import PyWorker, create_named_worker, sync, workers

__all__ = [
    "HTML",
    "RUNNING_IN_WORKER",
    "Event",
    "PyWorker",
    "Storage",
    "WebSocket",
    "config",
    "create_named_worker",
    "current_target",
    "display",
    "document",
    "fetch",
    "ffi",
    "flatted",
    "fs",
    "js",
    "js_import",
    "js_modules",
    "media",
    "py_import",
    "storage",
    "sync",
    "util",
    "web",
    "when",
    "window",
    "workers",
]

_HOME = {
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


class _Standin:
    """Sit in `sys.modules` for a module that shares its name with what it defines.

    Importing `pyscript.display` would otherwise bind the module over the function.
    """

    def __init__(self, name: str):
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(_load(self._name), attribute)


def _load(name: str):
    """Import a module of this package, keeping the names that it shares."""
    full = "pyscript." + name
    if isinstance(sys.modules.get(full), _Standin):
        del sys.modules[full]
    module = __import__(full, None, None, ["*"])
    if _HOME.get(name) == name:
        globals()[name] = getattr(module, name)
    return module


for _name in ("display", "fetch", "storage", "workers"):
    sys.modules["pyscript." + _name] = _Standin(_name)  # type: ignore[assignment]


def __dir__() -> list[str]:
    return list(__all__)  # completion: what an editor offers, too


def _find(name: str):
    """Find a public name, or a module of the package, when it is first asked for."""
    if name in _HOME:
        value = getattr(_load(_HOME[name]), name)
    elif name == "js":
        import js as value  # type: ignore[no-redef]
    elif name.startswith("_"):
        raise AttributeError(name)
    else:
        # MicroPython has no chains of exceptions: what a module lacks is said in the text.
        lacking = ""
        try:
            value = _load(name)
        except ImportError as error:
            lacking = f"module 'pyscript' has no attribute {name!r}: {error}"
        if lacking:
            raise AttributeError(lacking)
    globals()[name] = value
    return value


# Checkers that saw this name would believe that the package has every other.
globals()["__getattr__"] = _find
