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
    jsnull,
    to_js,
)
from pyscript._interpreter import call as _call

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


def assign(target, *sources):
    """Copy the entries of dicts or JavaScript objects onto `target`, and return it.

    As JavaScript's `Object.assign`; in a worker one message, whatever the number of entries.
    """
    _call(
        host, "assign", target, *[source if is_js(source) else to_js(source) for source in sources]
    )
    return target


def direct(value):
    """Mark a JavaScript value to be passed to the main thread by copy, and return it.

    It matters in a worker only, where objects otherwise go by reference.
    """
    return _call(host, "direct", to_js(value))


def gather(target, *names):
    """Read several properties of a JavaScript object at once, a list in that order.

    A name may be a path, `"style.color"`; what is missing is `None`. In a worker this is
    one message.
    """
    return [_found(value) for value in _call(host, "gather", target, *names)]


def query(target, path: str):
    """Read one property by its path: `query(window, "location.href")`.

    `[0]` indexes; what is missing is `None`. In a worker this is one message.
    """
    return _found(_call(host, "query", target, path))


def _found(value):
    return None if is_none(value) else value
