"""Code that is typed, on Pyodide: its statements and completions."""

import ast
import asyncio
import importlib.util
import inspect
import re
import rlcompleter
import sys
import time
import types

from pyodide.ffi import can_run_sync, run_sync

import __main__

FILENAME = "<terminal>"


def flush() -> None:
    """Send on what has been printed without an end of line."""
    sys.stdout.flush()
    sys.stderr.flush()


def message(error) -> str:
    """Return what JavaScript said."""
    return str(error.js_error.message)


def _nodes(source: str) -> list:
    """Return the top-level statements of some code, each with its text."""
    lines = source.split("\n")
    found = []
    for node in ast.parse(source, FILENAME).body:
        decorators = getattr(node, "decorator_list", [])
        start = decorators[0].lineno if decorators else node.lineno
        text = "\n".join(lines[start - 1 : node.end_lineno])
        if isinstance(node, (ast.Expr, ast.Assign)) and ";" in lines[start - 1]:
            text = ast.get_source_segment(source, node) or text
        found.append((node, text))
    return found


def split(source: str) -> list:
    """Return statements as a REPL takes them: compound ones end with an empty line."""
    try:
        nodes = _nodes(source)
    except SyntaxError:
        return source.split("\n")  # which will say so
    return [text + "\n" if hasattr(node, "body") else text for node, text in nodes]


def compiled(source: str) -> list:
    """Return pairs of a statement's text and code that shows what it evaluates to."""
    return [
        (
            text,
            compile(
                ast.Interactive([node]),
                FILENAME,
                "single",
                flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
                dont_inherit=True,
            ),
        )
        for node, text in _nodes(source)
    ]


def execute(code, names: dict):
    """Run a statement; return what has still to be awaited, or `None`."""
    result = eval(code, names)
    return result if inspect.iscoroutine(result) else None


def awaiting(source: str, filename: str, mode: str):
    """Compile code, `"exec"` or `"eval"`, that may await at its top level."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    return compile(source, filename, mode, flags=flags, dont_inherit=True)


def namespace(name: str) -> dict:
    """Return the namespace of a new module; it has this name if no other one does."""
    module = types.ModuleType(name)
    if name.isidentifier() and name not in sys.modules and not importlib.util.find_spec(name):
        sys.modules[name] = module
    return module.__dict__


def completions(text: str) -> list:
    """Return how the last word of some code could go on, sorted."""
    match = re.search(r"[\w.]*$", text)
    word = match[0] if match else ""
    complete = rlcompleter.Completer(_names()).complete
    found: list[str] = []
    while (each := complete(word, len(found))) is not None:
        found.append(each)
    return [word] + sorted(set(found))


def _names() -> dict:
    """Return the names of the REPL that is reading, or the script's."""
    frame = sys._getframe(1)
    while frame is not None:
        names = getattr(frame.f_locals.get("self"), "locals", None)
        if frame.f_code.co_name == "interact" and isinstance(names, dict):
            return names
        frame = frame.f_back  # type: ignore[assignment]
    return __main__.__dict__


def _set_result_unless_done(future, result) -> None:
    if not future.done():
        future.set_result(result)


# A sleep that is interrupted may have a timer that is due already.
asyncio.futures._set_result_unless_cancelled = (  # type: ignore[attr-defined]
    _set_result_unless_done
)


_sleepers: set = set()
_sleep = time.sleep


def sleep(seconds):
    """Sleep, as `time.sleep` does; Ctrl-C ends it."""
    if not can_run_sync():
        return _sleep(seconds)
    loop = asyncio.get_event_loop()
    woken = loop.create_future()
    timer = loop.call_later(seconds, _set_result_unless_done, woken, None)
    _sleepers.add(woken)
    try:
        run_sync(woken)
    finally:
        _sleepers.discard(woken)
        timer.cancel()


time.sleep = sleep


_interruptible: set = set()


async def interruptible(awaitable):
    """Await something that Ctrl-C ends."""
    task = asyncio.current_task()
    _interruptible.add(task)
    try:
        return await awaitable
    finally:
        _interruptible.discard(task)


def _waits_for(task):
    """Return the future that a script, or code that was typed, waits for."""
    name = getattr(task.get_coro(), "__name__", "")
    if task not in _interruptible and name not in ("run_script", "eval_code_async"):
        return None
    while isinstance(task, asyncio.Task):
        task = getattr(task, "_fut_waiter", None)
    return task


def interrupt() -> bool:
    """Raise `KeyboardInterrupt` where code of the script waits; tell whether any does."""
    tasks = asyncio.all_tasks(asyncio.get_event_loop())
    waiting = [each for each in map(_waits_for, tasks) if each is not None]
    found = [each for each in list(_sleepers) or waiting if not each.done()]
    for each in found:
        each.set_exception(KeyboardInterrupt())
    return bool(found)
