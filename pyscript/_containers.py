"""References to what has items or bytes.

They offer what Python's containers and Pyodide's proxies do. Each call is one message, if it
can be.
"""

from array import array

from pyscript._interpreter import copy_bytes
from pyscript._reference import Reference, settled, types
from pyscript._views import MISSING, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Array", "Buffer", "Collection", "Iterator", "Listing", "Map", "TypedArray"]

# What the kinds of objects have, as runtime/references/kinds.js says.
_ITERABLE = 4
_ARRAY = 16
_MAP = 32
_ASYNC_ITERABLE = 64
_SIZED = 128
_TYPED = 1024
_BUFFER = 2048
_LISTING = 4096
_ITERATOR = 8192
_ASYNC_ITERATOR = 16384


# What the module `array` calls the numbers of a typed array, if not bytes.
_CODES = {
    "BigInt64Array": "q",
    "BigUint64Array": "Q",
    "Float32Array": "f",
    "Float64Array": "d",
    "Int16Array": "h",
    "Int32Array": "i",
    "Int8Array": "b",
    "Uint16Array": "H",
    "Uint32Array": "I",
}


class _Next:
    """The next item of an asynchronous iteration."""

    def __init__(self, iterator):
        self._iterator = iterator

    def __await__(self):
        answer = yield from settled("asyncNext", self._iterator)
        if answer is MISSING:
            raise StopAsyncIteration
        return answer

    __iter__ = __await__


class _AsyncIterator:
    def __init__(self, iterator):
        self._iterator = iterator

    def __aiter__(self):
        return self

    def __anext__(self):
        return _Next(self._iterator)


_BLOCK = 64


class Collection(Reference):
    """A list, a map or anything else of the page that has items."""

    _js_type_flags: "Any" = ("IS_ITERABLE",)

    _ahead: "Any" = None  # of an iterator: the items that loops have fetched and not come to

    def __len__(self) -> int:
        if self._items is not None:
            return len(self._items.kinds)
        if not self._kind.shape & _SIZED:
            raise TypeError(f"object of type {self._kind.name!r} has no len()")
        return self._ask("length")

    def __bool__(self) -> bool:
        if self._items is not None and self._items.kinds:
            return True
        return not self._kind.shape & _SIZED or self._ask("truth")

    def __iter__(self):
        items = self._items
        if items is None:
            if not self._kind.shape & _SIZED:
                return self._endless()
            found = self._ask("snapshot")
            if isinstance(found, list):
                return iter(found)
            items = found._items
        return (items.item(index, True) for index in range(len(items.kinds)))

    def _endless(self):
        """Yield the items of what may never end, more and more of them at once."""
        iterator, ahead, count, ended = self, self._ahead, 1, False
        if ahead is None:
            iterator, *ahead = self._ask("begin")
            ended = not ahead
            if iterator._kind is self._kind and iterator == self:  # others continue
                object.__setattr__(self, "_ahead", ahead)
        while True:
            while ahead:
                yield ahead.pop(0)
            if ended:
                return
            count = min(_BLOCK, count * 2)
            ahead.extend(iterator._ask("next", count))
            ended = len(ahead) < count

    def __aiter__(self):
        return _AsyncIterator(self._ask("asyncIterator"))

    def __getitem__(self, key):
        if isinstance(key, slice):
            indices = range(len(self))[key]
            if self._items is not None:
                return [self._items.item(index, True) for index in indices]
            return self._ask("items", *indices)
        if self._items is not None and isinstance(key, int):
            size = len(self._items.kinds)
            if -size <= key < size:
                return self._items.item(key % size)
            raise IndexError(f"{key} is not an index of {size} items")
        found = self._ask("item", key)
        if found is MISSING:
            raise IndexError(key) if isinstance(key, int) else KeyError(key)
        return found


class Iterator(Collection):
    """What gives one item after another."""

    _js_type_flags = ("IS_ITERABLE", "IS_ITERATOR")

    def __next__(self):
        items = self._ahead or self._ask("next", 1)
        if not items:
            raise StopIteration
        return items.pop(0)


class AsyncIterator(Collection):
    """What gives one item after another, each when it is there."""

    _js_type_flags = ("IS_ASYNC_ITERABLE", "IS_ASYNC_ITERATOR")

    def __anext__(self):
        return _Next(self)


class Listing(Collection):
    """What has numbered items: an array, a list of nodes."""

    _js_type_flags = ("IS_ITERABLE", "IS_ARRAY_LIKE", "HAS_LENGTH")

    def __reversed__(self):
        return iter(self[::-1])

    def count(self, value) -> int:
        """Return how many items are this, as JavaScript's `===` has it."""
        return self._ask("count", value)

    def index(self, value, start: int = 0, stop: "int | None" = None) -> int:
        """Return the first place of this; `ValueError` if no item is."""
        found = self._ask("index", value, start, stop)
        if found < 0:
            raise ValueError(f"{value!r} is not in the array")
        return found


class Array(Listing):
    """An array."""

    _js_type_flags = ("IS_ITERABLE", "IS_ARRAY", "HAS_LENGTH")

    def __add__(self, other):
        return self._do("call", "concat", other)

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __setitem__(self, key, value) -> None:
        if not isinstance(key, slice):
            return Reference.__setitem__(self, key, value)
        places, values = range(len(self))[key], list(value)
        if places.step == 1:
            self._do("call", "splice", places.start, len(places), *values)
        elif len(values) == len(places):
            for place, item in zip(places, values):
                self[place] = item
        else:
            raise ValueError(f"{len(values)} values for {len(places)} items")

    def __delitem__(self, key) -> None:
        if not isinstance(key, slice):
            return Reference.__delitem__(self, key)
        for place in sorted(range(len(self))[key], reverse=True):
            del self[place]

    def append(self, *values):
        """Add to the array at its end."""
        return self._do("call", "push", *values)

    def clear(self) -> None:
        """Remove all items."""
        self._do("call", "splice", 0)

    def extend(self, values) -> None:
        """Add all of these at the end."""
        self._do("call", "push", *values)

    def insert(self, index: int, value) -> None:
        """Insert before the item that has an index."""
        self._do("call", "splice", index, 0, value)

    def pop(self, index: int = -1):
        """Remove an item and return it; `IndexError` if there is none."""
        found = self._do("pop", index)
        if found is MISSING:
            raise IndexError(f"there is no item {index} to pop")
        return found

    def remove(self, value) -> None:
        """Remove the first item that is this; `ValueError` if none is."""
        del self[self.index(value)]

    def reverse(self) -> None:
        """Reverse the order of the items."""
        self._do("call", "reverse")


class Map(Mapping, Collection):
    """A map."""

    _js_type_flags = ("IS_ITERABLE", "HAS_LENGTH", "HAS_GET", "HAS_HAS", "HAS_SET")

    def __getitem__(self, key):
        found = self._ask("item", key)
        if found is MISSING:
            raise KeyError(key)
        return found

    def clear(self) -> None:
        """Remove all keys."""
        self._do("call", "clear")

    def items(self) -> list:
        """Return pairs of a key and its value."""
        return [tuple(pair) for pair in self._ask("pairs")]


class Buffer(Reference):
    """An `ArrayBuffer`, or a view of one."""

    _js_type_flags = ("IS_BUFFER",)

    def to_py(self, depth: int = -1, **_options) -> memoryview:
        """Copy the numbers in it, as a single message."""
        return memoryview(array(_CODES.get(self._kind.name, "B"), self._bytes()))

    def to_bytes(self) -> bytes:
        """Copy the bytes in it, as a single message."""
        return bytes(self._bytes())

    def to_memoryview(self) -> memoryview:
        """Copy the bytes in it, as a single message."""
        return memoryview(self._bytes())

    def to_string(self, encoding: str = "utf-8") -> str:
        """Decode the bytes in it."""
        return str(self._bytes(), encoding)

    def to_file(self, file) -> None:
        """Write the bytes in it to a file."""
        file.write(self._bytes())

    def from_file(self, file) -> None:
        """Read as many bytes as it has from a file."""
        self.assign(file.read(self.byteLength))

    def assign(self, data) -> None:
        """Replace its bytes by as many others, as a single message."""
        self._do("fill", bytes(data))

    def assign_to(self, buffer) -> None:
        """Copy its bytes to a buffer of Python's that is as large."""
        target, data = memoryview(buffer), self._bytes()
        if hasattr(target, "cast"):
            target = target.cast("B")
        if len(target) != len(data):
            raise ValueError(f"{len(data)} bytes for a buffer of {len(target)}")
        target[:] = data

    def _bytes(self) -> bytearray:
        return copy_bytes(self._ask("bytes"))


class TypedArray(Listing, Buffer):
    """A view of an `ArrayBuffer` as numbers."""

    to_py = Buffer.to_py  # MicroPython finds that of Listing first

    _js_type_flags: "Any" = ("IS_ITERABLE", "IS_BUFFER", "IS_TYPEDARRAY", "HAS_LENGTH")


types += [
    (_TYPED, TypedArray),
    (_BUFFER, Buffer),
    (_ARRAY, Array),
    (_LISTING, Listing),
    (_ITERATOR, Iterator),
    (_ASYNC_ITERATOR, AsyncIterator),
    (_MAP | _SIZED | _ITERABLE, Map),
    (_ITERABLE, Collection),
    (_ASYNC_ITERABLE, Collection),
]
