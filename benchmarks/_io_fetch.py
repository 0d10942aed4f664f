"""Bodies of each kind and of two sizes, from a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping

from _rows import Row

from pyscript_tools.serve import Request, Response, Route

MB = 1 << 20

PYTHON = """
from pyscript import fetch
state = {}

def upload(size):
    # Made when it is first needed: not every contestant has the memory.
    if size not in state:
        state[size] = bytes(size << 20)
    return state[size]
"""

JAVASCRIPT = """
const upload = {1: new Uint8Array(1 << 20), 10: new Uint8Array(10 << 20)};
"""


def _text(size: int) -> str:
    line = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. 0123456789\n"
    return line * (size // len(line.encode()))


def _json(size: int) -> str:
    item = {"number": 12345, "name": "Zwölf Boxkämpfer", "scores": [1.5, 2, None, True]}
    text = json.dumps(item, ensure_ascii=False)
    return f"[{', '.join([text] * (size // (len(text.encode()) + 2)))}]"


BODIES: dict[str, tuple[bytes, str]] = {}
for _size in (1, 10):
    BODIES[f"bytes-{_size}"] = (bytes(range(256)) * (_size * 4096), "application/octet-stream")
    BODIES[f"text-{_size}"] = (_text(_size * MB).encode(), "text/plain; charset=utf-8")
    BODIES[f"json-{_size}"] = (_json(_size * MB).encode(), "application/json")


def routes(url: str) -> Mapping[str, Route]:
    """Return what answers with the bodies, and what takes any."""

    def body(request: Request) -> Response:
        content, kind = BODIES[request.query["name"][0]]
        return Response(content, kind)

    def take(request: Request) -> Response:
        return Response(str(len(request.body)))

    return {"/io/body": body, "/io/take": take}


def _down(what: str, size: int, python: str, javascript: str) -> Row:
    url = f'server + "io/body?name={what}-{size}"'
    return Row(
        f"fetch {size} MB, {python}",
        f"assert await fetch({url}).{python}()",
        f"if (!await (await fetch({url})).{javascript}()) throw Error()",
        samples=9 if size == 1 else 5,
    )


def _up(size: int) -> Row:
    return Row(
        f"send {size} MB of bytes",
        f'await fetch(server + "io/take", method="POST", body=upload({size})).text()',
        f'await (await fetch(server + "io/take", {{method: "POST", body: upload[{size}]}})).text()',
        samples=9 if size == 1 else 5,
    )


ROWS = [
    Row(
        "fetch 100 bytes, text",
        'assert await fetch(server + "io/take").text()',
        'if (!await (await fetch(server + "io/take")).text()) throw Error()',
        samples=30,
    ),
    *[
        _down(what, size, python, javascript)
        for what, python, javascript in (
            ("bytes", "bytearray", "arrayBuffer"),
            ("bytes", "blob", "blob"),
            ("text", "text", "text"),
            ("json", "json", "json"),
        )
        for size in (1, 10)
    ],
    _up(1),
    _up(10),
]
