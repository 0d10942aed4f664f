"""What core.js offers to a page's own JavaScript."""

from __future__ import annotations

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, PYODIDE, Realm
from tests.browser import BUILDS, Site
from tests.docs.pages import prints, wait_for_line

main = pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)

WORKER = """
from pyscript import config, sync
import sys
sync.double = lambda x: x * 2
print("ran", sys.implementation.name, config.get("custom"))
try:
    print("asked", sync.ask("this"))
except Exception as error:
    print("nobody answers")
"""


def open_module(site: Site, code: str, body: str = "") -> WatchedPage:
    """Open a page with a module that imports what it needs from CORE."""
    code = code.replace("CORE", f"{site.runtime}core.js")
    site.write("index.html", site.html(f'{body}<script type="module">{code}</script>'))
    return site.open()


@pytest.mark.parametrize("name", ["PyWorker", "MPWorker"])
def test_workers(site: Site, name: str) -> None:
    """Awaited, the script has run; with `new`, it can be used at once, also by either type."""
    site.write("worker.py", WORKER)
    page = open_module(
        site,
        f"""
        import {{ {name} }} from "CORE";
        const worker = await {name}("./worker.py", {{ config: 'custom = "toml"' }});
        console.log("double", await worker.sync.double(21));
        const other = new {name}("./worker.py", {{ type: "micropython", config: {{ custom: 7 }} }});
        other.sync.ask = (what) => `answered ${{what}}`;
        console.log("later", await other.sync.double(4));
        await other.ready;
        console.log("then" in other, typeof other.sync.then);
        globalThis.terminate = () => [worker, other].forEach((each) => each.terminate());
        """,
    )
    wait_for_line(page, "log: false undefined", 30)
    interpreter = "cpython" if name == "PyWorker" else "micropython"
    for line in (
        f"ran {interpreter} toml",
        "nobody answers",
        "double 42",
        "ran micropython 7",
        "asked answered this",
        "later 8",
    ):
        # The browser drops what a worker logged if the worker ends before the line has arrived.
        wait_for_line(page, f"log: {line}")
    page.evaluate("terminate()")


def test_a_worker_that_cannot_start(site: Site, page: WatchedPage) -> None:
    """The promise rejects, and the page shows why; wrong types are refused at once."""
    page.expect_error("404")
    page = open_module(
        site,
        """
        import { MPWorker } from "CORE";
        try { await MPWorker("./nowhere.py"); } catch (error) { console.log("rejected", error.message); }
        try { await MPWorker("./nowhere.py", { type: "ruby" }); } catch (error) { console.log(String(error)); }
        """,
    )
    wait_for_line(
        page, "log: TypeError: the type of a worker is 'pyodide' or 'micropython', not 'ruby'"
    )
    assert any("rejected" in line and "nowhere.py" in line for line in page.lines)
    assert "PY0404" in page.locator(".py-error").inner_text()


@pytest.mark.parametrize("name", ["PyWorker", "MPWorker"])
def test_unstuck(site: Site, name: str) -> None:
    """A loop of a worker's that asks whether it is stuck can be told so."""
    site.write(
        "loop.py",
        "from polyscript import xworker\nprint('looping')\n"
        "while not xworker.sync.isStuck(): pass\n"
        "xworker.sync.notStuck()\nprint('out', xworker.sync.isStuck())\n",
    )
    page = open_module(
        site,
        f"""
        import {{ {name} }} from "CORE";
        globalThis.worker = new {name}("./loop.py");
        """,
    )
    wait_for_line(page, "log: looping", 30)
    page.evaluate("worker.unstuck()")
    wait_for_line(page, "log: out False")


def test_python_of_plugins(site: Site) -> None:
    """What PyScript's plugins run before theirs can be run here, too."""
    page = open_module(
        site,
        """
        import { hooks, inputFailure, optional, stdlib } from "CORE";
        for (const code of [stdlib, optional, inputFailure, "print('before')"])
            hooks.main.codeBeforeRun.add(code);
        """,
        '<script type="mpy">print("script")</script>',
    )
    wait_done(page)
    assert prints(page) == ["before", "script"]


@main
def test_when_defined(site: Site, realm: Realm) -> None:
    """It resolves with what runs the scripts of a type, which can run more; `config` has theirs."""
    page = open_module(
        site,
        f"""
        import {{ whenDefined, TYPES, config, relative_url }} from "CORE";
        console.log("types", JSON.stringify([...TYPES]), relative_url("./x").endsWith("/x"));
        console.log("before", config.{realm.type});
        try {{ whenDefined("ruby"); }} catch (error) {{ console.log(error.message); }}
        const wrap = await whenDefined("{realm.type}");
        console.log("wrap", wrap.type, wrap.config.custom, config.{realm.type}.custom);
        wrap.run('print("sync", 6 * 7)');
        await wrap.runAsync(`
            import asyncio
            await asyncio.sleep(0)
            print("async", 6 * 7)
            def hear(event): print("heard", event.type)
        `);
        wrap.runEvent("hear", new Event("something"));
        """,
        realm.script("x = 1", config="custom = 1"),
    )
    wait_for_line(page, "log: heard something")
    assert prints(page) == [
        'types [["py","pyodide"],["mpy","micropython"]] true',
        "before undefined",
        "whenDefined(type) takes 'py' or 'mpy', not \"ruby\"",
        "wrap " + realm.type + " 1 1",
        "sync 42",
        "async 42",
        "heard something",
    ]


DETAIL = """
<script type="module">
    for (const name of ["TYPE:ready", "TYPE:done"])
        document.addEventListener(name, (event) => {
            const { script, wrap, worker } = event.detail;
            console.log(name, script.id, script === event.target, worker, wrap?.type ?? null);
        });
</script>
"""


def test_event_detail(site: Site, realm: Realm) -> None:
    """As the FAQ has it: the element and, on the main thread, what runs its code."""
    head = DETAIL.replace("TYPE", realm.type)
    site.write("index.html", site.html(realm.script("print('ran')", id="it"), head))
    page = wait_done(site.open())
    worker, wrap = ("true", "null") if realm.in_worker else ("false", realm.type)
    wait_for_line(page, "log: ran")
    assert sorted(prints(page)) == sorted(
        [
            f"{realm.type}:ready it true {worker} {wrap}",
            "ran",
            f"{realm.type}:done it true {worker} {wrap}",
        ]
    )


def test_process(site: Site, page: WatchedPage, realm: Realm) -> None:
    """`script.process(code)` runs more code as part of the script, which need not have ended."""
    page.expect_error("ZeroDivisionError")
    code = """
import asyncio
value = 20
while value < 41:
    await asyncio.sleep(0.01)
print("ended", value)
"""
    site.write("index.html", site.html(realm.script(code, id="it")))
    page = site.open()
    page.wait_for_function("!!document.getElementById('it').process")
    page.evaluate(
        "document.getElementById('it').process('  print(\"more\", value)\\n  value += 22')"
    )
    wait_for_line(page, "log: ended 42")
    page.evaluate("document.getElementById('it').process('\\n1 / 0')")
    box = page.locator(".py-error")
    box.wait_for()
    assert "#it process, line 2: ZeroDivisionError" in box.inner_text()


def test_a_second_core(site: Site, server: Server) -> None:
    """A page that loads core.js under several addresses has one runtime."""
    server.mounts["/elsewhere/"] = BUILDS["dist"]
    site.write("index.html", site.html(MICROPYTHON.script("print('once')")))
    page = wait_done(site.open())
    page.evaluate(
        f"""async () => {{
            const first = await import("{site.runtime}core.js");
            const second = await import("{site.runtime}core.js?second");
            const third = await import("/elsewhere/core.js");
            const same = first.hooks === second.hooks && second.hooks === third.hooks;
            console.log("same", same, (await third.whenDefined("mpy")).type);
        }}"""
    )
    wait_for_line(page, "log: same true mpy")
    assert prints(page).count("once") == 1


def test_the_class_of_proxies_has_its_name(site: Site) -> None:
    """JavaScript can ask for the class of what MicroPython gives it; messages have its name."""
    code = 'import js\nprint(js.eval("(value) => Object.getPrototypeOf(value).constructor.name")({"a": 1}))'
    site.write("index.html", site.html(MICROPYTHON.script(code)))
    assert prints(wait_done(site.open())) == ["PyProxy"]
