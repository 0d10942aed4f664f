"""The seam: the only place that knows Pyodide from MicroPython.

Each name below is defined twice, once per interpreter, with one meaning; the rest of the
package imports from here. docs/design.md holds the contract.
"""

import sys

from pyscript._interpreter._host import database

if sys.implementation.name == "micropython":
    from pyscript._interpreter._micropython import (
        NAME,
        TYPE,
        JsException,
        JsProxy,
        adopt_with,
        binding_failed,
        call,
        calling_script,
        can_wait,
        copy_bytes,
        create_proxy,
        destroy_proxy,
        dump,
        format_exception,
        host,
        is_awaitable,
        is_js,
        is_none,
        js,
        js_error,
        jsnull,
        pack,
        positional,
        quicken_tasks,
        release_later,
        run_sync,
        start,
        steps_of,
        to_js,
    )
else:
    from pyscript._interpreter._pyodide import (  # type: ignore[assignment]
        NAME,
        TYPE,
        JsException,
        JsProxy,
        adopt_with,
        binding_failed,
        call,
        calling_script,
        can_wait,
        copy_bytes,
        create_proxy,
        destroy_proxy,
        dump,
        format_exception,
        host,
        is_awaitable,
        is_js,
        is_none,
        js,
        js_error,
        jsnull,
        pack,
        positional,
        quicken_tasks,
        release_later,
        run_sync,
        start,
        steps_of,
        to_js,
    )

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyscript._interpreter._ffi import JsException, JsProxy, create_proxy, jsnull

__all__ = [
    "NAME",
    "TYPE",
    "JsException",
    "JsProxy",
    "adopt_with",
    "binding_failed",
    "call",
    "calling_script",
    "can_wait",
    "copy_bytes",
    "create_proxy",
    "database",
    "destroy_proxy",
    "dump",
    "format_exception",
    "host",
    "is_awaitable",
    "is_js",
    "is_none",
    "js",
    "js_error",
    "jsnull",
    "pack",
    "positional",
    "quicken_tasks",
    "release_later",
    "run_sync",
    "start",
    "steps_of",
    "to_js",
]
