"""What the seam means on Pyodide."""

import asyncio
import json
import sys
from json import JSONEncoder
from types import FrameType

import js
from pyodide.ffi import JsException, JsProxy, create_proxy, jsnull, run_sync
from pyodide.ffi import can_run_sync as can_wait
from pyodide.ffi import to_js as _to_js

from pyscript._interpreter._host import host

NAME = "pyodide"
TYPE = "py"

# The class of all proxies. JsProxy counts a worker's references among them, and is slow to ask.
_Proxy = type(js).__mro__[1]
_from_entries = js.Object.fromEntries
_tasks: set = set()
# Letters as they are: MicroPython does not join the halves of an escaped pair.
dump = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def is_js(value: object) -> bool:
    """Tell whether this is a raw JavaScript value (object, function, null)."""
    return isinstance(value, _Proxy) or value is jsnull


def is_none(value: object) -> bool:
    """Tell whether this is `None`, or JavaScript's `null` or `undefined`."""
    return value is None or value is jsnull


def call(js_object, name: str, *args):
    """Call a method by its JavaScript name; what it throws arrives as `JsException`."""
    return getattr(js_object, name)(*args)


def destroy_proxy(proxy) -> None:
    """End what `create_proxy` made; JavaScript may not call it afterwards."""
    proxy.destroy()


def to_js(value, **options):
    """Convert to JavaScript by copy; a dict becomes an object literal."""
    if "dict_converter" not in options:
        options["dict_converter"] = _from_entries
    return _to_js(value, **options)


def pack(tree):
    """Return lists and dicts in the form that crosses the border soonest.

    `MARK j` and JSON, or JavaScript's own where something in it is not of JSON.
    """
    try:
        return "\x01j" + json.dumps(tree, allow_nan=False)
    except (TypeError, ValueError):
        return to_js(tree)


def release_later(reference, number: int) -> None:
    """Do nothing: here `__del__` is called."""


def steps_of(promise):
    """Return what a generator yields from to await a promise of JavaScript's."""
    return promise.__await__()


def copy_bytes(js_view) -> bytearray:
    """Copy a `Uint8Array`, in one step."""
    copied = bytearray(js_view.length)
    if copied:
        js_view.assign_to(copied)
    return copied


def js_error(error: BaseException) -> tuple:
    """Return the name and the message of what JavaScript threw."""
    return getattr(error, "name", ""), getattr(error, "message", "")


def adopt_with(function, coroutine) -> None:
    """Do nothing: `calling_script` finds the script of any code that runs."""


def is_awaitable(value: object) -> bool:
    """Tell whether what a function returned still has to be awaited."""
    return hasattr(type(value), "__await__") and hasattr(value, "__await__")


def quicken_tasks() -> None:
    """Do nothing: they are quick."""


def start(awaitable, report) -> object:
    """Run as a task; hand what it raises to `report(error)`. Return the task."""

    async def run():
        try:
            await awaitable
        except Exception as error:
            report(error)

    task = asyncio.ensure_future(run())
    _tasks.add(task)  # the event loop holds tasks weakly
    task.add_done_callback(_tasks.discard)
    return task


def positional(function):
    """Count positional arguments, (required, at most); `None` if that cannot be told."""
    bound = 0
    if not hasattr(function, "__code__") and not hasattr(function, "__func__"):
        function = getattr(function, "__call__", None)  # of a callable object
        if not hasattr(function, "__func__"):
            return None
    if hasattr(function, "__func__"):
        bound = 0 if isinstance(function, staticmethod) else 1
        function = function.__func__
    while _passes_on(function):
        function = function.__wrapped__
    if not hasattr(function, "__code__"):
        return None
    code = function.__code__
    count = code.co_argcount - bound
    at_most = sys.maxsize if _takes_any(function) else count
    return max(0, count - len(function.__defaults__ or ())), at_most


def _takes_any(function) -> bool:
    return bool(function.__code__.co_flags & 4)  # CO_VARARGS


def _passes_on(function) -> bool:
    """Tell whether this is a decorator's wrapper that hands on all that it gets."""
    known = hasattr(function, "__wrapped__") and hasattr(function, "__code__")
    return known and _takes_any(function)


def binding_failed(error: BaseException) -> bool:
    """Tell whether the call that raised this never reached the function's first line."""
    return error.__traceback__ is None or error.__traceback__.tb_next is None


def format_exception(error: BaseException) -> str:
    """Return the traceback as text, as Python prints it."""
    import traceback

    return "".join(traceback.format_exception(error))


def calling_script(keys) -> str:
    """Return which of these scripts has code on the stack, innermost first, or `""`."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in keys:
            return frame.f_code.co_filename
        frame = frame.f_back
    return ""
