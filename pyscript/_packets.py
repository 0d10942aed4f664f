"""Values on their way between threads, as runtime/calls/packets.js describes them.

A packet is JSON text, alone or with items beside it: bytes, and objects of JavaScript's.
What JSON does not know is marked, so that it arrives as what it was.
"""

import builtins
import json
import math
import sys

from pyscript._interpreter import copy_bytes, dump, format_exception, host, is_js, is_none, to_js

__all__ = ["RemoteError", "WorkerError", "failure", "opened", "pack", "pack_arguments", "unpack"]

# JavaScript's numbers tell integers apart up to here.
_SAFE = 2**53 - 1

# Longer text crosses into JavaScript, and out of it, as bytes: ten times faster.
_LONG = 2000

# What is so small json can write at once: on MicroPython it takes quadratic time.
_FEW = 64
_SHORT = 200

# Deeper is endless: a value that contains itself.
_DEEPEST = 100


class RemoteError(Exception):
    """What a function of another thread raised, if no builtin stands for it.

    It arrives as a subclass of the name that it had there.
    """

    remote_traceback = ""


class WorkerError(RuntimeError):
    """A worker cannot be had or called: missing, failed, crashed, ended."""


# Packing -------------------------------------------------------------------------------


class _Packer:
    def __init__(self):
        self.kinds = ""
        self.items = []
        self.marked = False

    def mark(self, name: str, text: str) -> str:
        self.marked = True
        return f'{{"${name}":{text}}}'

    def add(self, name: str, data) -> str:
        """Put bytes beside the text."""
        self.kinds += "b"
        self.items.append(to_js(data))
        return self.mark(name, str(len(self.items) - 1))

    def text(self, value, depth: int = 0) -> str:
        """Return a value as JSON with marks."""
        kind = type(value)
        if kind is str:
            return dump(value) if len(value) < _LONG else self.long(value)
        if kind is int:
            return str(value) if -_SAFE <= value <= _SAFE else self.mark("int", f'"{value}"')
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is float:
            return repr(value) if value - value == 0 else self.mark("float", f'"{value}"')
        if depth > _DEEPEST:
            raise RuntimeError("recursion")
        depth += 1
        if kind is dict:
            return self.of_dict(value, depth)
        if kind is list:
            return self.of_list(value, depth)
        return self.other(value, depth)

    def long(self, value: str) -> str:
        try:
            data = value.encode()
        except UnicodeError:  # half a pair of surrogates
            return dump(value)
        return self.add("text", data)

    def of_list(self, items, depth: int) -> str:
        if len(items) > _FEW and self.are_numbers(items):
            parts = []
            for start in range(0, len(items), _FEW):
                parts.append(dump(items[start : start + _FEW])[1:-1])
        else:
            parts = [self.text(item, depth) for item in items]
        return "[" + ",".join(parts) + "]"

    def are_numbers(self, items) -> bool:
        """Tell whether these are numbers that JSON can write as they are."""
        kinds = set(map(type, items))
        if kinds == {int}:
            return min(items) >= -_SAFE and max(items) <= _SAFE
        return kinds == {float} and math.isfinite(sum(items))

    def of_dict(self, value, depth: int) -> str:
        names = True
        for key in value:
            if type(key) is not str:
                names = False
        if not names or (len(value) == 1 and next(iter(value)).startswith("$")):
            pairs = [[key, item] for key, item in value.items()]
            return self.mark("dict", self.of_list(pairs, depth))
        parts = [dump(key) + ":" + self.text(item, depth) for key, item in value.items()]
        return "{" + ",".join(parts) + "}"

    def other(self, value, depth: int) -> str:
        kind = type(value)
        if kind is tuple or isinstance(value, tuple):
            return self.mark("tuple", self.of_list(list(value), depth))
        if isinstance(value, (bytes, memoryview)):
            return self.add("bytes", value)
        if isinstance(value, bytearray):
            return self.add("bytearray", value)
        if isinstance(value, set):
            return self.mark("set", self.of_list(list(value), depth))
        if isinstance(value, frozenset):
            return self.mark("frozenset", self.of_list(list(value), depth))
        if is_none(value):
            return "null"
        if is_js(value):
            return self.javascript(value)
        # Of a subclass its builtin part is sent.
        for base in (str, bool, int, float, dict, list):
            if isinstance(value, base):
                return self.text(_plain(value, base), depth)
        return self.moment(value)

    def javascript(self, value) -> str:
        found = host.workers.fragment(value, len(self.items))
        if isinstance(found, str):
            raise opened(found)[1]
        text = found[0]
        self.kinds += found[1]
        for index in range(2, found.length):
            self.items.append(found[index])
        if text[0] == "$":
            self.marked = True
            text = text[1:]
        return text

    def moment(self, value) -> str:
        datetime = sys.modules.get("datetime")
        if datetime is not None:
            if isinstance(value, datetime.timedelta):
                return self.mark("timedelta", repr(value.total_seconds()))
            for name in ("datetime", "date", "time"):
                if isinstance(value, getattr(datetime, name)):
                    return self.mark(name, f'"{value.isoformat()}"')
        # Arrays and numbers of NumPy's, `array.array`.
        if hasattr(value, "tolist"):
            return self.text(value.tolist(), 1)
        raise TypeError(_unsendable(value))


def _plain(value, base):
    if base is dict:
        return dict(value.items())
    return list(value) if base is list else base(value)


def _unsendable(value) -> str:
    return (
        f"{_described(value)} cannot be sent to another thread: send None, bool, int, float, str, "
        "bytes, list, tuple, dict, set, datetime, or an object of JavaScript's that can be cloned"
    )


def _described(value) -> str:
    name = getattr(value, "__name__", "")
    kind = type(value).__name__
    if hasattr(value, "send"):
        return "a generator"
    return f"the {kind} {name}" if name else f"an object of the class {kind}"


def pack(value, prefix: str = "") -> tuple:
    """Return a packet as arguments for JavaScript: text, or text, kinds, and items.

    `TypeError` for what cannot be sent, `ValueError` for what contains itself.
    """
    if _is_plain(value, _FEW):
        return (prefix + dump(value),)
    packer = _Packer()
    try:
        text = packer.text(value)
    except RuntimeError as error:  # MicroPython's stack may be less deep than ours
        if "recursion" not in str(error):
            raise
        text = ""
    if not text:
        raise ValueError(
            "what contains itself, or is nested too deep, cannot be sent to another thread"
        )
    if packer.marked:
        text = "$" + text
    if len(text) >= _LONG:
        packer.kinds += "b"
        packer.items.append(to_js(text.encode()))
        text = "*"
    if not packer.kinds:
        return (prefix + text,)
    return tuple([prefix + text, packer.kinds] + packer.items)


def pack_arguments(args: tuple, kwargs: dict) -> tuple:
    """Return the packet of a call: a list of its arguments, and its keywords."""
    if kwargs:
        return pack([list(args), kwargs])
    for arg in args:
        kind = type(arg)
        if kind is int:
            if not -_SAFE <= arg <= _SAFE:
                break
        elif kind is not str or len(arg) >= _SHORT:
            break
    else:
        return ("[" + dump(args) + ",{}]",)
    return pack([list(args), {}])


def _is_plain(value, left: int) -> int:
    """Tell whether JSON can write this as it is, and it is small.

    Returns how much may be left of `left`, 0 for `False`.
    """
    kind = type(value)
    left -= 1
    if kind is int:
        return left if -_SAFE <= value <= _SAFE else 0
    if kind is str:
        return left if len(value) < _SHORT else 0
    if value is None or kind is bool:
        return left
    if kind is float:
        return left if value - value == 0 else 0
    if left <= 0:
        return 0
    if kind is dict:
        for key in value:
            if type(key) is not str or key[:1] == "$":
                return 0
            left = _is_plain(value[key], left)
            if left <= 0:
                return 0
        return left
    if kind is list:
        for item in value:
            left = _is_plain(item, left)
            if left <= 0:
                return 0
        return left
    return 0


# Unpacking -----------------------------------------------------------------------------


def unpack(text: str, items=None):
    """Return the value of a packet; `items` is JavaScript's array of them."""
    if text == "*":
        data = copy_bytes(items[items.length - 1])
        marked = data[:1] == b"$"
        value = json.loads(bytes(memoryview(data)[1:]) if marked else data)
    else:
        marked = text[0] == "$"
        value = json.loads(text[1:] if marked else text)
    return _unmark(value, items) if marked else value


def _unmark(value, items):
    """Replace marks, in place where that is possible."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, (list, dict)):
                value[index] = _unmark(item, items)
        return value
    if len(value) == 1:
        name = next(iter(value))
        if name[:1] == "$":
            return _MARKS[name[1:]](value[name], items)
    for key, item in value.items():
        if isinstance(item, (list, dict)):
            value[key] = _unmark(item, items)
    return value


def _bytearray(index, items):
    return copy_bytes(items[index])


def _moment(name):
    def build(text, items):
        try:
            import datetime
        except ImportError:
            return text  # of an earlier MicroPython
        if name == "timedelta":
            return datetime.timedelta(seconds=text)
        return getattr(datetime, name).fromisoformat(text)

    return build


_MARKS = {
    "bytearray": _bytearray,
    "bytes": lambda index, items: bytes(_bytearray(index, items)),
    "date": _moment("date"),
    "datetime": _moment("datetime"),
    "dict": lambda pairs, items: dict([(key, item) for key, item in _unmark(pairs, items)]),
    "float": lambda text, items: float(text),
    "frozenset": lambda found, items: frozenset(_unmark(found, items)),
    "int": lambda text, items: int(text),
    "object": lambda index, items: items[index],
    "set": lambda found, items: set(_unmark(found, items)),
    "text": lambda index, items: str(copy_bytes(items[index]), "utf-8"),
    "time": _moment("time"),
    "timedelta": _moment("timedelta"),
    "tuple": lambda found, items: tuple(_unmark(found, items)),
}


# Errors --------------------------------------------------------------------------------


def failure(error: BaseException) -> tuple:
    """Return the answer that raises this error at the caller."""
    kind = type(error)
    message = _message(error)
    description = {
        "type": kind.__name__,
        "builtin": getattr(builtins, kind.__name__, None) is kind,
        "bases": [base.__name__ for base in _bases(kind)],
        "message": message,
        "traceback": _trimmed(format_exception(error)),
    }
    try:
        if not any([is_js(argument) for argument in error.args]):
            return pack(dict(description, args=error.args), "1")
    except Exception:
        pass  # they cannot be sent, or raise when they are looked at
    return pack(dict(description, args=(message,)), "1")


def _message(error: BaseException) -> str:
    """Return what an exception says, or, as CPython's tracebacks do, that it cannot."""
    try:
        return str(error)
    except BaseException:
        return "<exception str() failed>"


def _trimmed(traceback: str) -> str:
    """Drop what a traceback says of this package."""
    kept = []
    ours = False
    for line in traceback.rstrip().split("\n"):
        if line.startswith('  File "'):
            path = line.split('"')[1]
            ours = path.startswith("pyscript/") or "/pyscript/" in path
        elif not line.startswith("    "):
            ours = False
        if not ours:
            kept.append(line)
    return "\n".join(kept)


def _bases(kind) -> list:
    """Return the classes that an exception is of, nearest first, without its own."""
    if hasattr(kind, "__mro__"):
        return list(kind.__mro__[1:-1])
    found = []
    for base in kind.__bases__:
        if base is not object:
            found.append(base)
            found.extend(_bases(base))
    return found


def opened(text: str, items=None) -> tuple:
    """Open an answer: return its value, and what it raises or `None`."""
    value = unpack(text[1:], items)
    return (None, _rebuilt(value)) if text[0] == "1" else (value, None)


_OWN = {"RemoteError": RemoteError, "WorkerError": WorkerError}

# Raised here they would mean something else.
_CONTROL = ("GeneratorExit", "StopAsyncIteration", "StopIteration")


def _known(name: str):
    """Return the exception of this name that is known here, or `None`."""
    if name in _OWN:
        return _OWN[name]
    kind = getattr(builtins, name, None)
    if name in _CONTROL or not isinstance(kind, type) or not issubclass(kind, Exception):
        return None
    return kind


_made: dict = {}


def _made_class(name: str, base) -> type:
    if (name, base) not in _made:
        _made[(name, base)] = type(name, (base,), {"remote_traceback": ""})
    return _made[(name, base)]


def _rebuilt(description) -> Exception:
    """Return the exception of a failure, of the nearest class that is known here."""
    name = description["type"]
    kind = _known(name) if description["builtin"] or name in _OWN else None
    if kind is None:
        known = [_known(base) for base in description["bases"]]
        known = [base for base in known if base not in (None, Exception)]
        kind = _made_class(name, known[0] if known else RemoteError)
    error = _build(kind, description)
    try:
        error.remote_traceback = description["traceback"]  # type: ignore[attr-defined]
    except AttributeError:  # MicroPython's own exceptions have no room for it
        error = _build(_made_class(name, kind), description)
        error.remote_traceback = description["traceback"]  # type: ignore[attr-defined]
    if description["traceback"] and hasattr(error, "add_note"):
        error.add_note("In the other thread: " + description["traceback"])
    return error


def _build(kind, description) -> Exception:
    message = description["message"]
    try:
        error = kind(*description["args"])
        if description["builtin"] or str(error) == message:
            return error
    except Exception:
        pass  # it wants other arguments
    return kind(message)
