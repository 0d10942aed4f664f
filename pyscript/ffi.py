"""The border between Python and JavaScript: proxies, conversion, `null`.

One meaning on both interpreters; see also https://pyodide.org/en/stable/usage/type-conversions.html
"""

from pyscript._interpreter import (
    JsException,
    JsProxy,
    create_proxy,
    host,
    is_js,
    is_none,
    js,
    jsnull,
)
from pyscript._interpreter import call as _call
from pyscript._interpreter import to_js as _to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _T = TypeVar("_T")

__all__ = [
    "JsException",
    "JsProxy",
    "assign",
    "create_proxy",
    "direct",
    "gather",
    "is_js",
    "is_none",
    "jsnull",
    "query",
    "to_js",
]


def to_js(value: "Any", **options: object) -> "Any":
    """Convert to JavaScript by copy; a dict becomes an object literal.

    The options are those of Pyodide's `to_js`; on MicroPython `dict_converter` is honoured.
    There, on the main thread, integers of more than 32 bits are cut that go without it.
    A worker's reference to an object of the page becomes polyscript's proxy of it, which
    JavaScript of the worker can use.
    """
    if hasattr(value, "_raw"):
        return value._raw()
    return _to_js(value, **options)


def _host(name: str, target, *args):
    """Call a function of the host where its first argument lives."""
    if target is js:
        target = js.globalThis  # on MicroPython, js is a module
    if is_js(target):
        return _call(host, name, target, *args)
    if hasattr(target, "_on_page"):  # a worker's reference to an object of the page
        return target._on_page(name, *args)
    raise TypeError(f"{name}() needs an object of JavaScript's, not {target!r}")


def assign(target: "_T", *sources: "Any") -> "_T":
    """Copy the entries of dicts or JavaScript objects onto `target`, and return it.

    As JavaScript's `Object.assign`; in a worker one message, whatever the number of entries.
    """
    objects = [to_js(source) if isinstance(source, dict) else source for source in sources]
    _host("assign", target, *(objects if is_js(target) else sources))
    return target


def direct(value: object) -> "Any":
    """Mark a JavaScript value to be passed to the main thread by copy, and return it.

    Nothing has to be done for it any more: what Python sends is copied.
    """
    return to_js(value)


def gather(target: "Any", *names: str) -> "list[Any]":
    """Read several properties of a JavaScript object at once, a list in that order.

    A name may be a path, `"style.color"`; what is missing is `None`. In a worker this is
    one message.
    """
    values = _host("gather", target, *names)
    return [_found(value) for value in values]


def query(target: "Any", path: str) -> "Any":
    """Read one property by its path: `query(window, "location.href")`.

    `[0]` indexes; what is missing is `None`. In a worker this is one message.
    """
    return _found(_host("query", target, path))


def _found(value):
    return None if is_none(value) else value
