"""Talk to a server in both directions: `async with WebSocket(url) as ws: …`."""

from pyscript._interpreter import (
    call,
    copy_bytes,
    create_proxy,
    destroy_proxy,
    is_js,
    js,
    js_error,
    to_js,
)
from pyscript._interpreter._bodies import send_bytes
from pyscript._listener import Listener
from pyscript.context import absolute_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

__all__ = ["WebSocket", "WebSocketError", "WebSocketEvent"]

_HANDLERS = ("onopen", "onmessage", "onclose", "onerror")

# How a connection ends that has done its work: at the end, by leaving, without a word.
_NORMAL = (1000, 1001, 1005)


class WebSocketError(OSError):
    """There is no connection: not yet, not any more, or not at all.

    `code` and `reason` are those of the close event, `code` is `None` where there was none:
    https://developer.mozilla.org/docs/Web/API/CloseEvent/code
    """

    def __init__(self, message: str, code: "int | None" = None, reason: str = ""):
        super().__init__(message)
        self.code = code
        self.reason = reason


class WebSocketEvent:
    """What a handler gets: the attributes of JavaScript's event, and Python's `data`.

    See https://developer.mozilla.org/docs/Web/API/MessageEvent and `CloseEvent` there.
    """

    def __init__(self, js_event: "Any"):
        self._js = js_event
        self._data: Any = None

    @property
    def data(self) -> "Any":
        """The message: a str, a memoryview, or a `Blob` where that is the `binaryType`."""
        if self._data is None:
            self._data = _message(self._js)
        return self._data

    def _plain(self):
        """Return the event of JavaScript's, for handlers that are."""
        return self._js

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._js, name)

    def __repr__(self) -> str:
        return f"<WebSocketEvent {self.type}>"


def _message(js_event):
    """Return the data of a message, binary by one copy."""
    data = js_event.data
    if is_js(data) and hasattr(data, "byteLength"):
        return memoryview(copy_bytes(js.Uint8Array.new(data)))
    return data


class WebSocket:
    """A connection to a server that both sides can send messages over.

    Set `onopen`, `onmessage`, `onclose` and `onerror`, or pass them as keywords: functions,
    `async` or not, that take the event, or nothing. Or iterate: `async for message in ws`
    has all messages that no `onmessage` handled, until the connection is closed. With
    `async with`, the connection is open inside of the block, and closed after it.

    Has the attributes of https://developer.mozilla.org/docs/Web/API/WebSocket; `binaryType`
    is `"arraybuffer"` unless `"blob"` is set. `WebSocketError` says that there is no
    connection, `ValueError` and `TypeError` what is wrong with an argument.
    """

    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3

    onopen: "Any"
    onmessage: "Any"
    onclose: "Any"
    onerror: "Any"
    binaryType: str
    bufferedAmount: int
    extensions: str
    protocol: str
    readyState: int
    url: str

    def __init__(
        self, url: "Any", protocols: "str | Iterable[str] | None" = None, **handlers: "Any"
    ):
        for name in handlers:
            _check_event(name)
        self._listeners: dict = {}
        self._js = _connect(url, protocols)
        self._js.binaryType = "arraybuffer"
        self._was_open = False
        self._is_closing = False
        self._close: Any = None  # the event
        self._keeps = True  # messages, until somebody asks for them
        self._new: list = []
        self._next: list = []  # older than these; the next one is the last
        self._waiting: list = []
        for name, handler in handlers.items():
            if handler is not None:
                setattr(self, name, handler)
        # JavaScript keeps them, and with them this object, as long as it is connected.
        self._ears = [
            (name, hear, create_proxy(hear))
            for name, hear in (
                ("onopen", self._hear_open),
                ("onmessage", self._hear_message),
                ("onclose", self._hear_close),
                ("onerror", self._hear_error),
            )
        ]
        for name, _, proxy in self._ears:
            setattr(self._js, name, proxy)

    def send(self, data: "Any") -> None:
        """Send a str, a bytes-like, or a JavaScript buffer or `Blob`.

        `WebSocketError` unless the connection is open.
        """
        if not self._was_open or self._is_closing or self._close is not None:
            raise self._no_connection("send to")
        if isinstance(data, (bytes, bytearray)):
            send_bytes(self._js, data)
        else:
            self._js.send(_js_data(data))

    def close(self, code: "int | None" = None, reason: str = "") -> None:
        """Close the connection; what was sent arrives before.

        `code` is 1000 (all is done) or from 3000 to 4999, `reason` at most 123 bytes of
        UTF-8; the other side sees both. To do it again changes nothing.
        """
        if not isinstance(reason, str):
            raise TypeError(f"reason must be a str, not {reason!r}")
        if len(reason.encode()) > 123:
            raise ValueError(f"reason may have 123 bytes of UTF-8, not {len(reason.encode())}")
        if not code and reason:
            code = 1000  # a reason needs a code
        if code:
            if not isinstance(code, int):
                raise TypeError(f"code must be an int, not {code!r}")
            if code != 1000 and not 3000 <= code <= 4999:
                raise ValueError(f"code must be 1000 or from 3000 to 4999, not {code}")
            self._js.close(code, reason[:])
        else:
            self._js.close()
        self._is_closing = True

    async def receive(self) -> "Any":
        """Return the next message that no `onmessage` handled; wait for it.

        `WebSocketError` when the connection is closed, and all messages have been received.
        """
        message = await self._receive()
        if message is None:
            raise self._no_connection("receive from")
        return message[0]

    async def _receive(self):
        """Return the next message in a list, `None` at the end."""
        self._keeps = True
        while True:
            if not self._next:
                self._next, self._new = self._new, []
                self._next.reverse()
            if self._next:
                return [self._next.pop()]
            if self._close is not None:
                return None
            await self._news()

    async def _news(self) -> None:
        """Wait until something happens."""
        waiting = js.Promise.withResolvers()
        self._waiting.append(waiting)
        await waiting.promise

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.resolve(None)

    def __aiter__(self) -> "Self":
        return self

    async def __anext__(self) -> "Any":
        message = await self._receive()
        if message is not None:
            return message[0]
        if self._is_closing or self._close.code in _NORMAL:
            raise StopAsyncIteration
        raise self._no_connection("receive from")

    async def __aenter__(self) -> "Self":
        if self._is_closing or self._close is not None:
            raise self._no_connection("connect to")
        try:
            while not self._was_open and self._close is None:
                await self._news()
        except BaseException:  # the task was cancelled
            self.close()
            raise
        if not self._was_open:
            raise self._no_connection("connect to")
        return self

    async def __aexit__(self, *error: object) -> None:
        self.close()
        while self._close is None:
            await self._news()

    # What happens.

    def _hear_open(self, js_event) -> None:
        self._was_open = True
        self._tell("onopen", js_event)

    def _hear_message(self, js_event) -> None:
        listener = self._listeners.get("onmessage")
        if listener is not None:
            listener(WebSocketEvent(js_event))
        elif self._keeps:
            self._new.append(_message(js_event))
            self._wake()

    def _hear_error(self, js_event) -> None:
        self._tell("onerror", js_event)

    def _hear_close(self, js_event) -> None:
        self._close = WebSocketEvent(js_event)
        self._tell("onclose", js_event)
        # Python's garbage collector sees no circle that leads through JavaScript.
        ears, self._ears = self._ears, []
        for name, _, proxy in ears:
            setattr(self._js, name, None)
            destroy_proxy(proxy)

    def _tell(self, name: str, js_event) -> None:
        listener = self._listeners.get(name)
        if listener is not None:
            listener(WebSocketEvent(js_event))
        self._wake()

    def _no_connection(self, purpose: str) -> WebSocketError:
        url = self._js.url
        close = self._close
        if close is None and not self._is_closing:
            return WebSocketError(
                f"{url} is not connected yet: do that in onopen, or in "
                "`async with WebSocket(url) as ws:`"
            )
        if close is None:
            return WebSocketError(f"cannot {purpose} {url}: it is being closed")
        how = f"code {close.code}" + (f", {close.reason}" if close.reason else "")
        if not self._was_open:
            how += "; the browser's console may know why"
        return WebSocketError(
            f"cannot {purpose} {url}: the connection was closed ({how})", close.code, close.reason
        )

    # Attributes.

    def __getattr__(self, name: str) -> "Any":
        if name in _HANDLERS:
            listener = self._listeners.get(name)
            return None if listener is None else listener.function
        if name.startswith("_") or not hasattr(self._js, name):
            raise AttributeError(f"a WebSocket has no {name!r}")
        return getattr(self._js, name)

    def __setattr__(self, name: str, value: "Any") -> None:
        if name in _HANDLERS:
            if value is None:
                self._listeners.pop(name, None)
                if name == "onmessage":
                    self._keeps = False
            else:
                self._listeners[name] = Listener(value, "ws." + name + " = {}")
        elif name == "binaryType":
            if value not in ("arraybuffer", "blob"):
                raise ValueError(f"binaryType must be 'arraybuffer' or 'blob', not {value!r}")
            self._js.binaryType = value
        else:
            if name.startswith("on"):
                _check_event(name)
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        state = ("connecting", "open", "closing", "closed")[self.readyState]
        return f"<WebSocket {self.url} {state}>"


def _check_event(name: str) -> None:
    if name not in _HANDLERS:
        raise TypeError(f"WebSocket has no {name!r}: it has {', '.join(_HANDLERS)}")


def _connect(url, protocols):
    """Return a new WebSocket of JavaScript's."""
    args: list = []
    address = absolute_url(url)
    if address.startswith("http"):  # which not every browser takes for ws
        address = "ws" + address[4:]
    args.append(address)
    if protocols is not None:
        names = [protocols] if isinstance(protocols, str) else list(protocols)
        for name in names:
            if not isinstance(name, str):
                raise TypeError(f"protocols must be a str or some of them, not {protocols!r}")
        args.append(names)
    try:
        return call(js.Reflect, "construct", js.WebSocket, to_js(args))
    except Exception as error:
        problem = js_error(error)[1] or str(error)
    raise ValueError(f"WebSocket({url!r}): {problem}")


def _js_data(data):
    """Return a message that is no bytes as JavaScript takes it."""
    if isinstance(data, str):
        return data[:]
    if is_js(data):
        if hasattr(data, "byteLength") or hasattr(data, "arrayBuffer"):
            return data
    else:
        try:
            return to_js(memoryview(data))
        except TypeError:
            pass
    raise TypeError(
        f"a WebSocket sends str, bytes and JavaScript's buffers and Blobs, not {data!r}: "
        "for other values, ws.send(json.dumps(…))"
    )
