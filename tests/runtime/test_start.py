"""How Pyodide starts, from a picture of its memory or from the beginning; how threads do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import BUILDS, Site
from tests.docs.pages import prints

both = pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)

CODE = """
import os, random, sys
from pyscript import display
print("ran", os.getcwd(), "html.parser" in sys.modules, 1 / 4, f"{random.random()}")
"""


def open_page(site: Site, realm: Realm) -> WatchedPage:
    site.write("index.html", site.html(realm.script(CODE)))
    return site.open()


@both
def test_picture_of_memory(site: Site, realm: Realm) -> None:
    """The picture brings modules along, and no page gets the random numbers of another."""
    seen = set()
    for _ in range(2):
        page = wait_done(open_page(site, realm))
        (line,) = prints(page)
        assert line.startswith("ran /home/pyodide True 0.25 ")
        seen.add(line)
        page.forget()
        page.all_done = False
    assert len(seen) == 2


def test_picture_is_not_kept(site: Site, page: WatchedPage) -> None:
    """Once Pyodide has started nobody holds these 31 MB."""
    page.add_init_script("""
        const read = Response.prototype.arrayBuffer;
        globalThis.large = [];
        Response.prototype.arrayBuffer = async function () {
            const buffer = await read.call(this);
            if (buffer.byteLength > 2e7) large.push(new WeakRef(buffer));
            return buffer;
        };
    """)
    wait_done(open_page(site, PYODIDE))
    assert page.evaluate("large.length") == 1
    page.wait_for_function("gc(), large[0].deref() === undefined", timeout=10_000)


def of_another_file(picture: bytes) -> bytes:
    """Return a picture that says it belongs to something else than our pyodide.asm.wasm."""
    memory = bytearray(gzip.decompress(picture))
    memory[4] ^= 1
    return gzip.compress(memory, 1)


@both
@pytest.mark.parametrize("spoil", [lambda _: b"no picture", of_another_file], ids=["text", "other"])
def test_without_picture(
    site: Site, page: WatchedPage, realm: Realm, spoil: Callable[[bytes], bytes]
) -> None:
    """Where the picture is of no use, Pyodide starts all the same, and says why it took longer."""
    spoilt = spoil((BUILDS["dist"] / "pyodide" / "memory.bin").read_bytes())
    page.context.route("**/memory.bin", lambda route: route.fulfill(body=spoilt))
    try:
        wait_done(open_page(site, realm))
        (warning,) = [line for line in page.lines if line.startswith("warning: ")]
        assert "Pyodide starts from the beginning, its memory.bin cannot be used: " in warning
        assert any(line.startswith("ran /home/pyodide False 0.25 ") for line in prints(page))
    finally:
        page.context.unroute("**/memory.bin")


def test_frugal_connection(site: Site, page: WatchedPage) -> None:
    """Where data is to be saved, the picture is not fetched: it is 4 MB."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    wanted = []
    page.on("request", lambda request: wanted.append(request.url))
    wait_done(open_page(site, PYODIDE))
    assert any(line.startswith("ran /home/pyodide False") for line in prints(page))
    assert not [url for url in wanted if url.endswith("memory.bin")]


@both
def test_what_can_be_suspended(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The picture was taken by an engine that can do less than this one."""
    code = """
import js
from pyodide.ffi import can_run_sync, run_sync

def wait():
    return run_sync(js.Promise.resolve(42))

print(can_run_sync(), wait(), sorted([2, 1], key=lambda each: wait() + each))
"""
    site.write("index.html", site.html(realm.script(code)))
    assert "log: True 42 [1, 2]" in wait_done(site.open()).lines


# Notes the threads that are made, and whether the runtime was there by then.
THREADS = """
<script>
    globalThis.threads = [];
    const { terminate } = Worker.prototype;
    globalThis.Worker = class extends Worker {
        constructor(...args) {
            super(...args);
            const runtime = globalThis[Symbol.for('pyscript.runtime')];
            threads.push({ worker: this, isEarly: !runtime.hosts, hasEnded: false });
        }
    };
    OriginalWorker.prototype.terminate = function () {
        threads.find(({ worker }) => worker === this).hasEnded = true;
        terminate.call(this);
    };
</script>
""".replace("OriginalWorker", "Object.getPrototypeOf(Worker)")

FATES = "threads.map(({ isEarly, hasEnded }) => [isEarly, hasEnded])"


def test_threads_of_scripts_begin_early(site: Site) -> None:
    """They are there before the runtime, which takes them, whichever comes first."""
    scripts = [
        realm.script("print('ran')") for realm in (PYODIDE_WORKER, *[MICROPYTHON_WORKER] * 2)
    ]
    site.write("index.html", site.html("".join(scripts), THREADS))
    page = wait_done(site.open())
    assert prints(page) == ["ran"] * 3
    assert page.evaluate(FATES) == [[True, False]] * 3


def test_a_thread_for_another_interpreter(site: Site) -> None:
    """The configuration's file asks for another one: the thread that is there ends."""
    site.write(
        "other.json", json.dumps({"interpreter": site.runtime + "micropython/micropython.mjs"})
    )
    site.write(
        "index.html",
        site.html(MICROPYTHON_WORKER.script("print('ran')", config="other.json"), THREADS),
    )
    page = wait_done(site.open())
    assert prints(page) == ["ran"]
    assert page.evaluate(FATES) == [[True, True], [False, False]]


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_a_thread_that_is_not_needed_ends_at_once(
    site: Site, page: WatchedPage, realm: Realm
) -> None:
    """Not only when all scripts have ended, as this one never does."""
    name = realm.interpreter
    site.write("other.json", json.dumps({"interpreter": f"{site.runtime}{name}/{name}.mjs"}))
    code = "import asyncio; print('ran'); await asyncio.sleep(1000)"
    site.write("index.html", site.html(realm.script(code, config="other.json"), THREADS))
    site.open()
    page.wait_for(lambda: prints(page), 60)
    assert page.evaluate(FATES) == [[True, True], [False, False]]


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_another_interpreter_on_the_main_thread(
    site: Site, page: WatchedPage, realm: Realm
) -> None:
    """Ours has begun to load when the configuration's file asks for another one, which is used."""
    name = realm.interpreter
    folder = f"{site.runtime}{name}/"
    site.write("other.json", json.dumps({"interpreter": f"{folder}{name}.mjs"}))
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    code = "import sys; print(sys.implementation.name)"
    site.write("index.html", site.html(realm.script(code, config="other.json") * 2))
    page = wait_done(site.open())
    assert prints(page) == [{"micropython": "micropython", "pyodide": "cpython"}[name]] * 2
    modules = [url for url in urls if f"/{realm.type}.mjs" in url]
    assert [url.partition("?")[2] for url in modules] == [
        "",
        f"of={page.evaluate('location.origin')}{folder}{name}.mjs",
    ]


def test_no_thread_for_another_interpreter(site: Site) -> None:
    """Where the page itself names it, none of ours is begun."""
    config = json.dumps({"interpreter": site.runtime + "micropython/micropython.mjs"})
    script = MICROPYTHON_WORKER.script("print('ran')")
    site.write("index.html", site.html(f"<mpy-config>{config}</mpy-config>{script}", THREADS))
    page = wait_done(site.open())
    assert prints(page) == ["ran"]
    assert page.evaluate(FATES) == [[False, False]]


def test_a_thread_that_cannot_be_loaded(site: Site, page: WatchedPage) -> None:
    """It had failed before the runtime was there: the script ends with a message all the same."""
    page.context.route("**/xworker.js", lambda route: route.abort())
    page.expect_error("the worker of index.html#mpy-0 could not start: Failed to fetch ")
    try:
        site.write("index.html", site.html(MICROPYTHON_WORKER.script("print('ran')")))
        wait_done(site.open())
        assert prints(page) == []
    finally:
        page.context.unroute("**/xworker.js")


def test_workers_that_the_policy_forbids(site: Site, page: WatchedPage) -> None:
    """The script ends with a message, and those that need no worker run."""
    page.expect_error("violates the following Content Security Policy directive")
    page.expect_error("index.html#mpy-0 could not start: the browser refused to load its worker")
    policy = "<meta http-equiv='Content-Security-Policy' content=\"worker-src 'none'\">"
    scripts = MICROPYTHON_WORKER.script("print('in a worker')") + MICROPYTHON.script("print('ran')")
    site.write("index.html", site.html(scripts, policy))
    wait_done(site.open())
    assert prints(page) == ["ran"]
