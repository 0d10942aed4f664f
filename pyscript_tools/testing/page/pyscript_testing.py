"""What tests that run in the page may ask for, on both interpreters."""

import gc
import json

import js

REALM = ""
"""`micropython-main`, `pyodide-main`, `micropython-worker` or `pyodide-worker`."""
INTERPRETER = ""
"""`micropython` or `pyodide`."""
IN_WORKER = False
RUNTIME = ""
"""The name of the runtime that the page has loaded."""


class Skipped(Exception):
    """Ends a test that does not apply here."""


def skip(reason):
    """End this test without a result."""
    raise Skipped(reason)


def only(part):
    """Skip this test unless the name of the realm contains `part`."""
    if part not in REALM:
        skip("only " + part)


class raises:
    """Expect an exception: `with raises(ValueError, "text in it") as caught:`.

    Afterwards `caught.value` is the exception.
    """

    def __init__(self, kind, match=None):
        self.kind = kind
        self.match = match
        self.value = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError("did not raise " + str(self.kind))
        if not isinstance(value, self.kind):
            return False
        self.value = value
        if self.match is not None and self.match not in str(value):
            raise AssertionError(repr(self.match) + " is not in " + repr(str(value)))
        return True


def expect_error(text):
    """Say that an error containing `text` must appear in the console during this test.

    Any error in the console that was not expected fails the test.
    """
    _tell({"kind": "expect", "text": text})


async def tick():
    """Wait until the page has drawn a frame and run the tasks that were waiting."""
    await _ask("tick")


async def until(condition, timeout=5):
    """Wait until a function returns (or resolves to) something true; return that.

    Looks again after every frame of the page; fails after `timeout` seconds.
    """
    end = js.performance.now() + timeout * 1000
    while True:
        value = condition()
        if hasattr(value, "send") or hasattr(value, "then"):
            value = await value
        if value:
            return value
        if js.performance.now() > end:
            raise AssertionError("not true within " + str(timeout) + " seconds")
        await tick()


async def on_page(code):
    """Evaluate JavaScript on the main thread, without pyscript; return its JSON value."""
    return await _ask("evaluate", code)


async def user(action, selector, *args):
    """Do what a person would, with real input: `await user("click", "#id")`.

    `action` is a method of Playwright's Locator: `click`, `fill`, `press`, `hover`…
    """
    return await _ask("user", action, selector, *args)


async def console():
    """Return what the console shows since this test began, a string `type: text` each."""
    return await _ask("console")


async def collect_garbage():
    """Collect garbage, Python's, this thread's and the page's, and let finalisers run."""
    if not hasattr(js, "gc"):
        skip("this browser lets nobody collect its garbage")
    for _ in range(3):
        gc.collect()
        js.gc()
        await _ask("collect")  # MicroPython frees nothing before an await


# For the driver ----------------------------------------------------------------------

_tell = None
_waiting = {}
_compared = None


def connect(tell, page):
    """Learn who is listening and where this is."""
    global _tell, REALM, INTERPRETER, IN_WORKER, RUNTIME
    _tell = tell
    REALM = page["realm"]
    INTERPRETER = page["interpreter"]
    IN_WORKER = page["in_worker"]
    RUNTIME = page["runtime"]


def begin():
    """Forget the last test."""
    global _compared
    _compared = None
    _waiting.clear()


_asked = 0


async def _ask(action, *args):
    global _asked
    _asked += 1
    # A promise of JavaScript's can be awaited alike on both, asyncio.Future cannot.
    waiting = js.Promise.withResolvers()
    _waiting[_asked] = waiting
    _tell({"kind": "ask", "id": _asked, "action": action, "args": list(args)})
    reply = json.loads(await waiting.promise)
    if "error" in reply:
        raise RuntimeError(reply["error"])
    return reply["value"]


def on_reply(message):
    """Resume who asked."""
    waiting = _waiting.pop(message["id"], None)
    if waiting is not None:
        waiting.resolve(json.dumps(message))


def _shown(value):
    try:
        text = repr(value)
    except BaseException as error:
        text = "<repr raised " + repr(error) + ">"
    return text if len(text) <= 10000 else text[:10000] + "…"


def compare(line, left, operator, right):
    """Compare; remember both sides if it fails. See asserts.py."""
    global _compared
    result = _OPERATORS[operator](left, right)
    if not result:
        _compared = [line, operator, _shown(left), _shown(right)]
    return result


def compared():
    """Return the last comparison that failed."""
    return _compared


_OPERATORS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "is": lambda a, b: a is b,
    "is not": lambda a, b: a is not b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}
