/**
 * What Pyodide lacks that scripts need, as the module `_pyscript_start`. It is in the picture of
 * our Pyodide's memory (`runtime/build/memory.mjs`); one that starts from the beginning compiles it.
 */
const SOURCE = `
import asyncio
import sys
from collections import deque

from pyodide.code import eval_code_async
from pyodide.ffi import create_proxy
from pyodide.webloop import WebLoop

def take_any_reason():
    """What a promise rejects with may be anything, but a future takes exceptions only.

    Pyodide would leave who awaits it waiting for ever.
    """
    try:
        from _pyodide import _future_helper as helper
    except ImportError:
        return
    original = helper.set_exception

    def set_exception(future, reason):
        if not isinstance(reason, BaseException):
            import js
            reason = js.Error.new(js.String(reason), cause=reason)
        original(future, reason)

    helper.set_exception = set_exception

def exit_once():
    """What ends a task, asyncio keeps in the task and raises in its event loop: once is enough."""

    def exit_of_handle(code=None):
        callback = sys._getframe(1).f_locals["h"]._callback
        if not isinstance(getattr(callback, "__self__", None), asyncio.Future):
            raise

    loop = asyncio.get_event_loop()
    loop._system_exit_handler = loop._keyboard_interrupt_handler = exit_of_handle

def go_on_soon(turns, Handle=asyncio.Handle, Future=asyncio.Future):
    """Whoever awaits a future goes on as soon as it is done: see turns.js."""
    ready = deque()
    add, next, soon, later = ready.append, ready.popleft, turns.soon, turns.later

    def call_soon(self, callback, *args, context=None):
        h = Handle(callback, args, self, context)
        add(h)
        if args and isinstance(args[0], Future):
            soon()
        else:
            later()
        return h

    def run():
        h = next()
        loop = h._loop
        loop._install_running_loop()
        loop._install_asyncgen_hooks()
        if h._cancelled:
            return
        try:
            h._run()
        except SystemExit as error:
            if not loop._system_exit_handler:
                raise
            loop._system_exit_handler(error.code)
        except KeyboardInterrupt:
            if not loop._keyboard_interrupt_handler:
                raise
            loop._keyboard_interrupt_handler()

    turns.run = create_proxy(run)
    WebLoop.call_soon = call_soon

async def run_script(code, namespace, filename):
    """End when the script has ended, not when the last task that it started has.

    What JavaScript is given of a task it would wait for. A coroutine in the last line is run, as
    Pyodide does.
    """
    value = await eval_code_async(code, namespace, filename=filename)
    if hasattr(value, "cr_frame"):
        await value

def start(turns):
    take_any_reason()
    exit_once()
    if turns:
        go_on_soon(turns)
    return run_script
`;

export const NAME = '_pyscript_start';

export const INSTALL = `
import sys, types

module = sys.modules["${NAME}"] = types.ModuleType("${NAME}")
exec(compile(${JSON.stringify(SOURCE)}, "pyscript/start", "exec"), module.__dict__)
`;
