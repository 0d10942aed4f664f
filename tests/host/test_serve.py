"""The server that pages are tested with."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request as Get
from urllib.request import urlopen

import pytest

from pyscript_tools.serve import Request, Response, Server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    public = tmp_path / "public"
    (public / "sub dir").mkdir(parents=True)
    (public / "index.html").write_text("<p>root")
    (public / "sub dir" / "index.html").write_text("<p>sub")
    (public / "a.mjs").write_text("export {}")
    (public / "a.wasm").write_bytes(b"\0asm")
    (tmp_path / "secret.txt").write_text("secret")
    (public / "link.txt").symlink_to(tmp_path / "secret.txt")
    return public


def status(url: str) -> int:
    try:
        with urlopen(url) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code


def raw(server: Server, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """A request whose path nothing normalises."""
    port = int(server.url.split(":")[2][:-1])
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as response:
            return response.status, dict(response.headers), response.read()


def test_files_and_types(folder: Path) -> None:
    """Files arrive with the types that browsers insist on."""
    with Server({"/": folder}) as server:
        for name, expected in {
            "": "text/html; charset=utf-8",
            "a.mjs": "text/javascript; charset=utf-8",
            "a.wasm": "application/wasm",
            "sub%20dir/": "text/html; charset=utf-8",
        }.items():
            with urlopen(server.url + name) as response:
                assert response.headers["Content-Type"] == expected
        code, headers, _ = raw(server, "/sub%20dir?x=1")
        assert (code, headers["Location"]) == (301, "/sub%20dir/?x=1")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub%20dir/..%2f..%2fsecret.txt",
        "/link.txt",
        "/..%5csecret.txt",
        "//../secret.txt",
        "/a.mjs/../../secret.txt",
        "/%00",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside(folder: Path, path: str) -> None:
    """No path leads out of a mounted folder."""
    with Server({"/": folder, "/dist/": folder}) as server:
        assert raw(server, path)[0] == 404
        assert raw(server, "/dist" + path)[0] == 404


def test_mounts_fall_back(folder: Path, tmp_path: Path) -> None:
    """A prefix that lacks a file leaves it to a shorter one."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text("b")
    (folder / "dist").mkdir()
    (folder / "dist" / "c.txt").write_text("c")
    with Server({"/": folder, "/dist": other}) as server:
        assert raw(server, "/dist/b.txt")[2] == b"b"
        assert raw(server, "/dist/c.txt")[2] == b"c"
        assert raw(server, "/b.txt")[0] == 404


def test_revalidation(folder: Path) -> None:
    """An unchanged file is not sent twice, a changed one is."""
    with Server({"/": folder}) as server:
        _, headers, _ = raw(server, "/a.mjs")
        assert headers["Cache-Control"] == "no-cache"
        code, again, body = raw(server, "/a.mjs", **{"If-None-Match": headers["ETag"]})
        assert (code, body) == (304, b"")
        assert again["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert raw(server, "/a.mjs", **{"If-Modified-Since": headers["Last-Modified"]})[0] == 304
        assert raw(server, "/a.mjs", **{"If-Modified-Since": "nonsense"})[0] == 200
        (folder / "a.mjs").write_text("export { other }")
        code, _, body = raw(server, "/a.mjs", **{"If-None-Match": headers["ETag"]})
        assert (code, body) == (200, b"export { other }")


@pytest.mark.parametrize(
    ("wanted", "code", "part", "content"),
    [
        ("bytes=0-3", 206, "bytes 0-3/10", b"0123"),
        ("bytes=7-", 206, "bytes 7-9/10", b"789"),
        ("bytes=-2", 206, "bytes 8-9/10", b"89"),
        ("bytes=-20", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=5-99", 206, "bytes 5-9/10", b"56789"),
        ("bytes=10-", 416, "bytes */10", b""),
        ("bytes=0-1,3-4", 200, None, b"0123456789"),
        ("bytes=-", 200, None, b"0123456789"),
        ("lines=1-2", 200, None, b"0123456789"),
    ],
)
def test_ranges(folder: Path, wanted: str, code: int, part: str | None, content: bytes) -> None:
    """Players of media ask for parts of files: RFC 9110, 14."""
    (folder / "sound.wav").write_bytes(b"0123456789")
    with Server({"/": folder}) as server:
        status, headers, body = raw(server, "/sound.wav", Range=wanted)
        assert (status, headers.get("Content-Range"), body) == (code, part, content)
        assert code == 416 or headers["Accept-Ranges"] == "bytes"
        old = {"Range": "bytes=0-1", "If-Range": '"another"'}
        assert raw(server, "/sound.wav", **old)[0] == 200
        new = {"Range": "bytes=0-1", "If-Range": raw(server, "/sound.wav")[1]["ETag"]}
        assert raw(server, "/sound.wav", **new)[0] == 206


def test_a_folder_without_index(folder: Path) -> None:
    """It is listed, unless a shorter prefix has an index; what leads out of it is not."""
    inner = folder / "inner"
    inner.mkdir()
    (inner / "<b>&.html").write_text("x")
    (inner / "folder").mkdir()
    (inner / ".hidden").write_text("x")
    (inner / "out").symlink_to("/etc")
    with Server({"/": folder}) as server:
        assert raw(server, "/inner")[0] == 301
        code, headers, body = raw(server, "/inner/")
        assert (code, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        text = body.decode()
        assert "/inner/ has no index.html" in text
        assert '<a href="%3Cb%3E%26.html">&lt;b&gt;&amp;.html</a>' in text
        assert '<a href="folder/">folder/</a>' in text
        assert ".hidden" not in text
        assert "out" not in text
        assert '<a href="../">' in text
        assert raw(server, "/inner/%3Cb%3E%26.html")[0] == 200
        (folder / "index.html").unlink()
        assert b'"../"' not in raw(server, "/")[2]


def test_what_is_missing(folder: Path) -> None:
    """People get a page that says so, with a way on; programs a line."""
    with Server({"/": folder}) as server:
        for path in ("/%3Cb%3E.html", "/..%2f%3Cb%3E.html"):
            code, headers, body = raw(server, path, Accept="text/html,*/*")
            assert (code, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
            assert "&lt;b&gt;.html is not here" in body.decode()
            assert b'<a href="/">' in body
            code, headers, body = raw(server, path, Accept="*/*")
            assert (code, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
            assert b"<b>.html" in body


def test_isolation(folder: Path) -> None:
    """The headers of isolation are there unless they are not wanted."""
    with Server({"/": folder}) as server:
        assert raw(server, "/nowhere")[1]["Cross-Origin-Opener-Policy"] == "same-origin"
        server.isolated = False
        assert "Cross-Origin-Opener-Policy" not in raw(server, "/")[1]


def test_routes() -> None:
    """A route sees the request, and its body may arrive in parts."""
    seen: list[Request] = []

    def echo(request: Request) -> Response:
        seen.append(request)
        return Response(request.body, status=201, headers={"X-A": "1"})

    with Server(
        {}, routes={"/echo": echo, "/parts": lambda _: Response(iter([b"a", b"", b"bc"]))}
    ) as server:
        with urlopen(Get(server.url + "echo?q=1&q=", b"\xff", method="PUT")) as response:
            assert (response.status, response.headers["X-A"], response.read()) == (
                201,
                "1",
                b"\xff",
            )
        assert (seen[0].method, seen[0].query) == ("PUT", {"q": ["1", ""]})
        assert raw(server, "/parts")[2] == b"abc"
        assert status(server.url) == 404


def test_route_that_raises(capsys: pytest.CaptureFixture[str]) -> None:
    """What a route raises is seen by the client and in the log."""

    def broken(request: Request) -> Response:
        raise ZeroDivisionError(request.path)

    with Server({}, routes={"/": broken}) as server:
        code, _, body = raw(server, "/")
    assert code == 500 and b"ZeroDivisionError" in body
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_route_that_cuts_the_connection(capfd: pytest.CaptureFixture[str]) -> None:
    """Before the answer or in the middle of it; nothing is logged."""

    def refuse(request: Request) -> Response:
        raise ConnectionResetError

    def parts() -> Iterator[bytes]:
        yield b"first"
        raise ConnectionResetError

    routes = {"/refuse": refuse, "/parts": lambda _: Response(parts())}
    with Server({}, routes=routes) as server:
        with pytest.raises(http.client.RemoteDisconnected):
            raw(server, "/refuse")
        with pytest.raises(http.client.IncompleteRead) as caught:
            raw(server, "/parts")
        assert caught.value.partial == b"first"
    assert "".join(capfd.readouterr()) == ""


def test_end_with_open_connection(folder: Path) -> None:
    """The end of the server closes connections that are kept alive, and its port."""
    with Server({"/": folder}) as server:
        connection = http.client.HTTPConnection("127.0.0.1", int(server.url.split(":")[2][:-1]))
        for _ in range(2):
            connection.request("GET", "/a.mjs")
            assert connection.getresponse().read() == b"export {}"
    connection.sock.settimeout(5)
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", connection.port))


def test_search_for_port(folder: Path) -> None:
    """With `search`, a port that is taken leads to the next one."""
    with Server({"/": folder}) as first:
        port = int(first.url.split(":")[2][:-1])
        with Server({"/": folder}, port=port, search=True) as second:
            assert second.url != first.url
        with pytest.raises(OSError):
            Server({"/": folder}, port=port)


def test_index(tmp_path: Path) -> None:
    """Wheels in a folder make an index, in JSON and HTML."""
    wheel = tmp_path / "My_Package-1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    with Server({}, indexes={"/simple/": tmp_path}) as server:
        accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
        _, headers, body = raw(server, "/simple//my.package/", **accept)
        assert headers["Content-Type"] == accept["Accept"]
        assert headers["Access-Control-Allow-Origin"] == "*"
        (file,) = json.loads(body)["files"]
        assert file["size"] == 5
        with urlopen(file["url"]) as response:
            assert response.read() == b"wheel"
        assert json.loads(raw(server, "/simple/", **accept)[2])["projects"] == [
            {"name": "my-package"}
        ]
        assert (
            f"{wheel.name}#sha256={file['hashes']['sha256']}".encode()
            in raw(server, "/simple/my-package/")[2]
        )
        assert raw(server, "/simple/other/")[0] == 404
        assert raw(server, "/simple/my-package/..%2f" + wheel.name)[0] == 404


def test_endless_route_ends() -> None:
    """An endless body ends with the client, and does not keep the server."""
    ended = threading.Event()

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            ended.set()

    with Server({}, routes={"/": lambda _: Response(endless())}) as server:
        with urlopen(server.url) as response:
            assert response.read(3) == b"xxx"
        assert ended.wait(10)
