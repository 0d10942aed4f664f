"""A local web server for pages, with the headers that workers need."""

from __future__ import annotations

import errno
import re
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import formatdate, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from .project import find
from .simple_index import render_index, render_project

# Cross-origin isolation, without which there is no SharedArrayBuffer:
# https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated
ISOLATION = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Allow-Headers": "*",
}

# What MimeTypes lacks in some version of Python.
_TYPES = {
    ".js": "text/javascript",
    ".md": "text/plain",
    ".mjs": "text/javascript",
    ".py": "text/plain",
    ".toml": "application/toml",
    ".wasm": "application/wasm",
    ".whl": "application/octet-stream",
}
_MORE_TYPES = MimeTypes()

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
</head>
<body style="max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 system-ui;
overflow-wrap: anywhere">
<h1 style="font-size: 1.4rem">{title}</h1>
{content}
</body>
</html>
"""

# One range: several may be answered by the whole.
_RANGE = re.compile(r"bytes=(?=.*\d)(\d*)-(\d*)")


@dataclass(frozen=True)
class Request:
    """What a route is called with."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Response:
    """What a route returns.

    `body` may be an iterable of bytes, each sent as soon as it is there; an endless one
    ends when the client goes away.
    """

    body: bytes | str | Iterable[bytes] = b""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Callable[[Request], Response]


class Server:
    """A web server on 127.0.0.1, for the length of a `with Server(...)` block.

    `mounts`: URL prefix → folder or file. The longest prefix that has the file wins.
    `routes`: URL path → function of a `Request`; one that raises `ConnectionError`, then
    or in the middle of a body, cuts the connection. `indexes`: URL prefix → folder of
    wheels, shown as a package index. The three can be changed while the server runs.

    `isolated=False` leaves out the headers of cross-origin isolation; `cors=True` lets
    pages of every origin read all files. Port 0 is a free one; with `search` the first
    free one from `port` upwards. `amend` gets the path and the content of every file that is
    opened as a page, not those that one fetches, and returns what is sent.
    """

    def __init__(
        self,
        mounts: Mapping[str, Path],
        *,
        port: int = 0,
        search: bool = False,
        routes: Mapping[str, Route] | None = None,
        indexes: Mapping[str, Path] | None = None,
        isolated: bool = True,
        cors: bool = False,
        verbose: bool = False,
        amend: Callable[[Path, bytes], bytes] | None = None,
    ) -> None:
        self.mounts = dict(mounts)
        self.routes = dict(routes or {})
        self.indexes = dict(indexes or {})
        self.isolated = isolated
        self.cors = cors
        self.verbose = verbose
        self.amend = amend
        self._http = _listen(port, search)
        self._http.settings = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_port}/"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._http.close_connections()
        self._http.server_close()

    def wait(self) -> None:
        """Return when the server ends, which somebody else must cause: Ctrl-C."""
        self._thread.join()


class _HTTPServer(ThreadingHTTPServer):
    settings: Server
    request_queue_size = 128
    daemon_threads = True  # close_connections ends them; a route that hangs stops nobody

    def __init__(self, port: int) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in self._connections.copy():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _listen(port: int, search: bool) -> _HTTPServer:
    while True:
        try:
            return _HTTPServer(port)
        except OSError as error:
            if not search or error.errno != errno.EADDRINUSE or port >= 65535:
                raise
            port += 1


class _Handler(BaseHTTPRequestHandler):
    server: _HTTPServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        try:
            response = self._respond()
        except FileNotFoundError:  # since we looked: a build replaced it
            response = self._missing()
        except ConnectionError:
            raise
        except Exception:
            traceback.print_exc()
            response = Response(traceback.format_exc(), status=500)
        self._send(response)

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = handle_any

    def _respond(self) -> Response:
        settings = self.server.settings
        address = urlsplit(self.path)
        # Read in any case: what stays unread would be taken for the next request.
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "OPTIONS":
            return Response(status=204)
        if route := settings.routes.get(address.path):
            query = parse_qs(address.query, keep_blank_values=True)
            return route(Request(self.command, address.path, query, self.headers, body))
        if self.command not in ("GET", "HEAD"):
            return Response(status=405, headers={"Allow": "GET, HEAD"})
        segments = _segments(address.path)
        if segments is None:
            return self._missing()
        for prefix, folder in settings.indexes.items():
            if (rest := _below(prefix, segments)) is not None:
                return self._index(prefix, folder, rest)
        return self._static(address, segments)

    def _index(self, prefix: str, folder: Path, rest: list[str]) -> Response:
        accept = self.headers.get("Accept", "")
        page = None
        if not rest:
            page = render_index(folder, accept)
        elif len(rest) == 1:
            host = self.headers.get("Host", "127.0.0.1")
            url = f"http://{host}/{prefix.strip('/')}/{quote(rest[0])}/"
            page = render_project(folder, rest[0], url, accept)
        elif len(rest) == 2 and (path := find(folder, rest[1:])):
            return self._file(path, CORS)
        if not page:
            return Response("Not found", status=404, headers=CORS)
        content_type, content = page
        return Response(content, content_type, headers={**CORS, "Vary": "Accept"})

    def _static(self, address: SplitResult, segments: list[str]) -> Response:
        mounts = self.server.settings.mounts
        listed = page = None
        for prefix in sorted(mounts, key=len, reverse=True):
            rest = _below(prefix, segments)
            if rest is None or not (path := find(mounts[prefix], rest)):
                continue
            if not path.is_dir():
                return self._file(path)
            listed = listed or (mounts[prefix], rest)
            if page := find(mounts[prefix], [*rest, "index.html"]):
                break
        if not listed:
            return self._missing()
        if not address.path.endswith("/"):
            target = "/" + "/".join(quote(part) for part in segments) + "/"
            location = urlunsplit(("", "", target, address.query, ""))
            return Response(status=301, headers={"Location": location})
        return self._file(page) if page else _listing(*listed, address.path)

    def _missing(self) -> Response:
        """For people a page, for programs a line."""
        path = unquote(urlsplit(self.path).path)
        if "text/html" not in self.headers.get("Accept", ""):
            return Response(f"Not found: {path}", status=404)
        return _page(f"{path} is not here", '<p><a href="/">To the start</a>', 404)

    def _file(self, path: Path, headers: Mapping[str, str] = {}) -> Response:
        stat = path.stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        headers = {
            **headers,
            **({"Vary": "Sec-Fetch-Dest"} if self.server.settings.amend else {}),
            "ETag": tag,
            "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
            "Accept-Ranges": "bytes",
        }
        if self._is_known(tag, int(stat.st_mtime)):
            return Response(status=304, headers=headers)
        content = path.read_bytes()
        amend = self.server.settings.amend
        if amend and self._is_opened():
            content = amend(path, content)
        return self._part(Response(content, _content_type(path), headers=headers), content)

    def _is_opened(self) -> bool:
        """Whether the browser shows what it asks for; those that do not say so count, too."""
        return self.headers.get("Sec-Fetch-Dest", "document") in ("document", "frame", "iframe")

    def _part(self, whole: Response, content: bytes) -> Response:
        """The range of bytes that is asked for, as players of media do; else the whole."""
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        condition = self.headers.get("If-Range")
        if not match or condition not in (None, *whole.headers.values()):
            return whole
        first, last = match.groups()
        size = len(content)
        start = int(first) if first else max(size - int(last), 0)
        end = min(int(last) + 1, size) if first and last else size
        if start >= end:
            headers = {"Content-Range": f"bytes */{size}"}
            return Response(status=416, headers=headers)
        headers = {**whole.headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
        return Response(content[start:end], whole.content_type, 206, headers)

    def _is_known(self, tag: str, modified: int) -> bool:
        """Whether the client has this version of the file."""
        if tags := self.headers.get("If-None-Match"):
            return tag in (part.strip().removeprefix("W/") for part in tags.split(","))
        if since := self.headers.get("If-Modified-Since"):
            try:
                return modified <= parsedate_to_datetime(since).timestamp()
            except ValueError:
                return False
        return False

    def _send(self, response: Response) -> None:
        settings = self.server.settings
        body = response.body.encode() if isinstance(response.body, str) else response.body
        headers = {
            "Cache-Control": "no-cache",
            **(ISOLATION if settings.isolated else {}),
            **(CORS if settings.cors or self.command == "OPTIONS" else {}),
            "Content-Type": response.content_type,
            **response.headers,
        }
        empty = response.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        if empty:
            del headers["Content-Type"]
        elif isinstance(body, bytes):
            headers["Content-Length"] = str(len(body))
        else:
            headers["Transfer-Encoding"] = "chunked"
        self.send_response(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if empty or self.command == "HEAD":
            return
        if isinstance(body, bytes):
            self.wfile.write(body)
            return
        for part in body:
            if part:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *arguments: Any) -> None:
        if self.server.settings.verbose:
            super().log_message(format, *arguments)


def _listing(root: Path, way: list[str], path: str) -> Response:
    """What is in a folder that has no index.html."""
    names = sorted(
        each.name + "/" * each.is_dir()
        for each in root.joinpath(*way).iterdir()
        if not each.name.startswith(".") and find(root, [*way, each.name])
    )
    items = "".join(f'<li><a href="{quote(name)}">{escape(name)}</a>\n' for name in names)
    up = '<p><a href="../">The folder above</a>\n' if path.strip("/") else ""
    return _page(f"{unquote(path)} has no index.html", f"{up}<ul>\n{items}</ul>")


def _page(title: str, content: str, status: int = 200) -> Response:
    text = _PAGE.format(title=escape(title), content=content)
    return Response(text, "text/html; charset=utf-8", status)


def _segments(url_path: str) -> list[str] | None:
    """The decoded names in a URL's path; `None` if one could leave a folder."""
    names = [unquote(name) for name in url_path.split("/") if name and name != "."]
    if any(name == ".." or set(name) & set("/\\\0") for name in names):
        return None
    return names


def _below(prefix: str, segments: list[str]) -> list[str] | None:
    names = [name for name in prefix.split("/") if name]
    return segments[len(names) :] if segments[: len(names)] == names else None


def _content_type(path: Path) -> str:
    suffix = path.suffix.lower()
    guessed = _TYPES.get(suffix) or _MORE_TYPES.guess_type(path.name)[0]
    if not guessed:
        return "application/octet-stream"
    is_text = guessed.startswith("text/") or guessed in ("application/json", "application/toml")
    return f"{guessed}; charset=utf-8" if is_text else guessed
