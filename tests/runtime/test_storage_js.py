"""storage.js: the stores of Python, in JavaScript alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pyscript_tools.testing.console import WatchedPage
from tests.browser import VARIANTS, Site

Run = Callable[..., Any]

HELPERS = """
    const { default: storage, storage: named } = await import(`/${location.hash.slice(1)}/storage.js`);
    const raw = async (name, change) => {
        const request = indexedDB.open('IDBMap/@pyscript/' + name);
        request.onupgradeneeded = () => request.result.createObjectStore('entries');
        const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const transaction = database.transaction('entries', 'readwrite');
        const entries = transaction.objectStore('entries');
        change?.(entries);
        const [keys, values] = [entries.getAllKeys(), entries.getAll()];
        await new Promise((resolve) => (transaction.oncomplete = resolve));
        database.close();
        return Object.fromEntries(keys.result.map((key, index) => [key, values.result[index]]));
    };
    const thrown = (action) => {
        try {
            return `nothing: ${action()}`;
        } catch (error) {
            return String(error);
        }
    };
"""


@pytest.fixture
def run(site: Site, page: WatchedPage, variant: str) -> Run:
    """Run JavaScript in a page that loads nothing else, again in the same after a reload."""
    site.write("empty.html", '<!doctype html><link rel="icon" href="data:,">')
    address = f"{site.url}empty.html#{variant}"
    page.goto(address)

    def run(code: str, reload: bool = False) -> Any:
        if reload:
            page.reload()
        return page.evaluate(f"async () => {{ {HELPERS} {code} }}")

    return run


@pytest.mark.parametrize("variant", VARIANTS, indirect=True)
def test_an_object_that_persists(run: Run) -> None:
    """Properties are read, written, deleted and listed as those of any object."""
    assert run(
        """
        const store = await storage('object');
        store.a = 1;
        store['b c'] = { deep: [1, 'x', null, true, 1.5] };
        store.gone = 1;
        delete store.gone;
        Object.assign(store, { d: 'd' });
        Object.defineProperty(store, 'e', { value: 'e' });
        await store.sync();
        return [store.a, Object.keys(store), 'a' in store, 'gone' in store, { ...store }, JSON.stringify(store)];
        """
    ) == [
        1,
        ["a", "b c", "d", "e"],
        True,
        False,
        {"a": 1, "b c": {"deep": [1, "x", None, True, 1.5]}, "d": "d", "e": "e"},
        '{"a":1,"b c":{"deep":[1,"x",null,true,1.5]},"d":"d","e":"e"}',
    ]
    assert run(
        """
        const store = await storage('object');
        const names = [];
        for (const name in store) names.push(name);
        return [names, store.missing === undefined, delete store.missing, store.hasOwnProperty('a'),
            Object.entries(store).length, structuredClone({ ...store })['b c'].deep[4]];
        """,
        reload=True,
    ) == [["a", "b c", "d", "e"], True, True, True, 4, 1.5]


def test_imports_and_arguments(run: Run) -> None:
    """Default and named import are one function; a store has a name, in whichever form."""
    assert run(
        """
        const store = await storage('named');
        return [
            named === storage,
            (await storage({ name: 'named' })) === store,
            (await storage(name = 'named')) === store,
            (await Promise.all([storage('other'), named('other')])).every((each, _, [first]) => each === first),
        ];
        """
    ) == [True, True, True, True]
    assert (
        run(
            """
        const said = [];
        for (const name of ['', undefined, null, 5, {}])
            await storage(name).catch((error) => said.push(String(error)));
        return said;
        """
        )
        == ['TypeError: a store needs a name: await storage("my-store")'] * 5
    )


def test_texts(run: Run) -> None:
    """They are those that the existing PyScript reads and writes."""
    assert run(
        """
        const store = await storage('texts');
        const shared = [1];
        Object.assign(store, {
            number: 5, float: 1.5, text: 'é', flag: false, none: null, nothing: undefined,
            list: [1, 'a', undefined, 'a'], object: { a: { b: [] }, left: undefined }, shared: [shared, shared],
            date: new Date(0), generic: 'generic', 5: 'five',
        });
        await store.sync();
        return [await raw('texts'), store.nothing, store[5]];
        """
    ) == [
        {
            "5": '[["1","2"],"generic","five"]',
            "number": '[["1",5],"generic"]',
            "float": '[["1",1.5],"generic"]',
            "text": '[["1","2"],"generic","é"]',
            "flag": '[["1",false],"generic"]',
            "none": '[["1",0],"null"]',
            "nothing": '[["1",0],"null"]',
            "list": '[["1","2"],"generic",[1,"3",null,"3"],"a"]',
            "object": '[["1","2"],"generic",{"a":"3"},{"b":"4"},[]]',
            "shared": '[["1","2"],"generic",["3","3"],[1]]',
            "date": '[["1","2"],"generic","1970-01-01T00:00:00.000Z"]',
            "generic": '[["1","1"],"generic"]',
        },
        None,
        "five",
    ]


def test_what_json_has_not(run: Run) -> None:
    """Binary, BigInt, numbers that are none, and cycles come back as they were."""
    run(
        """
        const store = await storage('more');
        const cycle = { list: [] };
        cycle.list.push(cycle);
        Object.assign(store, {
            bytes: Uint8Array.of(0, 255), buffer: Uint8Array.of(1, 2).buffer, inside: { a: [Uint8Array.of(7)] },
            part: new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
            big: 2n ** 70n, large: 2 ** 60, nan: [NaN, Infinity, -Infinity], cycle,
        });
        store['__proto__'] = { x: 1 };
        await store.sync();
        """
    )
    assert run(
        """
        const store = await storage('more');
        const bytes = (value) => value instanceof Uint8Array && [...value];
        return [
            bytes(store.bytes), bytes(store.buffer), bytes(store.inside.a[0]), bytes(store.part),
            String(store.big), typeof store.large, store.large === 2 ** 60,
            Object.is(store.nan[0], NaN), store.nan[1] === Infinity, store.nan[2] === -Infinity,
            store.cycle.list[0] === store.cycle, Object.hasOwn(store, '__proto__'), store.__proto__.x,
        ];
        """,
        reload=True,
    ) == [
        [0, 255], [1, 2], [7], [2, 3],
        str(2**70), "number", True,
        True, True, True,
        True, True, 1,
    ]  # fmt: skip


def test_what_cannot_be_stored(run: Run) -> None:
    """Assigning it throws a TypeError, and changes nothing, neither here nor in the database."""
    assert run(
        """
        const store = await storage('refused');
        store.kept = 1;
        const values = [() => {}, Symbol('s'), new Map(), new Set(), /x/, new (class Own {})(), new Float32Array(1),
            [[() => {}]], { a: { b: new Map() } }, Promise.resolve()];
        const said = values.map((value) => thrown(() => (store.kept = value)));
        said.push(thrown(() => (store.sync = 1)), thrown(() => (store.clear = 1)));
        said.push(thrown(() => (store[Symbol('s')] = 1)));
        said.push(thrown(() => Object.defineProperty(store, 'x', { get: () => 1 })));
        await store.sync();
        return [said, { ...store }, await raw('refused')];
        """
    ) == [
        [
            "TypeError: a function cannot be stored: it has no JSON",
            "TypeError: a symbol cannot be stored: it has no JSON",
            "TypeError: a Map cannot be stored: it has no JSON",
            "TypeError: a Set cannot be stored: it has no JSON",
            "TypeError: a RegExp cannot be stored: it has no JSON",
            "TypeError: a Own cannot be stored: it has no JSON",
            "TypeError: a Float32Array cannot be stored: its bytes can, "
            "new Uint8Array(value.buffer, value.byteOffset, value.byteLength)",
            "TypeError: a function cannot be stored: it has no JSON",
            "TypeError: a Map cannot be stored: it has no JSON",
            "TypeError: a Promise cannot be stored: it has no JSON",
            'TypeError: "sync" cannot be a key: store.sync() is a method',
            'TypeError: "clear" cannot be a key: store.clear() is a method',
            "TypeError: Symbol(s) cannot be a key: use a string",
            'TypeError: "x" needs a value: it is stored',
        ],
        {"kept": 1},
        {"kept": '[["1",1],"generic"]'},
    ]


def test_changes_inside_values(run: Run) -> None:
    """`sync` saves them; what has not changed is not written again."""
    assert run(
        """
        const store = await storage('inside');
        Object.assign(store, { list: [1], object: { a: { b: 1 } }, bytes: Uint8Array.of(1), number: 1 });
        await store.sync();
        await raw('inside', (entries) => entries.put('[["1", "2"], "generic", [1]]', 'number'));
        store.list.push(2);
        store.object.a.b = 2;
        store.bytes[0] = 2;
        await store.sync();
        const { list, object, number } = await raw('inside');
        return [list, object, number];
        """
    ) == [
        '[["1","2"],"generic",[1,2]]',
        '[["1","2"],"generic",{"a":"3"},{"b":2}]',
        '[["1", "2"], "generic", [1]]',
    ]
    assert run(
        "const store = await storage('inside'); return [[...store.bytes], store.list, store.number]",
        reload=True,
    ) == [[2], [1, 2], [1]]
    assert (
        run(
            """
            const store = await storage('inside');
            store.list.push(() => {});
            return store.sync().catch(String);
            """
        )
        == "TypeError: a function cannot be stored: it has no JSON"
    )


def test_clear(run: Run) -> None:
    """It deletes everything, here and in the database."""
    assert run(
        """
        const store = await storage('cleared');
        store.a = 1;
        store.clear();
        store.b = 2;
        await store.sync();
        return [{ ...store }, await raw('cleared')];
        """
    ) == [{"b": 2}, {"b": '[["1",2],"generic"]'}]


def test_keys_that_are_numbers(run: Run) -> None:
    """Numbers of Python's are properties by their text, and stay numbers."""
    assert run(
        """
        await raw('numbers', (entries) => {
            entries.put('[["1",1],"generic"]', 5);
            entries.put('[["1",2],"generic"]', '6');
            entries.put('[["1",3],"generic"]', 6);
        });
        const store = await storage('numbers');
        const before = { ...store };
        store[5] = 'x';
        delete store[6];
        const after = { ...store };
        await store.sync();
        let kinds;
        await raw('numbers', (entries) => {
            const keys = entries.getAllKeys();
            keys.onsuccess = () => (kinds = keys.result.map((key) => typeof key + key));
        });
        return [before, after, kinds];
        """
    ) == [{"5": 1, "6": 2}, {"5": "x", "6": 3}, ["number5", "number6"]]


def test_damaged_records(run: Run, page: WatchedPage) -> None:
    """Each is reported and left out, until it is overwritten."""
    assert run(
        """
        await raw('damaged', (entries) => {
            entries.put('x', 'bad');
            entries.put('[["1","2"],"generic",["3"]]', 'worse');
            entries.put('[["1", NaN], "generic"]', 'nan');
            entries.put('[["1",1],"generic"]', 'good');
        });
        const store = await storage('damaged');
        const found = [Object.keys(store), Object.is(store.nan, NaN)];
        store.bad = 1;
        await store.sync();
        return [...found, (await raw('damaged')).bad];
        """
    ) == [["good", "nan"], True, '[["1",1],"generic"]']
    warnings = [line for line in page.lines if "is damaged and left out" in line]
    assert len(warnings) == 2
    assert 'in the store "damaged" the record of "bad"' in warnings[0]


def test_news(run: Run, page: WatchedPage) -> None:
    """`onchange` gets the keys that another tab has changed, whose values are there by then."""
    run(
        """
        globalThis.told = [];
        globalThis.store = await storage('news', { onchange: (keys) => told.push(keys.map((key) => [key, store[key]])) });
        store.own = 1;
        await storage({ name: 'news', onchange: (keys) => (globalThis.second = keys) });
        """
    )
    tab = page.raw.context.new_page()
    tab.goto(page.raw.url)
    tab.evaluate(
        f"""async () => {{ {HELPERS}
            const store = await storage('news');
            store.a = [1];
            delete store.own;
            store[7] = 7;
            await store.sync();
        }}"""
    )
    page.wait_for_function("told.flat().length === 3", polling=20)
    assert sorted(page.evaluate("told.flat().map(([key, value]) => [key, value ?? null])")) == [
        ["7", 7],
        ["a", [1]],
        ["own", None],
    ]
    assert page.evaluate("second.length") > 0
    tab.close()


def test_in_a_worker_of_javascripts(run: Run) -> None:
    """The module works in any worker, and what it writes appears on the page."""
    assert run(
        """
        const url = new URL(`/${location.hash.slice(1)}/storage.js`, location.href).href;
        const source = `import storage from '${url}';
            const store = await storage('worker');
            store.fromWorker = store.fromPage + 1;
            await store.sync();
            postMessage('done');`;
        const store = await storage('worker');
        store.fromPage = 1;
        await store.sync();
        const changed = new Promise((resolve) => storage({ name: 'worker', onchange: resolve }));
        new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
        return [await changed, store.fromWorker];
        """
    ) == [["fromWorker"], 2]


def test_a_database_of_another_kind(run: Run) -> None:
    """Opening it fails, and says why."""
    assert (
        run(
            """
            const request = indexedDB.open('IDBMap/@pyscript/foreign');
            request.onupgradeneeded = () => request.result.createObjectStore('others');
            await new Promise((resolve) => (request.onsuccess = resolve));
            request.result.close();
            return storage('foreign').catch(String);
            """
        )
        == "Error: its database is of another kind"
    )
