"""What JavaScript throws is an exception of Python's, in every realm."""

import asyncio

import js
from pyscript_testing import raises
from pyscript import ffi
from pyscript.ffi import JsException


def still_works():
    """Raise and catch: an interpreter that an exception has unwound cannot any more."""
    with raises(ValueError):
        raise ValueError("of Python's own")


def test_a_failing_call():
    """A function of JavaScript's that throws, called directly."""
    with raises(JsException, "JSON"):
        js.JSON.parse("{")
    still_works()


def test_calls_of_every_length():
    """The interpreter has a way of its own for each number of arguments."""
    fail = js.Function.new("throw new RangeError('at ' + arguments.length)")
    with raises(JsException, "at 0"):
        fail()
    with raises(JsException, "at 1"):
        fail(1)
    with raises(JsException, "at 2"):
        fail(1, 2)
    with raises(JsException, "at 5"):
        fail(1, 2, 3, 4, 5)
    still_works()


def test_a_failing_constructor():
    """`new` that throws."""
    with raises(JsException):
        js.URL.new("not a URL")
    still_works()


def test_failing_properties():
    """Getters and setters that throw, and iterators."""
    thing = js.Function.new(
        "return { get read() { throw new Error('no reading') }, set write(x) { throw new Error('no writing') },"
        " [Symbol.iterator]() { throw new Error('no iterating') } }"
    )()
    with raises(JsException, "no reading"):
        thing.read
    with raises(JsException, "no writing"):
        thing.write = 1
    with raises(JsException, "no iterating"):
        for _ in thing:
            pass
    still_works()


def test_it_says_what_was_thrown():
    """The name and the message of the error; also where something else was thrown."""
    with raises(JsException) as caught:
        js.Function.new("throw new TypeError('told you')")()
    assert "TypeError" in str(caught.value)
    assert "told you" in str(caught.value)
    with raises(JsException, "just text"):
        js.Function.new("throw 'just text'")()
    still_works()


async def test_it_reads_alike():
    """The name and the message, as text and as attributes, thrown or awaited, on both interpreters."""
    make = js.Function.new("return new TypeError('x is not a function')")
    throw = js.Function.new("error", "throw error")

    async def awaited():
        await js.Promise.reject(make())

    for attempt in (lambda: throw(make()), awaited, lambda: asyncio.create_task(awaited())):
        with raises(JsException) as caught:
            await attempt()
        assert str(caught.value) == "TypeError: x is not a function"
        assert (caught.value.name, caught.value.message) == ("TypeError", "x is not a function")
    with raises(JsException) as caught:
        throw("just text")
    assert str(caught.value) == "Error: just text"
    with raises(JsException) as caught:
        await js.Promise.reject("just text")
    assert str(caught.value) == "Error: just text"
    still_works()


def test_through_several_functions():
    """It passes through Python like any other exception; `finally` runs."""
    steps = []

    def inner():
        try:
            js.JSON.parse("{")
        finally:
            steps.append("finally")

    def outer():
        inner()
        steps.append("never")

    with raises(JsException):
        outer()
    assert steps == ["finally"]
    still_works()


def test_through_javascript_and_back():
    """Python called by JavaScript called by Python: what the innermost raises arrives."""
    call = js.Function.new("f", "return f()")

    def fail():
        raise KeyError("innermost")

    with raises(BaseException, "innermost"):
        call(ffi.create_proxy(fail))

    def nested():
        with raises(JsException):
            js.JSON.parse("{")
        return 7

    assert call(ffi.create_proxy(nested)) == 7
    still_works()


def test_often():
    """A thousand times, and nothing is used up."""
    for _ in range(1000):
        try:
            js.JSON.parse("{")
        except JsException:
            continue
        raise AssertionError("did not raise")
    still_works()


async def test_in_a_coroutine():
    """Before and after it has waited."""

    async def fail():
        await asyncio.sleep(0)
        js.JSON.parse("{")

    with raises(JsException):
        await fail()
    task = asyncio.create_task(fail())
    with raises(JsException):
        await task
    still_works()


def test_on_the_page():
    """An object of the main thread that throws, also when asked from a worker."""
    from pyscript import document

    with raises(JsException, "selector"):
        document.querySelector("[")
    with raises(JsException):
        document.createElement("not a name")
    still_works()
