"""Pages whose server does not send the headers that workers need to reach the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pyscript_tools.serve import Response, Server
from tests import servers
from tests.browser import BUILDS, WatchedPage, page_html, wait_done
from tests.docs.pages import wait_for_line
from tests.realms import MICROPYTHON_WORKER, PYODIDE_WORKER, Realm

MESSAGE = "Unable to use `window` or `document` -> https://docs.pyscript.net/latest/faq/#sharedarraybuffer"

CODE = """
from pyscript import RUNNING_IN_WORKER, document, window, display, when
print(RUNNING_IN_WORKER, document)
for use in (lambda: document.title, lambda: window.alert("x"), lambda: setattr(document, "title", "x")):
    try:
        use()
    except AttributeError as error:
        print("attribute:", error)
for use in (lambda: display("x"), lambda: when("click", "button")(print)):
    try:
        use()
    except Exception as error:
        print("use:", error)
print("end")
"""


@pytest.fixture
def open_server(variant: str) -> Iterator[Server]:
    with Server({f"/{variant}/": BUILDS[variant]}, isolated=False) as server:
        yield server


def run(server: Server, page: WatchedPage, variant: str, body: str) -> WatchedPage:
    html = page_html(f"/{variant}/", body)
    server.routes["/"] = lambda request: Response(html, "text/html; charset=utf-8")
    page.raw.goto(server.url)
    return wait_done(page)


def test_a_worker_says_what_it_cannot(open_server: Server, page: WatchedPage, variant: str) -> None:
    """It runs; the page is out of reach, with the documented words; done comes."""
    page = run(open_server, page, variant, MICROPYTHON_WORKER.script(CODE))
    wait_for_line(page, "log: end")
    lines = [line for line in page.lines if line.startswith("log: ")]
    assert lines[0] == f"log: True <NotSupported pyscript.document [{MESSAGE}]>"
    assert lines[1:4] == [f"log: attribute: {MESSAGE}"] * 3
    assert lines[4:6] == [f"log: use: {MESSAGE}"] * 2
    assert f"warning: {MESSAGE}" in page.lines


SUSPENDED = """
from pyscript import current_target, display, document, ffi, js_import, when, window
import asyncio

print(document.title, window.Math.max(1, 2), current_target())
display("shown")
button = document.createElement("button")
button.id = "made"
document.body.append(button)

def of_the_page():
    return [element.localName for element in document.querySelectorAll("#made, title")]

print(of_the_page())
seen = asyncio.Event()

@when("click", "#made")
def clicked(event):
    print(event.type, event.target.id, event.currentTarget == button)
    document.title = "clicked"
    seen.set()

@when("click", "#made")
async def later(event):
    await seen.wait()
    button.textContent = document.title

button.click()
await seen.wait()
try:
    document.querySelector("[")
except ffi.JsException as error:
    print(error.name)
(module,) = await js_import("data:text/javascript,export const answer = 42")
print(module.answer, await window.Promise.resolve("a promise"))
"""


def test_pyodide_can_be_suspended(open_server: Server, page: WatchedPage, variant: str) -> None:
    """Where the browser can suspend WebAssembly the page is in reach, without any header."""
    page = run(open_server, page, variant, PYODIDE_WORKER.script(SUSPENDED, id="it"))
    wait_for_line(page, "log: 42 a promise")
    assert [line for line in page.lines if line.startswith("log: ")] == [
        "log: Test 2 it-target",
        "log: ['title', 'button']",
        "log: click made True",
        "log: SyntaxError",
        "log: 42 a promise",
    ]
    assert page.locator("#it-target").inner_text() == "shown"
    page.wait_for_function("document.querySelector('#made').textContent === 'clicked'")


NETWORK = """
from pyscript import WebSocket, fetch
print((await fetch("http/echo?q=1").json())["query"]["q"])
async with WebSocket(await fetch("http/socket").text() + "hello") as ws:
    print(await ws.receive())
"""


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_a_worker_reaches_the_network(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm
) -> None:
    """By its own means, without a message to the page; relative URLs are relative to that."""
    open_server.routes.update(servers.routes())
    page = run(open_server, page, variant, realm.script(NETWORK))
    wait_for_line(page, "log: hello")
    assert "log: ['1']" in page.lines


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER], ids=str)
def test_the_warning_can_be_silenced(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm
) -> None:
    """`sync_main_only` says that the page is not wanted."""
    code = "from pyscript import window\nprint(window)"
    body = realm.script(code, config='{"sync_main_only": true}')
    page = run(open_server, page, variant, body)
    wait_for_line(page, f"log: <NotSupported pyscript.window [{MESSAGE}]>")
    assert not [line for line in page.lines if line.startswith("warning")]


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER], ids=str)
def test_errors_show_all_the_same(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm
) -> None:
    """On the page, with file and line."""
    page.expect_error("ZeroDivisionError")
    page = run(open_server, page, variant, realm.script("\n1/0", id="it"))
    page.locator(".py-error").wait_for()
    assert "#it, line 2: ZeroDivisionError" in page.locator(".py-error").inner_text()


def test_the_main_thread_needs_no_headers(
    open_server: Server, page: WatchedPage, variant: str
) -> None:
    """Everything works there."""
    code = "from pyscript import display, document\ndisplay(document.title)"
    page = run(open_server, page, variant, f'<script type="mpy">{code}</script>')
    assert page.locator("script-mpy").inner_text() == "Test"
