"""Python for a page's own JavaScript: what its donkeys and bridges call.

`runtime/foreign.js` calls the functions that begin with `serve`, and those they offer.
"""

import __main__
from pyscript._interpreter import _typed as typed
from pyscript._interpreter import is_awaitable
from pyscript._interpreter._arrival import checked
from pyscript._streams import type_into

_FILENAME = "<donkey>"


def serve_donkey(place, is_persistent: bool) -> None:
    """Let JavaScript run code and evaluate expressions.

    `place` keeps the functions that are set on it for JavaScript. Unless it is persistent,
    each piece of code has a namespace of its own.
    """

    def names() -> dict:
        return __main__.__dict__ if is_persistent else {"__name__": "__main__"}

    def execute(code: str):
        return ending(typed.execute(typed.awaiting(code, _FILENAME, "exec"), names()))

    def evaluate(expression: str):
        return ending(eval(typed.awaiting(expression, _FILENAME, "eval"), names()))

    def ending(value):
        """Return the value, or what to await for it, which Ctrl-C in the terminal ends."""
        return typed.interruptible(checked(value)) if is_awaitable(value) else value

    type_into(names)
    place.execute = execute
    place.evaluate = evaluate


def serve_bridge(place) -> None:
    """Let JavaScript load files, and call their functions."""

    async def load(number: int, source: str, filename: str, name: str, defined: list) -> list:
        # Without a name of its own a file is one of several that share their names.
        names = typed.namespace(name) if name else __main__.__dict__
        before = dict(names)
        pending = typed.execute(typed.awaiting(source, filename, "exec"), names)
        if pending is not None:
            await pending
        found = _functions(names, before, defined)
        for each in found:
            setattr(place, f"{number}:{each}", names[each])
        return found

    place.load = load


def _functions(names: dict, before: dict, defined: list) -> list:
    """Return the names of functions that have been defined since, and not imported.

    Also of those that decorators have made something else of: `defined` has what follows
    `def` at the beginning of a line.
    """
    return sorted(
        [
            name
            for name, value in names.items()
            if callable(value)
            and before.get(name) is not value
            and (name in defined or getattr(value, "__globals__", None) is names)
        ]
    )
