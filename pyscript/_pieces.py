"""Read the body of a response while it comes: in pieces, lines, events."""

from pyscript._body import decode_utf8
from pyscript._interpreter._bodies import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self


class Stream:
    """The pieces of a body, bytes."""

    def __init__(self, response: "Any"):
        self._response = response
        self._whole = response._whole is not None

    def __aiter__(self) -> "Self":
        return self

    async def __anext__(self) -> bytes:
        response = self._response
        if response._whole is None:
            js_chunk = await response._next()
            if js_chunk is not None:
                return read_bytes(js_chunk)
        elif self._whole:
            self._whole = False
            return read_bytes(await response._view())
        raise StopAsyncIteration


class Lines:
    """The lines of a body, text; they may end with `\\n`, `\\r\\n` or `\\r`."""

    def __init__(self, response: "Any"):
        self._pieces = Stream(response)
        self._lines: list = []  # the next one is the last
        self._rest = b""
        self._ended = False

    def __aiter__(self) -> "Self":
        return self

    async def __anext__(self) -> str:
        while not self._lines:
            if self._ended:
                raise StopAsyncIteration
            await self._read()
        return decode_utf8(self._lines.pop())

    async def _read(self) -> None:
        try:
            data = self._rest + await self._pieces.__anext__()
        except StopAsyncIteration:
            self._ended = True
            data = self._rest + (b"\n" if self._rest else b"")
        held = b""
        if data.endswith(b"\r") and not self._ended:  # and perhaps a \n, later
            data, held = data[:-1], b"\r"
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop() + held
        lines.reverse()
        self._lines = lines


def number_in(text: str, default=None):
    """Return the number that consists of these digits, and of nothing else."""
    is_number = text and all(["0" <= digit <= "9" for digit in text])
    return int(text) if is_number else default


class ServerEvent:
    """An event that a server sent: `event` is its type, `data` its text.

    `id` is the last one that the stream had, `retry` a number of milliseconds or `None`.
    """

    def __init__(self, event: str, data: str, id: str, retry: "int | None"):
        self.event = event
        self.data = data
        self.id = id
        self.retry = retry

    def __repr__(self) -> str:
        return f"ServerEvent({self.event!r}, {self.data!r}, {self.id!r}, {self.retry!r})"


class Events:
    """The events of a stream."""

    def __init__(self, response: "Any"):
        self._lines = Lines(response)
        self._id = ""

    def __aiter__(self) -> "Self":
        return self

    async def __anext__(self) -> ServerEvent:
        kind, retry = "message", None
        data: list = []
        while True:
            line = await self._lines.__anext__()  # an event that is not complete is none
            if not line:
                if data:
                    return ServerEvent(kind, "\n".join(data), self._id, retry)
                kind, retry = "message", None
                continue
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "data":
                data.append(value)
            elif field == "event":
                kind = value or "message"
            elif field == "id" and "\0" not in value:
                self._id = value
            elif field == "retry":
                retry = number_in(value, retry)
