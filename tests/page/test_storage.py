"""`storage`: dicts that persist."""

import asyncio
import json

import js
from pyscript_testing import (
    IN_WORKER,
    INTERPRETER,
    REALM,
    RUNTIME,
    console,
    expect_error,
    on_page,
    only,
    raises,
    tick,
    until,
)
from pyscript import Storage, storage, window
from pyscript.ffi import to_js

# What the database holds, asked for without any of our code.
RAW = """
(async (name, change) => {
    const request = indexedDB.open('IDBMap/@pyscript/' + name);
    request.onupgradeneeded = () => request.result.createObjectStore('entries');
    const database = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const stores = [...database.objectStoreNames];
    const transaction = database.transaction(stores, 'readwrite');
    const entries = transaction.objectStore('entries');
    change?.(entries);
    const asked = stores.map((store) => [
        store,
        transaction.objectStore(store).getAllKeys(),
        transaction.objectStore(store).getAll(),
    ]);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
    const found = {};
    for (const [store, keys, values] of asked)
        found[store] = keys.result.map((key, index) => [
            key,
            Array.isArray(values.result[index])
                ? values.result[index].map((value) => (value instanceof Uint8Array ? { bytes: [...value] } : value))
                : values.result[index],
        ]);
    return found;
})
"""

number = 0


def new_name():
    global number
    number += 1
    return f"{REALM}-{RUNTIME}-{number}"


async def new_store(storage_class=Storage):
    return await storage(new_name(), storage_class)


async def raw(name, change="null"):
    return await on_page(f"{RAW}('{name}', {change})")


async def saved(store):
    """Return the texts in the database by key, once everything is saved."""
    await store.sync()
    found = (await raw(store_name(store)))["entries"]
    return dict([(key, text) for key, text in found if not isinstance(key, list)])


def store_name(store):
    return f"{REALM}-{RUNTIME}-{number}"


async def in_javascript(name, code):
    """Run JavaScript on the main thread, in which `store` is the store of this name."""
    return await on_page(
        f"""(async () => {{
            const {{ storage }} = await import('/{RUNTIME}/storage.js');
            const store = await storage('{name}');
            {code}
        }})()"""
    )


# Opening ----------------------------------------------------------------------------------


async def test_it_needs_a_name():
    """Without a name, or with something else, it raises."""
    with raises(ValueError, "a store needs a name: await storage('my-store')"):
        await storage("")
    with raises(ValueError, "a store needs a name"):
        await storage()
    with raises(TypeError, "the name of a store must be a str, not 5"):
        await storage(5)


async def test_the_class_must_fit():
    """`storage_class` is a subclass of `Storage`, which cannot be called directly."""
    with raises(TypeError, "storage_class must be a subclass of Storage, not <class 'dict'>"):
        await storage("class", storage_class=dict)
    with raises(TypeError, "storage_class must be"):
        await storage("class", storage_class=5)
    with raises(TypeError, "Storage is opened by its name: await storage('my-store')"):
        Storage({"a": 1})


async def test_names_of_modules():
    """The function and its module have one name, and both can be imported."""
    from pyscript.storage import Storage as same_class
    from pyscript.storage import storage as same_function

    assert same_class is Storage
    assert same_function is storage


async def test_opened_twice():
    """It is one object, with what is in the database by then."""
    store = await new_store()
    name = store_name(store)
    assert await storage(name) is store
    first, second = await asyncio.gather(storage(name + "-other"), storage(name + "-other"))
    assert first is second
    await raw(name, """(entries) => entries.put('[["1",5],"generic"]', 'unannounced')""")
    assert store == {}
    assert await storage(name) is store
    assert store == {"unannounced": 5}


async def test_opening_keeps_what_is_not_saved():
    """Changes that are still to be saved, also inside values, survive opening again."""
    store = await new_store()
    name = store_name(store)
    store["list"] = [1]
    await store.sync()
    store["list"].append(2)
    store["new"] = "new"
    await storage(name)
    assert store == {"list": [1, 2], "new": "new"}
    await store.sync()
    assert (await saved(store))["list"] == '[["1","2"],"generic",[1,2]]'


# As a dict --------------------------------------------------------------------------------


async def test_it_reads_as_a_dict():
    """Everything that only reads does what a dict's does."""
    store = await new_store()
    assert not store
    store["a"] = 1
    store["b"] = [2]
    same = {"a": 1, "b": [2]}
    assert store
    assert len(store) == 2
    assert sorted(store) == ["a", "b"]
    assert sorted(store.keys()) == ["a", "b"]
    assert sorted(store.items()) == [("a", 1), ("b", [2])]
    assert [2] in store.values()
    assert sorted(reversed(store)) == ["a", "b"]
    assert "a" in store
    assert "c" not in store
    assert store["a"] == 1
    assert store.get("a") == 1
    assert store.get("c") is None
    assert store.get("c", 3) == 3
    assert store == same
    assert same == store
    assert store != {"a": 1}
    assert str(store) == str(store.copy())
    assert json.loads(json.dumps(store)) == same
    assert to_js(store).b[0] == 2
    with raises(KeyError, "c"):
        store["c"]
    with raises(TypeError, "hash"):
        hash(store)
    if INTERPRETER == "pyodide":
        assert isinstance(store, dict)
        assert dict(store) == same
        assert eval("{**store}") == same
        assert repr(store) == repr(same)
        assert store | {"c": 3} == {"a": 1, "b": [2], "c": 3}
        assert list(store) == ["a", "b"]
    assert dict(store.items()) == same


async def test_copies_do_not_persist():
    """`copy()` and the functions of `copy` make plain dicts."""
    store = await new_store()
    store["a"] = [1]
    copied = store.copy()
    assert type(copied) is dict
    copied["b"] = 2
    assert "b" not in store
    if INTERPRETER == "pyodide":
        import copy
        import pickle

        assert type(copy.copy(store)) is dict
        assert copy.deepcopy(store)["a"] is not store["a"]
        assert pickle.loads(pickle.dumps(store)) == {"a": [1]}
        assert await saved(store) == {"a": '[["1","2"],"generic",[1]]'}


async def test_every_change_persists():
    """Whichever method makes it."""
    store = await new_store()
    store["a"] = 1
    store["b"] = 2
    assert store.setdefault("b", 5) == 2
    assert store.setdefault("c", 3) == 3
    assert store.setdefault("none") is None
    store.update({"d": 4, "e": 5})
    store.update([("f", 6)], g=7)
    store.update(h=8)
    store.update()
    assert sorted(await saved(store)) == ["a", "b", "c", "d", "e", "f", "g", "h", "none"]
    assert (await saved(store))["g"] == '[["1",7],"generic"]'
    del store["a"]
    assert store.pop("b") == 2
    assert store.pop("b", None) is None
    assert store.pop("b", 7) == 7
    assert sorted(await saved(store)) == ["c", "d", "e", "f", "g", "h", "none"]
    key, _ = store.popitem()
    assert key not in store
    left = sorted(store)
    assert len(left) == 6
    assert sorted(await saved(store)) == left
    store.clear()
    assert store == {}
    assert await saved(store) == {}
    store["again"] = 1
    assert sorted(await saved(store)) == ["again"]


async def test_changing_in_place():
    """`|=` persists; where the interpreter cannot tell it from `|`, both say what to write."""
    store = await new_store()
    store["a"] = 1
    if INTERPRETER == "micropython":
        with raises(TypeError, "write store.update(other), or store.copy() | other"):
            store |= {"b": 2}
        with raises(TypeError, "write store.update(other)"):
            store | {"b": 2}
        assert isinstance(store, Storage)
    else:
        before = store
        store |= {"b": 2}
        assert store is before
        store |= [("c", 3)]
        assert sorted(await saved(store)) == ["a", "b", "c"]


async def test_what_is_not_there():
    """Deleting it raises, and nothing is deleted anywhere."""
    store = await new_store()
    store["a"] = 1
    with raises(KeyError, "b"):
        del store["b"]
    with raises(KeyError, "b"):
        store.pop("b")
    with raises(TypeError, "at most 2"):
        store.pop("a", 1, 2)
    with raises(TypeError, "at most 1"):
        store.update({}, {})
    store.pop("a")
    with raises(KeyError, "empty"):
        store.popitem()
    assert await saved(store) == {}


async def test_popitem_takes_the_last():
    """As of a dict; on MicroPython dicts have no order."""
    only("pyodide")
    store = await new_store()
    store.update(a=1, b=2)
    assert store.popitem() == ("b", 2)


async def test_subclass():
    """All changes go through the methods of a subclass; opening does not."""
    seen = []

    class Watched(Storage):
        def __setitem__(self, key, value):
            seen.append(key)
            super().__setitem__(key, value)

        def __delitem__(self, key):
            seen.append("-" + key)
            super().__delitem__(key)

    store = await new_store(Watched)
    assert type(store) is Watched
    assert isinstance(store, Storage)
    store["a"] = 1
    store.update({"b": 2})
    store.setdefault("c", 3)
    store.pop("a")
    store.pop("b")
    store.popitem()
    assert seen == ["a", "b", "c", "-a", "-b", "-c"]
    store["d"] = 4
    assert sorted(await saved(store)) == ["d"]
    seen.clear()
    assert await storage(store_name(store), storage_class=Watched) is store
    assert seen == []


async def test_subclass_with_its_own_init():
    """It gets one argument, for `super().__init__`, after which the content is there."""

    class Counted(Storage):
        def __init__(self, *args):
            super().__init__(*args)
            self.count = len(self)

    store = await new_store()
    store["a"] = 1
    await store.sync()
    other = await storage(store_name(store), Counted)
    assert other.count == 1


async def test_two_classes():
    """Stores of the same name show the changes of one another at once."""

    class Other(Storage):
        pass

    store = await new_store()
    store["a"] = [1]
    other = await storage(store_name(store), Other)
    assert type(other) is Other
    assert other == {"a": [1]}
    other["b"] = b"bytes"
    assert store["b"] == b"bytes"
    del store["a"]
    assert "a" not in other
    store.clear()
    assert other == {}


# Values -----------------------------------------------------------------------------------


async def test_texts_of_plain_values():
    """They are what the existing PyScript writes, but for white space."""
    store = await new_store()
    shared = [1]
    store.update(
        {
            "int": 42,
            "float": 1.0,
            "bool": True,
            "none": None,
            "str": "é",
            "list": [1, "a", None, "a"],
            "tuple": (1, (2, "b")),
            "dict": {"a": {"b": []}},
            "generic": ["generic"],
            "big": 2**70,
            "shared": [shared, shared],
        }
    )
    assert await saved(store) == {
        "int": '[["1",42],"generic"]',
        "float": '[["1",1.0],"generic"]',
        "bool": '[["1",true],"generic"]',
        "none": '[["1",0],"null"]',
        "str": '[["1","2"],"generic","é"]',
        "list": '[["1","2"],"generic",[1,"3",null,"3"],"a"]',
        "tuple": '[["1","2"],"generic",[1,"3"],[2,"4"],"b"]',
        "dict": '[["1","2"],"generic",{"a":"3"},{"b":"4"},[]]',
        "generic": '[["1","2"],"generic",["1"]]',
        "big": '[["1",1180591620717411303424],"generic"]',
        "shared": '[["1","2"],"generic",["3","3"],[1]]',
    }
    assert (await raw(store_name(store)))["binary"] == []


async def test_binary_in_its_own_form():
    """Bytes are `Uint8Array`s in the database; where there are none any more, nothing is left."""
    store = await new_store()
    store["a"] = bytearray(b"\x00\xff")
    store["b"] = {"deep": [b"x", memoryview(b"yz")]}
    store["c"] = b""
    await store.sync()
    assert (await raw(store_name(store)))["binary"] == [
        ["a", [{"bytes": [0, 255]}]],
        ["b", [{"bytes": [120]}, {"bytes": [121, 122]}]],
        ["c", [{"bytes": []}]],
    ]
    store["a"] = 1
    del store["b"]
    await store.sync()
    assert (await raw(store_name(store)))["binary"] == [["c", [{"bytes": []}]]]
    store.clear()
    await store.sync()
    assert (await raw(store_name(store))) == {"entries": [], "binary": []}


async def test_keys():
    """Strings and numbers are keys, others raise."""
    store = await new_store()
    store["text"] = store[5] = store[1.5] = store[2**40] = store[-1] = store[""] = 1
    await store.sync()
    keys = [key for key, _ in (await raw(store_name(store)))["entries"]]
    assert keys == [-1, 1.5, 5, 2**40, "", "text"]
    del store[5], store[2**40]
    for key in (None, True, (1, 2), b"x", 2**60, float("nan"), float("inf")):
        with raises(TypeError, "a key of a store must be a str, or a number below 2**53, not"):
            store[key] = 1
    assert sorted(map(str, store)) == ["", "-1", "1.5", "text"]
    assert len(await saved(store)) == 4


async def test_what_cannot_be_stored():
    """It raises `TypeError`, which names the key and the type, and changes nothing."""
    store = await new_store()
    store["kept"] = "kept"

    class Anything:
        def __repr__(self):
            return "1"  # which is JSON

    for value in ({1}, object(), print, 1j, Anything(), range(3), js.Object.new(), window):
        for inside in (value, [value], {"a": {"b": (value,)}}, [b"bytes", value], [[], value]):
            with raises(TypeError, "cannot be stored, what can: bool, int, float, str, None"):
                store["kept"] = inside
            with raises(TypeError, "'new': a "):
                store["new"] = inside
            with raises(TypeError):
                store.update({"other": 1, "new": inside})
            with raises(TypeError):
                store.setdefault("new", inside)
    with raises(TypeError, "a set cannot be stored"):
        store["new"] = {1}
    with raises(TypeError, "a dict with the key (1, 2) cannot be stored"):
        store["new"] = [{(1, 2): 3}]
    with raises(TypeError, "an int of more than 4300 digits"):
        store["new"] = [10**5000]
    assert store == {"kept": "kept"}
    assert await saved(store) == {"kept": '[["1","2"],"generic","kept"]'}


async def test_memoryviews_of_other_things():
    """Only bytes would come back as they were."""
    only("pyodide")
    from array import array

    store = await new_store()
    with raises(TypeError, "cast('B')"):
        store["a"] = memoryview(array("d", [1.5]))
    store["a"] = memoryview(array("d", [1.5])).cast("B")
    assert len(store["a"]) == 8


async def test_javascripts_null():
    """It is `None`, also inside."""
    store = await new_store()
    store["a"] = js.JSON.parse("null")
    store["b"] = [js.JSON.parse("null")]
    assert await saved(store) == {"a": '[["1",0],"null"]', "b": '[["1","2"],"generic",[null]]'}


async def test_subclasses_of_values():
    """They are stored as what they inherit from."""

    class Items(list):
        pass

    class Text(str):
        pass

    class Pairs(dict):
        pass

    pairs = Pairs()
    pairs["a"] = Text("x")
    store = await new_store()
    store["a"] = [Items([1]), pairs]
    other = await new_store()
    other["store"] = store
    other[Text("key")] = Text("y")
    assert sorted(await saved(other)) == ["key", "store"]
    assert json.loads((await saved(other))["store"])[1:3] == ["generic", {"a": "3"}]


async def test_large_values():
    """A megabyte of text or bytes, and deep nesting, are no special cases."""
    store = await new_store()
    text = 'é"\\\n' * 250_000
    content = bytearray(bytes(range(250)) * 4000)
    deep = []
    for _ in range(5000):
        deep = [deep]
    store["text"] = text
    store["inside"] = {"text": [text]}
    store["bytes"] = content
    store["deep"] = deep
    await store.sync()

    class Fresh(Storage):
        pass

    fresh = await storage(store_name(store), Fresh)
    assert fresh["text"] == text
    assert fresh["inside"] == {"text": [text]}
    assert fresh["bytes"] == content
    found = fresh["deep"]
    for _ in range(5000):
        (found,) = found
    assert found == []


# Inside values ----------------------------------------------------------------------------


async def test_changes_inside_values():
    """`sync` saves them, whatever they are inside, and nothing else."""
    store = await new_store()
    name = store_name(store)
    store["list"] = [1]
    store["dict"] = {"a": {"b": 1}}
    store["bytes"] = bytearray(b"abc")
    store["cycle"] = [1]
    store["cycle"].append(store["cycle"])
    store["number"] = 1
    store["long"] = [5] * 5000
    await store.sync()
    await raw(name, """(entries) => entries.put('[["1",5],"generic"]', 'number')""")
    store["list"].append(2)
    store["dict"]["a"]["b"] = 2
    store["bytes"][0] = 120
    store["cycle"][0] = 2
    store["long"][4999] = 6
    found = await saved(store)
    assert found["list"] == '[["1","2"],"generic",[1,2]]'
    assert found["dict"] == '[["1","2"],"generic",{"a":"3"},{"b":2}]'
    assert found["cycle"] == '[["1","2"],"generic",[2,"2"]]'
    assert found["long"].endswith(",5,6]]")
    assert found["number"] == '[["1",5],"generic"]'
    assert (await raw(name))["binary"] == [["bytes", [{"bytes": [120, 98, 99]}]]]


async def test_changes_of_type_inside():
    """A number that becomes a float, and something that cannot be stored, are changes, too."""
    store = await new_store()
    store["a"] = [1]
    await store.sync()
    store["a"][0] = 1.0
    assert await saved(store) == {"a": '[["1","2"],"generic",[1.0]]'}
    store["b"] = 1
    store["a"][0] = {1}
    with raises(TypeError, "'a': a set cannot be stored"):
        await store.sync()
    store["a"][0] = 2
    assert await saved(store) == {"a": '[["1","2"],"generic",[2]]', "b": '[["1",1],"generic"]'}


async def test_another_spelling_is_no_change():
    """What another language or the existing PyScript has written stays as it is."""
    name = new_name()
    await raw(
        name, """(entries) => entries.put('[["1", "2"], "generic", [1, "3"], "\\\\u00e9"]', 'a')"""
    )
    store = await storage(name)
    assert store == {"a": [1, "é"]}
    before = await saved(store)
    assert '"generic", [1, "3"]' in before["a"]
    store["a"].append(2)
    assert await saved(store) == {"a": '[["1","2"],"generic",[1,"3",2],"é"]'}


# What is already there ----------------------------------------------------------------------


async def test_records_of_the_existing_pyscript():
    """All that its Python and its JavaScript write is read, and what it means."""
    records = {
        "true": '[["1", true], "generic"]',
        "float": '[["1", 1.0], "generic"]',
        "none": '[["1", 0], "null"]',
        "str": '[["1", "2"], "generic", "h\\u00e9llo"]',
        "list": '[["1", "2"], "generic", [1, "3", null, true, 2.5], "a"]',
        "dict": '[["1", "2"], "generic", {"a": 1, "b": "3"}, [1, 2]]',
        "bytearray": '[["1", "2"], "bytearray", [0, 1, 255]]',
        "memoryview": '[["1", "2"], "memoryview", [0, 1, 255]]',
        "big": '[["1", 1180591620717411303424], "generic"]',
        "cycle": '[["1", "2"], "generic", ["2"]]',
        "escapes": '[["1", "2"], "generic", {"\\u00e9": "3"}, "\\ud83d\\ude00 \\u00e9\\n"]',
        "shared": '[["1", "2"], "generic", ["3", "3"], ["4"], "\\ud83d\\ude00"]',
        "javascript": '[["1","2"],"generic",{"a":"3","b":"4"},[1,"5",null,true],{"c":1.5},"x"]',
        "inf": '[["1", Infinity], "generic"]',
        "mpy-inf": '[["1", "2"], "generic", [-inf, "3", 1.0], "Infinity inf nan"]',
        "nan": '[["1", NaN], "generic"]',
        "mpy-nan": '[["1", "2"], "generic", {"a": nan, "b": "3", "nan": nan}, [1.0, "4"], "nan"]',
    }
    name = new_name()
    code = json.dumps(json.dumps(records))
    await raw(
        name,
        """(entries) => {
            for (const [key, text] of Object.entries(JSON.parse(CODE))) entries.put(text, key);
            entries.put('[["1", "2"], "generic", "five"]', 5);
        }""".replace("CODE", code),
    )
    store = await storage(name)
    assert store[5] == "five"
    assert store["true"] is True
    assert type(store["float"]) is float
    assert store["none"] is None
    assert store["str"] == "héllo"
    assert store["list"] == [1, "a", None, True, 2.5]
    assert store["dict"] == {"a": 1, "b": [1, 2]}
    assert store["bytearray"] == bytearray([0, 1, 255])
    assert type(store["memoryview"]) is memoryview
    assert bytes(store["memoryview"]) == bytes([0, 1, 255])
    assert store["big"] == 2**70
    assert store["cycle"][0] is store["cycle"]
    assert store["javascript"] == {"a": [1, "x", None, True], "b": {"c": 1.5}}
    assert store["escapes"] == {"é": "\U0001f600 é\n"}
    assert store["shared"] == [["\U0001f600"], ["\U0001f600"]]
    assert store["shared"][0] is store["shared"][1]
    assert store["inf"] == float("inf")
    assert store["mpy-inf"] == [float("-inf"), "Infinity inf nan", 1.0]
    assert type(store["mpy-inf"][2]) is float
    assert store["nan"] != store["nan"]
    assert store["mpy-nan"]["a"] != store["mpy-nan"]["a"]
    assert store["mpy-nan"]["b"] == [1.0, "nan"]
    assert type(store["mpy-nan"]["b"][0]) is float


async def test_binary_in_a_database_of_the_existing_pyscript():
    """It has no place for it, which changes nothing."""
    name = new_name()
    await raw(name, """(entries) => entries.put('[["1",1],"generic"]', 'a')""")
    store = await storage(name)
    store["b"] = [b"x"]
    await store.sync()
    found = await raw(name)
    assert list(found) == ["entries"]
    assert found["entries"][1][1][1] == {"bytes": [120]}

    class Fresh(Storage):
        pass

    assert await storage(name, Fresh) == {"a": 1, "b": [b"x"]}


async def test_damaged_records():
    """Each is reported, and left out; all the others are there."""
    name = new_name()
    records = [
        "",
        "x",
        "5",
        "[]",
        '[["1"',
        '[["1",1 2],"generic"]',
        '[["1","2"],"generic"]',
        '[["1","2"],"generic",["9"]]',
        '[["1","2"],"generic",{"a":"x"},"x"]',
        '[["1","2"],"generic",[1],]',
        '1],"generic"],[["1"',
        '[["1","2"],"unheard of",5]',
        '[["1","2"],"bytearray","abc"]',
        '[["1","2"],"memoryview",[1.5]]',
        '[["1","2"],"generic",[<object>]]',
        '[["3","2"],"x",0,"extended","2:bytes"]',
        '[["3","2"],"x",[1],"extended","2:pairs"]',
        '[["3","2"],"x",0,"extended","2:else"]',
        '[["3","2"],"x",0,"extended"]',
        '[["1",' + "7" * 5000 + '],"generic"]',
    ]
    code = json.dumps(json.dumps(records))
    await raw(
        name,
        """(entries) => {
            JSON.parse(CODE).forEach((text, index) => entries.put(text, 'bad-' + index));
            entries.put({ an: 'object' }, 'bad-object');
            entries.put(['[["1",1],"generic"]', 'no bytes'], 'bad-array');
            entries.put('[["1",1],"generic"]', [1, 2]);
            entries.put('[["1",1],"generic"]', 'good');
            entries.put('[["1","2"],"generic","' + '7'.repeat(5000) + '"]', 'digits');
        }""".replace("CODE", code),
    )
    store = await storage(name)
    assert store == {"good": 1, "digits": "7" * 5000}
    lines = [line for line in await console() if "is damaged and left out" in line]
    assert len(lines) == len(records) + 3
    for index in range(len(records)):
        assert any([f'of "bad-{index}" is damaged' in line for line in lines]), index
    assert all(
        [line.startswith(f'warning: pyscript.storage: in the store "{name}"') for line in lines]
    )
    store["bad-0"] = "mended"
    assert (await saved(store))["bad-0"] == '[["1","2"],"generic","mended"]'
    # Once is enough.
    await storage(name)
    assert len([line for line in await console() if "is damaged" in line]) == len(lines)


# News ---------------------------------------------------------------------------------------


async def test_javascript_and_python():
    """Each sees what the other does, without opening the store again."""
    store = await new_store()
    name = store_name(store)
    store["user_count"] = 42
    await store.sync()
    assert await in_javascript(name, "globalThis.kept = store; return store.user_count") == 42
    store["status"] = {"a": ["active", None, 1.5]}
    await until(lambda: on_page("globalThis.kept.status?.a[0] === 'active'"))
    assert await on_page("globalThis.kept.status.a") == ["active", None, 1.5]
    await on_page(
        "globalThis.kept.config = { theme: 'dark' }; delete globalThis.kept.user_count; 1"
    )
    await until(lambda: "config" in store and "user_count" not in store)
    assert store == {"config": {"theme": "dark"}, "status": {"a": ["active", None, 1.5]}}
    await on_page("globalThis.kept.clear()")
    await until(lambda: store == {})
    store["again"] = 1
    await until(lambda: on_page("JSON.stringify(globalThis.kept) === '{\"again\":1}'"))
    store.clear()
    await until(lambda: on_page("JSON.stringify(globalThis.kept) === '{}'"))


async def test_at_once_on_one_thread():
    """What shares a thread sees changes at once."""
    only("main")
    store = await new_store()
    name = store_name(store)
    await in_javascript(name, "globalThis.kept = store")
    store["a"] = [1]
    assert js.kept.a[0] == 1
    js.kept.b = "x"
    assert store["b"] == "x"
    store["bytes"] = b"\x01"
    assert js.kept.bytes[0] == 1
    js.kept.bytes = js.Uint8Array.new(2)
    assert store["bytes"] == bytearray(2)


async def test_on_change():
    """It is called with the keys that something else has changed, once for what is one change."""
    store = await new_store()
    told = []
    calls = []

    def tell(keys):
        calls.append(keys)
        told.extend(keys)

    store.on_change = tell
    store["own"] = 1
    await in_javascript(store_name(store), "store.a = 1; store.b = 2; await store.sync()")
    await until(lambda: "b" in told)
    assert sorted(told) == ["a", "b"]
    if not IN_WORKER:
        assert calls == [["a", "b"]]
    store.on_change = None
    await in_javascript(store_name(store), "store.c = 3; await store.sync()")
    await until(lambda: "c" in store)
    assert "c" not in told


async def test_on_change_of_a_class():
    """A method will do, also an asynchronous one; what it raises is reported."""
    told = []

    class Listening(Storage):
        async def on_change(self, keys):
            await tick()
            told.append([(key, self[key]) for key in keys])
            raise RuntimeError("of on_change")

    expect_error("RuntimeError: of on_change")
    store = await new_store(Listening)
    await in_javascript(store_name(store), "store.a = 1; await store.sync()")
    await until(lambda: told)
    assert told == [[("a", 1)]]


async def test_many_changes_elsewhere():
    """More than is read one by one."""
    store = await new_store()
    store["own"] = 1
    code = "for (let i = 0; i < 500; i++) store['key' + i] = i; await store.sync()"
    await in_javascript(store_name(store), code)
    await until(lambda: len(store) == 501)
    assert store["key499"] == 499
    await in_javascript(
        store_name(store), "for (const key in store) delete store[key]; await store.sync()"
    )
    await until(lambda: len(store) == 0)


async def test_the_last_one_wins():
    """Whoever writes a key last: all agree in the end, on what the database has."""
    store = await new_store()
    name = store_name(store)
    await in_javascript(name, "globalThis.kept = store")
    for round in range(10):
        store["a"] = f"python {round}"
        await on_page(f"(globalThis.kept.a = 'javascript {round}', 1)")
        store["b"] = round
    await store.sync()
    await on_page("globalThis.kept.sync()")

    async def agree():
        (text,) = [text for key, text in (await raw(name))["entries"] if key == "a"]
        value = json.loads(text)[2]
        return store["a"] == value and await on_page("globalThis.kept.a") == value

    await until(agree)


async def test_a_database_that_is_deleted():
    """Whoever deletes it is not kept waiting; the store is empty, and can be used."""
    store = await new_store()
    store["a"] = 1
    await store.sync()
    await on_page(
        f"""new Promise((resolve, reject) => {{
            const request = indexedDB.deleteDatabase('IDBMap/@pyscript/{store_name(store)}');
            request.onsuccess = () => resolve(1);
            request.onblocked = reject;
        }})"""
    )
    store["b"] = 2
    assert await saved(store) == {"b": '[["1",2],"generic"]'}
    await storage(store_name(store))
    assert store == {"b": 2}
