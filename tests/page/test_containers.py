"""What references to arrays, maps, bytes and objects offer, as Pyodide's own proxies do."""

import io

import js
from pyscript_testing import INTERPRETER, on_page, raises, skip
from pyscript import document, ffi, window

REALMS = ["worker"]


async def evaluate(code):
    """Put the value of some JavaScript on the page into `window.value`."""
    await on_page("void (window.value = (" + code + "))")
    return window.value


# Arrays -----------------------------------------------------------------------------------


async def test_arrays_as_lists():
    """Items are found, counted, added, and taken away, by Python's names."""
    array = await evaluate("['a', 'b', document.body, 'b']")
    assert (array.index("b"), array.index("b", 2), array.index(document.body)) == (1, 3, 2)
    assert (array.count("b"), array.count("z")) == (2, 0)
    for arguments in (("z",), ("b", 2, 3), ("a", 1)):
        with raises(ValueError, repr(arguments[0])):
            array.index(*arguments)
    array.insert(0, "first")
    array.insert(-1, "late")
    assert list(array)[:3] == ["first", "a", "b"]
    assert (array.pop(), array.pop(0), array.pop(-1)) == ("b", "first", "late")
    with raises(IndexError):
        array.pop(9)
    array.remove("b")
    with raises(ValueError):
        array.remove("b")
    array.reverse()
    assert array.to_py() == [document.body, "a"]
    assert [each for each in reversed(array)] == ["a", document.body]
    array.clear()
    assert len(array) == 0
    with raises(IndexError):
        array.pop()


async def test_parts_of_arrays():
    """Slices are set and deleted, arrays are added."""
    array = await evaluate("[0, 1, 2, 3, 4, 5]")
    array[1:3] = ["x"]
    assert array.to_py() == [0, "x", 3, 4, 5]
    array[::2] = "abc"
    assert array.to_py() == ["a", "x", "b", 4, "c"]
    with raises(ValueError):
        array[::2] = [1]
    del array[1:4:2]
    assert array.to_py() == ["a", "b", "c"]
    array[3:] = [1, 2]
    del array[:2]
    assert array.to_py() == ["c", 1, 2]
    array += (3,)
    assert (array + [4]).to_py() == ["c", 1, 2, 3, 4]
    assert array.to_py() == ["c", 1, 2, 3]


async def test_what_a_regular_expression_finds():
    """An array whose `index` is a number."""
    found = window.RegExp.new("a(b)?").exec("xab")
    assert (found.index, found.input, len(found), found[1], list(found)) == (
        1,
        "xab",
        2,
        "b",
        ["ab", "b"],
    )
    assert window.Array.of("a").index("a") == 0


async def test_lists_of_nodes(target):
    """They are searched likewise, and otherwise have their own methods."""
    document.getElementById(target).innerHTML = "<i></i><b></b><i></i>"
    for nodes in (
        document.getElementById(target).children,
        document.querySelectorAll(f"#{target} > *"),
    ):
        assert nodes.index(nodes.item(1)) == 1
        assert nodes.count(nodes[2]) == 1
        assert [each.localName for each in reversed(nodes)] == ["i", "b", "i"]
        assert not hasattr(nodes, "insert")
    node = document.createElement("form")
    node.append("a", "b")
    assert node.childNodes.length == 2


# Iterators ----------------------------------------------------------------------------------


async def test_iterators_have_a_next_item():
    """`next(iterator)`, between loops and before them; `anext`, too."""
    numbers = await evaluate("[1, 2, 3, 4, 5].values()")
    assert (next(numbers), next(numbers)) == (1, 2)
    for number in numbers:
        assert number == 3
        break
    assert (next(numbers), next(numbers), next(numbers, "ended")) == (4, 5, "ended")
    things = await evaluate("(async function* () { yield 1; yield 'two'; })()")
    assert await things.__anext__() == 1
    async for each in things:
        assert each == "two"


async def test_an_iterator_that_is_only_that():
    """Without `Symbol.iterator`."""
    countdown = await evaluate("{n: 3, next() { return {done: !this.n, value: this.n--}; }}")
    assert next(countdown) == 3
    assert list(countdown) == [2, 1]


# Maps and objects -----------------------------------------------------------------------------


async def test_maps_as_dicts():
    """By Python's names."""
    map_ = await evaluate("new Map([['a', 1], ['b', document.body]])")
    assert map_.get("a") == 1
    assert (map_.get("z"), map_.get("z", 5)) == (None, 5)
    assert (list(map_.keys()), list(map_.values())) == (["a", "b"], [1, document.body])
    assert list(map_.items()) == [("a", 1), ("b", document.body)]
    if INTERPRETER == "pyodide":  # MicroPython's dict takes its own kind only
        assert dict(map_) == {"a": 1, "b": document.body}
    assert (map_.setdefault("a", 7), map_.setdefault("c", 7)) == (1, 7)
    map_.update({"a": 2}, d=3)
    map_.update([("e", 4)])
    assert (map_.pop("a"), map_.pop("a", None)) == (2, None)
    for key in ("a", 1):
        with raises(KeyError, str(key)):
            map_.pop(key)
    assert list(map_) == ["b", "c", "d", "e"]
    assert (map_.has("b"), map_.size) == (True, 4)
    assert map_.popitem() == ("b", document.body)
    map_.clear()
    assert len(map_) == 0
    with raises(KeyError):
        map_.popitem()


async def test_objects_as_dicts():
    """`as_object_map` is a view, for the page the object itself."""
    thing = await evaluate("{x: {y: 2}, list: [{z: 3}], node: document.body}")
    view = thing.as_object_map()
    assert (view["x"].y, len(view), "x" in view, "toString" in view) == (2, 3, True, False)
    with raises(KeyError, "toString"):
        view["toString"]
    with raises(KeyError):
        del view["toString"]
    assert list(view) == ["x", "list", "node"]
    view["new"] = 5
    assert (thing.new, view.pop("new"), view.get("new")) == (5, 5, None)
    view.update(a=1)
    del view["a"]
    assert view.object_keys() == list(view.keys()) == ["x", "list", "node"]
    assert view == thing
    assert window.Object.keys(view).to_py() == list(view)
    assert thing.as_object_map(hereditary=True)["x"]["y"] == 2
    assert dict(view.items())["node"] == document.body


async def test_objects_as_json():
    """`as_py_json`: dicts and lists at any depth, without a copy."""
    thing = await evaluate("[{x: 2, deep: {list: [1, {y: 3}]}}, {x: 7}]")
    view = thing.as_py_json()
    assert [each["x"] for each in view] == [2, 7]
    assert view[0]["deep"]["list"][1]["y"] == 3
    view[1]["x"] = 8
    view[0]["deep"]["list"][0] = 5
    assert thing.to_py() == [{"x": 2, "deep": {"list": [5, {"y": 3}]}}, {"x": 8}]
    assert (len(view), view[-1:][0]["x"], view.pop().x, len(view)) == (2, 8, 8, 1)
    assert next(iter(view)).items()[0] == ("x", 2)


# Bytes ----------------------------------------------------------------------------------------


async def test_bytes_as_buffers():
    """They are filled, copied to buffers, and to and from files."""
    array = await evaluate("new Uint16Array([1, 2, 3])")
    array.assign(b"\x05\x00\x06\x00\x07\x00")
    assert list(array) == [5, 6, 7]
    assert (array.index(6), array.count(7)) == (1, 1)
    array.buffer.assign(bytearray(6))
    assert array[0] == 0
    array[1] = 258
    copied = bytearray(6)
    array.assign_to(copied)
    assert copied == b"\0\0\x02\x01\0\0"
    for wrong in (lambda: array.assign(b"12"), lambda: array.assign_to(bytearray(2))):
        with raises(Exception, "6"):
            wrong()
    file = io.BytesIO()
    array.to_file(file)
    file.seek(0)
    array.assign(b"abcdef")
    array.from_file(file)
    assert array.to_bytes() == copied
    text = window.TextEncoder.new().encode("äöü")
    assert (text.to_string(), text.subarray(2).to_string()) == ("äöü", "öü")
    assert not hasattr(document, "to_bytes")
    with raises(TypeError):
        next(iter(array.buffer))


# What Pyodide has -------------------------------------------------------------------------------

KINDS = {
    "object": "{a: 1}",
    "array": "[1]",
    "map": "new Map()",
    "set": "new Set()",
    "typed array": "new Uint8Array(2)",
    "buffer": "new ArrayBuffer(2)",
    "function": "function f() {}",
    "promise": "Promise.resolve(1)",
    "iterator": "[1].values()",
    "async iterator": "(async function* () {})()",
    "error": "new Error('x')",
    "url": "new URL('https://x.y')",
}


# What describes types, weak references (those of Python's are one: the page lets go), and what
# JavaScript itself has, under its own names: `next(value)`, `return_()`, `Error.stack`.
MEANT = {
    "": ["_sig", "bind_class", "bind_sig", "to_weakref"],
    "array": ["__imul__", "__mul__", "__rmul__"],
    "typed array": ["_into_file"],
    "buffer": ["_into_file"],
    "function": ["__get__", "__vectorcalloffset__"],
    "iterator": ["__enter__", "__exit__", "send"],
    "async iterator": ["__aenter__", "__aexit__", "aclose", "asend", "athrow"],
    # An error is no exception: what JavaScript throws is one.
    "error": [
        "__cause__",
        "__context__",
        "__setstate__",
        "__suppress_context__",
        "__traceback__",
        "add_note",
        "args",
        "js_error",
        "with_traceback",
    ],
}


def own(code):
    """Return Pyodide's proxy of something, not what it makes of the promises of calls."""
    return js.eval(f"[{code}]")[0]


async def test_nothing_is_missing_that_pyodide_has():
    """But for what is listed here."""
    if INTERPRETER != "pyodide":
        skip("its proxies have nothing but what is JavaScript's")
    for kind, code in KINDS.items():
        missing = set(dir(own(code))) - set(dir(await evaluate(code)))
        meant = set(MEANT[""] + MEANT.get(kind, []))
        assert missing == meant, (kind, missing - meant, meant - missing)


async def test_classes_of_pyodide():
    """`isinstance` says of references what it says of proxies."""
    if INTERPRETER != "pyodide":
        skip("has none")
    from pyodide import ffi as classes

    others = ("JsNull", "JsException", "JsGenerator", "JsAsyncGenerator")
    names = [name for name in dir(classes) if name.startswith("Js") and name not in others]
    for kind, code in KINDS.items():
        proxy, reference = own(code), await evaluate(code)
        for name in names:
            type_ = getattr(classes, name)
            expected, found = isinstance(proxy, type_), isinstance(reference, type_)
            assert found == expected, (kind, name, expected)
    assert isinstance(document.createElement, classes.JsCallable)
    assert isinstance(document, ffi.JsProxy)
    assert not ffi.is_js(document)  # though it is not one of this worker's own
