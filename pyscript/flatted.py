"""JSON with cycles and shared objects, as npm `flatted` reads and writes it.

https://github.com/WebReflection/flatted
"""

import json

from pyscript._flatted import CONTAINERS, INLINE, flatten, link
from pyscript._interpreter._json import dumps_sized, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["parse", "stringify"]


def stringify(value: "Any", *args: "Any", **kwargs: "Any") -> str:
    """Return the flatted JSON of a value; arguments of `json.dumps` can follow.

    What `json` takes, at any depth, with cycles, and with objects that occur more than
    once: they will again. As in JSON, tuples become lists, and keys strings. Raises
    `TypeError` for other types that `default` does not convert, `ValueError` for `nan` and
    infinity unless `allow_nan` is true. Compact unless there are further arguments.
    """
    default = kwargs.pop("default", None)
    allow_nan = kwargs.get("allow_nan")

    def convert(value):
        if isinstance(value, dict):
            return "", {_key(key): item for key, item in value.items()}
        if isinstance(value, float):
            if value - value == 0:
                return "", float(value)
            if allow_nan:
                return "float", float(value)
            raise ValueError(f"JSON has no {value}")
        if isinstance(value, str):
            return "", value[:]
        if isinstance(value, int):
            return "", int(value)
        if isinstance(value, (list, tuple)):
            return "", list(value)
        if default is None:
            raise TypeError(f"a {type(value).__name__} has no JSON: {value!r}")
        return "", default(value)

    while type(value) not in CONTAINERS + INLINE + (str, float):
        _, value = convert(value)
    if type(value) is float:
        convert(value)  # raises where it has no JSON
    rows, _, size = flatten(value, convert)
    if args or kwargs:
        return json.dumps(rows, *args, **kwargs)
    return dumps_sized(rows, size)


def _key(key) -> str:
    if isinstance(key, str):
        return key[:]
    if key is None or isinstance(key, (bool, int, float)):
        return json.dumps(key)
    raise TypeError(f"a key must be a str, int, float, bool or None, not {key!r}")


def parse(text: "str | bytes | bytearray", *args: "Any", **kwargs: "Any") -> "Any":
    """Return the value of flatted JSON; arguments of `json.loads` can follow.

    What occurred more than once is one object again. Raises `ValueError` for any other text.
    """
    if "object_hook" in kwargs or "object_pairs_hook" in kwargs:
        raise TypeError("flatted.parse makes the dicts itself: convert what it returns")
    rows = json.loads(text, *args, **kwargs) if args or kwargs else loads(text)
    if not isinstance(rows, list) or not rows:
        raise ValueError(f"no flatted JSON, which is a list of rows: {text[:50]!r}")
    try:
        link(rows, rows)
        return rows[0]
    except (ValueError, IndexError):
        pass
    raise ValueError(f"no flatted JSON, it lacks some of its rows: {text[:50]!r}")
