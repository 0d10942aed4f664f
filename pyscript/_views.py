"""References as Python's dicts and lists, without a copy."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["MISSING", "JsonList", "Mapping", "ObjectMap", "View", "as_json", "as_maps"]

# There is no such property or item; or no default was given, not even None.
MISSING: "Any" = []


def as_maps(value):
    """View a plain object as a dict; give back anything else."""
    return ObjectMap(value, as_maps) if getattr(value, "_is_plain", False) else value


def as_json(value):
    """View a plain object as a dict, an array as a list; give back anything else."""
    if getattr(value, "_is_listing", False):
        return JsonList(value, as_json)
    return ObjectMap(value, as_json) if getattr(value, "_is_plain", False) else value


class Mapping:
    """What a dict offers besides `[…]`, `in`, `len` and iteration."""

    # What inherits from it has these.
    __contains__: "Any"
    __delitem__: "Any"
    __getitem__: "Any"
    __iter__: "Any"
    __setitem__: "Any"

    def clear(self) -> None:
        """Remove all keys."""
        for key in self.keys():
            del self[key]

    def get(self, key, default=None):
        """Return the value of a key, or the default."""
        try:
            return self[key]
        except KeyError:
            return default

    def items(self) -> list:
        """Return pairs of a key and its value."""
        return [(key, self[key]) for key in self]

    def keys(self) -> list:
        """Return the keys."""
        return list(self)

    def pop(self, key, default=MISSING):
        """Remove a key and return its value, or the default, or raise `KeyError`."""
        try:
            value = self[key]
        except KeyError:
            if default is MISSING:
                raise
            return default
        del self[key]
        return value

    def popitem(self) -> tuple:
        """Remove some key; return it and its value."""
        for key in self:
            return key, self.pop(key)
        raise KeyError("it is empty")

    def setdefault(self, key, default=None):
        """Return the value of a key, which gets the default if it has none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, other=(), **more) -> None:
        """Take over keys and values: of a dict, of pairs, of keywords."""
        pairs = [(key, other[key]) for key in other] if hasattr(other, "keys") else other
        for key, value in list(pairs) + list(more.items()):
            self[key] = value

    def values(self) -> list:
        """Return the values."""
        return [value for key, value in self.items()]


class View:
    """A reference with other operators; to the page it is the same object."""

    _js_type_flags: "Any" = 0  # see _reference.Reference

    def __init__(self, reference, wrap):
        self._reference = reference
        self._wrap = wrap  # what to do with items

    @property
    def _mark(self) -> str:
        return self._reference._mark

    def __getattr__(self, name: str):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self._reference, name)

    def __eq__(self, other) -> bool:
        return self._reference == (other._reference if isinstance(other, View) else other)

    def __hash__(self) -> int:
        return hash(self._reference)

    def __repr__(self) -> str:
        return repr(self._reference)


class ObjectMap(Mapping, View):
    """An object as a dict of its own properties."""

    _js_type_flags = ("IS_OBJECT_MAP",)

    def __iter__(self):
        return iter(self._reference.object_keys())

    def __len__(self) -> int:
        return len(self._reference.object_keys())

    def __contains__(self, key) -> bool:
        return self._reference._ask("owns", key)

    def __getitem__(self, key):
        found = self._reference._ask("own", key)
        if found is MISSING:
            raise KeyError(key)
        return self._wrap(found)

    def __setitem__(self, key, value) -> None:
        self._reference[key] = value

    def __delitem__(self, key) -> None:
        if key not in self:
            raise KeyError(key)
        del self._reference[key]

    def items(self) -> list:
        return [(key, self._wrap(value)) for key, value in self._reference.object_entries()]


class JsonList(View):
    """An array whose items are dicts and lists, as far as they can be."""

    def __iter__(self):
        return (self._wrap(item) for item in self._reference)

    def __getitem__(self, key):
        found = self._reference[key]
        return [self._wrap(item) for item in found] if isinstance(key, slice) else self._wrap(found)

    def __setitem__(self, key, value) -> None:
        self._reference[key] = value

    def __delitem__(self, key) -> None:
        del self._reference[key]

    def __contains__(self, value) -> bool:
        return value in self._reference

    def __len__(self) -> int:
        return len(self._reference)
