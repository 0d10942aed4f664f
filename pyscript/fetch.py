"""Talk HTTP: `data = await fetch("data.json").json()`.

What can go wrong with a request, on both interpreters:

    FetchError (an OSError)
    ├── NetworkError       no answer, or one that was cut short
    ├── AbortError         abort() was called, or the signal aborted
    ├── FetchTimeoutError  the time was up
    ├── StatusError        raise_for_status() found an error status
    ├── JSONError          json() found something else
    └── BodyUsedError      the body went by as a stream

Wrong arguments raise `TypeError` or `ValueError`.
"""

from pyscript._body import (
    decode_utf8,
    header_pairs,
    js_body,
    tag_of,
    with_default,
    without_mark,
)
from pyscript._interpreter import (
    call,
    copy_bytes,
    host,
    is_awaitable,
    is_js,
    is_none,
    js,
    js_error,
    to_js,
)
from pyscript._interpreter._bodies import load_json, read_bytes, was_another_cancelled
from pyscript._pieces import Events, Lines, ServerEvent, Stream, number_in
from pyscript.context import absolute_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Any, NoReturn, Self

__all__ = [
    "AbortError",
    "BodyUsedError",
    "FetchError",
    "FetchTimeoutError",
    "Headers",
    "JSONError",
    "NetworkError",
    "Request",
    "Response",
    "ServerEvent",
    "StatusError",
    "fetch",
]

if TYPE_CHECKING:
    _bytearray = bytearray  # which inside of the classes below is a method

# https://developer.mozilla.org/docs/Web/API/RequestInit
_OPTIONS = (
    "attributionReporting, body, browsingTopics, cache, credentials, duplex, headers, integrity, "
    "keepalive, method, mode, priority, privateToken, redirect, referrer, referrerPolicy, signal, "
    "sharedStorageWritable, targetAddressSpace, window"
)

# What other libraries call it.
_ELSEWHERE = {
    "data": "give it as body",
    "json": "give it as body, a dict or a list",
    "params": "a query is part of the URL",
}


class FetchError(OSError):
    """Something about a request went wrong; `url` says which one it was."""

    def __init__(self, message: str, url: str):
        super().__init__(message)
        self.url = url


class NetworkError(FetchError):
    """There was no answer, or it was cut short; the browser's console may know why."""


class AbortError(FetchError):
    """The request was aborted."""


class FetchTimeoutError(FetchError):
    """The whole answer had not come when the time was up."""


class StatusError(FetchError):
    """The status is an error: `status` is its number, `response` the whole answer."""

    def __init__(self, response: "Response"):
        self.response = response
        self.status: int = response.status
        status = f"{response.status} {response.statusText}".rstrip()
        super().__init__(f"{response.url} answered {status}", response.url)


class JSONError(FetchError):
    """The body is no JSON."""


class BodyUsedError(FetchError):
    """The body went by as a stream, and cannot be had again."""


class Headers:
    """The headers of a response, a mapping that does not mind case.

    Also has the methods of https://developer.mozilla.org/docs/Web/API/Headers
    """

    def __init__(self, js_headers: "Any"):
        self._js = js_headers
        self._all: dict[str, str] | None = None

    def _values(self) -> dict[str, str]:
        if self._all is None:
            import json

            text = js.JSON.stringify(js.Object.fromEntries(self._js))
            self._all = json.loads(text)
        return self._all

    def __getitem__(self, name: str) -> str:
        return self._values()[name.lower()]

    def get(self, name: str, default: "Any" = None) -> "str | Any":
        """Return a header, or `default`."""
        return self._values().get(name.lower(), default)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values()

    def __iter__(self) -> "Iterator[str]":
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self._values())

    def keys(self) -> list[str]:
        """Return the names, in lower case."""
        return sorted(self._values())

    def values(self) -> list[str]:
        """Return the values, in the order of the names."""
        return [self[name] for name in self.keys()]

    def items(self) -> list[tuple[str, str]]:
        """Return pairs of name and value."""
        return [(name, self[name]) for name in self.keys()]

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._js, name)

    def __repr__(self) -> str:
        return f"Headers({self._values()!r})"


def fetch(
    url: "Any",
    *,
    method: "str | None" = None,
    headers: "Any" = None,
    body: "Any" = None,
    signal: "Any" = None,
    timeout: "float | None" = None,
    on_progress: "Callable[[int, int | None], Any] | None" = None,
    **options: "Any",
) -> "Request":
    """Request something over HTTP; `await` the `Response`, or what it holds.

    `await fetch(url).text()` does both at once; `bytearray`, `json`, `arrayBuffer`, `blob`
    and `formData` likewise. URLs are relative to the page, also in a worker. A `body` is
    a str, bytes, a dict or list (sent as JSON), or an object that JavaScript can send.
    After `timeout` seconds, the body included, `FetchTimeoutError` is raised.
    `on_progress(received, total)` is called for each piece of the body that has come, in
    bytes; `total` is `None` where the server did not tell. All options of
    https://developer.mozilla.org/docs/Web/API/RequestInit are keywords.
    """
    for name in options:
        if not _is_option(name):
            known = _ELSEWHERE.get(name, f"it has on_progress, timeout, {_OPTIONS}")
            raise TypeError(f"fetch() has no {name!r}: {known}")
    if on_progress is not None and not callable(on_progress):
        raise TypeError(f"on_progress must be a function, not {on_progress!r}")
    options = {name: value for name, value in options.items() if value is not None}
    if method is not None:
        if not isinstance(method, str):
            raise TypeError(f"method must be a str like 'POST', not {method!r}")
        # Of small letters, browsers mend all methods but "patch".
        options["method"] = method.upper() if method.lower() == method else method
    pairs = header_pairs(headers)
    if body is not None:
        options["body"], content_type = js_body(body)
        if content_type:
            pairs = with_default(pairs, "Content-Type", content_type)
        elif is_js(body) and tag_of(body) == "ReadableStream":
            if not js.Reflect.has(js.Request.prototype, "duplex"):  # its name would be sent
                raise TypeError(
                    "this browser sends no ReadableStream: give its content, "
                    "await js.Response.new(stream).blob()"
                )
            options.setdefault("duplex", "half")  # which is all that there is
    if pairs is not None:
        options["headers"] = pairs
    return Request(url, options, _Abort(signal, timeout), on_progress)


def _is_option(name: str) -> bool:
    if name in _OPTIONS.split(", "):
        return True
    # One that is too new for this list is an attribute of requests, and no method, as json is.
    found = js.Object.getOwnPropertyDescriptor(js.Request.prototype, name)
    return not is_none(found) and js.Reflect.has(found, "get")


class _Abort:
    """What can end a request early: its own controller, a time limit, a signal."""

    def __init__(self, signal: "Any", timeout: "float | None"):
        self._controller: Any = js.AbortController.new()
        self.signal: Any = self._controller.signal
        self.timeout = timeout
        self.is_foreign: bool = signal is not None
        signals = [self.signal]
        if timeout is not None:
            if not isinstance(timeout, (int, float)) or isinstance(timeout, bool):
                raise TypeError(f"timeout must be a number of seconds, not {timeout!r}")
            if not timeout >= 0:
                raise ValueError(f"timeout must be 0 or more seconds, not {timeout!r}")
            signals.append(js.AbortSignal.timeout(int(min(timeout * 1000, 0x7FFFFFFF))))
        if signal is not None:
            if not is_js(signal) or not hasattr(signal, "aborted"):
                raise TypeError(
                    f"signal must be the AbortSignal of a controller, not {signal!r}: "
                    "controller = js.AbortController.new(); fetch(…, signal=controller.signal)"
                )
            signals.append(signal)
        if len(signals) > 1:
            self.signal = js.AbortSignal.any(to_js(signals))

    def abort(self) -> None:
        self._controller.abort()

    def error(self, url: str) -> "FetchError | None":
        """Return the exception for what was aborted, or `None`."""
        if not self.signal.aborted:
            return None
        reason = self.signal.reason
        if getattr(reason, "name", "") == "TimeoutError":
            limit = "the time of its signal" if self.timeout is None else f"{self.timeout} seconds"
            return FetchTimeoutError(f"{url} has taken longer than {limit}", url)
        why = getattr(reason, "message", reason)
        return AbortError(f"the request for {url} was aborted: {why}", url)


class Request:
    """A request that is on its way: `await` it for the `Response`.

    It can also be passed to `asyncio.create_task`, `gather` and `wait_for`; when the task
    that awaits it is cancelled, the request is aborted. With `async with`, it ends there.
    """

    def __init__(self, url: "Any", options: "dict[str, Any]", abort: _Abort, on_progress: "Any"):
        self.url: str = absolute_url(url)
        self._options = options
        self._abort = abort
        self._on_progress = on_progress
        self._response: Response | None = None
        self._checked = False
        self._cancelled = False
        self._steps: Any = None
        target = url if is_js(url) and tag_of(url) == "Request" else self.url
        # On MicroPython, js.fetch must stay unbound: it is one object for all who use it.
        self._promise = host.raisable(
            js.globalThis, "fetch", target, to_js(dict(options, signal=abort.signal))
        )

    def abort(self) -> None:
        """Stop it, also when the body is still on its way: who awaits gets `AbortError`."""
        self._abort.abort()

    def raise_for_status(self) -> "Self":
        """Let a status of 400 or more raise `StatusError`; return the same request."""
        self._checked = True
        return self

    async def text(self) -> str:
        """Return the body as text."""
        return await (await self).text()

    async def json(self) -> "Any":
        """Return the body, which must be JSON, as Python values."""
        return await (await self).json()

    async def bytearray(self) -> "_bytearray":
        """Return the body as a bytearray."""
        return await (await self).bytearray()

    async def arrayBuffer(self) -> memoryview:
        """Return the body as a memoryview."""
        return await (await self).arrayBuffer()

    async def blob(self) -> "Any":
        """Return the body as a JavaScript `Blob`."""
        return await (await self).blob()

    async def formData(self) -> "Any":
        """Return the body as a JavaScript `FormData`."""
        return await (await self).formData()

    async def _wait(self) -> "Response":
        if self._response is None:
            try:
                js_response = await self._settle(self._promise)
            except NetworkError:
                # JavaScript has one error for a bad argument and for a bad connection.
                problem = self._problem()
                if problem:
                    raise ValueError(problem) from None
                raise
            if self._response is None:  # nobody else waited, and was faster
                self._response = Response(js_response, self)
        if self._checked:
            self._response.raise_for_status()
        return self._response

    async def _settle(self, promise):
        """Await a promise that the request made; raise what belongs to the tree above."""
        why = "it was cancelled"
        try:
            if not self._cancelled:
                return await promise
        except Exception as error:
            why = js_error(error)[1] or str(error)
        except BaseException as error:  # a task was cancelled, and with it perhaps the promise
            self._cancelled = True
            self.abort()
            if not was_another_cancelled(error):
                raise
        raise self._abort.error(self.url) or NetworkError(
            f"{self.url} could not be fetched: {why}. The browser's console may know more: no "
            "connection, a server that does not allow it (CORS), …",
            self.url,
        )

    def _start(self, js_object, name: str, *args):
        """Call what returns a promise; with a signal, it may be rejected with anything."""
        if self._abort.is_foreign:
            return host.raisable(js_object, name, *args)
        return getattr(js_object, name)(*args)

    def _problem(self) -> str:
        """Return what is wrong with the arguments, `""` for nothing."""
        options = dict(self._options)
        if "body" in options:
            options["body"] = ""  # a stream has been used up
        problem = _refusal(js.Request, self.url, to_js(options))
        if problem and isinstance(options.get("headers"), list):
            for name, value in options["headers"]:
                refusal = _refusal(js.Headers, [[name, value]])
                if refusal:
                    problem = f"header {name!r}: {value!r} is not possible: {refusal}"
        return problem

    async def __aenter__(self) -> "Response":
        return await self

    async def __aexit__(self, *error: object) -> None:
        self.abort()

    def __await__(self) -> "Generator[Any, Any, Response]":
        return self._wait().__await__()

    def __iter__(self) -> "Any":  # what MicroPython's `await` calls
        return self._wait()

    # A coroutine, for asyncio.

    def send(self, value: "Any") -> "Any":
        """Go on, as asyncio has coroutines do."""
        if self._steps is None:
            self._steps = self._wait()
        return self._steps.send(value)

    def throw(self, *error: "Any") -> "Any":
        """Raise in it, as asyncio does in coroutines."""
        if self._steps is None:
            self._steps = self._wait()
        return self._steps.throw(*error)

    def close(self) -> None:
        """End it, as asyncio ends coroutines."""
        if self._steps is not None:
            self._steps.close()

    def __getattr__(self, name: str) -> "NoReturn":
        if name in Response.__dict__ or name in ("ok", "status", "statusText", "body"):
            raise AttributeError(f"the response has {name}: response = await fetch(…)")
        raise AttributeError(f"a request has no {name}")

    def __repr__(self) -> str:
        return f"<Request {self._options.get('method', 'GET')} {self.url}>"


def _refusal(js_class, *args) -> str:
    """Return why JavaScript makes no object of these arguments, `""` if it does."""
    try:
        call(js.Reflect, "construct", js_class, to_js(args))
    except Exception as error:
        return js_error(error)[1]
    return ""


class Response:
    """The answer to a request, whose body may still be on its way.

    All attributes of https://developer.mozilla.org/docs/Web/API/Response can be read. The
    body can be read as often as is needed; but either whole, or as a stream.
    """

    ok: bool
    status: int
    statusText: str
    url: str
    redirected: bool
    type: str

    def __init__(self, js_response: "Any", request: Request):
        self._js = js_response
        self._request = request
        self._headers: Headers | None = None
        self._whole: Any = None  # a promise of an ArrayBuffer
        self._blob: Any = None  # a promise of a Blob
        self._reader: Any = None
        self._collected: Any = None
        self._failure: Exception | None = None
        self._received = 0

    @property
    def headers(self) -> Headers:
        """The headers, a mapping that does not mind case."""
        if self._headers is None:
            self._headers = Headers(self._js.headers)
        return self._headers

    def raise_for_status(self) -> "Response":
        """Raise `StatusError` for a status of 400 or more; else return the response."""
        if self.status >= 400:
            raise StatusError(self)
        return self

    def abort(self) -> None:
        """Stop receiving the body."""
        self._request.abort()

    def clone(self) -> "Response":
        """Return a second response with the same body, to read in another way."""
        if self._whole is None:
            self._check_unused()
            return Response(self._js.clone(), self._request)
        copy = Response(self._js, self._request)
        copy._whole = self._whole
        return copy

    # The body, whole.

    async def text(self) -> str:
        """Return the body as text; what is not UTF-8 is replaced."""
        return decode_utf8(read_bytes(await self._view()))

    async def json(self) -> "Any":
        """Return the body as Python values; `JSONError` if it is no JSON."""
        js_view = await self._view()
        raw = read_bytes(js_view)
        problem = ""
        try:
            value = await load_json(without_mark(raw), js_view)
        except ValueError as error:
            problem = str(error)
        except Exception as error:
            problem = js_error(error)[1]
        if problem:
            text = decode_utf8(raw)
            start = text[:60] + ("…" if len(text) > 60 else "")
            kind = self.headers.get("content-type", "no type")
            raise JSONError(f"{self.url} is no JSON but {kind}, {start!r}: {problem}", self.url)
        return value

    async def bytearray(self) -> "_bytearray":
        """Return the body as a bytearray, a fresh one each time."""
        return copy_bytes(await self._view())

    async def arrayBuffer(self) -> memoryview:
        """Return the body as a memoryview of a bytearray."""
        return memoryview(copy_bytes(await self._view()))

    async def blob(self) -> "Any":
        """Return the body as a JavaScript `Blob`, with its type."""
        if self._blob is None:
            if self._whole is None and self._request._on_progress is None:
                self._check_unused()
                self._blob = self._request._start(self._js, "blob")
            else:
                self._blob = (await self._as_response()).blob()
        return await self._settle(self._blob)

    async def formData(self) -> "Any":
        """Return the body as a JavaScript `FormData`; `ValueError` if it is none."""
        try:
            return await (await self._as_response()).formData()
        except FetchError:
            raise
        except Exception as error:
            problem = js_error(error)[1] or error
        raise ValueError(f"{self.url} is no form: {problem}")

    async def _view(self):
        """Wait for the whole body; return it as a `Uint8Array`."""
        if self._whole is None:
            if self._blob is not None:
                js_blob = await self._settle(self._blob)
                self._whole = js_blob.arrayBuffer()
            elif self._request._on_progress is None or is_none(self._js.body):
                self._check_unused()
                self._whole = self._request._start(self._js, "arrayBuffer")
            else:
                await self._collect()
        return js.Uint8Array.new(await self._settle(self._whole))

    async def _collect(self) -> None:
        """Read the stream to its end, for all who want the whole body."""
        if self._collected is not None:  # somebody else is at it
            await self._collected.promise
        else:
            self._check_unused()
            self._collected = js.Promise.withResolvers()
            try:
                self._whole = js.Promise.resolve(await self._join())
            except Exception as error:
                self._failure = error
            finally:
                self._collected.resolve(None)
        if self._whole is None:
            raise self._failure or AbortError(f"the request for {self.url} was aborted", self.url)

    async def _join(self):
        """Return the rest of the stream as one `ArrayBuffer`."""
        js_chunks = []
        js_chunk = await self._next()
        while js_chunk is not None:
            js_chunks.append(js_chunk)
            js_chunk = await self._next()
        js_whole = js.Uint8Array.new(self._received)
        start = 0
        for js_chunk in js_chunks:
            js_whole.set(js_chunk, start)
            start += js_chunk.length
        return js_whole.buffer

    async def _as_response(self):
        """Return a JavaScript response with this body, for what only that can do."""
        kind = self.headers.get("content-type", "")
        return js.Response.new(
            await self._view(), to_js({"headers": {"Content-Type": kind} if kind else {}})
        )

    async def _settle(self, promise):
        return await self._request._settle(promise)

    def _check_unused(self) -> None:
        if self._js.bodyUsed or self._reader is not None:
            raise BodyUsedError(
                f"the body of {self.url} has been read as a stream, and cannot be read again: "
                "keep the pieces, or read it whole, with await response.bytearray()",
                self.url,
            )

    # The body, as it comes.

    def __aiter__(self) -> Stream:
        """Return what `async for` needs to get the body in pieces of bytes."""
        return Stream(self)

    def lines(self) -> Lines:
        """Return what `async for` needs to get the body as lines of text, without ends."""
        return Lines(self)

    def events(self) -> Events:
        """Return what `async for` needs to get the `ServerEvent`s of an event stream.

        See https://developer.mozilla.org/docs/Web/API/Server-sent_events
        """
        return Events(self)

    async def _next(self):
        """Return the next piece of the stream, a `Uint8Array`, or `None` at its end."""
        if self._reader is None:
            self._check_unused()
            if is_none(self._js.body):
                return None
            self._reader = self._js.body.getReader()
        step = await self._settle(self._request._start(self._reader, "read"))
        if step.done:
            return None
        js_chunk = step.value
        self._received += js_chunk.length
        if self._request._on_progress is not None:
            await self._tell_progress()
        return js_chunk

    async def _tell_progress(self) -> None:
        total = None
        if "content-encoding" not in self.headers:  # or it counts what was sent, compressed
            total = number_in(self.headers.get("content-length", ""))
        try:
            result = self._request._on_progress(self._received, total)
            if is_awaitable(result):
                await result
        except BaseException:
            self.abort()
            raise

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_") or not hasattr(self._js, name):
            raise AttributeError(f"a response has no {name!r}")
        return getattr(self._js, name)

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.url}>"
