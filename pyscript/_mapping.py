"""A dict of which every change goes through the methods of its class."""

import json

TYPE_CHECKING = False


class Mapping:
    """What behaves as a dict without being one: see `Base`."""

    def __init__(self):
        self._items = {}

    def __getitem__(self, key):
        return self._items[key]

    def __setitem__(self, key, value):
        self._items[key] = value

    def __delitem__(self, key):
        del self._items[key]

    def __contains__(self, key):
        return key in self._items

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __reversed__(self):
        return reversed(list(self._items))

    def __eq__(self, other):
        return self._items == (other._items if isinstance(other, Mapping) else other)

    def __hash__(self):
        raise TypeError(f"unhashable type: {type(self).__name__!r}")

    def __str__(self):
        return str(self._items)

    def __repr__(self):
        # MicroPython's json.dumps writes what this returns.
        try:
            return json.dumps(self._items)
        except RuntimeError:  # it contains itself
            return f"<{type(self).__name__}>"

    def __or__(self, other):
        raise TypeError(
            "MicroPython cannot tell store |= other from store | other: "
            "write store.update(other), or store.copy() | other"
        )

    __ror__ = __or__

    def clear(self):
        self._items.clear()

    def copy(self):
        return self._items.copy()

    def get(self, key, default=None):
        return self._items.get(key, default)

    def items(self):
        return self._items.items()

    def keys(self):
        return self._items.keys()

    def update(self, other):
        """Take what is in a dict that nobody else has."""
        if self._items:
            self._items.update(other)
        else:
            self._items = other

    def values(self):
        return self._items.values()


class _Probe(dict):
    def __ior__(self, other):  # type: ignore[misc]
        return self


def _choose():
    """Return `dict`, unless `|=` bypasses the methods of what inherits from it.

    On MicroPython it changes the dict inside the instance, and puts that in its place.
    """
    probe = changed = _Probe()
    changed |= {}
    return dict if changed is probe else Mapping


if TYPE_CHECKING:
    from typing import Any

    class Base(dict[Any, Any]):
        pass
else:
    Base = _choose()
