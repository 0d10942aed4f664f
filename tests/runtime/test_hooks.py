"""Hooks: plugins around every script, on the main thread and in workers."""

from __future__ import annotations

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

#: The plugin of PyScript's guide, which says what the console then shows.
PLUGIN = """
import { hooks } from "CORE";

hooks.main.onReady.add((wrap, element) => {
    console.log("main: interpreter ready");
    if (location.search === '?debug') {
        console.debug("wrap:", wrap);
        console.debug("element:", element);
    }
});
hooks.main.onBeforeRun.add(() => { console.log("main: about to run code"); });
hooks.main.codeBeforeRun.add('print("main: injected before")');
hooks.main.codeAfterRun.add('print("main: injected after")');
hooks.main.onAfterRun.add(() => { console.log("main: finished running code"); });

hooks.worker.onReady.add((wrap, xworker) => {
    console.log("worker: interpreter ready");
    if (location.search === '?debug') {
        console.debug("wrap:", wrap);
        console.debug("xworker:", xworker);
    }
});
hooks.worker.onBeforeRun.add(() => { console.log("worker: about to run code"); });
hooks.worker.codeBeforeRun.add('print("worker: injected before")');
hooks.worker.codeAfterRun.add('print("worker: injected after")');
hooks.worker.onAfterRun.add(() => { console.log("worker: finished running code"); });
"""


def open_with(site: Site, plugin: str, body: str) -> WatchedPage:
    """Open a page whose plugin comes before core.js, as the guide has it."""
    site.write("plugin.js", plugin.replace("CORE", f"{site.runtime}core.js"))
    site.write("index.html", site.html(body, '<script type="module" src="./plugin.js"></script>'))
    return site.open()


@pytest.mark.parametrize("is_async", ["", 'async="false"'], ids=["async", "sync"])
def test_the_guides_plugin(site: Site, realm: Realm, is_async: str) -> None:
    """Everything in its order, whether the script may await or not."""
    if is_async and realm.interpreter == "pyodide":
        pytest.skip("the quicker one will do")
    worker = "worker" if realm.in_worker else ""
    body = f'<script type="{realm.type}" {worker} {is_async}>\nprint("ACTUAL CODE")\n</script>'
    page = wait_done(open_with(site, PLUGIN, body))
    where = "worker" if realm.in_worker else "main"
    wait_for_line(page, f"log: {where}: finished running code")
    assert prints(page) == [
        f"{where}: interpreter ready",
        f"{where}: about to run code",
        f"{where}: injected before",
        "ACTUAL CODE",
        f"{where}: injected after",
        f"{where}: finished running code",
    ]


ASYNC = """
import { hooks } from "CORE";
const log = (...args) => console.log(...args);
const both = () => log("both");
hooks.main.onBeforeRun.add(both);
hooks.main.onBeforeRunAsync.add(both);
hooks.main.onBeforeRunAsync.add(async () => { await new Promise((r) => setTimeout(r, 10)); log("awaited"); });
hooks.main.codeBeforeRunAsync.add(`
    import asyncio
    await asyncio.sleep(0)
    given = "given"
`);
hooks.main.codeAfterRunAsync.add("print('after', given, result)");
hooks.main.onAfterRunAsync.add((wrap, element) => log(wrap.type, element.id, Object.keys(wrap).sort().join()));
hooks.main.onReady.add((wrap, element) => {
    wrap.run(`
        print("run before", "${element.id}")
    `);
    const { stdout, buffered } = wrap.io;
    const add = (text) => log("printed:", text);
    wrap.io.stdout = wrap.type === "mpy" ? buffered(add) : add;
});
"""


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_asynchronous_hooks(site: Site, realm: Realm) -> None:
    """They are awaited; what is in both sets runs once; `wrap` has what the interpreter can do."""
    page = wait_done(open_with(site, ASYNC, realm.script("result = given + '!'", id="it")))
    wait_for_line(page, "log: printed: after given given!")
    assert prints(page) == [
        "run before it",
        "both",
        "awaited",
        "printed: after given given!",
        f"{realm.type} it XWorker,config,interpreter,io,run,runAsync,runEvent,type",
    ]


ASYNC_IN_WORKERS = """
import { hooks } from "CORE";
hooks.worker.onBeforeRunAsync.add(async () => { await new Promise((r) => setTimeout(r, 10)); console.log("awaited"); });
hooks.worker.codeBeforeRunAsync.add("import asyncio\\nawait asyncio.sleep(0)\\ngiven = 'given'");
hooks.worker.codeAfterRunAsync.add("await asyncio.sleep(0)\\nprint('after', given, result)");
hooks.worker.onAfterRunAsync.add(async (wrap, xworker) => { console.log(wrap.type, typeof xworker.sync); });
"""


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_asynchronous_hooks_of_workers(site: Site, realm: Realm) -> None:
    """They are awaited there, too."""
    page = wait_done(open_with(site, ASYNC_IN_WORKERS, realm.script("result = given + '!'")))
    last = f"{realm.type} object"
    wait_for_line(page, f"log: {last}")
    assert prints(page) == ["awaited", "after given given!", last]


def test_each_script_has_its_hooks(site: Site) -> None:
    """Not once for all; a hook that fails shows, and stops nothing."""
    plugin = """
        import { hooks } from "CORE";
        hooks.main.onBeforeRun.add((wrap, element) => { if (element.id === "a") throw new Error("bad plugin"); });
        hooks.main.codeBeforeRun.add("1 / 0");
        hooks.main.onReady.add((wrap, element) => console.log("ready", element.id));
    """
    site_page = open_with(
        site,
        plugin,
        MICROPYTHON.script("print('a')", id="a") + MICROPYTHON.script("print('b')", id="b"),
    )
    site_page.expect_error("bad plugin")
    site_page.expect_error("ZeroDivisionError")
    page = wait_done(site_page)
    assert prints(page) == ["ready a", "a", "ready b", "b"]
    assert page.locator(".py-error", has_text="codeBeforeRun of a plugin, line 1").count() == 2


def test_on_worker(site: Site) -> None:
    """It comes before the worker's code, which finds what it has set."""
    plugin = """
        import { hooks } from "CORE";
        hooks.main.onWorker.add((wrap, xworker) => { xworker.sync.answer = () => 42; console.log("wrap", wrap); });
    """
    body = MICROPYTHON_WORKER.script("from pyscript import sync\nprint('answer', sync.answer())")
    page = wait_done(open_with(site, plugin, body))
    wait_for_line(page, "log: answer 42")
    assert "log: wrap null" in page.lines


def test_wrong_kinds_are_refused(site: Site) -> None:
    """Where the mistake is made, with what would work."""
    plugin = """
        import { hooks } from "CORE";
        for (const add of [
            () => hooks.main.onReady.add("print(1)"),
            () => hooks.worker.codeBeforeRun.add(() => "print(1)"),
            () => { "use strict"; hooks.main.onready = () => {}; },
        ])
            try { add(); console.log("accepted"); } catch (error) { console.log(String(error)); }
        console.log("worker has onWorker", "onWorker" in hooks.worker);
    """
    page = wait_done(open_with(site, plugin, MICROPYTHON.script("x = 1")))
    lines = prints(page)
    assert lines[0] == (
        "TypeError: hooks.main.onReady.add(() => …) takes a function, not a value of type string"
    )
    assert lines[1] == (
        "TypeError: hooks.worker.codeBeforeRun.add('print(1)') takes a string, not a value of type function"
    )
    assert "not extensible" in lines[2]
    assert lines[3] == "worker has onWorker false"
