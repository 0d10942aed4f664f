"""The page from a worker: what a reference offers, and how many messages that takes."""

import asyncio
import gc

import js
from pyscript_testing import (
    INTERPRETER,
    collect_garbage,
    expect_error,
    on_page,
    raises,
    tick,
    until,
    user,
)
from pyscript import HTML, current_target, display, document, ffi, js_import, when, window
from pyscript._reference import _page
from pyscript.util import as_bytearray

REALMS = ["worker"]

# Counts what this worker sends: it waits for the page's answers, and not for the rest.
js.eval(
    """
    const { postMessage } = MessagePort.prototype;
    globalThis.sentMessages = 0;
    MessagePort.prototype.postMessage = function (data, ...rest) {
        if (!Array.isArray(data) || data[0] !== 0) sentMessages++;
        return postMessage.call(this, data, ...rest);
    };
    """
)


class messages:
    """Count the messages of a `with` block: `with messages() as sent:`, then `sent.count`."""

    def __enter__(self):
        self._before = (js.sentMessages, _page.asked)
        return self

    def __exit__(self, *_):
        self.questions = _page.asked - self._before[1]
        self.count = js.sentMessages - self._before[0] + self.questions
        return False


def element(target):
    return document.getElementById(target)


async def evaluate(code):
    """Put the value of some JavaScript on the page into `window.value`."""
    await on_page("void (window.value = (" + code + "))")
    return window.value


# Attributes -----------------------------------------------------------------------------


async def test_attributes(target):
    """They are read and set on the page."""
    node = element(target)
    node.title = "tip"
    assert await on_page(f"document.getElementById('{target}').title") == "tip"
    await on_page(f"document.getElementById('{target}').title = 'other'")
    assert node.title == "other"
    node.dataset.count = 3
    assert node.dataset.count == "3"


async def test_values():
    """Numbers, text and truth values arrive as Python's own."""
    thing = await evaluate(
        "{int: 5, float: 1.5, text: 'é😀', empty: '', yes: true, no: false, big: 2n ** 70n, "
        "long: 2 ** 40, negative: -(2 ** 40), list: [2 ** 40], "
        "nan: NaN, inf: -Infinity, nothing: null, undef: undefined, marked: '\\x01r0', zero: 'a\\0b'}"
    )
    assert (thing.int, type(thing.int)) == (5, int)
    assert thing.float == 1.5
    assert (thing.text, thing.empty) == ("é😀", "")
    assert (thing.yes, thing.no) == (True, False)
    assert thing.big == 2**70
    for value in (thing.long, thing.negative, thing.list[0], next(iter(thing.list))):
        assert (abs(value), type(value)) == (2**40, int)
    assert window.Number("1e300") == 1e300
    assert thing.nan != thing.nan
    assert thing.inf == -float("inf")
    assert ffi.is_none(thing.nothing)
    assert ffi.is_none(thing.undef)
    assert thing.marked == "\x01r0"
    assert thing.zero == "a\0b"


async def test_null_is_what_it_is_on_the_main_thread():
    """`jsnull` on Pyodide, `None` on MicroPython; undefined is `None`."""
    thing = await evaluate("{nothing: null, list: [null, undefined]}")
    assert thing.nothing is ffi.jsnull
    assert thing.to_py()["nothing"] is ffi.jsnull
    assert next(iter(thing.list)) is ffi.jsnull


def test_values_arrive_on_the_page():
    """As they would from the main thread."""
    typed = window.Function.new("...values", "return values.map((value) => typeof value).join()")
    assert typed(1, 1.5, "x", True) == "number,number,string,boolean"
    same = window.Function.new("value", "return value")
    for value in (0, -1, 1.5, "", "é😀", "\x01", "\x01r0", True, False, 2**60, -(2**60)):
        assert same(value) == value
    for value in (2**31, -(2**31) - 1, 1700000000000, 2**53 - 1):
        assert typed(value) == "number"
        assert (same(value), type(same(value))) == (value, int)
    described = window.Function.new("value", "return JSON.stringify(value)")
    assert described({"a": 2**40, "b": [-(2**40)]}) == '{"a":1099511627776,"b":[-1099511627776]}'
    assert described({"a": [1, 2.5, "\x01x", True], "b": {"c": []}}) == (
        '{"a":[1,2.5,"\\u0001x",true],"b":{"c":[]}}'
    )
    assert described((1, 2)) == "[1,2]"
    kind = window.Function.new("value", "return Object.prototype.toString.call(value.key)")
    assert kind({"key": None}) == "[object Undefined]"
    assert kind({"key": document}) == "[object HTMLDocument]"
    assert kind({"key": 2**70}) == "[object BigInt]"
    assert kind({"key": b"ab"}) == "[object Uint8Array]"
    assert kind({"key": print}) == "[object Function]"
    assert kind(ffi.to_js({"key": document})) == "[object HTMLDocument]"


async def test_undefined_is_none():
    """Whichever way it comes."""
    nothing = window.Function.new("")
    assert nothing() is None
    assert (await evaluate("{undef: undefined}")).undef is None
    assert await window.Promise.resolve(None) in (None, ffi.jsnull)
    assert await evaluate("new Promise((resolve) => resolve())") is not None
    assert await window.value is None
    seen = []
    await window.Function.new("f", "return f(undefined)")(seen.append)
    assert seen == [None]


def test_missing_attributes():
    """AttributeError names the kind of object and the attribute."""
    with raises(AttributeError, "HTMLBodyElement has no 'no_such_thing'"):
        document.body.no_such_thing
    assert not hasattr(document.body, "no_such_thing")
    assert getattr(document.body, "no_such_thing", "default") == "default"
    with raises(AttributeError, "has no 'no_such_thing'"):
        del document.body.no_such_thing


def test_names_that_are_words_of_python():
    """One trailing underscore is taken away."""
    assert window.Array.from_([1, 2]).to_py() == [1, 2]
    assert window.Array.new(1, 2).at(-1) == 2


async def test_delete():
    """`del` deletes."""
    thing = await evaluate("{a: 1}")
    del thing.a
    assert not hasattr(thing, "a")


async def test_properties_that_compute():
    """A getter of `window` is asked each time, unless it is the platform's."""
    await on_page(
        "(() => { let n = 0; delete window.state; Object.defineProperty(window, 'state'"
        " + (window.states = (window.states ?? 0) + 1), {get: () => ({n: ++n})}); })()"
    )
    name = f"state{window.states}"
    assert [getattr(window, name).n for _ in range(3)] == [1, 2, 3]
    window.document
    with messages() as sent:
        assert window.document == document
    assert sent.count == 0


async def test_symbols():
    """They are values of the page, keys too, and have an identity."""
    thing = await evaluate("{sym: Symbol('mine'), list: [Symbol.for('a')]}")
    assert (repr(thing.sym), str(window.Symbol.iterator)) == (
        "Symbol(mine)",
        "Symbol(Symbol.iterator)",
    )
    assert (thing.sym.description, thing.sym.typeof) == ("mine", "symbol")
    assert thing.sym == thing.sym
    assert thing.sym != window.Symbol.iterator
    assert next(iter(thing.list)) == window.Symbol.for_("a")
    assert thing.to_py()["sym"] == thing.sym
    thing[thing.sym] = 5
    assert thing[thing.sym] == 5
    assert thing.sym in thing
    kind = window.Function.new("value", "return typeof value")
    assert kind(thing.sym) == "symbol"
    array = window.Array.new(1, 2)
    assert array[window.Symbol.iterator].call(array).next().value == 1
    with raises(ffi.JsException, "TypeError"):
        window.Number(thing.sym)


# Calls ----------------------------------------------------------------------------------


def test_calls(target):
    """Methods, functions, constructors, keyword arguments."""
    node = document.createElement("p")
    node.setAttribute("title", "x")
    element(target).append(node, "text")
    assert element(target).innerHTML == '<p title="x"></p>text'
    assert window.Math.max(1, 5, 3) == 5
    maximum = window.Math.max
    assert maximum(1, 2) == 2
    assert window.Date.new(2020, 0, 2).getFullYear() == 2020
    event = window.CustomEvent.new("ping", detail=42, bubbles=True)
    assert (event.detail, event.bubbles) == (42, True)


def test_methods_as_values(target):
    """A method can be passed on, compared, and has attributes."""
    node = element(target)
    assert window.Array.from_(["1", "2"]).map(window.Number).to_py() == [1, 2]
    assert node.append == node.append
    assert node.append == element(target).append
    assert node.append != node.prepend
    assert window.Object.keys.name == "keys"
    assert window.Math.max.apply(None, [1, 7]) == 7
    assert node.getAttribute.call(node, "id") == target


def test_own_properties_that_hide_a_method(target):
    """What an object has itself wins."""
    node = element(target)
    node.append
    node.append = window.Function.new("return 'mine'")
    assert node.append() == "mine"


STORE = """{
    items: [],
    add(item) { this.items.push(item); return this; },
    deep: { create() { return this === store.deep; } },
    Color: class Color {
        static known = 3;
        static parse(hex) { return new this(hex); }
        constructor(hex) { this.hex = hex; this.text = function () { return this.hex; }; }
    },
    get late() { return function () { return this; }; },
}"""


async def test_functions_of_an_object():
    """Called as its own, they know whose they are: of literals, classes, modules."""
    await on_page(f"void (window.store = {STORE})")
    store = window.store
    assert store.add(1).add(2).items.to_py() == [1, 2]
    assert store.deep.create() is True
    assert store.late() == store
    assert window.store.Color.parse("#fff").hex == "#fff"
    assert store.Color.new("#000").text() == "#000"
    (module,) = await js_import(
        "data:text/javascript,export const counter = {n: 0, up() { return ++this.n; }};"
    )
    assert [module.counter.up() for _ in range(2)] == [1, 2]
    (item, _) = (await evaluate("[{n: 5, f() { return this.n; }}, {}]"))[:]
    assert item.f() == 5
    assert [each.f() for each in await evaluate("[{n: 6, f() { return this.n; }}]")] == [6]


async def test_functions_of_an_object_as_values():
    """They remember whose they are, but are the functions themselves."""
    await on_page(f"void (window.store = {STORE})")
    store = window.store
    add = store.add
    assert callable(add)
    assert add == store.add
    assert add != store.deep.create
    assert (add.name, add.typeof, store.Color.known) == ("add", "function", 3)
    assert add("x") == store
    with messages() as sent:
        add("y")
    assert sent.count == 1
    await on_page("void (store.add = function () { return 'other'; })")
    assert add("z").items.to_py() == ["x", "y", "z"]
    assert store.add() == "other"
    assert add.call({"items": window.Array.new()}, 1).items.to_py() == [1]
    bare = window.Function.new("f", "return f()")
    with raises(ffi.JsException, "undefined"):
        bare(add)
    assert window.Reflect.construct(store.Color, ["#aaa"]).hex == "#aaa"
    assert ffi.is_none(await evaluate("[function () { 'use strict'; return this; }]")) is False
    assert ffi.is_none(window.value[0]())


# Items ----------------------------------------------------------------------------------


async def test_arrays():
    """Length, index, slice, containment, iteration, change."""
    array = await evaluate("[1, 'two', document.body, null]")
    assert len(array) == 4
    assert array[0] == 1
    assert array[-3] == "two"
    assert array[2].localName == "body"
    assert array[0:2] == [1, "two"]
    assert array[::-2][1:] == ["two"]
    assert 1 in array
    assert "three" not in array
    assert document.body in array
    assert [each for each in array][:2] == [1, "two"]
    array[0] = 5
    assert array[0] == 5
    with raises(IndexError):
        array[4]
    with raises(IndexError):
        array[4] = 1
    del array[0]
    assert (len(array), array[0]) == (3, "two")
    array.append("last")
    array.extend([1, 2])
    assert array.to_py()[3:] == ["last", 1, 2]


async def test_maps_and_objects():
    """Map, URLSearchParams and plain objects by key."""
    map_ = window.Map.new([["a", 1], ["b", 2]])
    assert (len(map_), map_["a"], "a" in map_, "c" in map_) == (2, 1, True, False)
    assert list(map_) == ["a", "b"]
    map_["c"] = 3
    assert map_["c"] == 3
    del map_["a"]
    with raises(KeyError, "a"):
        map_["a"]
    with raises(KeyError):
        del map_["a"]
    thing = await evaluate("({'a-b': 1})")
    assert thing["a-b"] == 1
    thing["c"] = 2
    assert ("c" in thing, "d" in thing) == (True, False)
    del thing["a-b"]
    assert thing.object_keys() == ["c"]
    assert thing.object_values() == [2]
    assert thing.object_entries() == [["c", 2]]
    with raises(TypeError):
        len(thing)
    with raises(TypeError):
        iter(thing)


async def test_iteration():
    """Lists of nodes, sets, generators that never end, live collections."""
    await evaluate("new Set([1, 2, 3])")
    assert sorted(window.value) == [1, 2, 3]
    numbers = await evaluate("(function* () { let n = 0; while (true) yield n++; })()")
    found = []
    for number in numbers:
        found.append(number)
        if number == 200:
            break
    assert found == list(range(201))
    assert [name for name in document.body.attributes] == []
    pairs = window.URLSearchParams.new("a=1&b=2")
    assert [tuple(pair) for pair in pairs.entries()] == [("a", "1"), ("b", "2")]


async def test_prototypes_are_no_examples():
    """To look at a prototype, or what fails when looked at, spoils nothing for the others."""
    await on_page(
        """void (window.classes = (() => {
            class Base {
                constructor() { this.items = [1, 2]; }
                get length() { return this.items.length; }
                [Symbol.iterator]() { return this.items.values(); }
            }
            class Broken extends Base {}
            class Sub extends Base {}
            return { Base, Broken, Sub };
        })())"""
    )
    classes = window.classes
    assert classes.Sub.prototype.typeof == "object"
    assert classes.Base.prototype.typeof == "object"
    broken = classes.Broken.new()
    broken.items = None
    assert (await evaluate("Object.assign(new classes.Sub(), {items: null})")).items is not broken
    for kind in (classes.Base, classes.Sub, classes.Broken):
        assert list(kind.new()) == [1, 2]
        assert len(kind.new()) == 2


async def test_iteration_begins_anew():
    """A loop over what has no length begins at its beginning, whatever others do."""
    form = window.FormData.new()
    for name in "abc":
        form.append(name, name.upper())
    for _ in range(3):
        assert [tuple(each) for each in form] == [("a", "A"), ("b", "B"), ("c", "C")]
    assert [(x[0], y[0]) for x in form for y in form] == [(x, y) for x in "abc" for y in "abc"]
    for _each in form:
        break
    assert [each[0] for each in form] == ["a", "b", "c"]
    countdown = await evaluate("({*[Symbol.iterator]() { for (let n = 5; n; n--) yield n; }})")
    assert [sum(countdown) for _ in range(2)] == [15, 15]
    assert list(window.Headers.new()) == []


async def test_iterators_go_on():
    """A loop over an iterator continues where another one has left it."""
    numbers = await evaluate("Array.from({length: 200}, (_, n) => n).values()")
    seen = []
    for end in (0, 1, 5, 5, 100):
        for number in numbers:
            seen.append(number)
            if number >= end:
                break
    assert seen == [0, 1, 2, 3, 4, 5, 6] + list(range(7, 101))
    for first, second in zip(numbers, numbers):
        assert second == first + 1
        if second == 110:
            break
    assert [number for number in numbers] == list(range(111, 200))
    assert [number for number in numbers] == []
    numbers = await evaluate("(function* () { for (let n = 0; n < 10; n++) yield n; })()")
    assert [pair for pair in zip(numbers, numbers)] == [(n, n + 1) for n in range(0, 10, 2)]


async def test_without_a_length():
    """What has none is true, has no `len`, and can be a list, as on the main thread."""
    for empty in (window.FormData.new(), window.Headers.new()):
        assert bool(empty) is True
        with raises(TypeError, "has no len()"):
            len(empty)
    form = window.FormData.new()
    form.append("b", "1")
    form.append("a", "2")
    assert list(form.keys()) == ["b", "a"]
    assert sorted(form.keys()) == ["a", "b"]
    assert [list(each) for each in list(form)] == [["b", "1"], ["a", "2"]]
    assert list(window.Headers.new({"x-y": "z"}).keys()) == ["x-y"]
    assert list(document.documentElement.classList.values()) == []


async def test_live_collections(target):
    """A loop sees what was there when it began."""
    node = element(target)
    node.innerHTML = "<i></i>" * 4
    for child in node.children:
        child.remove()
    assert len(node.children) == 0


async def test_asynchronous_iteration():
    """`async for` over what JavaScript iterates so."""
    things = await evaluate("(async function* () { yield 1; yield 'two'; })()")
    found = []
    async for each in things:
        found.append(each)
    assert found == [1, "two"]


def test_truth():
    """Empty containers are false, everything else is true."""
    assert document
    assert window.Array.new(1, 2)
    assert not window.Array.new()
    assert not window.Map.new()
    assert document.querySelectorAll("body")
    assert not document.querySelectorAll("no-such-thing")
    assert document.createElement("select")


# Identity -------------------------------------------------------------------------------


def test_identity(target):
    """Two references to one object are equal and hash the same."""
    node = element(target)
    node.innerHTML = "<b></b><b></b>"
    assert node == element(target)
    assert node != document.body
    assert node != "text"
    assert node in {element(target): 1}
    assert node.js_id == element(target).js_id
    first, second = node.querySelectorAll("b")
    assert first == node.firstChild
    assert second == node.lastChild
    assert first != second
    assert len({first, second, node.firstChild}) == 2
    assert document.defaultView == window
    assert window.document == document
    assert node.ownerDocument == document


def test_representation(target):
    """`str` and `repr` are JavaScript's text of it."""
    assert repr(document) == "[object HTMLDocument]"
    assert str(element(target)) == "[object HTMLDivElement]"
    assert str(window.Array.new(1, 2)) == "1,2"
    assert (document.typeof, window.Math.max.typeof) == ("object", "function")


def test_js_document_is_the_same():
    """Code that knows nothing of workers gets the same reference."""
    assert js.document == document
    assert js.document.title == document.title


# Promises -------------------------------------------------------------------------------


async def test_promises():
    """They are awaited; what rejects raises."""
    assert await window.Promise.resolve("done") == "done"
    assert (await window.Promise.resolve(document)) == document
    later = await evaluate("new Promise((resolve) => setTimeout(resolve, 5, 'later'))")
    assert await later == "later"
    with raises(ffi.JsException, "boom"):
        await window.Promise.reject(window.Error.new("boom"))
    assert await asyncio.create_task(wrapped(window.Promise.resolve(1))) == 1


async def wrapped(promise):
    return await promise


async def test_then():
    """`then`, `catch` and `finally_` take functions of Python's."""
    seen = []
    await window.Promise.resolve(1).then(lambda value: seen.append(value))
    await window.Promise.reject(2).catch(lambda value: seen.append(value))
    await window.Promise.resolve(3).finally_(lambda: seen.append("finally"))
    assert seen == [1, 2, "finally"]


async def test_a_promise_that_the_page_was_given():
    """What is done with one that rejects is seen to: nothing reports it."""
    settled = await window.Promise.allSettled([window.Promise.reject(window.Error.new("given"))])
    assert settled[0].status == "rejected"
    await collect_garbage()
    assert document.body  # the references that have gone travel with it
    await tick()


# Functions of Python's --------------------------------------------------------------------


async def test_functions(target):
    """The page calls them; it gets a promise of the result."""
    call = window.Function.new("f", "...args", "return f(...args)")
    assert await call(lambda a, b: a + b, 1, 2) == 3

    class Thing:
        def method(self, node):
            return node.id

    assert await call(Thing().method, element(target)) == target

    async def slow(value):
        await asyncio.sleep(0)
        return [value, {"a": 1}]

    result = await call(slow, 5)
    assert result.to_py() == [5, {"a": 1}]


async def test_functions_that_fail():
    """The page's promise rejects with the traceback."""
    call = window.Function.new("f", "return f()")

    def fail():
        raise ValueError("on purpose")

    with raises(ffi.JsException, "ValueError: on purpose"):
        await call(fail)

    async def fail_later():
        await asyncio.sleep(0)
        raise KeyError("later")

    with raises(ffi.JsException, "KeyError"):
        await call(fail_later)


async def test_exceptions_are_errors_of_the_page():
    """Whatever they are given to: with the name of their type, and what they say."""
    described = window.Function.new(
        "error", "return [error instanceof Error, error.name, error.message].join('|')"
    )
    assert described(ValueError("mine")) == "true|ValueError|mine"
    described_inside = window.Function.new("{error: [error]}", "return String(error)")
    assert described_inside({"error": [KeyError("k")]}).startswith("KeyError: ")
    with raises(ffi.JsException) as caught:
        window.JSON.parse("{")
    assert described(caught.value).startswith("true|SyntaxError|")

    class Own(Exception):
        pass

    later = window.Promise.withResolvers()
    promise = later.promise
    later.reject(Own("é😀"))
    with raises(ffi.JsException, "Own: é😀"):
        await promise
    with raises(ffi.JsException, "Own: x"):
        await window.Promise.new(lambda resolve, reject: reject(Own("x")))
    assert (
        await window.Function.new("f", "return f().then((e) => e.name)")(lambda: Own("x")) == "Own"
    )


async def test_functions_keep_their_identity(target):
    """The same function is the same listener."""
    node = element(target)
    seen = []

    def listen(event):
        seen.append(event.type)

    node.addEventListener("ping", listen)
    node.addEventListener("ping", listen)
    node.dispatchEvent(window.Event.new("ping"))
    await until(lambda: seen)
    node.removeEventListener("ping", listen)
    node.dispatchEvent(window.Event.new("ping"))
    await tick()
    assert seen == ["ping"]


async def test_handlers_as_attributes(target):
    """`element.onclick = function`, also with `create_proxy`."""
    node = element(target)
    node.innerHTML = "<button>x</button>"
    button = node.firstChild
    seen = []
    for wrap in (lambda function: function, ffi.create_proxy):
        button.onclick = wrap(lambda event: seen.append(event.target.textContent))
        await user("click", f"#{target} button")
        await until(lambda: seen)
        assert seen.pop() == "x"

    async def slowly(event):
        await asyncio.sleep(0)
        seen.append(event.type)

    button.onclick = slowly
    await user("click", f"#{target} button")
    await until(lambda: seen)
    assert seen == ["click"]
    button.onclick = None
    assert ffi.is_none(button.onclick)


async def test_errors_of_handlers_are_seen(target):
    """On the console and the page."""
    node = element(target)

    def fail(event):
        raise ValueError("in a handler")

    expect_error("ValueError: in a handler")
    node.addEventListener("ping", fail)
    node.dispatchEvent(window.Event.new("ping"))
    boxes = "[...document.querySelectorAll('.py-error')].map((box) => box.remove()).length"
    await until(lambda: on_page(boxes))


async def test_errors_of_asynchronous_listeners(target):
    """With the line of their code, also of those that `create_proxy` has made."""
    node = element(target)

    async def fail_later(event):
        await asyncio.sleep(0)
        raise ValueError("in an async handler")

    expect_error("ValueError: in an async handler")
    boxes = "[...document.querySelectorAll('.py-error')].map((box) => [box.textContent, box.remove()][0]).join()"
    found = [""]
    for wrap in (lambda function: function, ffi.create_proxy):
        node.addEventListener("ping", wrap(fail_later), {"once": True})
        node.dispatchEvent(window.Event.new("ping"))

        while "in an async handler" not in found[-1]:
            await tick()
            found.append(await on_page(boxes))
        assert "fail_later" in found.pop()


async def test_functions_are_let_go(target):
    """When the page has dropped them, so does this worker."""
    from pyscript import _reference

    node = element(target)
    before = len(_reference._functions)
    for number in range(100):
        node.onclick = lambda event, number=number: number
    assert len(_reference._functions) >= before + 100
    node.onclick = None
    for _ in range(20):
        await collect_garbage()
        if len(_reference._functions) <= before:
            break
    assert len(_reference._functions) <= before


async def test_whatever_way_it_comes_in_order(target):
    """Questions and what is told, short, too long for the ring, and with bytes."""
    node = element(target)
    text = node.firstChild or node.appendChild(document.createTextNode(""))
    await evaluate("(bytes) => bytes.length")
    size = window.value
    number = 12345
    for step in range(3000):
        number = (number * 1103515245 + 12345) & 0x7FFFFFFF
        kind = (number >> 8) % 6
        said = str(step) * (4000 if kind == 5 else 1)
        if kind < 3:
            node.title = said
            assert node.title == said, step
        elif kind == 3:
            node.setAttribute("title", said)
            assert size(bytearray(step % 7)) == step % 7
            assert node.getAttribute("title") == said, step
        else:
            text.data = said
            assert text.length == len(said), step


# Events -----------------------------------------------------------------------------------


async def test_events_know_what_they_said(target):
    """Also when they have passed: targets, keys, positions."""
    node = element(target)
    node.innerHTML = "<p><input></p>"
    seen = []
    when("keydown", f"#{target} p", handler=seen.append)
    await user("press", f"#{target} input", "Shift+A")
    await until(lambda: len(seen) == 2)
    event = seen[1]
    with messages() as sent:
        assert (event.type, event.key, event.shiftKey, event.bubbles) == (
            "keydown",
            "A",
            True,
            True,
        )
        source, current = event.target, event.currentTarget
    assert sent.count == 0
    assert source == node.querySelector("input")
    assert current == node.firstChild
    assert source.value == "A"
    assert event.composedPath().to_py() == []
    assert "KeyboardEvent" in repr(event)


async def test_details(target):
    """Of a CustomEvent: plain ones, and objects."""
    node = element(target)
    seen = []
    node.addEventListener("ping", lambda event: seen.append(event.detail))
    node.dispatchEvent(window.CustomEvent.new("ping", detail="text"))
    node.dispatchEvent(window.CustomEvent.new("ping", detail={"a": 1}))
    node.dispatchEvent(window.CustomEvent.new("ping", detail=2**40))
    await until(lambda: len(seen) == 3)
    assert (seen[2], type(seen[2])) == (2**40, int)
    assert seen[0] == "text"
    assert seen[1].a == 1


async def test_prevent_default(target):
    """The option is in time; the method says that it is not."""
    node = element(target)
    node.innerHTML = '<input type="checkbox">'
    box = f"#{target} input"
    seen = []
    handler = when("click", box, prevent_default=True, handler=lambda: seen.append(1))
    await user("click", box)
    await until(lambda: seen)
    assert node.firstChild.checked is False
    handler.remove()
    node.onclick = lambda event: seen.append(event.preventDefault())
    await user("click", box)
    await until(lambda: len(seen) == 2)
    assert node.firstChild.checked is True


# Bytes and copies ---------------------------------------------------------------------------


async def test_bytes():
    """Both ways, as one message."""
    size = window.Function.new("bytes", "return bytes.reduce((sum, byte) => sum + byte, 0)")
    data = bytes(range(256)) * 400
    for kind in (bytes, bytearray, memoryview):
        with messages() as sent:
            assert size(kind(data)) == 127.5 * len(data)
        assert sent.count == 1
    array = window.Uint8Array.from_([1, 2, 250])
    assert array.to_bytes() == b"\x01\x02\xfa"
    assert array.buffer.to_bytes() == b"\x01\x02\xfa"
    assert bytes(array.subarray(1).to_memoryview()) == b"\x02\xfa"
    assert as_bytearray(array) == bytearray(b"\x01\x02\xfa")
    with raises(AttributeError, "to_bytes"):
        document.to_bytes()


async def test_long_text():
    """Longer than the memory that is shared at first."""
    text = "é" + "x" * 300000 + "😀"
    same = window.Function.new("value", "return value")
    assert same(text) == text
    assert same({"text": text}).text == text


async def test_buffers_to_py():
    """As on Pyodide's main thread: numbers of the right type, without one by one."""
    for code, numbers in (
        ("new Float64Array([1.5, -2])", [1.5, -2]),
        ("new Int16Array([1, -2, 3])", [1, -2, 3]),
        ("new Uint32Array([0xffffffff, 1])", [0xFFFFFFFF, 1]),
        ("new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", [2, 3]),
        ("new Uint8Array([1, 2]).buffer", [1, 2]),
        ("new DataView(new Uint8Array([1, 2, 3]).buffer, 1)", [2, 3]),
        ("new BigInt64Array([-5n])", [-5]),
        ("new Float32Array()", []),
    ):
        copied = (await evaluate(code)).to_py()
        assert type(copied) is memoryview
        assert list(copied) == numbers


async def test_to_py():
    """Arrays, objects, maps and sets, with cycles; other things stay references."""
    thing = await evaluate(
        "({a: [1, {b: 'x'}], m: new Map([['k', 2]]), s: new Set([1]), n: document.body})"
    )
    copied = thing.to_py()
    assert copied["a"] == [1, {"b": "x"}]
    assert (copied["m"], copied["s"]) == ({"k": 2}, {1})
    assert copied["n"] == document.body
    await evaluate(
        "(() => { const a = {}; a.self = a; a.twice = [a.list = [1], a.list]; return a; })()"
    )
    copied = window.value.to_py()
    assert copied["self"] is copied
    assert copied["twice"][0] is copied["list"]
    shallow = (await evaluate("[[1], 2]")).to_py(depth=1)
    assert shallow[1] == 2
    assert shallow[0].to_py() == [1]


# Errors ---------------------------------------------------------------------------------


def test_errors_of_the_page():
    """They are JsException with name, message and what was being done."""
    with raises(ffi.JsException) as caught:
        document.querySelector("[")
    assert "not a valid selector" in str(caught.value)
    assert 'in document.querySelector("[")' in str(caught.value)
    with raises(ffi.JsException, "TypeError"):
        document.body.appendChild("text")
    with raises(ffi.JsException, "in Array.new(-1)"):
        window.Array.new(-1)
    with raises(ffi.JsException, "requires 'new'"):
        window.Map()
    thrower = window.Function.new("throw 'text'")
    with raises(ffi.JsException, "text"):
        thrower()
    assert document.title == "Test"  # and all goes on


def test_read_only():
    """Setting what cannot be set raises, as in strict JavaScript."""
    frozen = window.Object.freeze({"a": 1})
    with raises(ffi.JsException, "read only"):
        frozen.a = 2


def test_what_cannot_be_sent():
    """An error at the caller, with the value."""

    class Thing:
        pass

    with raises(TypeError, "Thing cannot be sent to the page"):
        document.body.append(Thing())
    with raises(ffi.JsException, "clone"):
        document.body.append(js.WeakMap.new())
    if INTERPRETER == "pyodide":  # where they are proxies
        for value in (ffi.to_js(Thing()), ffi.to_js([range(2)]), ffi.to_js({"a": Thing()})):
            with raises(ffi.JsException, "cannot be sent to the page"):
                document.body.append(value)


# Proxies of polyscript's ------------------------------------------------------------------


def test_raw_proxies(target):
    """They can be given to references, and made of them."""
    from polyscript import xworker

    raw = xworker.window.document.createElement("b")
    raw.textContent = "raw"
    element(target).append(raw)
    assert element(target).innerHTML == "<b>raw</b>"
    node = document.createElement("i")
    raw.append(ffi.to_js(node))
    assert element(target).innerHTML == "<b>raw<i></i></b>"
    assert element(target).querySelector("i") == node
    display(raw, target=target)
    assert element(target).lastChild.localName == "b"


# Messages ---------------------------------------------------------------------------------


def test_messages_of_properties(target):
    """One to read, one to set."""
    node = element(target)
    with messages() as sent:
        node.title
    assert sent.count == 1
    with messages() as sent:
        node.title = "x"
    assert sent.count <= 1


def test_messages_of_calls():
    """One, but for the first of its name and kind of object."""
    document.createElement("i")
    with messages() as sent:
        one = document.createElement("p")
    assert sent.count == 1
    one.toggleAttribute("hidden")
    with messages() as sent:
        one.toggleAttribute("hidden")
        document.createElement("b").toggleAttribute("hidden")  # what a b shares with a p
    assert sent.count == 3
    for _ in range(2):
        window.Math.abs(1)
        window.setTimeout
        window.document
    with messages() as sent:
        window.Math.abs(-2)
        window.setTimeout
        window.document
    assert sent.count == 1


def test_messages_nobody_waits_for(target):
    """What any string can be set to, and attributes; what comes next finds it done."""
    node = element(target)
    box = document.createElement("div")
    node.append(box)
    box.setAttribute("lang", "en")
    with messages() as sent:
        for n in range(20):
            box.textContent = f"text {n}"
            box.title = f"title {n}"
            box.setAttribute("data-n", n)
            box.className = "a b"
    assert sent.count < 20
    assert sent.questions == 0
    assert box.textContent == "text 19"
    assert box.getAttribute("title") == "title 19"
    assert (box.getAttribute("data-n"), box.classList.length) == ("19", 2)
    style = box.style
    with messages() as sent:
        for n in range(20):
            box.hidden = n % 2 == 0
            style.left = f"{n}px"
    assert sent.questions == 0
    assert (box.hidden, style.left) == (False, "19px")
    with raises(Exception):
        style.length = "3"
    for name in ("removeAttribute", "replaceChildren", "remove"):
        getattr(box, name)
    with messages() as sent:
        box.removeAttribute("lang")
        box.replaceChildren()
        box.remove()
    assert sent.count <= 3
    assert sent.questions == 0
    assert (box.hasAttribute("lang"), box.childNodes.length, node.children.length) == (False, 0, 0)


async def test_what_is_told_keeps_its_order(target):
    """Also what is too long for the memory that both have, or no JSON; and more than fits."""
    node = element(target)
    display("first", target=target)
    texts = [f"{n} " + "x" * (9000 if n % 70 == 0 else n % 500) for n in range(2500)]
    for text in texts:
        display(text, target=target)
    assert node.children.length == 2501
    assert "\n".join(["first"] + texts) == "\n".join([each.textContent for each in node.children])
    box = node.firstChild
    for n in range(300):
        box.setAttribute("lang", n)
        box.setAttribute("lang", float("nan"))
        box.setAttribute("title", n)
        box.setAttribute("title", "\ud800" if n % 2 else float("inf"))
        window.Promise.resolve(box)  # its promise is dropped: numbers are on their way, too
    assert (box.lang, box.title) == ("NaN", "\ud800")
    calls = []
    button = document.createElement("button")
    node.append(button)
    button.asked = lambda n: button.setAttribute("data-told", n) or calls.append(n) or n
    ask = window.Function.new(
        "button",
        "return (async () => { const seen = []; for (let n = 0; n < 50; n++)"
        " { await button.asked(n); seen.push(button.dataset.told); } return seen; })()",
    )
    assert [str(n) for n in range(50)] == list(await ask(button))
    assert calls == list(range(50))


def test_messages_waited_for(target):
    """What can fail raises where it is written, though it looks much the same."""
    node = element(target)
    node.innerHTML = "<svg></svg>"
    node.setAttribute("x", "y")
    for change in (
        lambda: node.setAttribute("no name", "x"),
        lambda: node.setAttribute("", "x"),
        lambda: node.setAttribute("x"),
        lambda: node.removeAttribute(),
        lambda: node.append(document),
        lambda: setattr(node.firstChild, "className", "x"),  # of SVG it can only be read
    ):
        with raises(ffi.JsException):
            change()
    node.setAttribute("hidden", None)
    assert node.getAttribute("hidden") in ("null", "undefined")
    assert node.getAttribute("x") == "y"


def test_messages_of_output():
    """The first one asks where the output goes; nobody waits for the others."""
    display("first")
    with messages() as sent:
        for n in range(20):
            display(n, HTML("<b>x</b>"))
    assert sent.count < 10
    assert sent.questions == 0
    output = document.getElementById(current_target())
    assert output.lastElementChild.innerHTML == "<b>x</b>"
    before = output.childElementCount
    display(append=False)
    assert (before > 40, output.childElementCount) == (True, 0)


async def test_messages_of_display_elsewhere(target):
    """The first one in a row asks whether it is there; one that is gone raises."""
    for _ in range(2):
        display("first", target=target)
        with messages() as sent:
            for n in range(20):
                display(n, target=target)
        assert sent.count < 10
        assert sent.questions == 0
        node = element(target)
        await tick()
        with messages() as sent:
            display("x", target=target)
        assert sent.questions == 1
    assert element(target).childElementCount == 44
    node.remove()
    with raises(ValueError, f"Cannot find element with id='{target}'"):
        display("x", target=target)
    document.body.append(node)


async def test_messages_of_iteration(target):
    """Three for any number of elements and two properties of each, and n/50."""
    for count in (50, 1000):
        element(target).innerHTML = "".join([f'<b id="b{n}">{n}</b>' for n in range(count)])
        document.querySelectorAll
        with messages() as sent:
            found = [(node.id, node.textContent) for node in document.querySelectorAll("b")]
        assert found == [(f"b{n}", str(n)) for n in range(count)]
        assert sent.count <= 3 + count / 50
        nodes = [node for node in document.querySelectorAll("b")]
        assert [node.id for node in nodes[::-1]] == [f"b{n}" for n in range(count)][::-1]


async def test_messages_of_endless_iteration():
    """More and more items at once: few messages for many."""
    for count, most in ((0, 1), (1, 2), (3, 3), (1000, 24)):
        things = await evaluate(f"(function* () {{ for (let n = {count}; n; n--) yield n; }})()")
        with messages() as sent:
            assert len([each for each in things]) == count
        assert sent.questions <= most


async def test_columns_are_fresh(target):
    """What a loop reads is what is there, though it is fetched in blocks."""
    node = element(target)
    node.innerHTML = "<b>1</b><b>2</b><b>3</b>"
    previous = "x"
    seen = []
    for each in node.querySelectorAll("b"):
        seen.append(each.textContent)
        following = each.nextSibling
        if not ffi.is_none(following):
            following.textContent = following.textContent + previous
    assert seen == ["1", "2x", "3x"]
    nodes = list(node.querySelectorAll("b"))
    assert [each.textContent for each in nodes] == ["1", "2x", "3x"]
    await on_page(f"document.getElementById('{target}').children[2].textContent = 'changed'")
    assert [each.textContent for each in nodes] == ["1", "2x", "changed"]
    assert nodes[0].textContent == "1"
    nodes[0].textContent = "new"
    assert [each.textContent for each in nodes] == ["new", "2x", "changed"]
    assert [each.firstChild.nodeValue for each in nodes] == ["new", "2x", "changed"]
    with raises(AttributeError):
        [each.nothing_such for each in nodes]


def test_messages_of_display(target):
    """At most two."""
    with messages() as sent:
        display("x", target=target)
    assert sent.count <= 2
    with messages() as sent:
        display({"a": 1}, 5, document.createElement("p"), target=target)
    assert sent.count <= 3


async def test_messages_of_events(target):
    """Two for any number of elements; one blocking for each event."""
    element(target).innerHTML = "<button>x</button>" * 20
    seen = []
    with messages() as sent:

        @when("click", f"#{target} button")
        def clicked(event):
            with messages() as own:
                seen.append((event.type, event.clientX >= 0, event.target.textContent))
            seen.append(own.questions)

    assert sent.count <= 2
    await user("click", f"#{target} button:first-child")
    await until(lambda: len(seen) == 2)
    assert seen[0] == ("click", True, "x")
    assert seen[1] <= 1


async def test_messages_of_modules():
    """Modules of the main thread are references, too."""
    (module,) = await js_import(
        "data:text/javascript,export const a = 1; export const f = (x) => x + 1"
    )
    assert module.a == 1
    assert module.f(1) == 2


# Memory -----------------------------------------------------------------------------------


async def test_memory(target):
    """What Python drops the page drops."""
    table = "[...globalThis[Symbol.for('pyscript.runtime')].pages.values()].at(-1).count()"
    for _ in range(3):
        await collect_garbage()
    before = await on_page(table)
    for _ in range(5):
        for _number in range(200):
            node = document.createElement("p")
            node.firstChild
            node.querySelectorAll("b")
            node.append("x")
        await collect_garbage()
    del node
    for _ in range(3):
        await collect_garbage()
    assert await on_page(table) <= before + 5


async def test_memory_where_nothing_can_be_sent(target):
    """What is dropped just before something fails is dropped all the same."""
    table = "[...globalThis[Symbol.for('pyscript.runtime')].pages.values()].at(-1).count()"
    unsendable = js.WeakMap.new()
    body = document.body
    for _ in range(3):
        await collect_garbage()
    before = await on_page(table)
    for _ in range(20):
        nodes = [document.createElement("p") for _number in range(20)]
        gc.collect()
        del nodes
        gc.collect()
        with raises(Exception, "could not be cloned"):
            body.unsendable = unsendable
    for _ in range(3):
        await collect_garbage()
    assert await on_page(table) <= before + 5


async def test_memory_of_events(target):
    """Also of those that a function of the worker's JavaScript takes."""
    table = "[...globalThis[Symbol.for('pyscript.runtime')].pages.values()].at(-1).count()"
    node = element(target)
    js.seenEvents = 0
    count = js.Function.new("event", "if (event.type === 'ping') globalThis.seenEvents++")
    node.addEventListener("ping", count)
    before = await on_page(table)
    for _ in range(100):
        node.dispatchEvent(window.Event.new("ping"))
    await until(lambda: js.seenEvents == 100)
    for _ in range(3):
        await collect_garbage()
    assert await on_page(table) <= before + 5
