"""Let a worker use objects of the page, each use a message to the main thread.

A `Reference` holds the number of an object in a table there (runtime/references/, which also
says what the marks mean). It offers what the interpreters' own proxies offer on the main
thread. Imported in workers only.
"""

import json

from pyscript._interpreter import (
    JsException,
    create_proxy,
    format_exception,
    host,
    is_awaitable,
    is_js,
    js,
    js_error,
    jsnull,
    pack,
    release_later,
    run_sync,
    start,
    steps_of,
    to_js,
)
from pyscript._views import MISSING, JsonList, ObjectMap, View, as_json, as_maps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Method",
    "Reference",
    "document",
    "host_call",
    "host_elements",
    "host_list",
    "is_node",
    "is_reference",
    "moment",
    "settled",
    "tell_host",
    "tell_host_to_build",
    "tells",
    "types",
    "window",
]

_page = host.page
_ask = _page.exchange
_send = (lambda *words: run_sync(_ask(*words))) if _page.mode == "messages" else _ask

_MARK = "\x01"
_MISSING = "\x01?"
_set = object.__setattr__

# Words of Python's: a name of JavaScript's that is one has an underscore behind it.
_KEYWORDS = [
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
]


def _js_name(name: str) -> str:
    return name[:-1] if name[-1:] == "_" and name.rstrip("_") in _KEYWORDS else name


# Kinds of objects ----------------------------------------------------------------------

_CALLABLE = 1
_THENABLE = 2
_NODE = 8
_ARRAY = 16
_LISTING = 4096

# Classes of references, each for what has all of a shape: the first that fits is taken.
types: list = []


class _Kind:
    """What objects with the same prototype have in common."""

    def __init__(self, name: str, shape: int = 0, owners: tuple = ()):
        self.name = name
        self.shape = shape
        self.owners = owners  # the prototypes, by number
        self.methods: set = set()
        self.type: type = Reference
        for wanted, found in types:
            if shape & wanted == wanted:
                self.type = found
                break

    def has_method(self, name: str) -> bool:
        """Tell whether all objects of this kind are known to have this method."""
        for owner in self.owners:
            if name in _methods_of.get(owner, ()):
                self.methods.add(name)
                return True
        return False


_kinds: dict = {}  # by number, as text
_methods_of: dict = {}  # names, by owner


def _learn(lines: str) -> None:
    for line in lines[:-1].split("\n"):
        number, shape, owners, name = line.split(" ")
        _kinds[number] = _Kind(name, int(shape), () if owners == "-" else tuple(owners.split(",")))


# To the page ---------------------------------------------------------------------------

_PLAIN = (int, float, bool, type(None))
_SAFE = 2**53 - 1  # JavaScript's numbers know larger integers only roughly
_SMALL = 2**31 - 1  # MicroPython cuts larger ones on their way, but not floats
_BYTES = (bytes, bytearray, memoryview)

_functions: dict = {}  # by number: the function, and how often it was sent
_numbers: dict = {}  # by function
_last_number = 0


def _number_of(function) -> int:
    """Return the number by which the page knows a function; it is sent once more."""
    global _last_number
    try:
        number = _numbers.get(function, 0)
    except TypeError:
        number = 0
    if not number:
        number = _last_number = _last_number + 1
        _functions[number] = [function, 0]
        try:
            _numbers[function] = number
        except TypeError:
            pass  # not hashable: the page has another function each time
    _functions[number][1] += 1
    return number


def _drop(number: int, received: int) -> None:
    """Let go of a function, which the page no longer holds."""
    entry = _functions.get(number)
    if entry is None:
        return
    entry[1] -= received
    if entry[1] < 1:
        del _functions[number]
        try:
            _numbers.pop(entry[0], None)
        except TypeError:
            pass


def _outgoing(value):
    """Return what stands for a value in a message."""
    kind = type(value)
    if kind is str:
        return "\x01s" + value if value[:1] == _MARK else value
    if kind is int and not -_SMALL <= value <= _SMALL:
        return float(value) if -_SAFE <= value <= _SAFE else f"\x01i{value}"
    if kind in _PLAIN:
        return value
    if isinstance(value, _HELD):
        return value._mark
    if isinstance(value, BaseException):
        return "\x01x" + json.dumps(_described(value))
    if is_js(value):
        return value
    if isinstance(value, _BYTES):
        return _page.bytes(to_js(value))
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return pack(_tree(value))
    if hasattr(value, "_dom_element"):
        return _outgoing(value._dom_element)
    if callable(value):
        return f"\x01f{_number_of(value)}"
    for plain in (str, int, float):
        if isinstance(value, plain):  # of a class of its own
            return _outgoing(plain(value))
    raise TypeError(
        f"a {kind.__name__} cannot be sent to the page: {value!r} is no text, number, bytes, "
        "list, dict, function or object of the page"
    )


def _described(error: BaseException) -> list:
    """Return the name and the message of an exception, as JavaScript's have them."""
    name, message = js_error(error) if isinstance(error, JsException) else ("", "")
    return [name or type(error).__name__, message or str(error)]


def _tree(value):
    """Return lists and dicts with what stands for their contents."""
    if isinstance(value, dict):
        return {str(key): _tree(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_tree(item) for item in value]
    if value is None:
        return "\x01u"
    return to_js(value) if isinstance(value, _BYTES) else _outgoing(value)


# From the page -------------------------------------------------------------------------


def _incoming(answer):
    """Return what an answer stands for."""
    if type(answer) is str and answer[:1] == _MARK:
        return _marked(answer)
    return answer


def _item(value):
    """Return what stands in JSON."""
    if type(value) is str:
        return _marked(value) if value[:1] == _MARK else value
    return jsnull if value is None else value


def _marked(text: str):
    tag = text[1]
    if tag == "r" or tag == "R":
        return _reference(text)
    rest = text[2:]
    if tag == "s":
        return rest
    if tag == "l":
        return [_item(item) for item in json.loads(rest)]
    if tag == "t":
        return _copied(json.loads(rest))
    if tag == "i":
        return int(rest)
    if tag == "n":
        return float(rest.replace("Infinity", "inf"))
    if tag == "u":
        return None
    raise ValueError(f"an answer that is not understood: {text!r}")


def _reference(text: str):
    words = text[2:].split(" ")
    number, kind = int(words[0]), _kinds[words[1]]
    if len(words) < 3:
        return kind.type(number, kind)
    reference = kind.type("", kind)
    _set(reference, "_address", number)
    _set(reference, "_items", _Items(number, words[3] if words[2] != "0" else ""))
    return reference


def _copied(containers: list):
    """Return the first of some containers, which name each other by number."""
    empty = {"d": dict, "m": dict, "s": set, "l": list}
    made = [empty[each[0]]() for each in containers]

    def found(item):
        if type(item) is str and item[:2] == "\x01o":
            return made[int(item[2:])]
        return _item(item)

    for target, (letter, *items) in zip(made, containers):
        contents = [found(item) for item in items]
        if letter == "l":
            target.extend(contents)
        elif letter == "s":
            target.update(contents)
        else:
            for index in range(0, len(contents), 2):
                target[contents[index]] = contents[index + 1]
    return made[0]


# Reading and changing ------------------------------------------------------------------

_changes = 0  # how often this worker did what may have changed what it read before


def _change(*words):
    """Have something done that may change what was read before; return the result."""
    global _changes
    _changes += 1
    return _incoming(_send(*words))


def host_call(name: str, *args):
    """Call a function of the page's host (docs/design.md), as one message."""
    return _change("call", _HOST, name, *[_outgoing(value) for value in args])


def host_list(name: str, *args) -> list:
    """Call a function of the page's host that returns an array; return a list."""
    return list(_change("collect", _HOST, name, *[_outgoing(value) for value in args]))


def host_elements(name: str, *args) -> tuple:
    """Call a function of the page's host that finds or makes elements.

    Return them, as a list that stays as it is, and their tags; or what else it returned.
    """
    global _changes
    if name == "build":
        _changes += 1
    answer = _send("elements", _HOST, name, *[_outgoing(value) for value in args])
    if type(answer) is str and answer[:1] == _MARK:
        text, _, tags = answer.partition("|")
        return _marked(text), tags
    return answer, ""


tells = _page.tells
_last_list = 0

# Properties of HTML elements that any string can be given, or either truth; methods of nodes
# that return nothing and, with so many arguments, cannot fail. Nobody has to wait for these.
_SURE = ("className", "id", "innerText", "lang", "textContent", "title")
_SURE_TRUTHS = ("checked", "disabled", "hidden", "indeterminate", "inert", "open", "selected")
_STYLES = ("CSSStyleDeclaration", "CSSStyleProperties")
_SURE_CALLS = {"remove": 0, "removeAttribute": 1, "replaceChildren": 0, "setAttribute": 2}


def _is_sure(kind: str, name: str, type) -> bool:
    """Tell whether an object of this kind takes any value of this type for a property."""
    if kind[:4] == "HTML":
        return name in (_SURE if type is str else _SURE_TRUTHS if type is bool else ())
    return kind in _STYLES and type is str and name not in ("length", "parentRule")


def _are_sure(name, value="") -> bool:
    """Tell whether this is the name of an attribute, and a value for it."""
    if type(name) is not str or type(value) not in (str, int, float, bool):
        return False
    return name.isalpha() or (name[:1].isalpha() and name.replace("-", "").isalpha())


def _act(*words) -> None:
    """Have something done that cannot fail, and go on."""
    global _changes
    _changes += 1
    _page.act(*words)


def tell_host(name: str, *args) -> None:
    """Have a function of the page's host called that cannot fail, and go on."""
    global _changes
    _changes += 1
    _page.tell(0, name, *[_outgoing(value) for value in args])


def moment() -> tuple:
    """Return what stays the same until this worker acts, or its turn ends."""
    return _page.turn, _changes


def tell_host_to_build(place, index: int, how: str, description: str):
    """Do the same with `build`; return the elements, a list that stays as it is."""
    global _changes, _last_list
    _changes += 1
    _last_list -= 1
    _page.tell(_last_list, "build", _outgoing(place), index, how, description)
    return _Made(_last_list)


def is_reference(value) -> bool:
    """Tell whether this is an object of the page, seen from this worker."""
    return isinstance(value, (Reference, Method))


def is_node(value) -> bool:
    """Tell whether this is a DOM node of the page."""
    if isinstance(value, Reference):
        return bool(value._kind.shape & _NODE)
    return is_js(value) and hasattr(value, "nodeType")  # polyscript's proxy of one


class _Items:
    """The objects in a list of the page that stays as it is.

    They need no numbers of their own there. And what a loop reads of one it will read of the
    next: so that is fetched along with it. It is given out once, and only as long as this
    worker has changed nothing and has not done anything else meanwhile.
    """

    _kinds_text = ""
    _found: "Any" = None
    _columns: "Any" = None
    _in_vain = 0

    def __init__(self, number: int, kinds: str = ""):
        self.number = number
        if kinds:
            self._kinds_text = kinds
        release_later(self, number)

    def __del__(self):
        _page.release(self.number)  # of Pyodide's; see release_later

    @property
    def kinds(self) -> list:
        """The kinds of the objects, in their order."""
        if self._found is None:
            self._found = _kinds_in(self._text_of_kinds())
        return self._found

    def _text_of_kinds(self) -> str:
        return self._kinds_text

    def item(self, index: int, in_loop: bool = False):
        """Return a reference to one of them."""
        kind = self.kinds[index]
        reference = kind.type(f"{self.number}.{index}", kind)
        _set(reference, "_list", self)
        if in_loop:
            _set(reference, "_index", index)
        return reference

    def numbered(self, reference):
        """Give a reference to one of them a number, and so an identity."""
        index = int(reference._address.split(".")[1])
        number = int(_send("identify", self.number, index))
        _set(reference, "_address", number)
        release_later(reference, number)
        return number

    def read(self, index: int, name: str):
        """Return a property of one of them, as the page sends it."""
        if self._columns is None:
            self._columns = {}
        column = self._columns.get(name)
        if column is not None:
            changes, turn, following, values = column
            if changes == _changes and turn == _page.turn and following <= index < len(values):
                column[2] = index + 1
                return values[index]
            if following < len(values):
                self._in_vain += 1
            del self._columns[name]
        if self._in_vain > 2:
            return _send("get", f"{self.number}.{index}", name)
        turn = _page.turn
        answer = _send("column", self.number, name, index)
        if type(answer) is not str or answer[:2] != "\x01l":
            return answer
        values = [jsnull if value is None else value for value in json.loads(answer[2:])]
        if len(values) > 1:
            self._columns[name] = [_changes, turn, index + 1, [None] * index + values]
        return values[0]


def _kinds_in(text: str) -> list:
    kinds: list = []
    for part in text.split(",") if text else ():
        kind, _, times = part.partition("x")
        kinds.extend([_kinds[kind]] * int(times or 1))
    return kinds


class _Made(_Items):
    """A list that the page was told to make, which is asked what is in it."""

    @property
    def _mark(self) -> str:
        return f"\x01r{self.number}"

    def __getitem__(self, index: int):
        return self.item(index)

    def _text_of_kinds(self) -> str:
        return _incoming(_send("contents", self.number)).split(" ")[2]


class Reference:
    """An object of the page, as a worker sees it.

    Attributes, calls and the rest are those of the object itself. A property read or set is
    one message; so is a call, but for the first one of its name, which is two. `new(…)`
    constructs, `to_py()` copies. What goes wrong there raises `JsException` here.

    Loops over lists fetch the properties that they read of all the items at once, so they
    see the page as it was at the first of these reads.
    """

    # By this Pyodide's isinstance(…, JsProxy), or JsArray, knows its own proxies.
    _js_type_flags: "Any" = 0

    # Few have any of these: the others do without, at no cost.
    _list: "Any" = None  # the _Items that it is one of
    _index = -1  # its place among them, if a loop met it
    _items: "Any" = None  # the _Items that it consists of
    _known: "Any" = None  # what it has for ever, by name; None for a method of its own

    def __init__(self, address, kind):
        _set(self, "_address", address)
        _set(self, "_kind", kind)
        if type(address) is int:
            release_later(self, address)

    def __del__(self):
        # Pyodide calls this; for MicroPython there is release_later.
        if type(self._address) is int and self._items is None:
            _page.release(self._address)

    @property
    def _mark(self) -> str:
        return f"\x01r{self._address}"

    # Attributes

    def __getattr__(self, name: str):
        kind = self._kind
        if name in kind.methods:
            return Method(self, name)
        known = self._known
        if known is not None and name in known:
            return Method(self, name) if known[name] is None else known[name]
        if name[:2] == "__" or not name:
            raise AttributeError(name)
        js_name = _js_name(name)
        if kind.has_method(js_name):
            return Method(self, js_name)
        if self._index >= 0:
            answer = self._list.read(self._index, js_name)
        else:
            answer = _send("get", self._address, js_name)
        if type(answer) is not str or answer[:1] != _MARK:
            return answer
        return self._answered(js_name, answer)

    def _answered(self, name: str, answer: str):
        """Return what an attribute is, and remember what will stay so."""
        tag = answer[1]
        if tag == "?":
            raise AttributeError(f"{self._kind.name} has no {name!r}")
        found = None if tag == "m" else _marked(answer)
        if type(found) is Function:
            _set(found, "_owner", self)
        if tag != "m" and tag != "R":
            return found
        owner = answer[2:]
        if tag == "m" and owner in self._kind.owners:
            _methods_of.setdefault(owner, set()).add(name)
            return Method(self, name)
        if self._known is None:
            _set(self, "_known", {})
        self._known[name] = found
        return found or Method(self, name)

    def __setattr__(self, name: str, value) -> None:
        if self._known is not None:
            self._known.pop(name, None)
        if tells and _is_sure(self._kind.name, name, type(value)):
            _act("set", self._address, _js_name(name), _outgoing(value))
        else:
            _change("set", self._address, _js_name(name), _outgoing(value))

    def __delattr__(self, name: str) -> None:
        if _send_change("delete", self, _js_name(name)) == _MISSING:
            raise AttributeError(f"{self._kind.name} has no {name!r}")

    def __dir__(self):
        names = [name + "_" if name in _KEYWORDS else name for name in self._ask("names")]
        return sorted(set(dir(type(self)) + names))

    # Items

    __iter__: "Any" = None  # to have items is not to be a list of them

    def __getitem__(self, key):
        answer = _send("item", self._address, _outgoing(key))
        if answer == _MISSING:
            raise KeyError(key)
        return _incoming(answer)

    def __setitem__(self, key, value) -> None:
        if _send_change("setItem", self, key, _outgoing(value)) == _MISSING:
            raise IndexError(f"there is no item {key!r}")

    def __delitem__(self, key) -> None:
        if _send_change("deleteItem", self, key) == _MISSING:
            raise KeyError(key)

    def __contains__(self, value) -> bool:
        return _send("contains", self._address, _outgoing(value))

    # Identity

    def _number(self) -> int:
        address = self._address
        return address if type(address) is int else self._list.numbered(self)

    def __eq__(self, other) -> bool:
        if not isinstance(other, Reference):
            return False
        return self is other or self._number() == other._number()

    def __ne__(self, other) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._number())

    @property
    def js_id(self) -> int:
        """A number that this object has and no other."""
        return self._number()

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return _incoming(_send("text", self._address))

    __str__ = __repr__

    @property
    def typeof(self) -> str:
        """What JavaScript's `typeof` says."""
        if self._kind.shape & _CALLABLE:
            return "function"
        return "symbol" if self._kind.name == "Symbol" else "object"

    # Copies

    def to_py(self, depth: int = -1, **_options):
        """Copy arrays, objects, maps and sets; anything else stays a reference."""
        return _incoming(_send("copy", self._address, depth))

    def as_object_map(self, hereditary: bool = False):
        """Return a view of the object as a dict; if hereditary, also of objects in it."""
        return ObjectMap(self, as_maps if hereditary else lambda value: value)

    def as_py_json(self):
        """Return a view of arrays and objects as lists and dicts, at any depth."""
        return (JsonList if self._is_listing else ObjectMap)(self, as_json)

    @property
    def _is_plain(self) -> bool:
        return self._kind.name == "Object"

    @property
    def _is_listing(self) -> bool:
        return bool(self._kind.shape & (_ARRAY | _LISTING))

    def object_keys(self) -> list:
        """Return the names of the object's own enumerable properties."""
        return _incoming(_send("keys", self._address))

    def object_values(self) -> list:
        """Return the values of the object's own enumerable properties."""
        return _incoming(_send("values", self._address))

    def object_entries(self) -> list:
        """Return names and values of the object's own enumerable properties."""
        return _incoming(_send("entries", self._address))

    def _ask(self, operation: str, *args):
        return _found(_send(operation, self._address, *[_outgoing(value) for value in args]))

    def _do(self, operation: str, *args):
        global _changes
        _changes += 1
        return self._ask(operation, *args)

    def _on_page(self, name: str, *args):
        listing = name == "gather"
        return (host_list if listing else host_call)(name, self, *args)

    def _raw(self):
        """Return polyscript's proxy of this object, for JavaScript of this worker."""
        return _page.raw(self._address)


def _found(answer):
    return MISSING if answer == _MISSING else _incoming(answer)


def _send_change(operation: str, reference, key, *args):
    global _changes
    _changes += 1
    return _send(operation, reference._address, _outgoing(key), *args)


def _arguments(args: tuple, options: dict) -> list:
    words = [_outgoing(value) for value in args]
    if options:
        words.append(_outgoing(options))
    return words


class Method:
    """A function of an object, called by its name."""

    _js_type_flags = ("IS_CALLABLE",)

    def __init__(self, owner, name: str):
        _set(self, "_owner", owner)
        _set(self, "_name", name)

    @property
    def _mark(self) -> str:
        return f"\x01m{self._owner._address} {self._name}"

    def __call__(self, *args, **options):
        owner, name = self._owner, self._name
        if name in _SURE_CALLS and tells and owner._kind.shape & _NODE:
            count = len(args)
            if count == _SURE_CALLS[name] and (not count or _are_sure(*args)):
                return _act("call", owner._address, name, *[_outgoing(each) for each in args])
        return _change("call", owner._address, name, *_arguments(args, options))

    def new(self, *args, **options):
        """Construct an object."""
        return _change("construct", self._owner._address, self._name, *_arguments(args, options))

    def _function(self):
        """Return the function as an object of its own."""
        return _incoming(_send("value", self._owner._address, self._name))

    typeof = "function"

    def __getattr__(self, name: str):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self._function(), name)

    def __setattr__(self, name: str, value) -> None:
        setattr(self._function(), name, value)

    def __dir__(self):
        return dir(self._function())

    def __eq__(self, other) -> bool:
        if isinstance(other, Method):
            if self._owner is other._owner and self._name == other._name:
                return True
            other = other._function()
        return isinstance(other, Reference) and self._function() == other

    def __ne__(self, other) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._function())

    def __repr__(self) -> str:
        return repr(self._function())


_HELD = (Reference, Method, View, _Made)  # what the page has under a number


class Function(Reference):
    """A function or class of the page."""

    _js_type_flags = ("IS_CALLABLE",)
    _owner: "Any" = None  # what it was read from: it is called as a method of that

    def __call__(self, *args, **options):
        owner = None if self._owner is None else self._owner._mark
        return _change("apply", self._address, owner, *_arguments(args, options))

    def new(self, *args, **options):
        """Construct an object."""
        return _change("construct", self._address, "", *_arguments(args, options))


def settled(operation: str, reference):
    """Wait for what comes later; what an `await` goes through."""
    return _found((yield from steps_of(_page.later(operation, reference._address))))


class Promise(Reference):
    """Something of the page that can be awaited."""

    _js_type_flags = ("IS_AWAITABLE",)

    def __await__(self):
        return settled("settle", self)

    __iter__ = __await__  # what MicroPython's `await` calls


types += [(_CALLABLE, Function), (_THENABLE, Promise)]


# Functions of this worker that the page calls --------------------------------------------


_LATE = {
    "preventDefault": "prevent_default",
    "stopImmediatePropagation": "stop_propagation",
    "stopPropagation": "stop_propagation",
}


class _Parts(_Items):
    """An event and what belongs to it; it came together with what it had to say."""

    def __init__(self, number: int, fields):
        self.fields = fields
        self.number = number
        release_later(self, number)

    def _text_of_kinds(self) -> str:
        return self.fields.kinds


class Event(Reference):
    """An event of the page, with what it had to say when it happened.

    Reading that costs nothing.

    It has passed when a worker hears of it: `preventDefault()` comes too late. See `when`.
    """

    def _plain(self):
        """Return what is plain of it as an object of this worker's JavaScript."""
        return self._list.fields.object()

    def __init__(self, parts):
        _set(self, "_list", parts)

    def __del__(self):
        if "_address" in self.__dict__:  # else it has no number of its own
            Reference.__del__(self)

    def __getattr__(self, name: str):
        answer = self._list.fields.read(name)
        if type(answer) is not str or answer[:1] != _MARK:
            return answer
        if answer == _MISSING:
            return self._missing(name)
        if answer[1] == "p":
            return self._list.item(int(answer[2:]))
        return _marked(answer)

    def _missing(self, name: str):
        """Return what it did not say: few events are ever asked for that."""
        if name == "_address":
            _set(self, "_address", f"{self._list.number}.0")
            return self._address
        if name == "_kind":
            _set(self, "_kind", self._list.kinds[0])
            return self._kind
        if name in _LATE:
            return lambda: js.console.warn(
                f"{name}() comes too late in a worker, where the event has passed: "
                f"when(…, {_LATE[name]}=True) does it in time"
            )
        return Reference.__getattr__(self, name)


def _deliver_event(id: int, js_function, number: int, fields, *before) -> None:
    """Call a function with an event, after what is plain; nobody waits for its result."""
    try:
        event = Event(_Parts(number, fields))
        function = _functions[id][0] if id > 0 else js_function
        if before:
            result = function(*[_incoming(value) for value in before], event)
        else:
            result = function(event)
        if result is not None and is_awaitable(result):
            start(result, _report)
    except Exception as error:
        _report(error)


def _deliver(number: int, js_function, call: int, *args) -> None:
    """Call a function; the page has a promise of its result."""
    try:
        function = _functions[number][0] if number > 0 else js_function
        result = function(*[_incoming(value) for value in args])
        if is_awaitable(result):
            start(_reply_later(call, result), _report)
        else:
            _page.reply(call, False, _outgoing(result))
    except Exception as error:
        _page.reply(call, True, format_exception(error))


async def _reply_later(call: int, awaitable) -> None:
    try:
        _page.reply(call, False, _outgoing(await awaitable))
    except Exception as error:
        _page.reply(call, True, format_exception(error))


def _report(error: BaseException) -> None:
    host.report(format_exception(error), "")


_page.connect(*[create_proxy(each) for each in (_deliver, _deliver_event, _drop, _learn)])

# What every worker knows. There is one of each: what it has is remembered with it.
_HOST = 1
window = Reference(0, _Kind("Window"))
document = Reference(2, _Kind("HTMLDocument", _NODE))
