"""`fetch`, against a server that also fails (tests/servers.py)."""

import array
import asyncio

import pyscript_testing as harness
import js
from pyscript_testing import expect_error, only, raises
from pyscript import fetch, ffi, window
from pyscript.fetch import (
    AbortError,
    BodyUsedError,
    FetchError,
    FetchTimeoutError,
    JSONError,
    NetworkError,
    StatusError,
)

PATTERN = bytes(range(256))


def new_id():
    """Return a name that no other test gives to the server."""
    return js.crypto.randomUUID()


def expect_failure(text="Failed to load resource"):
    """Expect what browsers write into the console of a page, not of a worker."""
    if not harness.IN_WORKER:
        expect_error(text)


async def echo(**options):
    """Return what the server got, as a dict."""
    options["method"] = options.get("method", "POST")
    return await fetch("/http/echo", **options).json()


async def release(name):
    """Let the server go on."""
    await fetch("/http/release?id=" + name)


async def ended(name):
    """Tell whether the server noticed that nobody listens any more."""
    return await fetch("/http/ended?id=" + name).text() == "yes"


def origin():
    """Return where the test server is."""
    return js.location.origin


# Responses ---------------------------------------------------------------------------


async def test_a_response():
    """It has what JavaScript's has; its URL is relative to the page."""
    response = await fetch("../../http/status?code=200")
    assert response.ok is True
    assert response.status == 200
    assert response.statusText == "OK"
    assert response.url == origin() + "/http/status?code=200"
    assert response.type == "basic"
    assert response.redirected is False
    assert response.bodyUsed is False
    assert await response.text() == "status 200"
    assert repr(response) == "<Response 200 " + response.url + ">"


async def test_a_redirect_is_followed():
    """The response says so."""
    response = await fetch("/http/redirect?to=/http/status%3Fcode%3D201")
    assert response.status == 201
    assert response.redirected
    assert response.url.endswith("/http/status?code=201")


async def test_one_await_or_two():
    """What a response can be read as, its request can, too."""
    url = "/http/bytes?size=300"
    expected = PATTERN + PATTERN[:44]
    body = await fetch(url).bytearray()
    assert isinstance(body, bytearray)
    assert body == expected
    view = await fetch(url).arrayBuffer()
    assert isinstance(view, memoryview)
    assert bytes(view) == expected
    blob = await fetch(url).blob()
    assert blob.size == 300
    assert blob.type == "application/octet-stream"
    response = await fetch(url)
    assert await response.bytearray() == expected
    assert await fetch("/http/status?code=200").text() == "status 200"


async def test_a_request_gives_its_response_to_all():
    """It can be awaited more than once, and goes out once."""
    request = fetch("/http/echo")
    first, second = await request, await request
    assert first is second
    assert repr(request) == "<Request GET " + origin() + "/http/echo>"


async def test_a_body_can_be_read_again():
    """In any way, in any order; a bytearray is a new one each time."""
    response = await fetch("/http/mirror", method="POST", body='{"a": 1}')
    assert await response.json() == {"a": 1}
    first = await response.bytearray()
    first[0] = 0
    assert await response.bytearray() == b'{"a": 1}'
    assert await response.text() == '{"a": 1}'
    assert (await response.blob()).size == 8
    assert bytes(await response.arrayBuffer()) == b'{"a": 1}'
    assert await response.clone().text() == '{"a": 1}'
    parts = []
    async for part in response:
        parts.append(part)
    assert parts == [b'{"a": 1}']


async def test_a_body_can_be_read_by_several_at_once():
    """Whoever comes first; also with a callback."""
    for options in ({}, {"on_progress": lambda *args: None}):
        for first in ("text", "blob", "json"):
            response = await fetch("/http/mirror", method="POST", body="12345", **options)
            results = await asyncio.gather(
                getattr(response, first)(), response.text(), response.blob(), response.json()
            )
            assert results[1] == "12345"
            assert results[2].size == 5
            assert results[3] == 12345


async def test_text_is_decoded_as_browsers_do():
    """As UTF-8, without a byte order mark, errors replaced."""
    bodies = [
        "äöü€😀".encode(),
        b"\xef\xbb\xbfmarked",
        b"",
        b"\xff\xfe bad \xc3",
        b"zero \x00 inside",
        "long ä ".encode() * 40000,
    ]
    for body in bodies:
        expected = await js.Response.new(ffi.to_js(body)).text()
        assert await fetch("/http/mirror", method="POST", body=body).text() == expected


async def test_json():
    """Python's values, whatever is nested in what."""
    value = {"list": [1, -2.5, None, True, "ä€😀"], "dict": {"": {}}, "big": 12345678901234567890}
    assert await fetch("/http/mirror", method="POST", body=value).json() == value
    marked = b'\xef\xbb\xbf["marked"]'
    assert await fetch("/http/mirror", method="POST", body=marked).json() == ["marked"]


async def test_what_is_no_json():
    """Says what came instead, and from where."""
    for body in (
        "<!doctype html>",
        "[1, 2",
        "",
        "[1 2]",
        '{"a" 1}',
        "[1,]",
        "{'a': 1}",
        "nul",
        "NaN",
        "[-Infinity]",
    ):
        with raises(JSONError, "/http/mirror is no JSON but text/plain") as caught:
            await fetch("/http/mirror", method="POST", body=body).json()
        assert repr(body) in str(caught.value)
        assert caught.value.url.endswith("/http/mirror")


async def test_headers():
    """A mapping that does not mind case, with the methods of JavaScript's."""
    headers = (await fetch("/http/status?code=200")).headers
    assert headers["Content-Type"] == headers["content-type"] == "text/plain; charset=utf-8"
    assert headers.get("X-TEST") == "yes"
    assert headers.get("X-Other") is None
    assert headers.get("X-Other", 1) == 1
    assert "x-Test" in headers
    assert "not even a name" not in headers
    with raises(KeyError, "x-other"):
        headers["X-Other"]
    assert dict(headers.items())["x-test"] == "yes"
    assert list(headers) == headers.keys()
    assert len(headers) == len(headers.values())
    assert headers.has("X-Test")
    assert "'x-test': 'yes'" in repr(headers)


async def test_form_data():
    """Comes back as what JavaScript makes of it; what is no form says so."""
    form = js.FormData.new()
    form.append("name", "värde")
    answer = await fetch("/http/mirror", method="POST", body=form).formData()
    assert answer.get("name") == "värde"
    with raises(ValueError, "/http/status?code=200 is no form"):
        await fetch("/http/status?code=200").formData()


async def test_a_response_without_a_body():
    """Is empty in every way."""
    response = await fetch("/http/status?code=204", on_progress=print)
    assert await response.text() == ""
    assert await response.bytearray() == b""
    async for part in await fetch("/http/status?code=204"):
        raise AssertionError(part)
    assert await fetch("/http/echo", method="HEAD").text() == ""


async def test_large_bodies():
    """50 MB down and 10 MB up, also on MicroPython, whose heap has to grow."""
    if harness.RUNTIME != "dist":
        harness.skip("once is enough")
    size = 50 << 20
    body = await fetch("/http/bytes?size=" + str(size)).bytearray()
    assert len(body) == size
    again = await fetch("/http/bytes?size=" + str(size)).text()
    assert len(again) > size // 2
    del again
    for start in (0, size // 2, size - 256):
        assert body[start : start + 256] == PATTERN
    half = body[: 10 << 20]
    answer = await fetch("/http/mirror", method="POST", body=half).bytearray()
    assert answer == half


# Requests ----------------------------------------------------------------------------


async def test_text_and_bytes_as_body():
    """With the type of content that JavaScript gives them."""
    plain = "text/plain;charset=UTF-8"
    numbers = array.array("H", [1, 2, 258])
    long = "ä€\0😀" * 30000
    for body, expected, kind in (
        ("text ä\0", "text ä\0".encode(), plain),
        (long, long.encode(), plain),
        ("", b"", plain),
        (b"bytes\xff", b"bytes\xff", None),
        (bytearray(b"array"), b"array", None),
        (memoryview(b"memory")[1:-1], b"emor", None),
        (numbers, b"\1\0\2\0\2\1", None),
    ):
        seen = await echo(body=body)
        assert seen["headers"]["content-length"] == str(len(expected))
        assert seen["headers"].get("content-type") == kind
        back = await fetch("/http/mirror", method="POST", body=body).bytearray()
        assert back == expected


async def test_dicts_and_lists_are_sent_as_json():
    """With its header, unless there is one."""
    value = {"a": [1, None, True, 1.5, 'ä"\\\n\0', (2,)], "b": {}, "c": []}
    seen = await echo(body=value)
    assert seen["headers"]["content-type"] == "application/json"
    sent = await fetch("/http/mirror", method="POST", body=value).json()
    assert sent == {"a": [1, None, True, 1.5, 'ä"\\\n\0', [2]], "b": {}, "c": []}
    assert (await echo(body=[1]))["body"] == "[1]"
    for headers in (
        {"content-type": "application/ld+json"},
        [("CONTENT-TYPE", "application/ld+json")],
        js.Headers.new(ffi.to_js({"Content-Type": "application/ld+json"})),
    ):
        seen = await echo(body=[], headers=headers)
        assert seen["headers"]["content-type"] == "application/ld+json"
    seen = await echo(body=[], headers=js.Headers.new(ffi.to_js({"X-A": "1"})))
    assert seen["headers"]["x-a"] == "1"
    assert seen["headers"]["content-type"] == "application/json"


async def test_much_json():
    """A megabyte and a half of it arrives."""
    value = [{"number": n, "text": "item " + str(n) * 5, "ok": None} for n in range(20000)]
    back = await fetch("/http/mirror", method="POST", body=value).json()
    assert len(back) == 20000
    assert back[-1] == value[-1]


async def test_what_json_cannot_say():
    """Is refused at once, on both interpreters alike."""
    loop = []
    loop.append({"loop": loop})
    for body, error, text in (
        ({"a": {1, 2}}, TypeError, "set is not JSON serializable"),
        ([b"bytes"], TypeError, "bytes is not JSON serializable"),
        ([object()], TypeError, "object is not JSON serializable"),
        ({(1,): 2}, TypeError, "keys must be str"),
        ([float("nan")], ValueError, "not JSON compliant"),
        ({"a": [float("inf")]}, ValueError, "not JSON compliant"),
        (loop, ValueError, "Circular reference"),
    ):
        with raises(error, text):
            fetch("/http/echo", method="POST", body=body)


async def test_what_javascript_can_send():
    """Forms, files, parameters and buffers go as they are."""
    form = js.FormData.new()
    form.append("field", "value")
    seen = await echo(body=form)
    assert seen["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    assert 'name="field"\r\n\r\nvalue' in seen["body"]

    seen = await echo(body=js.URLSearchParams.new("a=1&b=%C3%A4"))
    assert seen["headers"]["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"
    assert seen["body"] == "a=1&b=%C3%A4"

    blob = js.Blob.new(ffi.to_js(["blob"]), ffi.to_js({"type": "text/x-test"}))
    seen = await echo(body=blob)
    assert seen["headers"]["content-type"] == "text/x-test"
    assert seen["body"] == "blob"

    view = ffi.to_js(b"\1\2\3")
    for body in (view, view.buffer, js.DataView.new(view.buffer)):
        assert (await echo(body=body))["body"] == "\1\2\3"


async def test_a_stream_as_body():
    """Is passed on; browsers send one only over HTTP/2, and this server speaks 1.1.

    Some send none: they would take its name, `[object ReadableStream]`, for text.
    """
    stream = js.Blob.new(ffi.to_js(["x"])).stream()
    prototype = js.Request.prototype
    known = js.Object.getOwnPropertyDescriptor(prototype, "duplex")
    js.Reflect.deleteProperty(prototype, "duplex")
    try:
        with raises(TypeError, "await js.Response.new(stream).blob()"):
            await fetch("/http/echo", method="POST", body=stream)
    finally:
        if not ffi.is_none(known):
            js.Object.defineProperty(prototype, "duplex", known)
    assert (await echo(body=await js.Response.new(stream).blob()))["body"] == "x"
    if ffi.is_none(known):
        return
    expect_failure()
    with raises(NetworkError):
        await fetch("/http/echo", method="POST", body=js.Blob.new(ffi.to_js(["x"])).stream())
    request = fetch("/http/echo", method="POST", body=js.Blob.new(ffi.to_js(["x"])).stream())
    request.abort()
    with raises(AbortError):
        await request


async def test_what_cannot_be_sent():
    """Says what it is, and what can."""
    for body, text in (
        (5, "a body of type int: 5. It takes str, bytes, dict and list"),
        ({1, 2}, "a body of type set"),
        (object(), "a body of type object"),
        (ffi.to_js({"a": 1}), "a JavaScript Object: give a dict or a list"),
        (ffi.to_js([1]), "a JavaScript Array"),
    ):
        with raises(TypeError, "fetch() cannot send " + text):
            fetch("/http/echo", method="POST", body=body)


async def test_methods():
    """Small letters will do."""
    for method in ("get", "PUT", "patch", "DELETE", "Post"):
        assert (await echo(method=method))["method"] == method.upper()
    with raises(TypeError, "method must be a str like 'POST', not 5"):
        fetch("/http/echo", method=5)


async def test_headers_of_a_request():
    """A dict, pairs, JavaScript's own, or those of a response."""
    response = await fetch("/http/status?code=200")
    for headers in (
        {"X-Test": "yes", "X-Number": 5},
        [("X-Test", "yes"), ("X-Number", "5")],
        ffi.to_js({"X-Test": "yes", "X-Number": "5"}),
        js.Headers.new(ffi.to_js({"X-Test": "yes", "X-Number": "5"})),
    ):
        seen = (await echo(headers=headers))["headers"]
        assert seen["x-test"] == "yes"
        assert seen["x-number"] == "5"
    assert (await echo(headers=response.headers))["headers"]["x-test"] == "yes"
    assert (await echo(headers=None))["method"] == "POST"


async def test_headers_that_are_none():
    """Name the header."""
    with raises(TypeError, "header 'X-A' must be a str or a number, not None"):
        fetch("/http/echo", headers={"X-A": None})
    with raises(TypeError, "header 'X-A' must be a str or a number, not b'x'"):
        fetch("/http/echo", headers={"X-A": b"x"})
    with raises(TypeError, "the name of a header must be a str, not 5"):
        fetch("/http/echo", headers={5: "x"})
    with raises(TypeError, "headers must be a dict, or pairs of name and value, not 'X-A: x'"):
        fetch("/http/echo", headers="X-A: x")
    with raises(ValueError, "header 'X A': 'x' is not possible: "):
        await fetch("/http/echo", headers={"X": "", "X A": "x"})


async def test_every_option():
    """All that JavaScript has, by its name; `None` is as if it was not given."""
    seen = await echo(
        mode="same-origin",
        credentials="omit",
        cache="no-store",
        redirect="follow",
        referrer="about:client",
        referrerPolicy="no-referrer",
        integrity="",
        keepalive=True,
        priority="high",
        duplex="half",
        window=None,
        signal=None,
        headers=None,
        body=None,
        timeout=None,
        on_progress=None,
    )
    assert "referer" not in seen["headers"]
    assert seen["headers"]["sec-fetch-mode"] == "same-origin"
    response = await fetch("/http/redirect?to=/", redirect="manual")
    assert response.type == "opaqueredirect"
    expect_failure()
    with raises(NetworkError):
        await fetch("/http/redirect?to=/", redirect="error")


async def test_integrity():
    """What is not what it should be is not given out."""
    expect_failure("integrity")
    with raises(NetworkError):
        await fetch("/http/status?code=200", integrity="sha256-" + "A" * 43 + "=").text()


async def test_a_wrong_option():
    """Says which there are; what a browser makes of a value, when that is awaited."""
    with raises(TypeError, "fetch() has no 'metod': it has on_progress, timeout, attribution"):
        fetch("/http/echo", metod="POST")
    # Which are methods of JavaScript's requests, or names of other libraries.
    for name, text in (
        ("json", "give it as body, a dict or a list"),
        ("data", "give it as body"),
        ("params", "a query is part of the URL"),
        ("clone", "it has on_progress"),
        ("toString", "it has on_progress"),
    ):
        with raises(TypeError, f"fetch() has no {name!r}: {text}"):
            fetch("/http/echo", **{name: {"a": 1}})
    with raises(ValueError, "cross"):
        await fetch("/http/echo", mode="cross")
    with raises(ValueError, "GET/HEAD method cannot have body"):
        await fetch("/http/echo", body="x")
    with raises(TypeError, "on_progress must be a function, not 5"):
        fetch("/http/echo", on_progress=5)


async def test_urls():
    """A str, or an object that has one."""
    for url in (
        js.URL.new("/http/echo?q=1", origin()),
        js.Request.new(origin() + "/http/echo?q=1"),
        origin() + "/http/echo?q=1",
        origin()[5:] + "/http/echo?q=1",
        "/http/echo?q=1",
    ):
        assert (await fetch(url).json())["query"] == {"q": ["1"]}
    assert await fetch("data:text/plain,data%20URL").text() == "data URL"
    url = js.URL.createObjectURL(js.Blob.new(ffi.to_js(["blob URL"])))
    assert await fetch(url).text() == "blob URL"
    js.URL.revokeObjectURL(url)
    with raises(TypeError, "a URL must be a str, not None"):
        fetch(None)
    with raises(ValueError, "'//[' is no URL"):
        fetch("//[")
    with raises(ValueError, "parse URL from http://"):
        await fetch("http://")


async def test_objects_of_the_page_in_a_worker():
    """Its addresses will do; its forms and signals cannot be sent from there."""
    only("worker")
    assert (await fetch(window.location)).url == window.location.href
    with raises(TypeError, "an object of the page from a worker: [object FormData]. Make it here"):
        fetch("/http/echo", method="POST", body=window.FormData.new())
    with raises(TypeError, "signal must be the AbortSignal of a controller, not [object"):
        fetch("/http/echo", signal=window.AbortController.new().signal)


async def test_the_options_of_a_javascript_request_stay():
    """Those that the keywords do not change."""
    request = js.Request.new(
        origin() + "/http/echo", ffi.to_js({"method": "PUT", "headers": {"X-A": "1"}, "body": "x"})
    )
    seen = await fetch(request).json()
    assert seen["method"] == "PUT"
    assert seen["headers"]["x-a"] == "1"
    assert seen["body"] == "x"


async def test_the_function_of_javascript_stays_usable():
    """Before and after ours, in whatever way it is called."""
    for _ in range(2):
        assert (await js.fetch("data:,x")).ok
        assert (await js.globalThis.fetch("data:,x")).ok
        assert await fetch("data:,x").text() == "x"


async def test_the_module_and_the_function():
    """Share a name, and do not get into each other's way."""
    import pyscript.fetch
    from pyscript.fetch import fetch as same

    assert same is fetch
    assert pyscript.fetch is fetch
    from pyscript import fetch as still

    assert still is fetch


# Errors ------------------------------------------------------------------------------


async def test_one_tree():
    """Whoever catches `FetchError`, or `OSError`, catches each of them."""
    for kind in (
        NetworkError,
        AbortError,
        FetchTimeoutError,
        StatusError,
        JSONError,
        BodyUsedError,
    ):
        assert issubclass(kind, FetchError)
    assert issubclass(FetchError, OSError)


async def test_an_error_status():
    """Is no error until `raise_for_status` is called; 304 and the like never are."""
    expect_failure()
    response = await fetch("/http/status?code=404")
    assert response.ok is False
    assert await response.text() == "status 404"
    with raises(StatusError, "/http/status?code=404 answered 404 Not Found") as caught:
        response.raise_for_status()
    assert caught.value.status == 404
    assert caught.value.response is response
    assert caught.value.url == response.url
    with raises(StatusError, "500"):
        await fetch("/http/status?code=500").raise_for_status().json()
    good = await fetch("/http/status?code=200").raise_for_status()
    assert good.raise_for_status() is good


async def test_a_connection_that_is_cut():
    """Before the answer and in the middle of it."""
    expect_failure()
    with raises(NetworkError, "/http/cut could not be fetched: "):
        await fetch("/http/cut")
    response = await fetch("/http/cut?after=10")
    for _ in range(2):
        with raises(NetworkError, "/http/cut?after=10 could not be fetched: "):
            await response.text()
    with raises(NetworkError):
        async for _ in await fetch("/http/cut?after=10"):
            pass
    with raises(NetworkError):
        await fetch("/http/cut?after=10", on_progress=lambda *args: None).blob()


async def test_nobody_answers():
    """As where there is no server at all."""
    expect_failure()
    with raises(NetworkError, "http://127.0.0.1:1/ could not be fetched: ") as caught:
        await fetch("http://127.0.0.1:1/")
    assert caught.value.url == "http://127.0.0.1:1/"


async def test_servers_elsewhere():
    """Have to allow it: the message says so."""
    elsewhere = origin().replace("127.0.0.1", "localhost")
    assert await fetch(elsewhere + "/http/cors").text() == "from elsewhere"
    expect_failure("CORS policy")
    expect_failure()
    with raises(NetworkError, "CORS"):
        await fetch(elsewhere + "/http/status?code=200")


async def test_errors_of_a_task():
    """Are the same there."""
    expect_failure()

    async def failing():
        try:
            await fetch("/http/cut").text()
        except NetworkError:
            return "caught"

    assert await asyncio.create_task(failing()) == "caught"


# Ending it ---------------------------------------------------------------------------


async def test_a_timeout():
    """Before the answer, and in the middle of it."""
    name = new_id()
    with raises(FetchTimeoutError, "/http/late?id=" + name + " has taken longer than 0.02 s"):
        await fetch("/http/late?id=" + name, timeout=0.02)
    await release(name)
    url = "/http/parts?part=a&part=b&id=" + new_id()
    with raises(FetchTimeoutError):
        await fetch(url, timeout=0.1).text()
    with raises(FetchTimeoutError):
        async for _ in await fetch(url, timeout=0.1):
            pass
    await release(url.split("=")[-1])
    assert await fetch("/http/status?code=200", timeout=60).text() == "status 200"


async def test_wrong_timeouts_and_signals():
    """Say what they should be."""
    with raises(TypeError, "timeout must be a number of seconds, not '5'"):
        fetch("/http/echo", timeout="5")
    with raises(ValueError, "timeout must be 0 or more seconds, not -1"):
        fetch("/http/echo", timeout=-1)
    with raises(ValueError, "timeout must be 0 or more seconds, not nan"):
        fetch("/http/echo", timeout=float("nan"))
    with raises(TypeError, "signal must be the AbortSignal of a controller"):
        fetch("/http/echo", signal=js.AbortController.new())
    with raises(TypeError, "signal must be the AbortSignal of a controller, not 5"):
        fetch("/http/echo", signal=5)


async def test_abort():
    """Ends a request, or an answer on its way; the server notices."""
    name = new_id()
    request = fetch("/http/late?id=" + name)
    request.abort()
    with raises(AbortError, "/http/late?id=" + name + " was aborted"):
        await request
    name = new_id()
    response = await fetch("/http/endless?id=" + name)
    response.abort()
    with raises(AbortError):
        await response.text()
    assert await ended(name)


async def test_a_signal():
    """Of a controller that is Python's or JavaScript's; the reason may be anything."""
    for reason in (None, "enough", ffi.to_js({"code": 1}), js.Error.new("an error")):
        controller = js.AbortController.new()
        name = new_id()
        response = await fetch("/http/endless?id=" + name, signal=controller.signal)
        reading = asyncio.create_task(response.bytearray())
        await asyncio.sleep(0)
        if reason is None:
            controller.abort()
        else:
            controller.abort(reason)
        with raises(AbortError, "was aborted") as caught:
            await reading
        if isinstance(reason, str):
            assert "was aborted: enough" in str(caught.value)
        assert await ended(name)
        with raises(AbortError):
            await fetch("/http/echo", signal=controller.signal, timeout=5)


async def test_a_signal_that_is_a_timeout():
    """Raises what a timeout does."""
    name = new_id()
    with raises(FetchTimeoutError, "the time of its signal"):
        await fetch("/http/late?id=" + name, signal=js.AbortSignal.timeout(20))
    await release(name)


async def test_cancelling_one_of_those_who_wait():
    """Only that one is cancelled: the others hear that the request was aborted."""
    for read in (lambda request: request, lambda request: request.text()):
        request = fetch("/http/late?id=" + new_id())

        async def wait(request=request):
            try:
                return await request.text()
            except AbortError as error:
                return error

        other = asyncio.create_task(wait())
        await harness.tick()
        with raises(asyncio.TimeoutError):
            await asyncio.wait_for(read(request), 0.05)
        assert type(await other) is AbortError


async def test_text_of_a_class_of_its_own():
    """It is text like any other."""

    class Text(str):
        pass

    url = Text("/http/echo")
    sent = await fetch(
        url, method=Text("PUT"), body=Text("x"), headers={Text("X-A"): Text("b")}
    ).json()
    assert (sent["method"], sent["body"], sent["headers"]["x-a"]) == ("PUT", "x", "b")


async def test_cancelling_a_task_aborts_its_request():
    """While it waits for the answer, and while it reads."""

    async def reading():
        started.resolve(1)
        await fetch("/http/endless?id=" + name).text()

    async def streaming():
        async for _ in await fetch("/http/endless?id=" + name):
            started.resolve(1)

    for work in (reading, streaming):
        name = new_id()
        started = js.Promise.withResolvers()
        task = asyncio.create_task(work())
        await started.promise
        if work is reading:
            await fetch("/http/echo")  # the server has answered by then
        task.cancel()
        with raises(asyncio.CancelledError):
            await task
        assert await ended(name)


async def test_requests_are_coroutines_for_asyncio():
    """For `create_task`, `gather` and `wait_for`; which aborts what takes too long."""
    first, second = await asyncio.gather(fetch("/http/echo?n=1"), fetch("/http/echo?n=2").json())
    assert first.ok
    assert second["query"] == {"n": ["2"]}
    assert (await asyncio.create_task(fetch("/http/echo"))).ok
    assert (await asyncio.wait_for(fetch("/http/echo"), 20)).ok
    name = new_id()
    request = fetch("/http/late?id=" + name)
    with raises(asyncio.TimeoutError):
        await asyncio.wait_for(request, 0.02)
    with raises(AbortError):
        await request
    await release(name)


async def test_async_with():
    """Ends the request at the end of the block, whatever happens in it."""
    name = new_id()
    with raises(ZeroDivisionError):
        async with fetch("/http/endless?id=" + name) as response:
            assert response.ok
            1 / 0
    assert await ended(name)
    async with fetch("/http/status?code=200") as response:
        text = await response.text()
    assert text == await response.text() == "status 200"


async def test_a_response_is_not_its_request():
    """Whoever forgets to wait is told."""
    request = fetch("/http/echo")
    with raises(AttributeError, "the response has status: response = await fetch(…)"):
        request.status
    with raises(AttributeError, "the response has headers"):
        request.headers
    with raises(AttributeError, "has no nonsense"):
        request.nonsense
    with raises(AttributeError, "a response has no 'status_code'"):
        (await request).status_code


# Streams -----------------------------------------------------------------------------


async def test_pieces_come_as_they_are_sent():
    """The first one while the server still waits; each is bytes."""
    name = new_id()
    parts = []
    async for part in await fetch("/http/parts?part=one&part=%C3%A4two&part=3&id=" + name):
        assert isinstance(part, bytes)
        parts.append(part)
        if len(parts) == 1:
            assert part == b"one"
            await release(name)
    assert b"".join(parts) == b"one\xc3\xa4two3"


async def test_a_stream_goes_by_once():
    """Whoever wants it again, or whole, is told what to do instead."""
    name = new_id()
    await release(name)
    response = await fetch("/http/parts?part=one&part=two&id=" + name)
    parts = []
    async for part in response:
        parts.append(part)
        break
    async for part in response:
        parts.append(part)
    assert b"".join(parts) == b"onetwo"
    for read in (response.text, response.json, response.bytearray, response.blob):
        with raises(BodyUsedError, "has been read as a stream, and cannot be read again: keep"):
            await read()
    with raises(BodyUsedError):
        response.clone()
    response = await fetch("/http/status?code=200")
    await response.body.getReader().read()
    with raises(BodyUsedError):
        await response.text()
    with raises(BodyUsedError):
        async for _ in response:
            pass


async def test_a_clone_can_be_read_in_another_way():
    """One as a stream, one whole."""
    response = await fetch("/http/bytes?size=300")
    clone = response.clone()
    parts = []
    async for part in response:
        parts.append(part)
    assert b"".join(parts) == await clone.bytearray()


async def lines_of(*parts):
    """Return the lines of what the server sends in these parts."""
    name = new_id()
    await release(name)
    query = "&part=".join([js.encodeURIComponent(part) for part in parts])
    lines = []
    async for line in (await fetch("/http/parts?id=" + name + "&part=" + query)).lines():
        lines.append(line)
    return lines


async def test_lines():
    """However they end, wherever the pieces do."""
    assert await lines_of("a\nb\r\nc\rd", "e\r", "\nf\r", "g\n") == ["a", "b", "c", "de", "f", "g"]
    assert await lines_of("no end") == ["no end"]
    assert await lines_of("\n\n", "\r") == ["", "", ""]
    assert await lines_of("\n") == [""]
    response = await fetch("/http/mirror", method="POST", body="ä\n€😀\n" * 3)
    await response.text()
    lines = []
    async for line in response.lines():
        lines.append(line)
    assert lines == ["ä", "€😀"] * 3


async def test_events_of_a_server():
    """As `EventSource` reads them."""
    name = new_id()
    await release(name)
    parts = [
        "\ufeffdata: first\n\n: a comment\n\ndata:second\ndata: line\r\nevent: special\nid: 7\nretry: 20\n",
        "\nid: 8\nretry: 2²\n\ndata\n\nevent: lost\n\nid: 9\0\ndata: third\nunknown: x\n\n",
        "data: not complete\n",
    ]
    query = "&part=".join([js.encodeURIComponent(part) for part in parts])
    url = "/http/parts?type=text/event-stream&id=" + name + "&part=" + query
    seen = []
    async for event in (await fetch(url)).events():
        seen.append((event.event, event.data, event.id, event.retry))
    assert seen == [
        ("message", "first", "", None),
        ("special", "second\nline", "7", 20),
        ("message", "", "8", None),
        ("message", "third", "8", None),
    ]
    assert repr(event) == "ServerEvent('message', 'third', '8', None)"


async def test_progress():
    """Each piece is told, with the size of the whole where the server says it."""
    told = []
    size = 3 << 20
    body = await fetch(
        "/http/bytes?size=" + str(size), on_progress=lambda got, of: told.append((got, of))
    ).bytearray()
    assert len(body) == size
    assert body[:256] == PATTERN
    assert body[-256:] == PATTERN
    assert told[-1] == (size, size)
    assert len(told) > 1
    assert sorted(told) == told

    told.clear()
    name = new_id()

    async def slowly(received, total):
        await release(name)
        told.append((received, total))

    url = "/http/parts?part=one&part=two&id=" + name
    assert await fetch(url, on_progress=slowly).text() == "onetwo"
    assert told == [(3, None), (6, None)]

    told.clear()
    async for _ in await fetch("/http/bytes?size=300", on_progress=slowly):
        pass
    assert told == [(300, 300)]

    told.clear()
    odd = await fetch("/http/odd", on_progress=lambda got, of: told.append((got, of))).text()
    assert (odd, told) == ("hello", [(5, None)])


async def test_progress_that_fails():
    """The exception comes out, and the request is aborted."""

    def fail(received, total):
        raise ZeroDivisionError

    name = new_id()
    with raises(ZeroDivisionError):
        await fetch("/http/endless?id=" + name, on_progress=fail).text()
    assert await ended(name)
