"""The border between Python and JavaScript: `pyscript.ffi`."""

import asyncio

import pyscript_testing as harness
import js
from pyscript_testing import collect_garbage, only, raises, skip, until
from pyscript import ffi, window


def json_of(value):
    """Return what JavaScript makes of a value, as JSON."""
    return js.JSON.stringify(value)


def test_a_dict_becomes_an_object_literal():
    """Not a Map, at any depth."""
    value = ffi.to_js({"a": 1, "b": {"c": [1, "two", 3.5, True]}})
    assert value.a == 1
    assert value.b.c[1] == "two"
    assert js.Array.isArray(value.b.c)
    assert json_of(value.b.c) == '[1,"two",3.5,true]'


def test_tuples_and_sets_become_an_array_and_a_set():
    """As on Pyodide, also on MicroPython."""
    assert json_of(ffi.to_js((1, 2))) == "[1,2]"
    assert ffi.to_js({7}).has(7)
    assert ffi.to_js({"inner": {7}}).inner.size == 1


def test_bytes_become_a_uint8array():
    """Bytes-like values of each kind, also inside others."""
    for value in (b"abc", bytearray(b"abc"), memoryview(b"abc")):
        copied = ffi.to_js(value)
        assert copied.length == 3
        assert js.Array.prototype.join.call(copied, ",") == "97,98,99"
    assert ffi.to_js({"data": b"xy"}).data.byteLength == 2


def test_text_is_whole():
    """Zero characters do not end it, neither way, nor do those outside the first plane."""
    for text in ("a\0b", "\0" * 20, "ä€😀\0 and more than a few letters"):
        assert js.JSON.parse(js.JSON.stringify(text)) == text
        assert js.String.prototype.concat.call(text, "|") == text + "|"


def test_half_a_character_is_whole():
    """As JavaScript cuts text: no more comes to Python than there is."""
    half = js.String.fromCharCode(0xD83D)
    assert half == "\ud83d"
    assert half + "x" == "\ud83dx"


LARGE = [2**31, -(2**31) - 1, 2**32, 1700000000000, 2**53 - 1, -(2**53) + 1]


def test_large_integers_come_whole():
    """On MicroPython's main thread as floats, which are as exact up to 2**53."""
    listed = js.JSON.parse(str(LARGE))
    assert [listed[index] for index in range(len(LARGE))] == LARGE
    assert window.Date.now() > 1_600_000_000_000
    assert js.Number("1e300") == 1e300
    for small in (0, -1, 2**31 - 1, -(2**31)):
        assert type(js.Number(str(small))) is int, small


def test_large_integers_go_whole():
    """Where they are copied; beyond 2**53 as a BigInt."""
    to_text = js.Function.new("value", "return value.map(String).join()")
    assert to_text(ffi.to_js(LARGE)) == ",".join([str(each) for each in LARGE])
    assert to_text(ffi.to_js([2**60, -(2**70)])) == "1152921504606846976,-1180591620717411303424"
    assert window.Date.new(ffi.to_js(1700000000000)).getFullYear() == 2023
    target = ffi.assign(ffi.to_js({}), {"size": 2**40})
    assert target.size == 2**40


def test_keys_that_are_no_strings():
    """They become strings as JavaScript would make them; what cannot be a key is named."""
    value = ffi.to_js({1: "a", "b": 2, 1.5: 3, 2.0: 4, 2**40: 5, False: 6})
    assert sorted(list(js.Object.keys(value))) == ["1", "1.5", "1099511627776", "2", "b", "false"]
    assert js.Reflect.get(value, "1") == "a"
    with raises(Exception, "(1, 2)"):
        ffi.to_js({"inner": {(1, 2): 3}})


def test_methods_that_the_global_object_shares_with_others():
    """Are called as its own, and as theirs, in whatever order."""
    other = js.EventTarget.new()
    seen = []
    listener = ffi.create_proxy(lambda event: seen.append(event.type))
    for _ in range(2):
        for target in (js.globalThis, other, js):
            target.addEventListener("shared", listener)
            target.dispatchEvent(js.Event.new("shared"))
            target.removeEventListener("shared", listener)
    assert seen == ["shared"] * 6
    assert js.globalThis.addEventListener == js.addEventListener


def test_none_becomes_undefined():
    """An option that is None is one that is not given; jsnull is an explicit null."""
    assert json_of(ffi.to_js({"a": None})) == "{}"
    assert json_of(ffi.to_js([None, 1])) == "[null,1]"
    assert "a" in list(js.Object.keys(ffi.to_js({"a": None})))


def test_to_js_is_a_copy():
    """Later changes of the original do not show."""
    original = {"a": [1]}
    copied = ffi.to_js(original)
    original["a"].append(2)
    assert copied.a.length == 1


def test_dict_converter_is_honoured():
    """With Map.new a dict becomes a Map, on both interpreters."""

    def to_map(entries):
        return js.Map.new(entries)

    value = ffi.to_js({"a": 1}, dict_converter=to_map)
    assert value.get("a") == 1


def test_javascript_values_pass_unchanged():
    """A DOM-like object inside a dict stays itself."""
    target = js.EventTarget.new()
    assert ffi.to_js({"target": target}).target == target


def test_is_none():
    """None, null and undefined, and nothing else."""
    holder = js.JSON.parse('{"empty": null}')
    assert ffi.is_none(None)
    assert ffi.is_none(holder.empty)
    assert ffi.is_none(ffi.jsnull)
    assert ffi.is_none(js.Reflect.get(holder, "missing"))
    for value in (0, "", False, [], {}, holder):
        assert not ffi.is_none(value), value


def test_is_js():
    """Only what came from JavaScript."""
    assert ffi.is_js(js.Object.new())
    assert not ffi.is_js("text")
    assert not ffi.is_js({})


def test_create_proxy_lives_until_it_is_destroyed():
    """JavaScript may call it any number of times; destroy() exists on both interpreters."""
    calls = []
    proxy = ffi.create_proxy(lambda *values: calls.append(values))
    holder = js.Object.new()
    holder.callback = proxy
    holder.callback(1)
    holder.callback(2, "b")
    assert calls == [(1,), (2, "b")]
    proxy.destroy()


async def test_create_proxy_outlives_this_function():
    """A timer finds the function although nothing in Python holds it."""
    calls = []

    def start():
        js.setTimeout(ffi.create_proxy(lambda value: calls.append(value)), 1, "later")

    start()
    await collect_garbage()
    await until(lambda: calls == ["later"])


def test_assign():
    """Entries of dicts and of JavaScript objects land on the target, which comes back."""
    target = ffi.to_js({"a": 1})
    result = ffi.assign(target, {"b": 2}, ffi.to_js({"c": 3}), {"a": 4})
    assert result == target
    assert (target.a, target.b, target.c) == (4, 2, 3)


def test_assign_to_the_page(target):
    """Several properties of an element at once."""
    element = window.document.getElementById(target)
    ffi.assign(element, {"title": "tip", "hidden": True})
    assert element.title == "tip"
    assert element.hidden is True


def test_gather_and_query(target):
    """Several properties by name or path, in one step."""
    element = window.document.getElementById(target)
    element.title = "tip"
    assert ffi.gather(element, "id", "title") == [target, "tip"]
    assert ffi.query(element, "ownerDocument.nodeType") == 9
    assert ffi.query(window, "location.href") == window.location.href


def test_direct_passes_by_copy():
    """What it marks arrives with its content."""
    value = ffi.direct({"a": [1, 2]})
    assert json_of(value) == '{"a":[1,2]}'


def test_gather_and_query_of_what_is_missing():
    """None, at whatever depth."""
    value = ffi.to_js({"a": {"b": [1, 2]}})
    assert ffi.query(value, "a.b[1]") == 2
    assert ffi.query(value, "nothing.at.all") is None
    assert ffi.gather(value, "a.b.length", "nothing.at.all") == [2, None]


def test_what_javascript_throws_can_be_caught():
    """In a call of ours it is an exception of Python's, on MicroPython, too."""
    frozen = js.Object.freeze(ffi.to_js({"a": 1}))
    with raises(ffi.JsException, "read only"):
        ffi.assign(frozen, {"a": 2})
    with raises(ValueError):
        raise ValueError("exceptions of Python's still work")


async def test_a_rejected_promise_can_be_caught():
    """The exception says what JavaScript said."""
    with raises(ffi.JsException) as caught:
        await js.Promise.reject(js.TypeError.new("not this way"))
    assert "not this way" in str(caught.value)


async def test_a_promise_may_reject_with_anything():
    """What is no error arrives as one that says it, at the top and in tasks."""
    reject = window.Function.new("value", "return Promise.reject(value)")
    own = js.Function.new("value", "return Promise.reject(value)")
    for function in (reject, own):
        for value in ("denied", 5):
            with raises(ffi.JsException, str(value)):
                await function(value)
        with raises(ffi.JsException):
            await function(None)

    async def wait():
        await own("denied")

    with raises(ffi.JsException, "denied"):
        await asyncio.create_task(wait())


async def test_a_thenable_that_throws():
    """When it is asked for `then`: an exception like any other."""
    broken = window.eval("({get then() { throw new Error('not now') }})")
    with raises(Exception):
        await broken
