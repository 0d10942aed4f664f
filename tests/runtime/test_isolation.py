"""Pages whose server does not send the headers that workers need to reach the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON_WORKER, PYODIDE_WORKER, Realm
from pyscript_tools.testing.stage import page_html
from tests import servers
from tests.browser import BUILDS, Site
from tests.docs.pages import prints, wait_for_line

MESSAGE = "Unable to use `window` or `document` -> https://docs.pyscript.net/latest/faq/#sharedarraybuffer"

CODE = """
from pyscript import RUNNING_IN_WORKER, document, window, display, when
print(RUNNING_IN_WORKER, document)
for use in (lambda: document.title, lambda: window.alert("x"), lambda: setattr(document, "title", "x")):
    try:
        use()
    except AttributeError as error:
        print("attribute:", error)
from pyscript import web
uses = [lambda: display("x"), lambda: when("click", "button")(print)]
uses += [lambda: web.page.append(web.p("x")), lambda: web.page["x"], lambda: web.page.title]
for use in uses:
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
    assert lines[4:9] == [f"log: use: {MESSAGE}"] * 5
    assert f"warning: {MESSAGE}" in page.lines


def test_modules_of_the_page(open_server: Server, page: WatchedPage, variant: str) -> None:
    """A worker that cannot reach the page does not have its JavaScript modules, either."""
    open_server.routes["/greet.js"] = lambda request: Response(
        "export const hello = () => 'hello';", "text/javascript"
    )
    code = """
from pyscript import js_modules
from pyscript.js_modules import own
print(own.hello())
try:
    js_modules.greet.hello()
except RuntimeError as error:
    print("raised", error)
"""
    config = '{"js_modules": {"main": {"./greet.js": "greet"}, "worker": {"./greet.js": "own"}}}'
    page = run(open_server, page, variant, MICROPYTHON_WORKER.script(code, config=config))
    wait_for_line(page, "log: hello")
    wait_for_line(page, f"log: raised {MESSAGE}")


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


FUNCTIONS = """
import asyncio
from pyscript import sync, document
from pyscript.util import NotSupported

def double(value):
    return value * 2
def title():
    return document.title
def ask(value):
    return sync.answer(value)
async def ask_later(value):
    result = sync.answer(value)
    return await result if hasattr(result, "send") else result
def fail():
    raise ValueError("failed", {"data": (b"x", 2)})
__export__ = ["double", "title", "ask", "ask_later", "fail"]
"""

CALLS = """
from pyscript import workers, document, create_named_worker
worker = await workers["functions"]
print(await worker.double((1, "two")))
try:
    await worker.fail()
except ValueError as error:
    print(error.args)
"""

both_workers = pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)


@both_workers
@pytest.mark.parametrize("main", ["mpy", "py"])
def test_functions_of_workers_need_no_headers(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm, main: str
) -> None:
    """The page calls its workers, and they call each other."""
    config = '{"sync_main_only": true}'
    other = MICROPYTHON_WORKER.script(
        "from pyscript import workers\nasync def through(value):\n"
        "    return await (await workers['functions']).double(value)\n__export__ = ['through']",
        name="other",
        config=config,
    )
    body = f"""{realm.script(FUNCTIONS, name="functions", config=config)}
{other}
<script type="{main}">{CALLS}
print(await (await workers["other"]).through([3]))</script>"""
    page = run(open_server, page, variant, body)
    assert prints(page) == [
        "(1, 'two', 1, 'two')",
        "('failed', {'data': (b'x', 2)})",
        "[3, 3]",
    ]


@both_workers
def test_the_page_is_awaited(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm
) -> None:
    """With `sync_main_only` a function of the page returns something to await."""
    worker = """
from pyscript import sync
print(await sync.answer(1), await sync.answer(value=2))
try:
    await sync.nothing()
except AttributeError as error:
    print("it has answer" in str(error))
await sync.sleep(0.01)
print("end of the worker")
"""
    main = f"""
from pyscript import PyWorker, window
url = window.URL.createObjectURL(window.Blob.new(window.Array.of({worker!r})))
def answer(value):
    return {{"is": value}}
worker = PyWorker(url, type="{realm.interpreter}", config={{"sync_main_only": True}})
worker.sync.answer = answer
await worker.ready
"""
    page = run(open_server, page, variant, f'<script type="mpy">{main}</script>')
    wait_for_line(page, "log: end of the worker")
    assert prints(page) == ["{'is': 1} {'is': 2}", "True", "end of the worker"]


def test_pyodide_waits_for_the_page(open_server: Server, page: WatchedPage, variant: str) -> None:
    """Where the browser can suspend WebAssembly `sync` waits, as with the headers."""
    body = PYODIDE_WORKER.script(FUNCTIONS, name="functions")
    page = run(open_server, page, variant, body)
    found = page.evaluate("""async () => {
        const { sync } = document.querySelector('[worker]').xworker;
        sync.answer = (value) => value + 1;
        return [await sync.title(), await sync.ask(1), await sync.ask_later(2)];
    }""")
    assert found == ["Test", 2, 3]


# The attribute service-worker ----------------------------------------------------------

SERVED = """
from pyscript import display, document, sync, when, window
import js
print(js.globalThis.crossOriginIsolated, document.title)
display("shown")
document.title = "from the worker"
@when("click", "#button")
def clicked(event):
    print("clicked", event.target.id)
def ask(value):
    return sync.answer(value)
__export__ = ["ask"]
sync.sleep(0.01)
print("end of the worker")
"""


def serve_worker(server: Server, variant: str, path: str = "/sw.js") -> None:
    code = (BUILDS[variant] / "service-worker.js").read_text()
    server.routes[path] = lambda request: Response(code, "text/javascript")


@both_workers
def test_a_service_worker(
    open_server: Server, page: WatchedPage, variant: str, realm: Realm
) -> None:
    """With it a worker reaches the page, and waits for it, as with the headers."""
    serve_worker(open_server, variant)
    body = '<button id="button">Click</button>' + realm.script(
        SERVED, id="it", service_worker="./sw.js"
    )
    page = run(open_server, page, variant, body)
    wait_for_line(page, "log: end of the worker")
    assert prints(page) == ["False Test", "end of the worker"]
    assert page.locator("#it-target").inner_text() == "shown"
    assert page.title() == "from the worker"
    page.click("#button")
    wait_for_line(page, "log: clicked button")
    found = page.evaluate("""async () => {
        const { sync } = document.querySelector('[worker]').xworker;
        sync.answer = async (value) => ({ got: value, long: 'x'.repeat(5000) });
        return sync.ask([1, null]);
    }""")
    assert found == {"got": [1, None], "long": "x" * 5000}


def test_a_service_worker_for_workers_of_python(
    open_server: Server, page: WatchedPage, variant: str
) -> None:
    """`PyWorker` and JavaScript take it as an option."""
    serve_worker(open_server, variant)
    worker = "from pyscript import document, sync\nprint(document.title, sync.answer(2))"
    main = f"""
from pyscript import PyWorker, window
url = window.URL.createObjectURL(window.Blob.new(window.Array.of({worker!r})))
worker = PyWorker(url, type="micropython", service_worker="sw.js")
worker.sync.answer = lambda value: value * 2
await worker.ready
"""
    page = run(open_server, page, variant, f'<script type="mpy">{main}</script>')
    wait_for_line(page, "log: Test 4")


@pytest.mark.parametrize("type", ["mpy", "py"])
def test_a_service_worker_for_donkeys_and_bridges(
    open_server: Server, page: WatchedPage, variant: str, type: str
) -> None:
    """They take it as an option."""
    serve_worker(open_server, variant)
    python = "from pyscript import document\ndef title(): return document.title"
    open_server.routes["/title.py"] = lambda request: Response(python, "text/plain")
    # The first to use it has the page loaded once more.
    page = run(
        open_server, page, variant, MICROPYTHON_WORKER.script("pass", service_worker="./sw.js")
    )
    found = page.evaluate(
        """async ([runtime, type]) => {
            const options = { type, serviceWorker: './sw.js' };
            const { donkey } = await import(`${runtime}core.js`);
            const asked = await donkey({ ...options, persistent: true, terminal: false });
            await asked.execute('from pyscript import document');
            const { bridge } = await import(`${runtime}bridge.js`);
            const { title } = bridge(new URL('./title.py', location), { ...options, worker: true });
            return [crossOriginIsolated, await asked.evaluate('document.title'), await title()];
        }""",
        [f"/{variant}/", type],
    )
    assert found == [False, "Test", "Test"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("./missing.js", "404"),
        ("./below/sw.js", "copy it beside the page, or above it"),
    ],
)
def test_a_service_worker_that_cannot_be_used(
    open_server: Server, page: WatchedPage, variant: str, url: str, reason: str
) -> None:
    """An error with a reason; the page neither waits for ever nor loads again and again."""
    serve_worker(open_server, variant, "/below/sw.js")
    page.expect_error("PY0001")
    page.expect_error(f'service-worker="{url}" cannot be used: ')
    if reason == "404":
        page.expect_error("404")
    page = run(
        open_server, page, variant, MICROPYTHON_WORKER.script("print(1)", service_worker=url)
    )
    assert reason in page.locator(".py-error").inner_text()
    assert prints(page) == []


def test_with_the_headers_no_service_worker_is_needed(site: Site) -> None:
    """Then the attribute changes nothing, whatever it says."""
    site.write(
        "index.html", site.html(MICROPYTHON_WORKER.script("print(1)", service_worker="./x.js"))
    )
    assert prints(wait_done(site.open())) == ["1"]


def test_isolated_without_shared_memory(site: Site) -> None:
    """Some browsers isolate pages and share no memory all the same: the worker runs, and says so."""
    take = "delete globalThis.SharedArrayBuffer;"
    head = f"""<script>{take}
        globalThis.Blob = class extends Blob {{
            constructor(parts, options) {{
                super(options?.type === 'text/javascript' ? ['{take}', ...parts] : parts, options);
            }}
        }};
    </script>"""
    for realm in (MICROPYTHON_WORKER, PYODIDE_WORKER):
        code = "from pyscript import document\nprint('runs', crossed)\ndocument.title"
        code = code.replace("crossed", "__import__('js').crossOriginIsolated")
        site.write(f"{realm.name}.html", site.html(realm.script(code), head))
        page = site.open(f"{realm.name}.html")
        page.expect_error(MESSAGE)
        wait_for_line(wait_done(page), "log: runs True")
