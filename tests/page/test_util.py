"""`pyscript.util`."""

import js
from pyscript_testing import raises
from pyscript.util import NotSupported, as_bytearray, is_awaitable


def test_as_bytearray_copies_buffers():
    """ArrayBuffers, typed arrays of any width, and Python's own bytes-likes."""
    bytes_view = js.Uint8Array.new(js.JSON.parse("[1, 2, 255]"))
    assert as_bytearray(bytes_view) == bytearray([1, 2, 255])
    assert as_bytearray(bytes_view.buffer) == bytearray([1, 2, 255])
    assert as_bytearray(b"abc") == bytearray(b"abc")
    assert as_bytearray(memoryview(b"abc")) == bytearray(b"abc")
    wide = js.Uint16Array.new(js.JSON.parse("[1, 258]"))
    assert as_bytearray(wide) == bytearray([1, 0, 2, 1])
    window_on = bytes_view.subarray(1)
    assert as_bytearray(window_on) == bytearray([2, 255])


def test_as_bytearray_of_much():
    """All of it arrives, and nothing of it stays behind."""
    size = 2000000
    view = js.Uint8Array.new(size)
    view[0] = 1
    view[size - 1] = 7
    for _ in range(2):
        result = as_bytearray(view)
        assert len(result) == size
        assert (result[0], result[1], result[size - 1]) == (1, 0, 7)
    assert as_bytearray(js.Uint8Array.new(0)) == bytearray()


def test_is_awaitable():
    """Coroutines and promises are, functions and values are not."""

    async def coroutine():
        return 1

    pending = coroutine()
    assert is_awaitable(pending)
    pending.close()
    assert is_awaitable(js.Promise.resolve(1))
    for value in (None, 1, "text", coroutine, [], js.Object.new()):
        assert not is_awaitable(value), value


def test_not_supported_explains():
    """Reading, setting and calling say why."""
    thing = NotSupported("pyscript.thing", "thing needs a page")
    assert repr(thing) == "<NotSupported pyscript.thing [thing needs a page]>"
    with raises(AttributeError, "thing needs a page"):
        thing.name_of_it
    with raises(AttributeError, "thing needs a page"):
        thing.name_of_it = 1
    with raises(TypeError, "thing needs a page"):
        thing(1, two=2)
