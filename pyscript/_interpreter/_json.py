"""JSON in linear time on both interpreters, compact as JavaScript's."""

import json
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["dumps", "dumps_sized", "loads"]

if sys.implementation.name == "micropython":
    import js

    # MicroPython's takes time in proportion to the square of the length of what it writes,
    # and of each string that it reads, and makes no character of two escapes. JavaScript's
    # does what it should not.
    _LONG = 1000
    _MANY = 50

    def _short(value) -> str:
        return json.dumps(value, separators=(",", ":"))

    def dumps(value) -> str:
        """Return the JSON of a value."""
        if isinstance(value, str):
            return _short(value) if len(value) < _LONG else js.JSON.stringify(value)
        if isinstance(value, dict):
            return "{" + ",".join([dumps(k) + ":" + dumps(v) for k, v in value.items()]) + "}"
        if not isinstance(value, (list, tuple)):
            return _short(value)
        pieces = []
        run = []
        for item in value:
            is_long = isinstance(item, (dict, list, tuple)) or (
                isinstance(item, str) and len(item) > 100
            )
            if not is_long:
                run.append(item)
            if run and (is_long or len(run) == _MANY):
                pieces.append(_short(run)[1:-1])
                run = []
            if is_long:
                pieces.append(dumps(item))
        if run:
            pieces.append(_short(run)[1:-1])
        return "[" + ",".join(pieces) + "]"

    def dumps_sized(value, size: int) -> str:
        """Return the JSON of a value, with about `size` characters."""
        if size > 4 * _LONG:
            return dumps(value)
        return json.dumps(value, separators=(",", ":"))

    def loads(data, is_short: bool = False):
        """Return what JSON in a string, or UTF-8 bytes, stands for.

        Say `is_short` where no string in it is long: it saves some time.
        """
        data = data.encode() if isinstance(data, str) else bytes(data)
        has_halves = b"\\ud" in data or b"\\uD" in data
        if not has_halves and (is_short or len(data) < 4 * _LONG):
            return json.loads(data)
        if b'"\\u0000' in data:  # what marks the places of strings below
            return json.loads(data)
        pieces = []
        taken: list = []
        start = at = 0
        while True:
            at = data.find(b'"', at)
            if at < 0:
                break
            end = _end_of_string(data, at)
            is_special = end - at > _LONG or (has_halves and b"\\u" in data[at:end])
            if is_special and not _is_key(data, end):
                pieces.append(data[start:at])
                pieces.append(('"\\u0000' + str(len(taken)) + '"').encode())
                taken.append(js.JSON.parse(str(data[at:end], "utf-8")))
                start = end
            at = end
        pieces.append(data[start:])
        return _restore(json.loads(b"".join(pieces)), taken)

    def _end_of_string(data, at):
        """Return where the string that begins here ends, its quote included."""
        end = at + 1
        while True:
            end = data.find(b'"', end)
            if end < 0:
                raise ValueError("syntax error in JSON")
            backslashes = 0
            while data[end - 1 - backslashes] == 92:
                backslashes += 1
            end += 1
            if backslashes % 2 == 0:
                return end

    def _is_key(data, end):
        while data[end : end + 1] in (b" ", b"\n", b"\r", b"\t"):
            end += 1
        return data[end : end + 1] == b":"

    def _restore(root, taken):
        """Put strings where their marks are."""
        if not taken:
            return root
        holder = [root]
        queue: list = [holder]
        for container in queue:
            is_dict = isinstance(container, dict)
            for key, value in container.items() if is_dict else enumerate(container):
                if isinstance(value, (list, dict)):
                    queue.append(value)
                elif isinstance(value, str) and value[:1] == "\0":
                    container[key] = taken[int(value[1:])]
        return holder[0]

else:
    from json import encoder

    _encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

    def dumps(value) -> str:
        """Return the JSON of a value."""
        return _encode(value)

    def _refuse(value):
        raise TypeError(f"a {type(value).__name__} has no JSON")

    try:
        # `_encode` makes one of these for each value, which takes as long as to write it.
        _pieces: "Any" = encoder.c_make_encoder(  # type: ignore[attr-defined]
            None, _refuse, encoder.encode_basestring, None, ":", ",", False, False, False
        )
    except (AttributeError, TypeError):  # another CPython's
        _pieces = None

    def dumps_sized(value, size: int) -> str:
        """Return the JSON of a value, with about `size` characters."""
        return _encode(value) if _pieces is None else "".join(_pieces(value, 0))

    def loads(data, is_short: bool = False):
        """Return what JSON in a string, or UTF-8 bytes, stands for."""
        return json.loads(data)
