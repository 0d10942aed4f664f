"""What pages talk to in tests: answers over HTTP, and a WebSocket server.

Nothing here waits for time: a page that wants an answer to be late says when it may come.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol

from pyscript_tools.serve import CORS, Request, Response, Route

LONGEST = 15
"""Seconds after which a server gives up waiting for a page."""

PATTERN = bytes(range(256)) * 4096
"""What `/http/bytes` sends, over and over: a megabyte in which every byte has its place."""


class Signals:
    """Events by name, which one request sets and another one waits for."""

    def __init__(self) -> None:
        self._events: dict[str, threading.Event] = defaultdict(threading.Event)

    def set(self, name: str) -> None:
        self._events[name].set()

    def wait(self, name: str) -> bool:
        """Return whether it has been set within a reasonable time."""
        return self._events[name].wait(LONGEST)


def _parameter(request: Request, name: str, default: str = "") -> str:
    return request.query.get(name, [default])[0]


class HTTP:
    """The routes below `/http/`; each method that has no underscore is one."""

    def __init__(self) -> None:
        self._released = Signals()
        self._ended = Signals()
        self._sockets: SocketServer | None = None

    def echo(self, request: Request) -> Response:
        """Answers with the request itself, as JSON."""
        seen = {
            "method": request.method,
            "query": dict(request.query),
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": request.body.decode("latin-1"),
        }
        return Response(json.dumps(seen), "application/json")

    def mirror(self, request: Request) -> Response:
        """Answers with the body of the request, `?times=` times."""
        kind = request.headers.get("Content-Type") or "application/octet-stream"
        return Response(request.body * int(_parameter(request, "times", "1")), kind)

    def bytes(self, request: Request) -> Response:
        """`?size=` bytes of PATTERN."""
        size = int(_parameter(request, "size"))
        return Response((PATTERN * (size // len(PATTERN) + 1))[:size], "application/octet-stream")

    def status(self, request: Request) -> Response:
        """Answers with `?code=`, some text, and whether it may be read from elsewhere."""
        code = int(_parameter(request, "code"))
        return Response(f"status {code}", status=code, headers={"X-Test": "yes"})

    def redirect(self, request: Request) -> Response:
        """Leads to `?to=`."""
        return Response(status=302, headers={"Location": _parameter(request, "to")})

    def cors(self, request: Request) -> Response:
        """Answers pages of any origin."""
        return Response("from elsewhere", headers=CORS)

    def parts(self, request: Request) -> Response:
        """Sends its body's parts, `?part=…&part=…`: all but the first once it is released."""

        def body() -> Iterator[bytes]:
            for index, part in enumerate(request.query["part"]):
                if index == 1:
                    self._released.wait(_parameter(request, "id"))
                yield part.encode()

        kind = _parameter(request, "type", "text/plain; charset=utf-8")
        return Response(body(), kind)

    def sized(self, request: Request) -> Response:
        """`?size=` bytes, of which the length is known before."""
        size = int(_parameter(request, "size"))
        return Response(b"x" * size, headers={"X-Size": str(size)})

    def odd(self, request: Request) -> Response:
        """Says a length that is no number."""
        return Response(iter([b"hello"]), headers={"Content-Length": "abc"})

    def late(self, request: Request) -> Response:
        """Answers when it is released."""
        self._released.wait(_parameter(request, "id"))
        return Response("late")

    def endless(self, request: Request) -> Response:
        """Sends until the other side goes away, which `ended` then knows."""
        name = _parameter(request, "id")

        def body() -> Iterator[bytes]:
            try:
                while True:
                    yield b"." * 1024
            finally:
                self._ended.set(name)

        return Response(body())

    def ended(self, request: Request) -> Response:
        """Answers as soon as an endless body has ended."""
        return Response("yes" if self._ended.wait(_parameter(request, "id")) else "no")

    def release(self, request: Request) -> Response:
        """Lets a late answer, or the rest of the parts, come."""
        self._released.set(_parameter(request, "id"))
        return Response()

    def cut(self, request: Request) -> Response:
        """Cuts the connection: at once, or after the `?after=` first bytes of a body."""
        after = int(_parameter(request, "after", "0"))
        if not after:
            raise ConnectionResetError

        def body() -> Iterator[bytes]:
            yield b"x" * after
            raise ConnectionResetError

        return Response(body())

    def socket(self, request: Request) -> Response:
        """Tells where the WebSocket server is; starts it when it is first asked."""
        if not self._sockets:
            self._sockets = SocketServer()
            self._sockets.start()
        return Response(self._sockets.url)


def routes() -> dict[str, Route]:
    """Return what a `Server` needs to answer below `/http/`."""
    answers = HTTP()
    names = [name for name in vars(HTTP) if not name.startswith("_")]
    return {f"/http/{name}": getattr(answers, name) for name in names}


class SocketServer:
    """A WebSocket server in a thread, which ends with the process.

    `/echo` sends back; `/hello` and `/greet` speak first; `/close?code=&reason=` closes when
    it hears something; `/drop` cuts the connection then; `/flood?count=&size=` sends numbered
    messages, `/burst` as many as it is told; `/count` tells how many messages and bytes it
    got, when asked with "?"; `/last-close` how the last connection to `/closed` was closed.
    Of the protocols `chat` and `json` it speaks the first that is offered.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        self._ready.wait()
        if self._failure:
            raise self._failure

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"ws://127.0.0.1:{self._port}/"

    async def _run(self) -> None:
        options: dict[str, Any] = {
            "compression": None,
            "max_size": None,
            "ping_interval": None,
            "select_subprotocol": _choose,
            # Processes that test at the same time may all want the one port of an example.
            "reuse_port": bool(self._port),
        }
        try:
            async with serve(_answer, "127.0.0.1", self._port, **options) as server:
                self._port = next(iter(server.sockets)).getsockname()[1]
                self._ready.set()
                await server.serve_forever()
        except OSError as error:
            self._failure = error
            self._ready.set()


def _choose(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name in ("chat", "json")), None)


async def _answer(connection: ServerConnection) -> None:
    assert connection.request is not None
    address = urlsplit(connection.request.path)
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    try:
        await _ANSWERS[address.path.strip("/") or "echo"](connection, **query)
    except ConnectionClosed:
        pass


async def _echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def _greet(connection: ServerConnection) -> None:
    for greeting in ("one", "two", b"three"):
        await connection.send(greeting)
    await _echo(connection)


async def _hello(connection: ServerConnection) -> None:
    await connection.send("hello")
    await connection.wait_closed()


async def _close(connection: ServerConnection, code: str, reason: str = "") -> None:
    await connection.recv()
    await connection.close(int(code), reason)


async def _closed(connection: ServerConnection) -> None:
    """Close with what the page closed an earlier connection with."""
    await connection.wait_closed()
    _CLOSED.append((connection.close_code, connection.close_reason))


async def _last_close(connection: ServerConnection) -> None:
    await connection.send(json.dumps(_CLOSED[-1]))


async def _drop(connection: ServerConnection) -> None:
    await connection.recv()
    connection.transport.abort()


async def _flood(connection: ServerConnection, count: str, size: str = "0") -> None:
    padding = b"." * int(size)
    frames = [Frame(Opcode.TEXT, b"%d%b" % (n, padding)) for n in range(int(count))]
    # All at once: one after the other, they would come slower than a page reads them.
    connection.transport.write(b"".join(frame.serialize(mask=False) for frame in frames))
    await connection.close()


async def _burst(connection: ServerConnection) -> None:
    async for message in connection:
        frames = [Frame(Opcode.TEXT, b"%d" % number) for number in range(int(message))]
        connection.transport.write(b"".join(frame.serialize(mask=False) for frame in frames))


async def _count(connection: ServerConnection) -> None:
    messages = size = 0
    async for message in connection:
        if message == "?":
            await connection.send(f"{messages} {size}")
        else:
            messages += 1
            size += len(message)


_CLOSED: list[tuple[int | None, str | None]] = []
_ANSWERS: dict[str, Any] = {
    "echo": _echo,
    "greet": _greet,
    "hello": _hello,
    "close": _close,
    "closed": _closed,
    "last-close": _last_close,
    "drop": _drop,
    "flood": _flood,
    "burst": _burst,
    "count": _count,
}
