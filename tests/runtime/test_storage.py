"""Stores over reloads, tabs, threads and languages, and where there is no more room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import REALMS, Realm
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

WORKERS = [realm for realm in REALMS if realm.in_worker]

VALUES = r"""
import js
from pyscript import storage

shared = [1]
cycle = {"name": "cycle"}
cycle["self"] = cycle
values = {
    "true": True, "int": -7, "float": 1.0, "exact": 0.1 + 0.2, "big": 2**70, "none": None,
    "inf": float("inf"), "inside": [float("-inf"), {"nan": float("nan")}],
    "str": "h\u00e9llo \U0001f600 \u2028 \" \\ \n \x00", "empty": "", "list": [], "dict": {},
    "nested": {"a": [{"b": [None, 1.5, "x", "x"]}]}, "shared": [shared, shared, [1]],
    "cycle": cycle, "bytes": b"\x00\xff", "bytearray": bytearray(b"ab"),
    "memoryview": memoryview(b"cd"), "deep": [{"bytes": [b"x"], "same": b"x"}],
    "flags": {True: 1, False: [0]},
    "keys": {1: "one", "1": "text", 2.5: None, None: [1], "__proto__": 1},
    "__proto__": "key", "index": ["0", "1", "2"], 5: "five", 2**40: "large", "tuple": (1, (2,)),
}
"""

WRITE = """
store = await storage("NAME")
store.update(values)
await store.sync()
print("NAME saved")
"""

CHECK = """
def alike(a, b):
    if isinstance(a, dict):
        return type(b) is dict and len(a) == len(b) and all([alike(a[key], b[key]) for key in a])
    if isinstance(a, (list, tuple)):
        return type(b) is list and len(a) == len(b) and all([alike(*pair) for pair in zip(a, b)])
    if isinstance(a, float) and a != a:
        return b != b
    if isinstance(a, memoryview):
        return type(b) is memoryview and bytes(a) == bytes(b)
    return type(a) is type(b) and a == b


del values["cycle"]
for name in NAMES:
    store = await storage(name)
    assert len(store) == len(values) + 1, sorted(map(str, store))
    assert store["cycle"]["self"] is store["cycle"]
    assert store["shared"][0] is store["shared"][1] is not store["shared"][2]
    for key, value in values.items():
        if not alike(value, store[key]):
            print("not alike:", repr(key), repr(value), repr(store[key]))
    print("REALM read", name)
"""


def other_tab(page: WatchedPage, url: str) -> Page:
    """Open the page once more; nothing that is stored is deleted."""
    tab = page.raw.context.new_page()
    tab.goto(url)
    return tab


def test_values_survive(site: Site) -> None:
    """What each realm has written all others find, of the same types, after a reload."""
    names = [realm.name for realm in REALMS]
    writers = [realm.script(VALUES + WRITE.replace("NAME", realm.name)) for realm in REALMS]
    check = VALUES + CHECK.replace("NAMES", repr(names))
    readers = [realm.script(check.replace("REALM", realm.name)) for realm in REALMS]
    site.write("index.html", site.html("".join(writers)))
    site.write("read.html", site.html("".join(readers)))
    page = wait_done(site.open())
    assert sorted(prints(page)) == sorted([f"{name} saved" for name in names])
    page.all_done = False
    page.lines.clear()
    page.goto(f"{site.url}read.html")
    wait_done(page)
    expected = [f"{reader} read {name}" for reader in names for name in names]
    assert sorted(prints(page)) == sorted(expected)


def test_without_waiting(site: Site, realm: Realm) -> None:
    """What was written right before the page goes away is there afterwards."""
    code = """
import js
from pyscript import storage, window

store = await storage("counter")
print("count", store.get("count", 0))
store["count"] = store.get("count", 0) + 1
if store["count"] < 3:
    window.location.reload()
"""
    site.write("index.html", site.html(realm.script(code)))
    page = site.open()
    wait_for_line(page, "log: count 2", 60)
    assert prints(page) == [f"count {count}" for count in range(3)]


@pytest.mark.parametrize("realm", WORKERS, ids=str)
def test_a_thread_that_is_busy(site: Site, realm: Realm) -> None:
    """What a worker writes is saved even if it never waits for anything."""
    code = """
import js
from pyscript import storage

store = await storage("busy")
await store.sync()
store["before"] = 1
print("busy")
end = js.performance.now() + 20_000
while js.performance.now() < end:
    pass
print("not busy")
"""
    site.write("index.html", site.html(realm.script(code)))
    page = site.open()
    wait_for_line(page, "log: busy", 60)
    read = """async () => {
        const database = await new Promise((resolve) => {
            const request = indexedDB.open('IDBMap/@pyscript/busy');
            request.onsuccess = () => resolve(request.result);
        });
        const found = database.transaction('entries').objectStore('entries').getAllKeys();
        await new Promise((resolve) => (found.onsuccess = resolve));
        database.close();
        return found.result.length === 1;
    }"""
    page.wait_for_function(read, timeout=10_000)
    assert "log: not busy" not in page.lines


def test_two_tabs(site: Site, realm: Realm) -> None:
    """Each shows what the other changes."""
    code = """
import js
from pyscript import document, storage


def show(keys):
    items = sorted(store.items())
    document.title = "; ".join([f"{key}={value}" for key, value in items]) or "empty"


store = await storage("tabs")
store.on_change = show
store["tab " + str(len(store))] = [len(store)]
await store.sync()
show(None)
print("ready")
"""
    site.write("index.html", site.html(realm.script(code)))
    page = wait_done(site.open())
    assert page.title() == "tab 0=[0]"
    tab = other_tab(page, f"{site.url}index.html")

    def wait_for_title(title: str) -> None:
        for each in (tab, page.raw):  # one of them is behind the other, and draws no frames
            each.wait_for_function("title => document.title === title", arg=title, polling=20)

    wait_for_title("tab 0=[0]; tab 1=[1]")
    page.evaluate(
        "import('/dist/storage.js').then(async (m) => { (await m.default('tabs')).clear() })"
    )
    wait_for_title("empty")
    tab.close()


def test_main_thread_and_workers(site: Site) -> None:
    """All four realms of one page have one store open, and agree on what is in it."""
    code = """
import js
from pyscript import storage

name = "NAME"
store = await storage("together")
for number in range(50):
    store[name + " " + str(number)] = [name, number]
    store["last"] = name
    if number % 10 == 0:
        await store.sync()
await store.sync()


def look(keys):
    if len(store) == 4 * 50 + 1:
        store.on_change = None
        store["seen by " + name] = True


store.on_change = look
look([])
"""
    scripts = [realm.script(code.replace("NAME", realm.name)) for realm in REALMS]
    site.write("index.html", site.html("".join(scripts)))
    page = wait_done(site.open())
    page.wait_for_function(
        """async () => {
            const { storage } = await import('/dist/storage.js');
            const keys = Object.keys(await storage('together'));
            return keys.filter((key) => key.startsWith('seen by')).length;
        }"""
    )
    # Whoever sees all of it first writes one more.
    assert page.evaluate(
        """async () => {
            const store = await (await import('/dist/storage.js')).storage('together');
            const names = ['micropython-main', 'micropython-worker', 'pyodide-main', 'pyodide-worker'];
            return names.every((name) => store[`${name} 49`][1] === 49) && names.includes(store.last);
        }"""
    )


# No more room -----------------------------------------------------------------------------


@pytest.fixture
def limit(page: WatchedPage, site: Site) -> Iterator[Callable[[int], None]]:
    """Limit what the site may store, in bytes; -1 is no limit."""
    session = page.raw.context.new_cdp_session(page.raw)
    origin = site.url.split("/files/")[0]

    def set_limit(size: int) -> None:
        options = {} if size < 0 else {"quotaSize": size}
        session.send("Storage.overrideQuotaForOrigin", {"origin": origin, **options})

    yield set_limit
    set_limit(-1)
    session.detach()


def test_no_more_room(site: Site, page: WatchedPage, realm: Realm, limit: Any) -> None:
    """`sync` raises, with the key; what there is room for is saved; later there may be more."""
    code = """
import js
from pyscript import storage

store = await storage("full")
store["before"] = "before"
await store.sync()
large = bytes(8_000_000)
store["small"] = [1]
store["large"] = large
store["also small"] = 2
try:
    await store.sync()
except OSError as error:
    print("full:", error)
assert store["large"] == large
store["later"] = 3
try:
    await store.sync()
except OSError as error:
    print("still full:", str(error)[:7])
del store["large"]
await store.sync()
print("room:", sorted(store))
store["large"] = large
store.clear()
store.update({"again": 1, "large": large})
try:
    await store.sync()
except OSError as error:
    print("after clear:", str(error)[:7])
"""
    limit(4_000_000)
    site.write("index.html", site.html(realm.script(code)))
    wait_done(site.open())
    assert prints(page) == [
        'full: "large" could not be saved in the store "full": '
        "the browser has no more room for this site",
        'still full: "large"',
        "room: ['also small', 'before', 'later', 'small']",
        'after clear: "large"',
    ]
    assert page.evaluate(KEYS, "full") == ["again"]


KEYS = """async (name) => {
    const request = indexedDB.open('IDBMap/@pyscript/' + name);
    const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const keys = database.transaction('entries').objectStore('entries').getAllKeys();
    await new Promise((resolve) => (keys.onsuccess = resolve));
    database.close();
    return keys.result;
}"""


def test_no_more_room_unnoticed(site: Site, page: WatchedPage, realm: Realm, limit: Any) -> None:
    """Where nobody waits for it, it is reported as exceptions are."""
    code = """
from pyscript import storage

store = await storage("full")
store["large"] = bytearray(3_000_000)
"""
    limit(1_000_000)
    page.expect_error('OSError: "large" could not be saved in the store "full"')
    site.write("index.html", site.html(realm.script(code)))
    wait_done(site.open())
    page.locator(".py-error", has_text="no more room for this site").wait_for()


@pytest.fixture
def open_server(server: Server) -> Iterator[None]:
    """Let pages of any origin load the runtime."""
    server.cors = True
    yield
    server.cors = False


@pytest.mark.usefixtures("open_server")
def test_where_there_is_no_storage(site: Site, page: WatchedPage) -> None:
    """In a sandboxed frame, for one, browsers refuse: opening raises `OSError`."""
    code = """
from pyscript import storage
try:
    await storage("refused")
except OSError as error:
    print(str(error)[:40])
"""
    script = f'<script type="mpy">{code}</script>'
    site.write("frame.html", site.html(script))
    site.write(
        "index.html",
        '<!doctype html><link rel="icon" href="data:,">'
        '<iframe sandbox="allow-scripts" src="frame.html"></iframe>',
    )
    site.open()
    wait_for_line(page, "log: the store 'refused' cannot be opened: Fa", 30)
