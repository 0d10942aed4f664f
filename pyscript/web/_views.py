"""What an element has, as live views: nothing is kept here, all is the page's.

A view is a whole set or dict: each way of changing it ends in one write, each way of
reading it in one question to the page.
"""

import json

from pyscript._interpreter import is_none
from pyscript.context import page_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, ClassVar, Self

_read = page_function("read")


def reading(node, what: str, name: str = "") -> "Any":
    """Ask the page about an element; the answer is text, or `None`."""
    place, index = node.at()
    answer = _read(place, index, what, name)
    return None if is_none(answer) else answer


def class_names(value) -> list:
    """Return the names that a string, or some strings, hold."""
    if not isinstance(value, str):
        if hasattr(value, "items"):
            value = [name for name, is_wanted in value.items() if is_wanted]
        value = list(value)
        for each in value:
            if not isinstance(each, str):
                raise TypeError(f"a class is a string, not {each!r}")
        value = " ".join(value)
    # Other characters are space to Python, but part of a name to HTML.
    for space in "\t\n\f\r":
        value = value.replace(space, " ")
    return [name for name in value.split(" ") if name]


class Classes:
    """The CSS classes of an element: a set, whose changes the page shows at once.

    https://developer.mozilla.org/docs/Web/API/Element/classList
    """

    def __init__(self, node: "Any"):
        self._node = node

    def _names(self) -> list[str]:
        names: list[str] = []
        for name in class_names(reading(self._node, "attribute", "class") or ""):
            if name not in names:
                names.append(name)
        return names

    def _write(self, change: str, names) -> None:
        if names or change == "=":
            self._node.apply("c" + change + " ".join(names))

    # Changing

    def add(self, *names: str) -> None:
        """Add classes; a string may hold several, separated by spaces."""
        self._write("+", class_names(names))

    def remove(self, *names: str) -> None:
        """Remove classes; of those that are missing, the console has a warning."""
        self._write("-", class_names(names))

    def discard(self, *names: str) -> None:
        """Remove those classes that are there."""
        self._write("~", class_names(names))

    def clear(self) -> None:
        """Remove all."""
        self._write("=", [])

    def toggle(self, name: str, force: "bool | None" = None) -> bool:
        """Add a class that is missing, remove one that is there; tell whether it is now.

        `force=True` only adds, `force=False` only removes.
        """
        wanted = name not in self if force is None else bool(force)
        self._write("+" if wanted else "~", class_names(name))
        return wanted

    def replace(self, old: str, new: str) -> bool:
        """Put one class in place of another; tell whether that was there."""
        names = self._names()
        if old not in names:
            return False
        self._write("=", [new if name == old else name for name in names])
        return True

    def pop(self) -> str:
        """Remove a class and return it; `KeyError` where there is none."""
        names = self._names()
        if not names:
            raise KeyError("pop from an element without classes")
        self._write("-", names[-1:])
        return names[-1]

    def update(self, *others: "str | Iterable[str]") -> None:
        """Add the classes of all the others."""
        self.add(*[name for other in others for name in class_names(other)])

    def difference_update(self, *others: "str | Iterable[str]") -> None:
        """Remove the classes of all the others."""
        self.discard(*[name for other in others for name in class_names(other)])

    def intersection_update(self, *others: "str | Iterable[str]") -> None:
        """Keep those that all the others have, too."""
        self._write("=", self._kept(self.intersection(*others)))

    def symmetric_difference_update(self, other: "str | Iterable[str]") -> None:
        """Keep those that exactly one has."""
        self._write("=", self._kept(self.symmetric_difference(other)))

    def _kept(self, names) -> list:
        mine = [name for name in self._names() if name in names]
        return mine + [name for name in names if name not in mine]

    def __ior__(self, other: "str | Iterable[str]") -> "Self":  # type: ignore[misc]
        self.update(other)
        return self

    def __isub__(self, other: "str | Iterable[str]") -> "Self":  # type: ignore[misc]
        self.difference_update(other)
        return self

    def __iand__(self, other: "str | Iterable[str]") -> "Self":  # type: ignore[misc]
        self.intersection_update(other)
        return self

    def __ixor__(self, other: "str | Iterable[str]") -> "Self":  # type: ignore[misc]
        self.symmetric_difference_update(other)
        return self

    # Reading

    def contains(self, name: str) -> bool:
        """Tell whether the element has a class."""
        return name in self._names()

    __contains__ = contains

    def __iter__(self) -> "Iterator[str]":
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def copy(self) -> set[str]:
        """Return the names as an ordinary set."""
        return set(self._names())

    def union(self, *others: "str | Iterable[str]") -> set[str]:
        """Return all names, of these and the others."""
        return self.copy().union(*[class_names(other) for other in others])

    def intersection(self, *others: "str | Iterable[str]") -> set[str]:
        """Return the names that all the others have, too."""
        names = self.copy()
        for other in others:
            names &= set(class_names(other))
        return names

    def difference(self, *others: "str | Iterable[str]") -> set[str]:
        """Return the names that none of the others has."""
        names = self.copy()
        for other in others:
            names -= set(class_names(other))
        return names

    def symmetric_difference(self, other: "str | Iterable[str]") -> set[str]:
        """Return the names that exactly one has."""
        return self.copy() ^ set(class_names(other))

    def isdisjoint(self, other: "str | Iterable[str]") -> bool:
        """Tell whether no name is shared."""
        return not self.intersection(other)

    def issubset(self, other: "str | Iterable[str]") -> bool:
        """Tell whether the other has all of these."""
        return self.copy() <= set(class_names(other))

    def issuperset(self, other: "str | Iterable[str]") -> bool:
        """Tell whether these are all of the other's."""
        return self.copy() >= set(class_names(other))

    __or__ = union
    __ror__ = union
    __and__ = intersection
    __rand__ = intersection
    __sub__ = difference
    __xor__ = symmetric_difference
    __rxor__ = symmetric_difference
    __le__ = issubset
    __ge__ = issuperset

    def __rsub__(self, other: "Iterable[str]") -> set[str]:
        return set(other) - self.copy()

    def __lt__(self, other: "Iterable[str]") -> bool:
        return self.copy() < set(other)

    def __gt__(self, other: "Iterable[str]") -> bool:
        return self.copy() > set(other)

    def __eq__(self, other: "Any") -> bool:
        return not isinstance(other, str) and self.copy() == set(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__: "ClassVar[None]" = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "{" + ", ".join([repr(name) for name in self._names()]) + "}"


_missing = object()


class Mapping:
    """A dict that keeps nothing itself: its subclasses say how to read and to write."""

    def __init__(self, node: "Any"):
        self._node = node

    def items(self) -> "list[tuple[str, Any]]":
        """Return all that is there, as pairs."""
        raise NotImplementedError

    def get(self, key: str, default: "Any" = None) -> "Any":
        """Return what a key stands for, or the default."""
        raise NotImplementedError

    def _write(self, pairs) -> None:
        """Set what these keys stand for, in one step; `None` removes."""
        raise NotImplementedError

    # Reading

    def keys(self) -> list[str]:
        """Return the keys."""
        return [key for key, _ in self.items()]

    def values(self) -> "list[Any]":
        """Return the values."""
        return [value for _, value in self.items()]

    def copy(self) -> "dict[str, Any]":
        """Return an ordinary dict."""
        return dict(self.items())

    def __getitem__(self, key: str) -> "Any":
        value = self.get(key, _missing)
        if value is _missing:
            raise KeyError(key)
        return value

    def __contains__(self, key: str) -> bool:
        return self.get(key, _missing) is not _missing

    def __iter__(self) -> "Iterator[str]":
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.items())

    def __eq__(self, other: object) -> bool:
        return self.copy() == (other.copy() if isinstance(other, Mapping) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__: "ClassVar[None]" = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.copy())

    def __or__(self, other: "Any") -> "dict[str, Any]":
        merged = self.copy()
        merged.update(other)
        return merged

    def __ror__(self, other: "Any") -> "dict[str, Any]":
        merged = dict(other)
        merged.update(self.copy())
        return merged

    # Changing

    def __setitem__(self, key: str, value: "Any") -> None:
        self._write([(key, value)])

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._write([(key, None)])

    def pop(self, key: str, default: "Any" = _missing) -> "Any":
        """Remove a key and return its value; without a default, `KeyError` if missing."""
        value = self.get(key, _missing)
        if value is not _missing:
            self._write([(key, None)])
            return value
        if default is _missing:
            raise KeyError(key)
        return default

    def popitem(self) -> "tuple[str, Any]":
        """Remove the last pair and return it."""
        items = self.items()
        if not items:
            raise KeyError("popitem from what is empty")
        self._write([(items[-1][0], None)])
        return items[-1]

    def setdefault(self, key: str, default: "Any" = "") -> "Any":
        """Return the value of a key, after setting it if it is missing."""
        value = self.get(key, _missing)
        if value is _missing:
            self._write([(key, default)])
            value = self.get(key, default)
        return value

    def update(self, *others: "Any", **more: "Any") -> None:
        """Set all pairs of a mapping or some pairs, and keywords."""
        pairs: list = []
        for other in others:
            pairs.extend(items_of(other))
        pairs.extend(more.items())
        self._write(pairs)

    def __ior__(self, other: "Any") -> "Self":
        self.update(other)
        return self

    def clear(self) -> None:
        """Remove all."""
        self._write([(key, None) for key in self.keys()])

    def replace_all(self, other: "Any") -> None:
        """Become equal to the other."""
        self._write([(key, None) for key in self.keys()] + items_of(other))


def set_named(view, name: str, value) -> None:
    """Set what the attribute of a view stands for; its own begin with an underscore."""
    own = getattr(type(view), name, None)
    if name.startswith("_") or (own is not None and not callable(own)):
        object.__setattr__(view, name, value)
    elif own is not None:
        raise AttributeError(f"{name} is a method: write [{name!r}] = …")
    else:
        view[name] = value


class _Named(Mapping):
    """A dict whose keys are attributes, too: `element.dataset.index`."""

    def _name(self, key) -> str:
        """Return what a key is called on the page."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        value = self.get(name)
        if value is None:
            raise AttributeError(f"the element has no {self._name(name)}")
        return value

    def __setattr__(self, name: str, value: "Any") -> None:
        set_named(self, name, value)

    def __delattr__(self, name: str) -> None:
        del self[name]


def items_of(value) -> list:
    """Return the pairs of a mapping, or of something that consists of pairs."""
    return list(value.items()) if hasattr(value, "items") else list(value)


def css_name(name: str) -> str:
    """Return the CSS name of a style, which may be written as in Python or JavaScript."""
    if not isinstance(name, str):
        raise TypeError(f"the name of a style is a string, not {name!r}")
    if name.startswith("--"):
        return name
    if name != name.lower():
        name = "".join(["-" + each.lower() if each.isupper() else each for each in name])
    return name.replace("_", "-")


def style_part(name: str, value) -> str:
    """Return the part of a description that sets a style."""
    return "s" + css_name(name) + "=" + ("" if is_none(value) else str(value))


class Style(_Named):
    """The inline styles of an element, by CSS names: `style["background-color"]`.

    They are attributes, too: `style.background_color`, `style.backgroundColor`.
    A value may end in `!important`; `None` or `""` removes. An unknown name is an error.
    https://developer.mozilla.org/docs/Web/API/HTMLElement/style
    """

    def _name(self, key) -> str:
        return css_name(key)

    def items(self) -> list[tuple[str, str]]:
        """Return all inline styles, as pairs."""
        return [(name, value) for name, value in json.loads(reading(self._node, "styles"))]

    def get(self, key: str, default: "Any" = None) -> "str | Any":
        """Return the value of an inline style, or the default."""
        return reading(self._node, "style", css_name(key)) or default

    def _write(self, pairs) -> None:
        self._node.apply_all([style_part(key, value) for key, value in pairs])

    def clear(self) -> None:
        """Remove all inline styles."""
        self._node.apply_all(["S"])

    def replace_all(self, other: "Any") -> None:
        """Become equal to the other."""
        self._node.apply_all(["S"] + [style_part(key, value) for key, value in items_of(other)])

    @property
    def visible(self) -> bool:
        """Whether the element's own style lets it be shown; to set it shows or hides."""
        return self.get("display") != "none"

    @visible.setter
    def visible(self, value: bool) -> None:
        self["display"] = None if value else "none"


def attribute_text(name: str, value):
    """Return an attribute's value as text, `None` where there is to be no attribute."""
    if is_none(value):
        return None
    if isinstance(value, bool):
        if name.startswith("aria-") or name.startswith("data-"):
            return "true" if value else "false"
        return "" if value else None
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple, set)):
        return " ".join([str(each) for each in value])
    return str(value)


def attribute_part(name: str, value) -> str:
    """Return the part of a description that sets or removes an attribute."""
    text = attribute_text(name, value)
    return "x" + name if text is None else "a" + name + "=" + text


class Attributes(_Named):
    """The attributes of an element as HTML has them, by their HTML names, as strings.

    `True` sets one without a value; `False` and `None` remove it.
    https://developer.mozilla.org/docs/Web/API/Element/attributes
    """

    _prefix = ""

    def _name(self, key) -> str:
        if not isinstance(key, str) or not key:
            raise TypeError(f"the name of an attribute is a string, not {key!r}")
        return self._prefix + key

    def items(self) -> list[tuple[str, str]]:
        """Return all attributes, as pairs."""
        return [
            (self._key(name), value)
            for name, value in json.loads(reading(self._node, "attributes"))
            if name.startswith(self._prefix)
        ]

    def _key(self, name: str) -> str:
        """Return the key for an attribute of the page's."""
        return name[len(self._prefix) :]

    def get(self, key: str, default: "Any" = None) -> "str | Any":
        """Return the value of an attribute, or the default."""
        value = reading(self._node, "attribute", self._name(key))
        return default if value is None else value

    def _write(self, pairs) -> None:
        self._node.apply_all([attribute_part(self._name(key), value) for key, value in pairs])


def data_name(key) -> str:
    """Return the name of the attribute that a key of a dataset stands for."""
    if not isinstance(key, str) or not key:
        raise TypeError(f"the name of an attribute is a string, not {key!r}")
    name = "".join(["-" + letter.lower() if letter.isupper() else letter for letter in key])
    return "data-" + name.replace("_", "-")


class Dataset(Attributes):
    """The `data-…` attributes of an element: `dataset["user_id"]`, `dataset.user_id`.

    Python's `user_id` and JavaScript's `userId` are both the attribute `data-user-id`.
    https://developer.mozilla.org/docs/Web/API/HTMLElement/dataset
    """

    _prefix = "data-"

    def _name(self, key) -> str:
        return data_name(key)

    def _key(self, name: str) -> str:
        return name[5:].replace("-", "_")


class Aria(Attributes):
    """The `aria-…` attributes of an element: `aria["expanded"]` or `aria.expanded`.

    Booleans are written `true` and `false`.
    https://developer.mozilla.org/docs/Web/Accessibility/ARIA/Attributes
    """

    _prefix = "aria-"
