"""Bridges: functions of a Python file, for JavaScript. All pages do without 'unsafe-eval'."""

from __future__ import annotations

import pytest

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage
from tests.browser import BUILDS, Site
from tests.runtime.test_plain import CSP

REALMS = pytest.mark.parametrize(
    ("type", "worker"),
    [("mpy", False), ("py", False), ("mpy", True), ("py", True)],
    ids=["mpy-main", "py-main", "mpy-worker", "py-worker"],
)
TYPES = pytest.mark.parametrize("type", ["mpy", "py"])

TOOLS = """
globalThis.outcome = (promise) => promise.then(
    (value) => ['resolved', value ?? null], (error) => [error.name, error.message]);
"""

PYTHON = '''
import asyncio
import json
from json import dumps
from pyscript import RUNNING_IN_WORKER, when

count = 0


def add(a, b):
    """Add."""
    return a + b


async def later(value):
    await asyncio.sleep(0)
    return value


double = lambda value: 2 * value


def decorate(function):
    class Callable:
        def __call__(self, *args):
            return ("decorated", function(*args))

    return Callable()


@decorate
def decorated(value):
    return helper(value)


def helper(value):
    return value + 1


def increment():
    global count
    count += 1
    return count


def values():
    return {"list": [1, (2, 3)], "none": None, "dict": {"a": True}, "text": "é", "float": 0.5, "big": 2**60}


def kinds(*args):
    return [type(each).__name__ for each in args]


def data():
    return bytearray(b"\\x01\\x02")


def where():
    return RUNNING_IN_WORKER


class Sad(Exception):
    pass


def fail(kind):
    if kind == "own":
        raise Sad("very", "sad")
    raise ValueError("Cannot " + kind)


def strange():
    return Sad


class Point:
    def move(self): ...


if __name__ == "__main__":
    raise SystemExit("a module is no script")
'''

NAMES = "add data decorate decorated double fail helper increment kinds later strange values where"


def open_page(site: Site, body: str = "", *, core: bool = True) -> WatchedPage:
    """Open a page with `modules/calculations.py`; its `open(options)` is the bridge to it."""
    site.write("modules/calculations.py", PYTHON)
    site.write(
        "modules/calculations.js",
        f'import bridge, {{ bridge as other }} from "{site.runtime}bridge.js";'
        "globalThis.bridge = bridge; globalThis.same = bridge === other;"
        f"globalThis.open = (options) => bridge(import.meta.url, options);{TOOLS}",
    )
    body += '<script type="module" src="./modules/calculations.js"></script>'
    html = site.html(body, f'<meta http-equiv="Content-Security-Policy" content="{CSP}">')
    if not core:
        html = html.replace(f'<script type="module" src="{site.runtime}core.js"></script>', "")
    site.write("index.html", html)
    page = site.open()
    return page


@REALMS
def test_functions(site: Site, type: str, worker: bool) -> None:
    """All at the top level, none that is imported; called with and without awaiting the bridge."""
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const bridged = open(options);
            const { add, later } = bridged;
            const first = await Promise.all([add(1, 2), later([1]), bridged.where()]);
            const functions = await bridged;
            const nothing = await outcome(bridged.nothing());
            return [first, Object.keys(functions).sort().join(' '), await functions.add('a', 'b'),
                await functions.decorated(1), await functions.double(4), functions.nothing ?? null,
                await functions.increment(), await bridged.increment(), nothing,
                bridged.add === bridged.add, Symbol.iterator in functions, same];
        }""",
        {"type": type, "worker": worker},
    )
    assert result[0] == [3, [1], worker]
    assert result[1:8] == [NAMES, "ab", ["decorated", 2], 8, None, 1, 2]
    assert result[8][0] == "AttributeError"
    assert "modules/calculations.py has no function nothing(): it has add, data," in result[8][1]
    assert result[9:] == [True, False, True]


@REALMS
def test_values_and_exceptions(site: Site, type: str, worker: bool) -> None:
    """Plain ones, both ways; exceptions reject with type, message, and where it was."""
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const { values, kinds, data, strange, add, fail } = await open(options);
            const error = await fail('divide').catch((error) => error);
            const got = await values();
            const plain = structuredClone(got); // refuses proxies
            got.big = String(got.big);
            plain.big = String(plain.big);
            return [got, JSON.stringify(got) === JSON.stringify(plain), Array.isArray(got.list[1]),
                Object.getPrototypeOf(got.dict) === Object.prototype,
                await kinds(1, 1.5, 'x', true, null, undefined, [], { a: 1 }, new Uint8Array(2), new Set()),
                (await data()) instanceof Uint8Array, [...await data()],
                await outcome(strange()), await outcome(add(1, () => 2)), await add([1], [{ b: [2] }]),
                [error.name, error.message, error instanceof Error], await outcome(fail('own')),
                await outcome(add(1)), error.traceback];
        }""",
        {"type": type, "worker": worker},
    )
    values = {"list": [1, [2, 3]], "none": None, "dict": {"a": True}, "text": "é", "float": 0.5}
    assert result[0] == values | {"big": str(2**60)}
    assert result[1:4] == [True, True, True]
    kinds = ["int", "float", "str", "bool", "NoneType", "NoneType", "list", "dict"]
    assert result[4][:8] == kinds
    assert result[4][8] in ("bytes", "bytearray")
    assert result[4][9] == "set"
    assert result[5:7] == [True, [1, 2]]
    assert result[7][0] == "TypeError"
    assert "Sad" in result[7][1]
    assert result[8] == [
        "TypeError",
        "an argument cannot be sent to another thread: it is a function",
    ]
    assert result[9] == [1, {"b": [2]}]
    *_, divide, own, missing, traceback = result
    assert divide == ["ValueError", "Cannot divide", True]
    assert own == ["Sad", "('very', 'sad')"]
    assert missing[0] == "TypeError"
    line = PYTHON.split("\n").index('    raise ValueError("Cannot " + kind)') + 1
    assert f'File "modules/calculations.py", line {line}' in traceback


@REALMS
def test_files_that_cannot_be_loaded(
    site: Site, page: WatchedPage, type: str, worker: bool
) -> None:
    """A missing file, and one that raises, reject the bridge and all calls: nothing hangs."""
    page.expect_error("404")
    site.write("modules/broken.py", "def f(): pass\n1 / 0\n")
    site.write("modules/wrong.py", "def f(:\n")
    site.write("modules/empty.py", "")
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const found = [];
            for (const name of ['nowhere', 'broken', 'wrong', 'empty']) {
                const bridged = bridge(new URL(`./modules/${name}.mjs?x#y`, location), { ...options, env: 'one' });
                found.push(await outcome(bridged), await outcome(bridged.f()));
            }
            return found;
        }""",
        {"type": type, "worker": worker},
    )
    assert result[0] == result[1]
    assert result[0][0] == "UserError"
    assert "(PY0404)" in result[0][1]
    assert "modules/nowhere.py?x" in result[0][1]
    assert [each[0] for each in result[2:6]] == ["ZeroDivisionError"] * 2 + ["SyntaxError"] * 2
    assert result[6] == ["resolved", {}]
    assert result[7][0] == "AttributeError"
    assert "empty.py?x has no function f(): it has none" in result[7][1]


@REALMS
def test_environments(site: Site, type: str, worker: bool) -> None:
    """Files with the same `env` share their names, each loaded once; others have names of their own."""
    site.write(
        "modules/first.py",
        "state = [1]\ndef get():\n    return state\ndef name():\n    return __name__",
    )
    site.write("modules/second.py", "def append(value):\n    state.append(value)\n    return get()")
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const open = (name, more) => bridge(new URL(`./modules/${name}.js`, location), { ...options, ...more });
            const shared = { env: 'shared' };
            const first = await open('first', shared);
            const second = await open('second', shared);
            await second.append(2);
            const again = await open('first', shared);
            const alone = await open('first');
            const alsoAlone = await open('second');
            const other = await open('first', { env: 'other' });
            return [await first.get(), await again.get(), await alone.get(), await other.get(),
                Object.keys(second), await first.name(), await alone.name(),
                (await outcome(alsoAlone.append(1)))[0]];
        }""",
        {"type": type, "worker": worker},
    )
    assert result == [[1, 2], [1, 2], [1], [1], ["append"], "__main__", "first", "NameError"]


@TYPES
def test_page_shares_the_main_thread(site: Site, type: str) -> None:
    """A bridge on the main thread is in the interpreter of the page's scripts, or of an `env` of theirs."""
    site.write(
        "modules/shared.py",
        "import sys\ndef get():\n    return sys.path[-1]\ndef value():\n    return number",
    )
    page = open_page(
        site,
        f'<script type="{type}">import sys; sys.path.append("mine")</script>'
        f'<script type="{type}" env="own">number = 7</script>',
    )
    result = page.evaluate(
        """async (type) => {
            const open = (more) => bridge(new URL('./modules/shared.js', location), { type, worker: false, ...more });
            const { get } = await open();
            const { value } = await open({ env: 'own' });
            return [await get(), await value()];
        }""",
        type,
    )
    assert result == ["mine", 7]


@TYPES
def test_config(site: Site, type: str) -> None:
    """It brings files, relative to the module, and a worker; it is not changed; text will do."""
    site.write("modules/data.txt", "data")
    site.write("modules/config.toml", '[files]\n"./data.txt" = "copy.txt"')
    site.write(
        "modules/reader.py",
        "from pyscript import RUNNING_IN_WORKER\n"
        "def read(name):\n    with open(name) as file:\n        return [file.read(), RUNNING_IN_WORKER]",
    )
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const open = (more) => bridge(new URL('./modules/reader.js', location), { type, worker: false, ...more });
            const config = Object.freeze({ files: Object.freeze({ './data.txt': 'a.txt' }) });
            const one = { config: { files: { 'data.txt': '' } }, env: 'one' };
            const found = [
                await open({ config }).read('a.txt'),
                await open(one).read('data.txt'),
                await open({ env: 'one', worker: true }).read('data.txt'),
                await outcome(open({ ...one, config: {} })),
                await outcome(open(one).read('other.txt')),
            ];
            if (type === 'mpy')
                found.push(
                    await open({ config: 'files = { "./data.txt" = "b.txt" }' }).read('b.txt'),
                    await open({ config: './config.toml' }).read('copy.txt'),
                );
            return found;
        }""",
        type,
    )
    *first, refused, missing = result[:5]
    assert [*first, *result[5:]] == [["data", True]] * (5 if type == "mpy" else 3)
    assert refused[0] == "UserError"
    assert '(PY0409): env: "one" has started with another configuration' in refused[1]
    assert missing[0] == {"mpy": "OSError", "py": "FileNotFoundError"}[type]


@REALMS
def test_two_at_once(site: Site, type: str, worker: bool) -> None:
    """They start beside each other, in one interpreter or in two, and neither disturbs the other."""
    site.write(
        "modules/one.py",
        "import asyncio\nasync def name():\n    await asyncio.sleep(0)\n    return 1",
    )
    site.write("modules/two.py", "def name():\n    return __name__")
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const open = (name, more) => bridge(new URL(`./modules/${name}.js`, location), { ...options, ...more });
            const all = [open('one'), open('two'), open('one', { env: 'own' }), open('two', { env: 'own' })];
            return Promise.all(all.map(({ name }) => name()));
        }""",
        {"type": type, "worker": worker},
    )
    assert result == [1, "two", 1, "__main__"]


@TYPES
def test_terminate(site: Site, type: str) -> None:
    """Whatever it does, or before it can; the others live on, and the next one with its `env`."""
    site.write("modules/endless.py", "def run():\n    while True: pass\ndef one():\n    return 1")
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const open = (more) => bridge(new URL('./modules/endless.js', location), { type, ...more });
            const { terminate } = await import(moduleOfBridge);
            const endless = await open();
            const [early, first, second, other] = [open(), open({ env: 'a' }), open({ env: 'a' }), open()];
            const pending = [endless.run(), early.one()].map(outcome);
            await terminate(early);
            await Promise.all([other.one(), first.one()]);
            await terminate(endless);
            await terminate(await first);
            await terminate(endless);
            const again = open({ env: 'a' });
            terminate(open()); // its start is nobody's concern
            return [...await Promise.all(pending), await outcome(endless.one()), await outcome(second.one()),
                await again.one(), await other.one()];
        }""".replace("moduleOfBridge", f"'{site.runtime}bridge.js'"),
        type,
    )
    error = ["WorkerError", "the worker of a bridge was terminated"]
    assert result == [error] * 4 + [1, 1]
    refused = page.evaluate(
        """async (type) => {
            const { terminate } = await import(moduleOfBridge);
            const python = open({ type, worker: false });
            const refused = [await outcome(terminate(python)), await outcome(terminate({}))];
            return [...refused, await python.add(1, 2)];
        }""".replace("moduleOfBridge", f"'{site.runtime}bridge.js'"),
        type,
    )
    assert refused[0][0] == refused[1][0] == "TypeError"
    assert "which nothing ends" in refused[0][1]
    assert "takes what bridge(…) has returned" in refused[1][1]
    assert refused[2] == 3


def test_mistakes(site: Site) -> None:
    """Wrong options are refused, with what would be right."""
    page = open_page(site)
    result = page.evaluate(
        """async () => {
            let thrown;
            try { bridge('./'); } catch (error) { thrown = [error.name, error.message]; }
            return [thrown, await outcome(open({ type: 'ruby' }))];
        }"""
    )
    assert result == [
        [
            "TypeError",
            "bridge(url) takes the URL of a module, import.meta.url, or of a Python file, not './'",
        ],
        ["UserError", "(PY0409): the type of a bridge is 'py' or 'mpy', not \"ruby\""],
    ]


def test_it_brings_pyscript(site: Site) -> None:
    """A page without core.js gets the one beside bridge.js; `pyscript` may be another's URL."""
    page = open_page(site, core=False)
    options = {"type": "mpy", "worker": False}
    assert page.evaluate("options => open(options).add(1, 2)", options) == 3
    assert page.evaluate("document.scripts.length") == 1
    page = open_page(site, core=False)
    options["pyscript"] = f"{site.runtime}core.js?other"
    assert page.evaluate("options => open(options).add(1, 2)", options) == 3
    urls = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [url for url in urls if "/core.js" in url and not url.endswith("?other")] == []
    # Where there is one already, it stays.
    options["pyscript"] = "/nowhere/core.js"
    assert page.evaluate("options => open(options).add(1, 2)", options) == 3


@pytest.mark.parametrize("address", ["/npm/pyscript@1.0.0/dist/", "/releases/2026.1.1/"])
def test_versions(
    site: Site, page: WatchedPage, server: Server, variant: str, address: str
) -> None:
    """`pyscript` is the version in the address of bridge.js; without one there it says so."""
    other = address.replace("1.0.0", "2.5.0rc1").replace("2026.1.1", "2.5.0rc1")
    for each in (address, other):
        server.mounts[each] = BUILDS[variant]
    site.write("add.py", "def add(a, b): return a + b")
    site.write("index.html", '<!doctype html><link rel="icon" href="data:,"><p>Test</p>')
    page = site.open()
    code = """async ([address, pyscript]) => {
        const { bridge } = await import(`${address}bridge.js`);
        const { add } = bridge(new URL('./add.js', location), { type: 'mpy', worker: false, pyscript });
        const sum = await add(1, 2);
        const urls = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
        return [sum, urls.filter((url) => url.endsWith('/core.js'))];
    }"""
    assert page.evaluate(code, [address, "2.5.0rc1"]) == [3, [f"{other}core.js"]]
    page = site.open()
    assert page.evaluate(code, [address, None]) == [3, [f"{address}core.js"]]
    page = site.open()
    assert page.evaluate(code, [site.runtime, "2.5.0"]) == [3, [f"{site.runtime}core.js"]]
    assert any("pyscript: '2.5.0' cannot be chosen here" in line for line in page.lines)


@TYPES
def test_without_headers(page: WatchedPage, variant: str, type: str) -> None:
    """Nor does it need the isolation headers."""
    runtime = f"/{variant}/"
    with Server({runtime: BUILDS[variant]}, isolated=False) as server:
        html = '<!doctype html><link rel="icon" href="data:,"><p>Test</p>'
        server.routes["/"] = lambda request: Response(html, "text/html; charset=utf-8")
        server.routes["/add.py"] = lambda request: Response(
            "def add(a, b): return a + b", "text/plain"
        )
        page.raw.goto(server.url)
        found = page.evaluate(
            """async ([runtime, options]) => {
                const { bridge } = await import(`${runtime}bridge.js`);
                const { add } = bridge(new URL('./add.py', location), options);
                return [crossOriginIsolated, await add(1, 2)];
            }""",
            [runtime, {"type": type}],
        )
    assert found == [False, 3]


def test_a_worker_that_ends(site: Site) -> None:
    """Calls reject, those that are pending as well; an `env` starts anew."""
    site.write(
        "modules/ending.py", "import js\ndef end():\n    js.close()\ndef one():\n    return 1"
    )
    page = open_page(site)
    result = page.evaluate(
        """async () => {
            const open = () => bridge(new URL('./modules/ending.js', location), { type: 'mpy', env: 'it' });
            const { end, one } = open();
            const all = [await one()];
            const pending = outcome(end());
            await pending;
            all.push(...await outcome(one()), await open().one());
            return all;
        }"""
    )
    assert result[0] == 1
    assert result[1] == "WorkerError"
    assert result[3] == 1


@REALMS
def test_a_function_called_then(site: Site, type: str, worker: bool) -> None:
    """JavaScript would take an object with it for a promise: it is left out, and said so."""
    site.write("modules/thenable.py", "def then():\n    return 1\ndef add(a, b):\n    return a + b")
    page = open_page(site)
    result = page.evaluate(
        """async (options) => {
            const python = bridge(new URL('./modules/thenable.js', location), options);
            return [await python.add(1, 2), Object.keys(await python)];
        }""",
        {"type": type, "worker": worker},
    )
    assert result == [3, ["add"]]
    assert any("thenable.py: JavaScript takes what has a function then()" in x for x in page.lines)


@TYPES
def test_elements_do_not_reach_workers(site: Site, type: str) -> None:
    """Nothing of the page does: the message names it, also before Python is there."""
    page = open_page(site)
    result = page.evaluate(
        """async (type) => {
            const { kinds } = open({ type });
            return [await outcome(kinds(document.body)), await outcome(kinds(document.body))];
        }""",
        type,
    )
    for name, message in result:
        assert name == "TypeError"
        assert "an argument cannot be sent to another thread" in message
        assert "HTMLBodyElement object could not be cloned. Send what is of interest" in message
