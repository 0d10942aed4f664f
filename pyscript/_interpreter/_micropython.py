"""What the seam means on MicroPython."""

import sys
from json import dumps as dump
from weakref import finalize

import js
import jsffi
from jsffi import JsException, JsProxy

from pyscript._interpreter._host import host

NAME = "micropython"
TYPE = "mpy"

jsnull = None  # JavaScript's null arrives as None
_undefined = host.undefined
_Undefined = type(_undefined)
_attempt = host.attempt
_nothing = host.nothing
_plain = (str, int, float, bool, JsProxy, _Undefined)
_SMALL = 2**31 - 1  # the interpreter cuts larger integers
_SAFE = 2**53 - 1  # JavaScript's numbers know larger ones only roughly


def is_js(value: object) -> bool:
    """Tell whether this is a raw JavaScript value (object, function, undefined)."""
    return isinstance(value, (JsProxy, _Undefined))


def is_none(value: object) -> bool:
    """Tell whether this is `None`, or JavaScript's `null` or `undefined`."""
    return value is None or isinstance(value, _Undefined)


def call(js_object, name: str, *args):
    """Call a method by its JavaScript name; what it throws arrives as `JsException`.

    Called directly, it could not be caught: it ends the script, and the interpreter can
    raise no exception of Python's afterwards. (The method goes by name because `js_object.x`
    is a bound method of Python's: JavaScript that catches what that throws has come through
    the interpreter, which leaves it just as broken.)
    """
    value = _attempt(js_object, name, *args)
    # A failed attempt is told apart only where the result is an object: one crossing less.
    if isinstance(value, JsProxy):
        error = host.failure(value)
        if error is not None:
            raise thrown(error)
    return value


# Its own reads as a tuple.
_Thrown = type(
    "JsException",
    (JsException,),
    {
        "name": property(lambda self: self.args[1]),
        "message": property(lambda self: self.args[2]),
        "__str__": lambda self: f"{self.name}: {self.message}",
        "__repr__": lambda self: f"JsException: {self}",  # what tracebacks show
    },
)


def thrown(error):
    """Return the exception for whatever JavaScript has thrown."""
    name = getattr(error, "name", "Error")
    return _Thrown(error, name, getattr(error, "message", str(error)))


def _adopt(function):
    return function


def js_error(error: BaseException) -> tuple:
    """Return the name and the message of what JavaScript threw."""
    texts = [text if isinstance(text, str) else "" for text in error.args[1:3]]
    return (texts + ["", ""])[0], (texts + ["", ""])[1]


def adopt_with(function, coroutine) -> None:
    """Pass what becomes a proxy, or a task, through these functions.

    `calling_script` cannot tell later whose it was.
    """
    global _adopt
    _adopt = function
    from asyncio import core

    create_task = core.create_task

    def create_adopted(awaitable):
        return create_task(coroutine(awaitable) if hasattr(awaitable, "send") else awaitable)

    core.create_task = create_adopted
    sys.modules["asyncio"].create_task = create_adopted


def can_wait() -> bool:
    """Tell whether `run_sync` works here: never."""
    return False


def create_proxy(function):
    """Return a JavaScript function that calls this one, with a `destroy` method.

    The interpreter frees it when JavaScript drops it; `destroy` is there for portable code.
    """
    proxy = jsffi.create_proxy(_adopt(function))
    proxy.destroy = _nothing
    return proxy


def destroy_proxy(proxy) -> None:
    """Do nothing: JavaScript's garbage collector ends these."""


def to_js(value, **options):
    """Convert to JavaScript by copy; a dict becomes an object literal.

    Of Pyodide's options, `dict_converter` is honoured; the others have no meaning here.
    """
    return jsffi.to_js(_prepare(value, options.get("dict_converter")))


def _prepare(value, converter):
    """Replace what MicroPython's own conversion gets wrong, at any depth."""
    if value is None:
        return _undefined  # as on Pyodide
    if isinstance(value, int) and not -_SMALL <= value <= _SMALL:
        return float(value) if -_SAFE <= value <= _SAFE else js.BigInt(str(value))
    if isinstance(value, str):
        return value if type(value) is str else value[:]  # of a class of its own, text
    if isinstance(value, _plain):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return host.bytes(bytes(value) if isinstance(value, memoryview) else value)
    if isinstance(value, dict):
        if converter is None:
            return {_property(key): _prepare(item, None) for key, item in value.items()}
        pairs = [[_prepare(key, None), _prepare(item, converter)] for key, item in value.items()]
        return converter(jsffi.to_js(pairs))
    if isinstance(value, (list, tuple)):
        return [_prepare(item, converter) for item in value]
    if isinstance(value, (set, frozenset)):
        return host.set(jsffi.to_js([_prepare(item, converter) for item in value]))
    if hasattr(value, "keys") and hasattr(value, "items"):  # as a dict: a store
        return _prepare(dict(value.items()), converter)
    return value


def _property(key) -> str:
    """Return the name that JavaScript gives to the property of a key."""
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, (int, float, bool)):
        return js.String(_prepare(key, None))
    raise TypeError(f"a {type(key).__name__} cannot be a key of JavaScript's: {key!r}")


def pack(tree):
    """Return lists and dicts in the form that crosses the border soonest."""
    return jsffi.to_js(tree)


_release = None


def release_later(reference, number: int) -> None:
    """Release a number on the page when Python has dropped its reference."""
    global _release
    if _release is None:
        _release = host.page.release
    finalize(reference, _release, number)


def run_sync(promise):
    """Raise: MicroPython cannot be suspended."""
    raise RuntimeError("MicroPython cannot wait for a promise without await")


def steps_of(promise):
    """Return what a generator yields from to await a promise of JavaScript's."""
    return promise


def copy_bytes(js_view) -> bytearray:
    """Copy a `Uint8Array`, through a file.

    Element by element it would take a second a megabyte.
    """
    path = host.spill(js_view)
    if not path:
        return bytearray(bytes(js_view))
    copied = bytearray(js_view.length)
    with open(path, "rb") as file:
        file.readinto(copied)
    host.spill(None)
    return copied


def is_awaitable(value: object) -> bool:
    """Tell whether what a function returned still has to be awaited.

    A plain generator counts: MicroPython's coroutines are generators.
    """
    if isinstance(value, JsProxy):
        return hasattr(value, "then")
    return hasattr(value, "send") or hasattr(value, "__await__")


_are_quick = False


class _Timers:
    """What asyncio uses of `js`; what is due at once comes without a timer."""

    def __init__(self, run):
        self._ring = host.bell(jsffi.create_proxy(run))
        self.muted = False

    def setTimeout(self, function, milliseconds):
        if self.muted:
            return None
        if milliseconds > 0:
            return js.setTimeout(function, milliseconds)
        return self._ring()

    def __getattr__(self, name: str):
        return getattr(js, name)


def quicken_tasks() -> None:
    """Let asyncio resume a task that is ready in the next turn of the event loop.

    It sets a timer of 0 ms, and browsers let those that follow each other wait for 4 ms.
    """
    global _are_quick
    if not _are_quick:
        from asyncio import core

        _are_quick = True
        core.js = _Timers(core._run_iter)
        _mend(core)


def _mend(core) -> None:
    """Give asyncio what it lacks where JavaScript waits.

    `wait_for` and cancelling at the top level of a script; several coroutines for which
    JavaScript waits: it has one task for all of them, which cannot sleep twice; and errors of
    JavaScript's in tasks: a promise that rejects would suspend the task for ever.
    """

    class TopLevel:
        """What the task of a script, or of a function that JavaScript calls, goes on with."""

        def __init__(self):
            task = core.Task(self, core.__dict__)
            if core.cur_task is core._top_level_task:
                core.cur_task = task
            core._top_level_task = task
            core.TopLevelCoro = self

        def set(self, resolve, reject):
            # The interpreter calls this when the coroutine waits: the next gets another task.
            self.send, self.throw = resolve, reject
            TopLevel()

    first = core.TopLevelCoro  # somebody may wait already
    first.send = lambda _: first.resolve()
    first.throw = lambda error: first.reject(error)
    TopLevel()

    class ThenableEvent(core.ThenableEvent):
        result = error = waiting = None

        def __init__(self, thenable):
            thenable.then(self.set, self.fail)

        def fail(self, error=None):
            self.error = thrown(error)
            self.set()

        def wait(self):
            self.waiting = core.cur_task
            core.cur_task.data = self
            yield
            if self.error is not None:
                raise self.error
            return self.result

    core.ThenableEvent = ThenableEvent  # where the interpreter itself looks


def start(awaitable, report) -> object:
    """Run as a task; hand what it raises to `report(error)`. Return the task."""
    import asyncio

    quicken_tasks()

    async def run():
        try:
            await awaitable
        except Exception as error:
            report(error)

    return asyncio.create_task(run())


def positional(function):
    """Return `None`: only a call tells how many arguments a function takes."""
    return None


def binding_failed(error: BaseException) -> bool:
    """Tell whether the call that raised this never reached the function's first line."""
    frames = [line for line in format_exception(error).split("\n") if line.startswith("  File ")]
    # functools.partial is written in Python here.
    return len([line for line in frames if not line.startswith('  File "functools.py"')]) <= 1


def format_exception(error: BaseException) -> str:
    """Return the traceback as text, as MicroPython prints it."""
    import io

    text = io.StringIO()
    try:
        sys.print_exception(error, text)
    except BaseException:  # of its own: told as CPython does, instead of half a line
        frames = text.getvalue()
        frames = frames[: frames.rfind("\n") + 1]
        return f"{frames}{type(error).__name__}: <exception str() failed>\n"
    return text.getvalue()


def calling_script(keys) -> str:
    """Return `""`: the stack cannot be read."""
    return ""
