"""Calls of functions of a worker, beside `postMessage` to a worker of JavaScript's.

The worker has the interpreter of the script that calls it. In a worker the rival has no
`workers`; the bytes are converted for it, which it cannot do by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from _rows import Row

from pyscript_tools.serve import Response

_WORKER = """
def add(a, b):
    return a + b

def describe(number):
    return {"id": number, "name": "user %d" % number, "score": number / 8, "tags": ["new", "red"]}

def size(data):
    return len(data)

def data(size):
    return bytes(size)

__export__ = ["add", "describe", "size", "data"]
"""

_RIVALS_WORKER = "from pyscript import ffi\n" + _WORKER.replace("len(data)", "data.length").replace(
    "bytes(size)", "ffi.to_js(bytes(size))"
)


def routes(url: str) -> Mapping[str, Callable[..., Response]]:
    """Return what the workers run."""
    return {
        "/worker.py": lambda request: Response(_WORKER),
        "/rivals-worker.py": lambda request: Response(_RIVALS_WORKER),
    }


PYTHON = """
import asyncio, sys
from pyscript import ffi

kind, interpreter = {"cpython": ("py", "pyodide"), "micropython": ("mpy", "micropython")}[
    sys.implementation.name
]
worker = megabyte = megabytes = None
try:
    megabyte, megabytes = bytes(1 << 20), bytes(10 << 20)
except MemoryError:
    pass  # the rival's MicroPython has 1 MB in all
try:
    from pyscript import create_named_worker, workers
    if hasattr(js, "document") and js.document.querySelector("script[src^='/rival/']"):
        tag = js.document.createElement("script")
        tag.type = kind
        tag.src = server + "rivals-worker.py"
        for name, value in (("worker", ""), ("name", "bench")):
            tag.setAttribute(name, value)
        url = f"/dist/{interpreter}/{interpreter}.mjs"
        tag.setAttribute("config", '{"interpreter": "' + url + '"}')
        worker = await workers["bench"]
    else:
        worker = await create_named_worker(server + "worker.py", "bench", type=kind)
except ImportError:
    pass
"""

JAVASCRIPT = """
const source = `
    const functions = {
        add: (a, b) => a + b,
        describe: (id) => ({ id, name: "user " + id, score: id / 8, tags: ["new", "red"] }),
        size: (data) => data.length,
        data: (size) => new Uint8Array(size),
    };
    onmessage = ({ data: [id, name, args] }) => postMessage([id, functions[name](...args)]);
`;
const pending = new Map();
const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
worker.onmessage = ({ data: [id, result] }) => {
    pending.get(id)(result);
    pending.delete(id);
};
let last = 0;
const call = (name, ...args) => new Promise((resolve) => {
    pending.set(++last, resolve);
    worker.postMessage([last, name, args]);
});
const megabyte = new Uint8Array(1 << 20);
const megabytes = new Uint8Array(10 << 20);
"""


def _row(name: str, call: str, count: int = 1, samples: int = 9, rival: str | None = None) -> Row:
    """Return a row of calls one after another."""

    def python(call: str) -> str:
        return f"for number in range({count}):\n    result = await worker.{call}"

    javascript = call.replace("(", "', ", 1).replace("bytes(", "new Uint8Array(")
    return Row(
        name,
        python(call),
        f"for (let number = 0; number < {count}; number++) await call('{javascript};",
        python(rival) if rival else None,
        samples,
    )


ROWS = [
    _row("1,000 calls, one after another", "add(number, 2)", 1000),
    Row(
        "1,000 calls at once",
        "calls = [worker.add(number, 2) for number in range(1000)]\n"
        "for each in calls:\n    await each",
        "await Promise.all(Array.from({ length: 1000 }, (_, number) => call('add', number, 2)));",
    ),
    Row(
        "1,000 dicts, one after another",
        'for number in range(1000):\n    assert (await worker.describe(number))["id"] == number',
        "for (let number = 0; number < 1000; number++) (await call('describe', number)).id;",
        "for number in range(1000):\n    assert (await worker.describe(number)).id == number",
    ),
    _row("1 MB to the worker", "size(megabyte)", 1, 25, "size(ffi.to_js(megabyte))"),
    _row("1 MB from the worker", "data(1 << 20)", 1, 25),
    _row("10 MB to the worker", "size(megabytes)", 1, 9, "size(ffi.to_js(megabytes))"),
    _row("10 MB from the worker", "data(10 << 20)"),
]
