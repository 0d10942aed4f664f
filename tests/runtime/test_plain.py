"""What a page costs that uses little, and what it leaves alone."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlsplit

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import BUILDS, Site
from tests.docs.pages import prints, wait_for_line

INTERPRETER = {
    "mpy": {"micropython/micropython.mjs", "micropython/micropython.wasm"},
    "py": {
        "pyodide/pyodide.mjs",
        "pyodide/pyodide.asm.mjs",
        "pyodide/pyodide.asm.wasm",
        "pyodide/memory.bin",
        "pyodide/python_stdlib.zip",
        "pyodide/pyodide-lock.json",
    },
}


def loaded(site: Site, page: WatchedPage, body: str) -> list[str]:
    """Return the files of the build that a page asks for, until its scripts have ended."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    site.write("index.html", site.html(body))
    wait_done(site.open())
    paths = [urlsplit(url).path for url in urls if not url.startswith("data:")]
    assert all(url.startswith(("http://127.0.0.1", "data:", "blob:")) for url in urls), urls
    return [path.removeprefix(site.runtime) for path in paths if path.startswith(site.runtime)]


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_a_plain_page_loads_what_it_uses(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Its own modules, once each, and the interpreter; for MicroPython at most 50 KB beside it."""
    code = "from pyscript import display, when\ndisplay('hello')"
    files = loaded(site, page, realm.script(code))
    # A slow start shows that it is one.
    own = sorted({name for name in files if not name.startswith("chunk-")} - {"indicator.js"})
    assert own == sorted(
        {"core.css", "core.js", "page.js", f"{realm.type}.mjs"} | INTERPRETER[realm.type]
    )
    assert len([name for name in set(files) if name.startswith("chunk-")]) <= 1
    assert len(files) == len(set(files))
    ours = [name for name in files if name not in INTERPRETER[realm.type]]
    size = sum(len(gzip.compress((BUILDS["dist"] / name).read_bytes())) for name in ours)
    if realm.interpreter == "micropython":
        assert size <= 50_000, size


def test_a_plain_worker_needs_no_more(site: Site, page: WatchedPage) -> None:
    """What it uses of the page is in the part of the package that it begins with."""
    code = """
        from pyscript import display, document, when, window
        display(*[each.tagName for each in document.querySelectorAll("body")])
        display(window.Array.of(1, 2)[0], window.Map.new().size)
    """
    files = loaded(site, page, MICROPYTHON_WORKER.script(code))
    assert [name for name in files if "mpy" in name and "more" in name] == []
    assert [name for name in files if name.startswith("mpy")] != []


def test_a_page_without_python(site: Site, page: WatchedPage) -> None:
    """It loads no interpreter."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    site.write("index.html", site.html("<p>Nothing</p>"))
    page = site.open()
    page.evaluate(f"import('{site.runtime}page.js')")
    assert not [url for url in urls if ".mjs" in url or ".wasm" in url]


BUILT_INS = """
    const own = (object) => Object.getOwnPropertyNames(object).map((name) => {
        try { return [name, object[name]]; } catch { return [name, null]; }
    });
    globalThis.__before = new Map();
    for (const name of ["Object", "Function", "Array", "Promise", "Element", "Node", "EventTarget", "Reflect", "console", "document"]) {
        const value = globalThis[name];
        for (const object of [value, value.prototype].filter(Boolean)) __before.set(object, own(object));
    }
    globalThis.__globals = new Set(Object.getOwnPropertyNames(globalThis));
    globalThis.changed = () => {
        const found = [];
        for (const [object, entries] of __before)
            for (const [name, value] of entries) {
                let now;
                try { now = object[name]; } catch { now = null; }
                if (typeof value === "function" && now !== value) found.push(`${object}.${name}`);
            }
        return found;
    };
    globalThis.added = () => Object.getOwnPropertyNames(globalThis).filter((name) => !__globals.has(name));
"""


def test_built_ins_are_left_alone(site: Site, page: WatchedPage) -> None:
    """By both interpreters and a worker; also with automatic proxies, on our Pyodide."""
    page.add_init_script(BUILT_INS)
    config = json.dumps({"experimental_create_proxy": "auto"})
    body = (
        PYODIDE.script("x = 1", config=config)
        + MICROPYTHON.script("x = 1")
        + '<script type="mpy" worker>x = 1</script>'
    )
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    assert page.evaluate("changed()") == []


CSP = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:"

STRICT = """
from pyscript import HTML, Event, config, display, document, when, window
from pyscript.js_modules import greet
display("shown", HTML("<em>markup</em>"), target="out")

@when("click", "#button")
def clicked(event):
    print("clicked", event.type)
    window.console.log("module", greet.hello())

document.getElementById("button").click()
print("file", open("note.txt").read())
"""


@pytest.mark.parametrize("variant", ["dist"], indirect=True)
def test_content_security_policy(
    site: Site, page: WatchedPage, server: Server, realm: Realm
) -> None:
    """Pages work without 'unsafe-eval', workers included: modules, files, events, output, hooks."""
    site.write("greet.js", "export const hello = () => 'hello';")
    site.write("note.txt", "text")
    site.write(
        "plugin.js",
        f'import {{ hooks }} from "{site.runtime}core.js";'
        'for (const where of ["main", "worker"]) hooks[where].codeBeforeRun.add(\'print("plugin")\');',
    )
    config = json.dumps(
        {
            "files": {"./note.txt": ""},
            "js_modules": {"main": {"./greet.js": "greet"}, "worker": {"./greet.js": "greet"}},
            "packages": ["segno"] if realm.interpreter == "pyodide" else [],
            "index_urls": [f"{server.url}simple/"],
        }
    )
    body = (
        '<div id="out"></div><button id="button">x</button>'
        '<script type="module" src="./plugin.js"></script>' + realm.script(STRICT, config=config)
    )
    html = site.html(body, f'<meta http-equiv="Content-Security-Policy" content="{CSP}">')
    site.write("index.html", html)
    page = wait_done(site.open())
    wait_for_line(page, "log: module hello")
    wait_for_line(page, "log: file text")
    assert sorted(prints(page)) == ["clicked click", "file text", "module hello", "plugin"]
    assert page.locator("#out em").inner_text() == "markup"


def test_functions_for_workers_need_more(site: Site, page: WatchedPage) -> None:
    """With that policy, the function of a worker's hook cannot run: the message says what would."""
    page.expect_error(
        "a function in hooks.worker.onReady cannot reach the worker: that needs 'unsafe-eval'"
    )
    site.write(
        "plugin.js",
        f'import {{ hooks }} from "{site.runtime}core.js"; hooks.worker.onReady.add(() => {{}});',
    )
    body = '<script type="module" src="./plugin.js"></script><script type="mpy" worker>print("ran")</script>'
    html = site.html(body, f'<meta http-equiv="Content-Security-Policy" content="{CSP}">')
    site.write("index.html", html)
    page = wait_done(site.open())
    wait_for_line(page, "log: ran")
    page.locator(".py-error").wait_for()


def test_an_address_that_cannot_be_isolated(site: Site, page: WatchedPage) -> None:
    """0.0.0.0, as servers name themselves, has no workers that reach the page: localhost has."""
    site.write("index.html", site.html(MICROPYTHON.script("print('ran')")))
    url = site.url.replace("127.0.0.1", "0.0.0.0") + "index.html"
    page.expect_error("Cross-Origin-Opener-Policy header has been ignored")
    page.raw.goto(url, wait_until="commit")
    page.raw.wait_for_url(url.replace("0.0.0.0", "localhost"))
    wait_for_line(page, "log: ran")


POLYSCRIPT = """
import polyscript
names = "XWorker JSON IDBMap IDBMapSync config currentScript js_modules lazy_py_modules storage workers"
print([name for name in names.split() if not hasattr(polyscript, name)])
print(polyscript.currentScript.id, polyscript.config.custom)
data = polyscript.JSON.stringify("text")
print(polyscript.JSON.parse(data))
store = await polyscript.storage("some-name")
store.set("key", 1)
await store.sync()
print(store.get("key"))
"""


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_the_module_polyscript(site: Site, realm: Realm) -> None:
    """Python finds in it what polyscript's documentation names."""
    site.write("index.html", site.html(realm.script(POLYSCRIPT, id="it", config="custom = 7")))
    page = wait_done(site.open())
    assert prints(page) == ["[]", "it 7", "text", "1"]


POLYSCRIPT_IN_WORKERS = """
import polyscript
names = "JSON IDBMap IDBMapSync config currentScript ffi js_modules lazy_py_modules storage target workers xworker"
print([name for name in names.split() if not hasattr(polyscript, name)])
xworker = polyscript.xworker
print(xworker.window.document.title, xworker.isWindowProxy(xworker.window), xworker.polyfill)
print(polyscript.target, polyscript.config.custom, hasattr(xworker, "sync"))
from pyscript import workers
print(polyscript.workers is workers)
"""


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_the_module_polyscript_in_workers(site: Site, realm: Realm) -> None:
    """There it has the worker's end, `xworker`."""
    tag = realm.script(POLYSCRIPT_IN_WORKERS, id="it", config="custom = 7")
    site.write("index.html", site.html(tag))
    page = wait_done(site.open())
    page.wait_for(lambda: len(prints(page)) == 4, 10)
    assert prints(page) == ["[]", "Test True True", "it-target 7 True", "True"]


@pytest.mark.parametrize("variant", ["dist"], indirect=True)
@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)
@pytest.mark.parametrize(
    "code",
    ["import code", "exec('import ' + 'code')\nfrom sys import modules\ncode = modules['code']"],
)
def test_the_rest_of_the_package(site: Site, page: WatchedPage, realm: Realm, code: str) -> None:
    """Modules that few pages need come when a script names them, or imports them unannounced."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    code = f"print('before')\n{code}\nprint(code.__file__, code.interact.__name__)\nimport pyscript.display"
    site.write("index.html", site.html(realm.script(code)))
    page = wait_done(site.open())
    wait_for_line(page, "log: /more/code.mpy interact")
    assert "log: before" in page.lines
    if not realm.in_worker:
        assert len([url for url in urls if url.endswith("/mpy-more.js")]) == 1
