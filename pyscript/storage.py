"""Dicts that persist, shared by all pages, threads and languages of a site."""

from pyscript._flatted import CONTAINERS, INLINE, flatten, link
from pyscript._interpreter import (
    JsException,
    copy_bytes,
    create_proxy,
    database,
    destroy_proxy,
    is_awaitable,
    is_none,
    to_js,
)
from pyscript._interpreter._json import dumps, dumps_sized, loads
from pyscript._mapping import Base
from pyscript.context import report, run_as, script_key, start

__all__ = ["Storage", "storage"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, TypeVar

# Values as text: docs/design.md describes the records --------------------------------------

_BYTES = (("bytes", bytes), ("bytearray", bytearray), ("memoryview", memoryview))
_SIMPLE = set(INLINE)
_CONTAINERS = set(CONTAINERS)
_IMMUTABLE = set(INLINE + (str, float, bytes))
_NUMBERS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}
_LARGEST_KEY = (1 << 53) - 1
_HUGE = "an int of more than 4300 digits cannot be stored"
_DEEP = 50  # what the functions of json can recurse into, whatever called them


def _js_key(key):
    """Return a key as JavaScript gets it."""
    if isinstance(key, str):
        return key[:]
    is_number = isinstance(key, (int, float)) and not isinstance(key, bool)
    if is_number and -_LARGEST_KEY <= key <= _LARGEST_KEY:
        return float(key)
    raise TypeError(f"a key of a store must be a str, or a number below 2**53, not {key!r}")


def _json(
    value,
    # Saving spends most of its time here: names of its own are found faster.
    type=type,
    len=len,
    str=str,
    dict=dict,
    float=float,
    simple=_SIMPLE,
    containers=_CONTAINERS,
):
    """Return the JSON of a value, or `None` where JSON would lose something."""
    kind = type(value)
    if kind not in containers:
        is_plain = kind is str or kind in simple or (kind is float and value - value == 0)
        return dumps(value) if is_plain else None
    size = 0
    queue: Any = [value]
    limit = 20
    for container in queue:
        size += 10 * len(container)
        if type(container) is dict:
            for key in container:
                if type(key) is not str:
                    return None
            container = container.values()
        for item in container:
            kind = type(item)
            if kind is str:
                size += len(item)
            elif kind in simple:
                continue
            elif kind is float:
                if item - item != 0:
                    return None
            elif kind in containers:
                queue.append(item)
            else:
                return None
        if len(queue) > limit:  # or it would have no end
            if _has_twins(queue):
                return None
            limit = 2 * len(queue)
    count = len(queue)
    if count > 1:
        if _has_twins(queue) if count > 2 else queue[1] is value:
            return None
        if count > _DEEP and _depth(queue[:1]) > _DEEP:
            return None
    return dumps_sized(value, size)


def _json_or_none(value):
    try:
        return _json(value)
    except ValueError:  # an int that CPython does not write: `_check` says so
        return None


def _has_twins(containers) -> bool:
    """Tell whether one of them is there twice."""
    return len(set(map(id, containers))) < len(containers)


def _depth(containers):
    """Return how many levels of containers there are."""
    depth = 0
    while containers:
        depth += 1
        inside = [each.values() if type(each) is dict else each for each in containers]
        containers = [item for items in inside for item in items if type(item) in _CONTAINERS]
    return depth


def _rows(value):
    """Return a value as flatted JSON with tags, and its binary parts for JavaScript."""
    buffers = []

    def convert(value):
        if isinstance(value, (bytes, bytearray, memoryview)):
            if getattr(value, "itemsize", 1) != 1:
                raise TypeError("of memoryviews only those of bytes can be stored: cast('B')")
            buffers.append(to_js(bytes(value) if isinstance(value, memoryview) else value))
            for tag, kind in _BYTES:
                if isinstance(value, kind):
                    return tag, len(buffers) - 1
        if isinstance(value, float):
            return ("", float(value)) if value - value == 0 else (str(value), 0)
        if isinstance(value, (dict, Base)):
            if all([isinstance(key, str) for key in value]):
                return "", {key[:]: item for key, item in value.items()}
            pairs = []
            for key, item in value.items():
                if key is not None and not isinstance(key, (str, bool, int, float)):
                    raise TypeError(f"a dict with the key {key!r} cannot be stored")
                pairs += [key, item]
            return "pairs", pairs
        if isinstance(value, str):
            return "", value[:]
        if isinstance(value, int):
            return "", int(value)
        if isinstance(value, (list, tuple)):
            return "", list(value)
        if is_none(value):
            return "", None
        raise TypeError(
            f"a {type(value).__name__} cannot be stored, what can: bool, int, float, str, None, "
            "bytes, bytearray, memoryview, and list, tuple and dict of these"
        )

    rows, tags, size = flatten(["generic", value], convert)
    if tags:
        rows[0][0] = str(len(rows))
        rows += ["extended", " ".join(tags)]
    return dumps_sized(rows, size), buffers


def _value(rows, js_buffers, first):
    """Return the value of rows; of the buffers its own begin with this one."""
    kind, data = rows[0][:2]
    kind = rows[int(kind)]
    if kind == "null":
        return None
    if kind == "bytearray" or kind == "memoryview":  # of the existing PyScript
        content = bytearray(rows[int(data)])
        return content if kind == "bytearray" else memoryview(content)
    values = list(rows)
    dicts = []
    if kind == "extended":
        for tag in rows[-1].split(" "):
            index, name = tag.split(":")
            index = int(index)
            if name == "pairs":
                values[index] = {}
                dicts.append((values[index], rows[index]))
            elif name in _NUMBERS:
                values[index] = _NUMBERS[name]
            else:
                content = copy_bytes(js_buffers[first + rows[index]])
                values[index] = content if name == "bytearray" else dict(_BYTES)[name](content)
    link(rows, values)
    for changed, pairs in dicts:
        for index in range(0, len(pairs), 2):
            changed[pairs[index]] = pairs[index + 1]
    return rows[0][1]


if TYPE_CHECKING:
    _S = TypeVar("_S", bound="Storage")

# Stores ------------------------------------------------------------------------------------


class _Connection:
    """What a `Storage` has in JavaScript: runtime/storage/database.js."""

    def __init__(self, name: str):
        self.name = name
        self.js: Any = None
        self.store: Any = None
        self.saved: list[Any] = []  # until there is a store
        self._script = script_key()
        self._proxy = create_proxy(self._hear)

    async def open(self) -> None:
        problem = ""
        try:
            module: Any = await database()
            self.js = await module.connect(self.name, self._proxy)
        except JsException as error:
            problem = str(error)
        problem = problem or self.js.problem
        if problem:
            self.close()
            raise OSError(f"the store {self.name!r} cannot be opened: {problem}")

    def close(self) -> None:
        if self.js is not None:
            self.js.leave()
        destroy_proxy(self._proxy)

    def _hear(self, what, *details):
        try:
            if what == "apply":
                self._apply(*details)
            elif what == "failed":
                report(OSError(details[0]), self._script)
            else:
                self._tell(loads(details[0]))
        except Exception as error:
            report(error, self._script)

    def _apply(self, text, js_buffers, is_short):
        if not isinstance(text, str):
            text = copy_bytes(text)
        plain, changes = loads(text, is_short)
        for change in changes:
            if len(change) == 3:
                change[1] = _value(change[1], js_buffers, change[2])
        if self.store is None:
            self.saved.append((plain, changes))
        else:
            self.store._take(plain, changes)

    def _tell(self, keys):
        function = None if self.store is None else self.store.on_change
        if function is not None:
            result = run_as(self._script, function, keys)
            if is_awaitable(result):
                start(result, self._script)


_put = Base.__setitem__


class Storage(Base):
    """A dict whose content persists: `await storage(name)` makes it.

    Every change is saved in the background, and appears in all else that has the store open:
    other tabs, workers, JavaScript. Values can be `bool int float str None`, `bytes bytearray
    memoryview`, and `list`, `dict` and `tuple` of these, with cycles; a tuple comes back as a
    list. Another value raises `TypeError`, and changes nothing. Keys are strings or numbers.

    What changes *inside* a value is saved by `await store.sync()` only.

    Kept in IndexedDB: https://developer.mozilla.org/docs/Web/API/IndexedDB_API
    """

    on_change: "Any" = None
    """Called with the list of keys that something else has changed; may be `async`."""

    def __init__(self, connection: _Connection):
        if not isinstance(connection, _Connection):
            raise TypeError("Storage is opened by its name: await storage('my-store')")
        super().__init__()
        self._js = connection.js
        self._js_set = connection.js.set
        for each in connection.saved:
            self._take(*each)
        connection.saved = []
        connection.store = self

    def _take(self, plain, changes) -> None:
        """Apply what is saved already: a dict; `[key, value, …]`, `[key]` for a deletion."""
        super().update(plain)
        for change in changes:
            if len(change) > 1:
                _put(self, change[0], change[1])
            elif change[0] in self:
                super().__delitem__(change[0])

    def _check(self, key, value):
        """Return key, text, and buffers or `None`, as JavaScript gets them."""
        js_key = key if type(key) is str else _js_key(key)
        problem = ""
        try:
            text = _json(value)
            if text is not None:
                return js_key, text, None
            if is_none(value):  # JavaScript's null
                return js_key, "null", None
            text, buffers = _rows(value)
            return js_key, text, buffers
        except TypeError as error:
            problem = str(error)
        except ValueError:  # CPython's
            problem = _HUGE
        raise TypeError(f"{key!r}: {problem}")

    def _save(self, js_key, text, buffers) -> None:
        if buffers is not None:
            self._js.setRows(js_key, text, *buffers)
        elif not self._js_set(js_key, text):
            raise TypeError(f"{js_key!r}: {_HUGE}")

    def _change(self, key, value, checked) -> None:
        self._save(*checked)
        _put(self, key, None if checked[1] == "null" else value)

    def __setitem__(self, key: "str | float", value: "Any") -> None:
        """Change a value, and save it in the background."""
        if type(key) is str:  # most are, and need fewer steps
            text = _json_or_none(value)
            if text is not None and self._js_set(key, text):
                _put(self, key, value)
                return
        self._change(key, value, self._check(key, value))

    def __delitem__(self, key: "str | float") -> None:
        """Delete a key, in the background from the database, too."""
        if key not in self:
            raise KeyError(key)
        self._js.delete(_js_key(key))
        super().__delitem__(key)

    def clear(self) -> None:
        """Delete everything."""
        super().clear()
        self._js.clear()

    def pop(self, key: "str | float", *default: "Any") -> "Any":
        """Delete a key and return its value, or the default where there is none."""
        if len(default) > 1:
            raise TypeError(f"pop expected at most 2 arguments, got {len(default) + 1}")
        if key not in self and default:
            return default[0]
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> "tuple[Any, Any]":
        """Delete a key, and return it with its value."""
        for key in reversed(self):
            return key, self.pop(key)
        raise KeyError("popitem(): the store is empty")

    def setdefault(self, key: "str | float", default: "Any" = None) -> "Any":
        """Return the value of a key, which is the default if there was none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *others: "Any", **kwargs: "Any") -> None:
        """Change several values at once, or none if one of them cannot be stored."""
        if len(others) > 1:
            raise TypeError(f"update expected at most 1 argument, got {len(others)}")
        pairs = []
        for other in others:
            if hasattr(other, "keys"):
                pairs += [(key, other[key]) for key in other.keys()]  # noqa: SIM118
            else:
                pairs += [(key, value) for key, value in other]
        pairs += kwargs.items()
        checked = [self._check(key, value) for key, value in pairs]
        for (key, value), each in zip(pairs, checked):
            if type(self).__setitem__ is Storage.__setitem__:
                self._change(key, value, each)
            else:
                self[key] = value

    def __ior__(self, other: "Any") -> "Self":  # type: ignore[misc]
        """Change several values at once."""
        self.update(other)
        return self

    def copy(self) -> "dict[Any, Any]":
        """Return a dict with the same content, which does not persist."""
        return dict(self.items())

    def __reduce__(self) -> "tuple[Any, ...]":
        """Let `copy` and `pickle` make a dict."""
        return dict, (self.copy(),)

    async def sync(self) -> None:
        """Save what has changed inside values, and wait until everything is saved.

        Raises `OSError` when something cannot be: the browser gives a site so much room.
        """
        self._js.flush()  # what is known, while the rest is looked for
        changed: list = []
        js_keys = []
        texts = []
        for key, value in self.items():
            if type(value) not in _IMMUTABLE:
                js_key = key if type(key) is str else _js_key(key)
                text = _json_or_none(value)
                if text is not None:
                    js_keys.append(js_key)
                    texts.append(text)
                else:
                    self._find_change(key, value, changed)
        if texts:
            found = self._js.changed(dumps_sized(js_keys, len(js_keys)), "\n".join(texts))
            for index in loads(found):
                # Another language may have written the same otherwise.
                js_key, text = js_keys[index], texts[index]
                saved = self._js.json(js_key)
                if saved and _json(loads(saved)) == text:
                    self._js.respell(js_key, text)
                else:
                    changed.append((js_key, text, None))
        for each in changed:
            self._save(*each)
        problem = await self._js.sync()
        if problem:
            raise OSError(problem)

    def _find_change(self, key, value, changed) -> None:
        checked = self._check(key, value)
        if checked[2] is None or self._js.differs(*checked[:2], *checked[2]):
            changed.append(checked)


_stores: dict = {}


async def storage(name: str = "", storage_class: "type[_S]" = Storage) -> "_S":  # type: ignore[assignment]
    """Open the store with this name, which is made if it is not there, and return it.

    `storage_class` can be a subclass of `Storage`. Opening a store again returns the same
    object, with what is in the database now. Raises `ValueError` without a name, `OSError`
    where the browser refuses.
    """
    if not isinstance(name, str):
        raise TypeError(f"the name of a store must be a str, not {name!r}")
    if not name:
        raise ValueError("a store needs a name: await storage('my-store')")
    if not isinstance(storage_class, type) or not issubclass(storage_class, Storage):
        raise TypeError(f"storage_class must be a subclass of Storage, not {storage_class!r}")
    place = (name, storage_class)
    if place not in _stores:
        connection = _Connection(name)
        await connection.open()
        if place not in _stores:
            _stores[place] = storage_class(connection)
            return _stores[place]
        connection.close()  # somebody else was faster
    store = _stores[place]
    problem = await store._js.reload()
    if problem:
        raise OSError(f"the store {name!r} cannot be read: {problem}")
    return store
