"""Several elements at once."""

import json

from pyscript._interpreter import is_none
from pyscript.context import elements_on_page, page_function
from pyscript.web._names import describe, spelling
from pyscript.web._node import Wrapper, change_all, checked, join
from pyscript.web._views import class_names, css_name, items_of, set_named
from pyscript.web._wrapping import element_of, elements_of, only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, ClassVar, overload

    from pyscript.web.element import ContainerElement

_readings = page_function("readings")
_values = page_function("values")

_set = object.__setattr__


def found(handle, tags: str) -> "ElementCollection":
    """Return the collection of what the page has found, or raise what is wrong."""
    checked(handle)
    return ElementCollection._of(handle, tags[1:] if tags[:1] == "+" else tags)


class ElementCollection:
    """Some elements, in order; what is set on it is set on each, in one step.

    A property that is read is the list of all their values.
    """

    def __init__(self, elements: "Iterable[Any]" = ()):
        _set(self, "_elements", [wrapped(each) for each in elements])
        _set(self, "_handle", None)

    @classmethod
    def wrap_dom_elements(cls, dom_elements: "Iterable[Any]") -> "ElementCollection":
        """Return the collection of some DOM nodes, such as those of a `NodeList`."""
        return cls(dom_elements)

    @classmethod
    def _of(cls, handle, tags: str):
        """Return the collection of an array of the page's, whose tags these are."""
        collection = object.__new__(cls)
        _set(collection, "_elements", None)
        _set(collection, "_handle", handle)
        _set(collection, "_is_whole", True)
        if tags[0] in "0123456789":
            count, _, tag = tags.partition(" ")
            _set(collection, "_tags", tag)
            _set(collection, "_range", range(int(count)))
        else:
            names = tags.split(",")
            _set(collection, "_tags", names)
            _set(collection, "_range", range(len(names)))
        return collection

    @property
    def elements(self) -> "list[ContainerElement]":
        """The elements, as a list."""
        return list(self)

    def _element(self, index: int):
        tags = self._tags
        return element_of(self._handle, index, tags if isinstance(tags, str) else tags[index])

    def __len__(self) -> int:
        return len(self._range if self._elements is None else self._elements)

    def __iter__(self) -> "Iterator[ContainerElement]":
        if self._elements is not None:
            return iter(self._elements)
        return self._each()

    def _each(self):
        made: list = []
        if self._is_whole:
            yield from elements_of(self._handle, self._tags, made)
        else:
            for index in self._range:
                made.append(self._element(index))
                yield made[-1]
        _set(self, "_elements", made)

    def __reversed__(self) -> "Iterator[ContainerElement]":
        return reversed(list(self))

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int) -> ContainerElement: ...
        @overload
        def __getitem__(self, key: slice) -> "ElementCollection": ...
        @overload
        def __getitem__(self, key: str) -> "ContainerElement | Any": ...

    def __getitem__(self, key: "int | slice | str") -> "Any":
        """Return an element by its index or its id, or a slice, a collection."""
        if isinstance(key, str):
            wanted = [key, key[1:] if key.startswith("#") else key]
            for element, id in zip(self, self.id):
                if id and id in wanted:
                    return element
            return None
        if isinstance(key, slice):
            if self._handle is None:
                return ElementCollection(self._elements[key])
            part = ElementCollection._of(self._handle, "0 ")
            _set(part, "_is_whole", False)
            _set(part, "_tags", self._tags)
            _set(part, "_range", self._range[key])
            return part
        if not isinstance(key, int):
            raise TypeError(f"an index, a slice or an id, not {key!r}")
        if self._elements is not None:
            return self._elements[key]
        return self._element(self._range[key])

    def _array(self) -> tuple:
        """Return the elements as the page takes them: an array, and which of it."""
        if self._handle is None:
            nodes = [element._dom_element for element in self._elements]
            return checked(elements_on_page("among", *nodes)[0]), ""
        mine = self._range
        if len(mine) == 0:
            return self._handle, "0,1,0"
        step = mine[1] - mine[0] if len(mine) > 1 else 1
        return self._handle, f"{mine[0]},{step},{len(mine)}"

    def find(self, selector: str) -> "ElementCollection":
        """Return all descendants that a CSS selector finds, each once."""
        array, which = self._array()
        return found(*elements_on_page("findIn", array, which, selector))

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("on_"):
            return _AllEvents(self, name)
        if not len(self):
            return []
        array, which = self._array()
        tag = self._first_tag()
        start = spelling(tag, name)
        text = _values(array, which, start[1:-1])
        if text and text[0] == "[":
            return json.loads(text)
        return [getattr(element, name) for element in self]

    def _first_tag(self) -> str:
        if self._handle is None:
            return self._elements[0]._tag()
        return self._tags if isinstance(self._tags, str) else self._tags[self._range[0]]

    def __setattr__(self, name: str, value: "Any") -> None:
        if hasattr(type(self), name):
            _set(self, name, value)
        else:
            self.update_all(**{name: value})

    @property
    def classes(self) -> "_AllClasses":
        """The classes of each; `add` and the like change all of them."""
        return _AllClasses(self)

    @classes.setter
    def classes(self, value: "Any") -> None:
        self._change(["c=" + " ".join([] if is_none(value) else class_names(value))])

    @property
    def style(self) -> "_AllStyles":
        """The styles of each; `style[name] = value` changes all of them."""
        return _AllStyles(self)

    @style.setter
    def style(self, value: "Any") -> None:
        parts: list = []
        describe("<div", "style", value, parts, [])
        self._change(parts if isinstance(value, str) else ["S"] + parts)

    def update_all(self, classes: "Any" = None, style: "Any" = None, **attributes: "Any") -> None:
        """Add classes and styles to each, and set properties, in one step."""
        if not len(self):
            return
        parts: list = []
        objects: list = []
        tag = self._first_tag()
        for name, value in attributes.items():
            if name.startswith("on_"):
                for element in self:
                    setattr(element, name, value)
            else:
                describe(tag, name, value, parts, objects)
        describe(tag, "style", style, parts, objects)
        describe(tag, "classes", classes, parts, objects)
        self._change(parts + [part for part, _ in objects], [value for _, value in objects])

    update = update_all

    def _change(self, parts, extras=()) -> None:
        if parts and len(self):
            array, which = self._array()
            checked(change_all(array, which, join(parts), *extras))

    def remove(self) -> None:
        """Take all of them out of the page."""
        self._change(["r"])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (ElementCollection, list, tuple)):
            return False
        return len(self) == len(other) and all([a == b for a, b in zip(self, other)])

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__: "ClassVar[None]" = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<ElementCollection " + repr(list(self)) + ">"


def wrapped(element):
    """Return the wrapper of a DOM node, or what is one already."""
    if isinstance(element, Wrapper):
        return element
    return only(*elements_on_page("seek", element, -1, "itself", ""))


class _All:
    """What several elements have, a sequence of their views."""

    def __init__(self, collection: ElementCollection):
        self._collection = collection

    def _views(self) -> "list[Any]":
        raise NotImplementedError

    def __iter__(self) -> "Iterator[Any]":
        return iter(self._views())

    def __getitem__(self, index: "Any") -> "Any":
        return self._views()[index]

    def __len__(self) -> int:
        return len(self._collection)

    def __eq__(self, other: "Any") -> bool:
        return self._views() == list(other)

    __hash__: "ClassVar[None]" = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._views())


class _AllClasses(_All):
    """The classes of several elements: a list of sets, and a way to change all."""

    def _views(self) -> list:
        return [element.classes for element in self._collection]

    def add(self, *names: str) -> None:
        """Add classes to each."""
        self._collection._change(["c+" + " ".join(class_names(names))])

    def remove(self, *names: str) -> None:
        """Remove classes from each that has them."""
        self._collection._change(["c~" + " ".join(class_names(names))])

    discard = remove

    def clear(self) -> None:
        """Remove all classes of each."""
        self._collection._change(["c="])

    def toggle(self, name: str, force: "bool | None" = None) -> None:
        """Toggle a class of each."""
        for view in self._views():
            view.toggle(name, force)

    def replace(self, old: str, new: str) -> None:
        """Put one class in place of another, where that is."""
        for view in self._views():
            view.replace(old, new)


class _AllEvents(_All):
    """An event of several elements: a list of theirs, and a way to listen to all."""

    def __init__(self, collection, name: str):
        super().__init__(collection)
        self._name = name

    def _views(self) -> list:
        return [getattr(element, self._name) for element in self._collection]

    def add_listener(self, listener: "Any") -> None:
        """Call `listener` when it happens to any of them."""
        for view in self._views():
            view.add_listener(listener)

    def remove_listener(self, *listeners: "Any") -> None:
        """Call these no longer; without arguments, none at all."""
        for view in self._views():
            view.remove_listener(*listeners)

    def trigger(self, result: object = None) -> None:
        """Call the listeners of each, as if it had happened."""
        for view in self._views():
            view.trigger(result)


class _AllStyles(_All):
    """The styles of several elements: to read one is a list, to set it changes all."""

    def _views(self) -> list:
        return [element.style for element in self._collection]

    def __getitem__(self, name: "int | str") -> "Any":
        if isinstance(name, int):
            return self._views()[name]
        if not len(self):
            return []
        array, which = self._collection._array()
        values = json.loads(_readings(array, which, "style", css_name(name)))
        return [value or None for value in values]

    def __setitem__(self, name: str, value: "Any") -> None:
        parts: list = []
        describe("<div", "style", {name: value}, parts, [])
        self._collection._change(parts)

    def __delitem__(self, name: str) -> None:
        self[name] = ""

    def __setattr__(self, name: str, value: "Any") -> None:
        set_named(self, name, value)

    def update(self, *others: "Any", **more: "Any") -> None:
        """Set styles of each."""
        for other in others + (more,):
            for name, value in items_of(other):
                self[name] = value

    def pop(self, name: str, default: "Any" = None) -> "list[Any]":
        """Remove a style from each; return the list of what it was."""
        values = [value or default for value in self[name]]
        self[name] = ""
        return values
