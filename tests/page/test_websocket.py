"""`WebSocket`, against a server that also misbehaves (tests/servers.py)."""

import array
import asyncio
import json

import pyscript_testing as harness
import js
from pyscript_testing import collect_garbage, expect_error, raises, tick, until
from pyscript import WebSocket, fetch, ffi
from pyscript.websocket import WebSocketError

TIMEOUT = 180


def expect_failure(text):
    """Expect what browsers write into the console of a page, not of a worker."""
    if not harness.IN_WORKER:
        expect_error(text)


async def address(path="echo"):
    """Return the URL of one of the server's answers."""
    return await fetch("/http/socket").text() + path


async def opened(path="echo", *args, **handlers):
    """Return a WebSocket that is open."""
    ws = WebSocket(await address(path), *args, **handlers)
    await until(lambda: ws.readyState == WebSocket.OPEN)
    return ws


async def closed(ws):
    """Close a WebSocket, and wait until it is."""
    ws.close()
    await until(lambda: ws.readyState == WebSocket.CLOSED)


def numbers_of(view):
    """Return what a memoryview holds, as a list."""
    assert isinstance(view, memoryview)
    return list(view)


async def test_the_documented_example():
    """Handlers set afterwards see everything from the start."""
    seen = []

    def onopen(event):
        seen.append(event.type)
        ws.send("hello")

    def onmessage(event):
        seen.append((event.type, event.data))
        ws.close()

    def onclose(event):
        seen.append(event.type)

    ws = WebSocket(url=await address())
    assert ws.readyState == WebSocket.CONNECTING == 0
    ws.onopen = onopen
    ws.onmessage = onmessage
    ws.onclose = onclose
    await until(lambda: "close" in seen)
    assert seen == ["open", ("message", "hello"), "close"]


async def test_attributes_and_constants():
    """Are those of JavaScript's."""
    assert (WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED) == (
        0,
        1,
        2,
        3,
    )
    url = await address()
    ws = WebSocket(url)
    assert ws.OPEN == 1
    assert repr(ws) == "<WebSocket " + url + " connecting>"
    await until(lambda: ws.readyState == ws.OPEN)
    assert ws.url == url
    assert ws.protocol == ""
    assert ws.extensions == ""
    assert ws.binaryType == "arraybuffer"
    assert ws.bufferedAmount == 0
    ws.send("x" * 100000)
    assert ws.bufferedAmount == 100000
    ws.close()
    assert ws.readyState == WebSocket.CLOSING
    assert repr(ws) == "<WebSocket " + url + " closing>"
    await until(lambda: ws.readyState == WebSocket.CLOSED)
    with raises(AttributeError, "a WebSocket has no 'nonsense'"):
        ws.nonsense
    ws.mine = 1
    assert ws.mine == 1


async def test_protocols():
    """One, or several in the order of preference."""
    for protocols, chosen in (("chat", "chat"), (["other", "json"], "json"), (("json",), "json")):
        ws = await opened("echo", protocols)
        assert ws.protocol == chosen
        await closed(ws)
    ws = await opened("echo", protocols="chat")
    assert ws.protocol == "chat"
    await closed(ws)


async def test_text_and_bytes_both_ways():
    """Each arrives as it was sent."""
    async with WebSocket(await address()) as ws:
        for text in ("", "text", "äöü€😀", "zero \0 inside " * 3, "long ä " * 20000):
            ws.send(text)
            assert await ws.receive() == text
        numbers = array.array("H", [1, 2, 258])
        every = bytes(range(256))
        for data, expected in (
            (b"", b""),
            (every, every),
            (bytearray(every), every),
            (memoryview(every)[1:3], b"\1\2"),
            (numbers, b"\1\0\2\0\2\1"),
            (ffi.to_js(b"abc"), b"abc"),
            (ffi.to_js(b"abc").buffer, b"abc"),
            (js.Blob.new(ffi.to_js(["blob"])), b"blob"),
        ):
            ws.send(data)
            assert numbers_of(await ws.receive()) == list(expected)


async def test_large_messages():
    """Ten megabytes, binary, and two, text."""
    if harness.RUNTIME != "dist":
        harness.skip("once is enough")
    data = bytes(range(256)) * (4096 * 10)
    text = "0123456789abcdé" * 140000
    async with WebSocket(await address()) as ws:
        ws.send(data)
        assert await ws.receive() == data
        ws.send(text)
        assert await ws.receive() == text


async def test_blobs():
    """Whoever sets that `binaryType` gets them, from a handler or by iterating."""
    seen = []
    ws = await opened()
    ws.binaryType = "blob"
    assert ws.binaryType == "blob"
    ws.send(b"one")
    blob = await ws.receive()
    assert await blob.text() == "one"
    ws.onmessage = lambda event: seen.append(event.data)
    ws.send(b"two")
    await until(lambda: seen)
    assert await seen[0].text() == "two"
    with raises(ValueError, "binaryType must be 'arraybuffer' or 'blob', not 'bytes'"):
        ws.binaryType = "bytes"
    await closed(ws)


# Handlers ----------------------------------------------------------------------------


async def test_handlers_of_every_kind():
    """Plain and asynchronous ones, with the event and without, methods, lambdas."""
    seen = []

    class Client:
        def plain(self, event):
            seen.append(event.data)

        async def later(self, event):
            await asyncio.sleep(0)
            seen.append(event.data)

        def nothing(self):
            seen.append("nothing")

        def __call__(self, event):
            seen.append(event.data)

    async def later(event):
        await asyncio.sleep(0)
        seen.append(event.data)

    async def later_nothing():
        await asyncio.sleep(0)
        seen.append("nothing")

    client = Client()
    ws = await opened()
    handlers = [
        (client.plain, "x"),
        (client.later, "x"),
        (client.nothing, "nothing"),
        (client, "x"),
        (later, "x"),
        (later_nothing, "nothing"),
        (lambda: seen.append("nothing"), "nothing"),
        (lambda event: later(event), "x"),
        (seen.append, None),
    ]
    for handler, expected in handlers:
        seen.clear()
        ws.onmessage = handler
        ws.send("x")
        await until(lambda: seen)
        assert len(seen) == 1
        assert expected is None or seen == [expected]
    await closed(ws)


async def test_a_handler_of_javascript():
    """Gets the event as JavaScript knows it."""
    ws = await opened()
    js.globalThis.heard = None
    handler = js.Function.new("event", "globalThis.heard = event.data")
    ws.onmessage = handler
    ws.send("to JavaScript")
    assert await until(lambda: js.heard) == "to JavaScript"
    await closed(ws)


async def test_handlers_as_keywords():
    """All four; and an event of each, with what JavaScript's has."""
    seen = {}
    ws = WebSocket(
        url=await address("close?code=4001&reason=because"),
        onopen=lambda event: seen.update(open=event),
        onmessage=print,
        onerror=print,
        onclose=lambda event: seen.update(close=event),
    )
    await until(lambda: "open" in seen)
    assert repr(seen["open"]) == "<WebSocketEvent open>"
    ws.send("now")
    await until(lambda: "close" in seen)
    event = seen["close"]
    assert (event.code, event.reason, event.wasClean) == (4001, "because", True)
    with raises(AttributeError):
        event.nonsense


async def test_a_handler_is_what_was_set():
    """And `None` when there is none; then messages go by."""
    seen = []

    def first(event):
        seen.append("first " + event.data)

    def second(event):
        seen.append("second " + event.data)

    ws = await opened()
    assert ws.onmessage is None
    assert ws.onclose is None
    ws.onmessage = first
    assert ws.onmessage is first
    ws.send("1")
    await until(lambda: len(seen) == 1)
    ws.onmessage = second
    assert ws.onmessage is second
    ws.send("2")
    await until(lambda: len(seen) == 2)
    ws.onmessage = None
    assert ws.onmessage is None
    ws.send("3")
    ws.onopen = None
    other = await opened()
    async with other:
        other.send("4")
        assert await other.receive() == "4"  # by then the 3 is here, too
    ws.onmessage = first
    ws.send("5")
    await until(lambda: len(seen) == 3)
    assert seen == ["first 1", "second 2", "first 5"]
    await closed(ws)


async def test_wrong_handlers():
    """A name that does not exist, or nothing that can be called."""
    url = await address()
    with raises(TypeError, "WebSocket has no 'on_message': it has onopen, onmessage, onclose, on"):
        WebSocket(url, on_message=print)
    ws = await opened()
    with raises(TypeError, "WebSocket has no 'onmesage'"):
        ws.onmesage = print
    with raises(ValueError, "must be callable, not 5"):
        ws.onmessage = 5
    assert ws.onmessage is None
    await closed(ws)


async def test_a_handler_that_fails():
    """Is reported, and hears the next message all the same."""
    seen = []

    def plain(event):
        seen.append(event.data)
        raise ValueError("in a plain handler")

    async def later(event):
        seen.append(event.data)
        await asyncio.sleep(0)
        raise ValueError("in an async handler")

    expect_error("ValueError: in a plain handler")
    expect_error("ValueError: in an async handler")
    ws = await opened()
    ws.onmessage = plain
    ws.send("1")
    ws.send("2")
    await until(lambda: len(seen) == 2)
    ws.onmessage = later
    ws.send("3")
    await until(lambda: len(seen) == 3)
    await tick()
    await closed(ws)


async def test_a_handler_that_waits_stops_nobody():
    """Not the other handlers, nor whoever is waiting for something else."""
    seen = []
    never = js.Promise.withResolvers()

    async def waiting(event):
        seen.append(event.data)
        await never.promise

    ws = await opened()
    ws.onmessage = waiting
    for number in range(3):
        ws.send(str(number))
    await until(lambda: len(seen) == 3)
    assert await fetch("/http/status?code=200").text() == "status 200"
    never.resolve(1)
    await closed(ws)


# Receiving ---------------------------------------------------------------------------


async def test_iterating():
    """Has every message from the first one on, until the other side has closed."""
    seen = []
    async with WebSocket(await address("greet")) as ws:
        await fetch("/http/echo")  # meanwhile they come
        async for message in ws:
            seen.append(message if isinstance(message, str) else bytes(message))
            if len(seen) == 3:
                ws.send("bye")
            if message == "bye":
                break
    assert seen == ["one", "two", b"three", "bye"]
    assert ws.readyState == WebSocket.CLOSED


async def test_iterating_ends_where_the_connection_does():
    """After the last message; a good end is the end, a bad one raises."""
    seen = []
    async for message in WebSocket(await address("flood?count=100")):
        seen.append(message)
    assert seen == [str(number) for number in range(100)]

    for path, text in (
        ("close?code=4001&reason=because", "the connection was closed (code 4001, because)"),
        ("drop", "the connection was closed (code 1006)"),
    ):
        ws = await opened(path)
        ws.send("now")
        with raises(WebSocketError, text) as caught:
            async for _ in ws:
                pass
        assert caught.value.code == (1006 if path == "drop" else 4001)
        assert caught.value.reason == ("" if path == "drop" else "because")
        with raises(WebSocketError, "cannot receive"):
            await ws.receive()

    ws = await opened()
    ws.close(4002, "enough")  # oneself is no error
    async for message in ws:
        raise AssertionError(message)


async def test_several_receivers():
    """Each message goes to one of them."""
    async with WebSocket(await address()) as ws:
        receivers = [asyncio.create_task(ws.receive()) for _ in range(3)]
        await tick()
        for number in range(3):
            ws.send(str(number))
        assert sorted(await asyncio.gather(*receivers)) == ["0", "1", "2"]


async def test_a_receiver_can_be_cancelled():
    """No message is lost by that."""
    async with WebSocket(await address()) as ws:
        task = asyncio.create_task(ws.receive())
        await tick()
        task.cancel()
        with raises(asyncio.CancelledError):
            await task
        ws.send("kept")
        assert await ws.receive() == "kept"
        with raises(asyncio.TimeoutError):
            await asyncio.wait_for(ws.receive(), 0.02)
        ws.send("kept, too")
        assert await ws.receive() == "kept, too"


async def test_text_of_a_class_of_its_own():
    """It is text like any other."""

    class Text(str):
        pass

    async with WebSocket(Text(await address()), protocols=[Text("json")]) as ws:
        assert ws.protocol == "json"
        ws.send(Text("hello"))
        assert await ws.receive() == "hello"
        ws.close(code=4000, reason=Text("enough"))


async def test_asking_in_a_row():
    """A thousand questions, each after the answer to the one before."""
    async with WebSocket(await address()) as ws:
        for number in range(1000):
            ws.send(str(number))
            assert await ws.receive() == str(number)


# Closing -----------------------------------------------------------------------------


async def last_close():
    """Return code and reason with which the server saw the last connection close."""
    async with WebSocket(await address("last-close")) as ws:
        return json.loads(await ws.receive())


async def test_the_other_side_sees_code_and_reason():
    """Also a reason alone; without both, there is no code."""
    for arguments, expected in (
        ({"code": 4321, "reason": "wegen ä"}, [4321, "wegen ä"]),
        ({"reason": "because"}, [1000, "because"]),
        ({"code": 0, "reason": "because"}, [1000, "because"]),
        ({"code": 3000}, [3000, ""]),
        ({}, [1005, ""]),
    ):
        ws = await opened("closed")
        closes = js.Promise.withResolvers()
        ws.onclose = lambda event, closes=closes: closes.resolve(event.wasClean)
        ws.close(**arguments)
        ws.close(4999, "again")
        assert await closes.promise is True
        assert await last_close() == expected


async def test_wrong_codes_and_reasons():
    """Say what is possible; the connection stays."""
    async with WebSocket(await address()) as ws:
        with raises(ValueError, "code must be 1000 or from 3000 to 4999, not 1001"):
            ws.close(1001)
        with raises(TypeError, "code must be an int, not '1000'"):
            ws.close("1000")
        with raises(TypeError, "reason must be a str, not 5"):
            ws.close(reason=5)
        with raises(ValueError, "reason may have 123 bytes of UTF-8, not 124"):
            ws.close(reason="ä" * 62)
        ws.send("still here")
        assert await ws.receive() == "still here"


async def test_what_was_sent_arrives_before_the_end():
    """Also when it is much."""
    ws = await opened("count")
    for _ in range(1000):
        ws.send("x" * 1000)
    ws.send("?")
    ws.close()
    async for message in ws:
        assert message == "1000 1000000"


async def test_sending_without_a_connection():
    """Raises, for the message would be lost."""
    ws = WebSocket(await address())
    with raises(
        WebSocketError, "is not connected yet: do that in onopen, or in `async with"
    ) as caught:
        ws.send("early")
    assert caught.value.code is None
    async with ws:
        pass
    with raises(WebSocketError, "cannot send to ws:"):
        ws.send("late")
    with raises(WebSocketError, "cannot receive from ws:"):
        await ws.receive()
    with raises(WebSocketError, "the connection was closed (code 10"):
        async with ws:
            pass
    ws = await opened()
    ws.close()
    with raises(WebSocketError, "it is being closed"):
        ws.send("late")
    await until(lambda: ws.readyState == WebSocket.CLOSED)
    with raises(WebSocketError, "the connection was closed (code 1005)") as caught:
        ws.send("late")
    assert caught.value.code == 1005
    assert issubclass(WebSocketError, OSError)


async def test_what_cannot_be_sent():
    """Says what can."""
    async with WebSocket(await address()) as ws:
        for data in ({"a": 1}, [1], 5, None, 1.5, {1}, object(), ffi.to_js({"a": 1})):
            with raises(TypeError, "for other values, ws.send(json.dumps(…))"):
                ws.send(data)
        with raises(TypeError, "not {'a': 1}"):
            ws.send({"a": 1})


async def test_nobody_answers():
    """The handlers hear of it; who waits for the connection gets an exception."""
    expect_failure("WebSocket connection to 'ws://127.0.0.1:1/' failed")
    seen = []
    ws = WebSocket(
        "ws://127.0.0.1:1/",
        onopen=lambda: seen.append("open"),
        onerror=lambda: seen.append("error"),
        onclose=lambda event: seen.append(event.code),
    )
    await until(lambda: len(seen) == 2)
    assert seen == ["error", 1006]
    with raises(WebSocketError, "cannot connect to ws://127.0.0.1:1/") as caught:
        async with WebSocket("ws://127.0.0.1:1/"):
            pass
    assert caught.value.code == 1006
    with raises(WebSocketError, "console may know why"):
        async for _ in ws:
            pass


async def test_waiting_for_the_connection_can_be_cancelled():
    """Then there will be none."""

    async def connect():
        async with ws:
            raise AssertionError("there is no connection")

    ws = WebSocket(await address())
    task = asyncio.create_task(connect())
    await asyncio.sleep(0)
    task.cancel()
    with raises(asyncio.CancelledError):
        await task
    await until(lambda: ws.readyState == WebSocket.CLOSED)


async def test_addresses():
    """Also relative to the page, by HTTP, or as an object that has one."""
    url = await address()
    for given in (url, url.replace("ws:", "http:"), js.URL.new(url)):
        async with WebSocket(given) as ws:
            assert ws.url == url
    ws = WebSocket("/nowhere")
    assert ws.url == js.location.origin.replace("http", "ws") + "/nowhere"
    expect_failure("WebSocket connection to")
    await until(lambda: ws.readyState == WebSocket.CLOSED)
    with raises(ValueError, "WebSocket('ftp://x'): "):
        WebSocket("ftp://x")
    with raises(ValueError, "WebSocket('ws://'): "):
        WebSocket("ws://")
    with raises(ValueError, "fragment"):
        WebSocket("ws://127.0.0.1/#x")
    with raises(TypeError, "a URL must be a str, not 5"):
        WebSocket(5)
    with raises(ValueError, "WebSocket("):
        WebSocket(url, ["chat", "chat"])
    with raises(TypeError, "protocols must be a str or some of them, not [5]"):
        WebSocket(url, [5])


# Much --------------------------------------------------------------------------------


def memory():
    """Return how many megabytes JavaScript uses, and how many of its objects MicroPython holds."""
    megabytes = 0 if harness.IN_WORKER else js.performance.memory.usedJSHeapSize >> 20
    if harness.INTERPRETER == "pyodide":
        return megabytes, 0
    import jsffi

    return megabytes, jsffi.mem_info()[6]


async def test_a_flood():
    """Of 100,000 messages none is lost, they come in order, and the memory stays flat."""
    if harness.RUNTIME != "dist":
        harness.skip("once is enough")
    count = 100000
    padding = "." * 100
    seen = []
    used = []
    ended = js.Promise.withResolvers()

    def onmessage(event):
        if event.data != str(len(seen)) + padding:
            raise ValueError(event.data)
        seen.append(None)
        if len(seen) % 5000 == 0:
            used.append(memory())

    ws = WebSocket(
        await address("flood?size=100&count=" + str(count)),
        onmessage=onmessage,
        onclose=lambda: ended.resolve(1),
    )
    await ended.promise
    assert len(seen) == count
    assert max([megabytes for megabytes, _ in used]) < used[0][0] + 60
    assert max([objects for _, objects in used]) < 5000
    assert ws.onmessage is onmessage


async def test_a_flood_of_what_is_iterated():
    """Neither is one lost there, however slowly they are taken."""
    if harness.RUNTIME != "dist":
        harness.skip("once is enough")
    number = 0
    async for message in WebSocket(await address("flood?count=20000")):
        assert message == str(number)
        number += 1
        if number % 5000 == 0:
            await tick()
    assert number == 20000


async def test_nothing_stays_after_the_end():
    """A socket that is closed is freed, with its handlers."""
    registry = {}
    gone = []
    callback = ffi.create_proxy(lambda name: gone.append(name))
    registry = js.FinalizationRegistry.new(callback)

    async def one(name):
        ws = await opened()
        ws.onmessage = lambda event: ws
        registry.register(ws._js, name)
        await closed(ws)

    for name in ("a", "b", "c"):
        await one(name)
    for _ in range(100):  # finalisers come when the machine has time
        await collect_garbage()
        if len(gone) >= 2:  # the last one may still lie on a stack
            break
    assert len(gone) >= 2
    callback.destroy()
