"""Messages to a server on this machine and back, many and large."""

from __future__ import annotations

from _rows import Row

from tests.servers import SocketServer

_server = SocketServer()
_server.start()

PYTHON = f"""
from pyscript import WebSocket

state = {{}}

def megabyte():
    # Made when it is first needed: not every contestant has the memory.
    if "megabyte" not in state:
        state["megabyte"] = bytes(1 << 20)
    return state["megabyte"]

def text():
    if "text" not in state:
        state["text"] = "Zwölf Boxkämpfer jagen Viktor. " * 32000
    return state["text"]

def heard(event):
    event.data
    state["left"] -= 1
    if not state["left"]:
        state["done"].resolve(1)
    elif state["asks"]:
        ws.send("next")

async def connect(path):
    opened = js.Promise.withResolvers()
    ws = WebSocket(
        url="{_server.url}" + path,
        onopen=lambda event: opened.resolve(1),
        onmessage=heard,
    )
    await opened.promise
    return ws

def expect(count, asks=False):
    state.update(left=count, asks=asks, done=js.Promise.withResolvers())
    return state["done"].promise

ws = await connect("echo")
burst = await connect("burst")
"""

JAVASCRIPT = f"""
const state = {{}};
const megabyte = new Uint8Array(1 << 20);
const text = "Zwölf Boxkämpfer jagen Viktor. ".repeat(32000);
let data;

const connect = (path) => {{
    const ws = new WebSocket("{_server.url}" + path);
    ws.binaryType = "arraybuffer";
    ws.onmessage = (event) => {{
        data = event.data;
        if (!--state.left) state.done.resolve();
        else if (state.asks) ws.send("next");
    }};
    return ws;
}};

const expect = (count, asks = false) => {{
    Object.assign(state, {{ left: count, asks, done: Promise.withResolvers() }});
    return state.done.promise;
}};

// The rows begin after Python has connected its own, which takes longer.
const ws = connect("echo");
const burst = connect("burst");
"""


ROWS = [
    Row(
        "1,000 messages there and back",
        """
done = expect(1000)
for number in range(1000):
    ws.send("message %d" % number)
await done
""",
        """
const done = expect(1000);
for (let number = 0; number < 1000; number++) ws.send(`message ${number}`);
await done;
""",
        samples=5,
    ),
    Row(
        "1,000 messages, each after an answer",
        'done = expect(1000, True)\nws.send("first")\nawait done',
        'const done = expect(1000, true);\nws.send("first");\nawait done;',
        samples=5,
    ),
    Row(
        "1,000 messages received",
        'done = expect(1000)\nburst.send("1000")\nawait done',
        'const done = expect(1000);\nburst.send("1000");\nawait done;',
    ),
    Row(
        "1 MB of bytes there and back",
        "done = expect(1)\nws.send(megabyte())\nawait done",
        "const done = expect(1);\nws.send(megabyte);\nawait done;",
        samples=15,
    ),
    Row(
        "1 MB of text there and back",
        "done = expect(1)\nws.send(text())\nawait done",
        "const done = expect(1);\nws.send(text);\nawait done;",
        samples=15,
    ),
]
