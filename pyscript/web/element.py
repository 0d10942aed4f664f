"""Elements of the page as Python objects."""

from pyscript._interpreter import JsException, is_js, is_none
from pyscript.context import elements_on_page, is_node, is_reference, tell_page, tells
from pyscript.events import Event, as_listener
from pyscript.web._collection import found
from pyscript.web._contents import contents
from pyscript.web._names import describe, known_of, spelling
from pyscript.web._node import SURE, Node, Wrapper, is_name, is_sure, join, send
from pyscript.web._views import (
    Aria,
    Attributes,
    Classes,
    Dataset,
    Style,
    class_names,
    reading,
)
from pyscript.web._wrapping import class_of, classes, only, seek

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Self, overload

    from pyscript.web._collection import ElementCollection

__all__ = ["ContainerElement", "Element", "ElementEvent"]

_set = object.__setattr__

# Elements that are open, `with` which others are made.
_open: list = []


class _Kind:
    """What is needed of a class again and again, to make its elements and use them."""

    def __init__(self, kind):
        self.tag = kind._mark + kind.tag_name if kind.tag_name else ""
        self.is_sure = is_name(kind.tag_name)
        # Names that have been used, and how a description begins that sets them.
        self.known = known_of(self.tag)
        self.takes_children = kind._takes_children
        # Names that are not, which a class of the user's uses all the same.
        self.own: set = set()


_kinds: dict = {}


def _kind_of(kind) -> _Kind:
    made = _Kind(kind)
    _kinds[kind] = made
    for base in list(_direct):
        if kind is not base and issubclass(kind, base) and made.tag != _kinds[base].tag:
            for name in _direct[base]:
                _hide(kind, base, name)
    return made


# What needs no conversion on its way from and to the DOM.
_PLAIN = (str, int, float, bool)


def _hold(node, children) -> None:
    """Put a list of children into a description, as quickly as can be."""
    parts = node.source
    for child in children:
        if isinstance(child, Element):
            inner = child._node
            if inner.parent is not None:
                inner.leave()
            inner.parent = node
            node.is_plain = False
            parts.append(inner)
        else:
            for each in contents(child, "h"):
                node.add(each)


def _sure_part(property: str, value) -> str:
    """Return the part that sets a property, or nothing where that might fail."""
    if type(value) is str:
        start = "p" + property + "="
        return join([start + value]) if start in SURE else ""
    start = "?" + property + "="
    return start + "1" * value if type(value) is bool and start in SURE else ""


# Names that have been used become properties of Python's: by class, how each is read and
# set. A class has its parent's, unless it stands for another tag.
_direct: dict = {}
# CPython asks `__setattr__` first, and from there the way to a property is long.
_writers: dict = {}


def _make_direct(element, name: str, read=None, write=None) -> None:
    """From now on, read or set what a name means for elements of this class at once."""
    kind = type(element)
    known = _kinds.get(kind) or _kind_of(kind)
    if not known.tag or "-" in known.tag:  # custom elements are not all alike
        return
    names = _direct.setdefault(kind, {})
    known_read, known_write = names.get(name, (None, None))
    ways = (known_read or read, known_write or write)
    if ways == (known_read, known_write):
        return
    names[name] = ways
    setattr(kind, name, _property(name, *ways))
    if ways[1]:
        _writers.setdefault(kind, {})[name] = ways[1]
    for other in list(_kinds):
        if other is not kind and issubclass(other, kind) and _kinds[other].tag != known.tag:
            _hide(other, kind, name)


class _Hidden:
    """What a name means for the parent of a class, and not for the class.

    No property: what an element remembers by that name comes first.
    """

    def __init__(self, name: str):
        self.name = name

    def __get__(self, element, kind=None):
        return self if element is None else _read(element, self.name)


def _hide(kind, base, name: str) -> None:
    found = getattr(kind, name)
    if found is getattr(base, name) or isinstance(found, _Hidden):
        setattr(kind, name, _Hidden(name))
        writers = _writers.setdefault(kind, {})
        writers[name] = lambda self, value: _write(self, name, value)


def _property(name: str, read, write):
    return property(
        read or (lambda self: _read(self, name)),
        write or (lambda self, value: _write(self, name, value)),
        lambda self: _write(self, name, None),
    )


def _reader(property: str):
    """Return a function that reads a property of the DOM's."""

    def read(self):
        node = self._node
        dom = node.js
        if dom is None:
            dom = node.dom()
        value = getattr(dom, property)
        return value if type(value) is str else _python(value)

    return read


def _writer(name: str, property: str):
    """Return a function that sets a property of the DOM's."""

    def write(self, value):
        # Text first: MicroPython takes its time to look through a tuple.
        if type(value) is str or type(value) in _PLAIN:
            node = self._node
            dom = node.js
            if dom is None and type(node.source) is not list:
                dom = node.dom()
            if dom is not None:
                try:
                    setattr(dom, property, value)
                    return
                except JsException as error:
                    raise ValueError(str(error)) from None
        _write(self, name, value)

    return write


def _telling_writer(name: str, property: str):
    """Return such a function for a worker, which does not wait where that cannot fail."""
    write_now = _writer(name, property)

    def write(self, value):
        node = self._node
        if type(node.source) is not list:
            part = _sure_part(property, value)
            if part:
                place, index = node.at()
                return tell_page("change", place, index, part)
        return write_now(self, value)

    return write


def _read(self, name: str):
    """Read what the DOM has, whatever the name means."""
    dom = self._node.dom()
    property = name
    try:
        value = getattr(dom, name)
    except AttributeError:
        start = spelling(self._tag(), name)
        if start[0] == "a":
            return reading(self._node, "attribute", start[1:-1])
        property = start[1:-1]
        value = getattr(dom, property)
    if not callable(value):
        _make_direct(self, name, read=_reader(property))
    return _python(value)


def _write(self, name: str, value) -> None:
    """Set what the name means for the element."""
    kind = _kinds.get(type(self))
    if kind is not None and name in kind.own:
        return _set(self, name, value)
    node = self._node
    if name.startswith("on_"):
        ElementEvent(node, name[3:]).remove_listener()
        if not is_none(value):
            _listen(node, name[3:], value)
        return None
    parts: list = []
    objects: list = []
    try:
        describe(self._tag(), name, value, parts, objects)
    except AttributeError:
        if type(self) is class_of(self._tag()):
            raise
        # Something that a class of the user's remembers.
        (kind or _kind_of(type(self))).own.add(name)
        return _set(self, name, value)
    start = spelling(self._tag(), name)
    if start[:1] == "p":
        make = _telling_writer if tells else _writer
        _make_direct(self, name, write=make(name, start[1:-1]))
    for part in parts:
        node.apply(part)
    for part, each in objects:
        node.apply(part, each)
    return None


def _python(value):
    """Return a value of the DOM's as Python has it."""
    return None if is_none(value) else value


class ElementEvent(Event):
    """What happens to an element: `element.on_click` has a listener's every method.

    The listeners are the element's: each wrapper of it has the same.
    """

    def __init__(self, node: "Any", kind: str):
        self._node = node
        self._kind = kind

    def _core(self):
        return self._node.listening().get(self._kind)

    @property
    def listeners(self) -> "list[Callable[..., Any]]":
        """The functions that are called, in their order."""
        core = self._core()
        return core.listeners if core is not None else []

    def add_listener(self, listener: "Callable[..., Any]") -> None:
        """Call `listener` from now on, with the event, or with nothing if it takes none."""
        called = as_listener(listener)  # raises before anything has happened
        self._node.listen(self._kind)._add(called)

    def remove_listener(self, *listeners: "Callable[..., Any]") -> None:
        """Call these no longer; without arguments, none at all."""
        core = self._core()
        if core is not None:
            core.remove_listener(*listeners)
            if not core.listeners:
                self._node.unlisten(self._kind)

    def trigger(self, result: object = None) -> None:
        """Call every listener with `result`, as if it had happened."""
        core = self._core()
        if core is not None:
            core.trigger(result)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ElementEvent)
            and self._kind == other._kind
            and self._node.identity() == other._node.identity()
        )

    def __hash__(self) -> int:
        return hash((self._kind, self._node.identity()))

    def __repr__(self) -> str:
        return f"<ElementEvent {self._kind}>"


def _listen(node, kind: str, value) -> None:
    """Let functions or `Event`s listen to an event of an element."""
    if isinstance(value, ElementEvent):
        value = value.listeners
    listeners = value if isinstance(value, (list, tuple)) else [value]
    for listener in listeners:
        if isinstance(listener, Event):
            listener = listener.trigger
        called = as_listener(listener)  # raises before anything has happened
        node.listen(kind)._add(called)


if TYPE_CHECKING:

    class _On:
        """An attribute for an event: a function can be set, its `ElementEvent` is read."""

        def __get__(self, element: object, kind: object = None) -> ElementEvent: ...
        def __set__(self, element: object, value: Any) -> None: ...


class Element(Wrapper):
    """An element of the page, or one that is not there yet.

    Keywords are its properties and attributes: `a(href="/")`; `on_click=function` listens;
    `classes`, `style`, `dataset`, `aria` and `attributes` are what their views take. What
    the element does not have raises `AttributeError`. Unknown methods and properties are
    those of the DOM: https://developer.mozilla.org/docs/Web/API/Element
    """

    tag_name: str = ""
    _mark = "<"
    _takes_children = False

    # For editors: of the DOM's properties and events those that are asked for most.
    id: str
    title: str
    text: "Any"
    html: "Any"
    value: "Any"
    hidden: "Any"
    on_change: "_On"
    on_click: "_On"
    on_dblclick: "_On"
    on_input: "_On"
    on_keydown: "_On"
    on_keyup: "_On"
    on_pointerdown: "_On"
    on_pointermove: "_On"
    on_pointerup: "_On"
    on_submit: "_On"

    def __init__(self, *children: "Any", **attributes: "Any") -> None:
        kind = _kinds.get(type(self)) or _kind_of(type(self))
        if not kind.tag:
            return self._adopt(children, attributes)
        node = Node()
        _set(self, "_node", node)
        node.source = parts = [kind.tag]
        if not kind.is_sure:
            node.is_sure = False
        if attributes:
            known = kind.known
            for name in attributes:
                value = attributes[name]
                start = known.get(name)
                if start and type(value) is str:
                    parts.append(start + value)
                    if tells and start not in SURE:
                        node.is_sure = False
                elif name == "classes" and type(value) is list:
                    parts.append("c+" + " ".join(value))
                elif name == "children":
                    children += tuple(_as_list(value))
                else:
                    self._describe(name, value)
        if children and not kind.takes_children:
            raise TypeError(f"<{self.tag_name}> holds nothing: it takes properties only")
        for child in children:
            if type(child) is str:
                parts.append("h" + child)
            elif isinstance(child, Element):
                inner = child._node
                if inner.parent is not None:
                    inner.leave()
                inner.parent = node
                node.is_plain = False
                parts.append(inner)
            elif type(child) is list:
                _hold(node, child)
            else:
                for each in contents(child, "h"):
                    node.add(each)
        if _open:
            _open[-1].refuse_cycle(node)
            _open[-1].add(node)

    def _adopt(self, children, attributes) -> None:
        """Wrap a DOM node: `Element(node)`."""
        given = list(children) + [attributes.pop("dom_element", None)]
        if len(given) != (2 if children else 1) or not is_node(given[0]):
            raise TypeError("Element(node) wraps a DOM node: to make an element, write web.div(…)")
        node = Node()
        node.js = given[0]
        _, tags = elements_on_page("seek", given[0], -1, "itself", "")
        node.tag = tags[2:]  # behind "1 "
        _set(self, "_node", node)
        if attributes:
            self.update(**attributes)

    @property
    def _dom_element(self) -> "Any":
        """The DOM node itself, for all that is not here.

        A class that makes its own sets this, as PyScript's classes do, before all else.
        """
        return self._node.dom()

    @_dom_element.setter
    def _dom_element(self, node: "Any") -> None:
        self._adopt((node,), {})

    # Properties

    def _describe(self, name: str, value) -> None:
        node = self._node
        if name.startswith("on_"):
            if not is_none(value):
                _listen(node, name[3:], value)
            return
        parts: list = []
        objects: list = []
        describe(self._tag(), name, value, parts, objects)
        node.source.extend(parts)
        if tells and not all([is_sure(part) for part in parts]):
            node.is_sure = False
        for part, each in objects:
            node.apply(part, each)

    def _tag(self) -> str:
        """Return the tag as the page writes it: `<div`, `{circle`."""
        return self._node.tag or self._mark + self.tag_name

    def __getattr__(self, name: str) -> "Any":
        if name == "_node":
            raise AttributeError(f"{type(self).__name__}: call super().__init__(…) first")
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("on_"):
            return ElementEvent(self._node, name[3:])
        return _read(self, name)

    def __setattr__(self, name: str, value: "Any") -> None:
        writers = _writers.get(type(self))
        if writers is not None and name in writers:
            writers[name](self, value)
        elif hasattr(type(self), name) or name.startswith("_"):
            _set(self, name, value)
        else:
            _write(self, name, value)

    def __delattr__(self, name: str) -> None:
        if name.startswith("_") or name in getattr(self, "__dict__", ()):
            object.__delattr__(self, name)
        elif name in ("classes", "style", "dataset", "aria", "attributes"):
            getattr(self, name).clear()
        else:
            setattr(self, name, None)

    @property
    def classes(self) -> Classes:
        """The CSS classes, a live set."""
        return Classes(self._node)

    @classes.setter
    def classes(self, value: "Any") -> None:
        names = [] if is_none(value) else class_names(value)
        self._node.apply("c=" + " ".join(names))

    @property
    def style(self) -> Style:
        """The inline styles, a live dict."""
        return Style(self._node)

    @style.setter
    def style(self, value: "Any") -> None:
        if is_none(value) or isinstance(value, str):
            self._node.apply("S" + (value or ""))
        else:
            self.style.replace_all(value)

    @property
    def attributes(self) -> Attributes:
        """The HTML attributes, a live dict of strings."""
        return Attributes(self._node)

    @attributes.setter
    def attributes(self, value: "Any") -> None:
        self.attributes.replace_all(() if is_none(value) else value)

    @property
    def dataset(self) -> Dataset:
        """The `data-…` attributes, a live dict."""
        return Dataset(self._node)

    @dataset.setter
    def dataset(self, value: "Any") -> None:
        self.dataset.replace_all(() if is_none(value) else value)

    @property
    def aria(self) -> Aria:
        """The `aria-…` attributes, a live dict."""
        return Aria(self._node)

    @aria.setter
    def aria(self, value: "Any") -> None:
        self.aria.replace_all(() if is_none(value) else value)

    def get_event(self, name: str) -> ElementEvent:
        """Return the event of this name: that of `"click"` is `on_click`."""
        return ElementEvent(self._node, name)

    def update(self, classes: "Any" = None, style: "Any" = None, **attributes: "Any") -> None:
        """Add classes and styles, and set properties, in one step."""
        parts: list = []
        objects: list = []
        node = self._node
        for name, value in attributes.items():
            if name.startswith("on_"):
                setattr(self, name, value)
            else:
                describe(self._tag(), name, value, parts, objects)
        describe(self._tag(), "style", style, parts, objects)
        describe(self._tag(), "classes", classes, parts, objects)
        if node.is_described:
            node.is_sure = False
            node.source.extend(parts)
            for part, value in objects:
                node.apply(part, value)
        elif parts or objects:
            extras = [value for _, value in objects]
            node.change(parts + [part for part, _ in objects], extras)

    # Around it

    def find(self, selector: str) -> "ElementCollection":
        """Return all descendants that a CSS selector finds, an `ElementCollection`."""
        return found(*seek(self._node, "find", selector))

    @property
    def children(self) -> "ElementCollection":
        """The elements directly inside, an `ElementCollection`."""
        return found(*seek(self._node, "children"))

    @property
    def parent(self) -> "ContainerElement | Any":
        """The element around this one, or `None`."""
        return only(*seek(self._node, "parent"))

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int) -> "ContainerElement": ...
        @overload
        def __getitem__(self, key: slice) -> ElementCollection: ...
        @overload
        def __getitem__(self, key: str) -> "ContainerElement | Any": ...

    def __getitem__(self, key: "int | slice | str") -> "Any":
        """Return a child by its index, a slice of them, or a descendant by its id."""
        if isinstance(key, (int, slice)):
            try:
                return self.children[key]
            except IndexError:  # as programs of 2024 have it: page["#id"] was a list then
                text = f"{self} has no child {key}: page['#id'] is the element itself, no list"
                raise IndexError(text) from None
        if isinstance(key, str):
            return only(*seek(self._node, "id", key))
        raise TypeError(f"an index, a slice or an id, not {key!r}")

    def append(self, *items: "Any") -> None:
        """Put things inside, at the end: elements, DOM nodes, or text, which is escaped."""
        if not self._takes_children and self.tag_name:
            raise TypeError(f"<{self.tag_name}> holds nothing")
        node = self._node
        if type(node.source) is not list:
            if len(items) == 1 and isinstance(items[0], Element):
                inner = items[0]._node
                if inner.parent is not None:
                    inner.leave()
                place, index = node.at()
                return send(place, index, "append", (inner,))
            return self._insert("append", items)
        for item in items:
            for child in contents(item, "t"):
                if type(child) is Node:
                    node.refuse_cycle(child)
                node.add(child)

    def prepend(self, *items: "Any") -> None:
        """Put things inside, at the beginning."""
        self._insert("prepend", items)

    def before(self, *items: "Any") -> None:
        """Put things before this element, beside it."""
        self._insert("before", items)

    def after(self, *items: "Any") -> None:
        """Put things after this element, beside it."""
        self._insert("after", items)

    def replace_with(self, *items: "Any") -> None:
        """Put things where this element is."""
        self._insert("replaceWith", items)

    def replace_children(self, *items: "Any") -> None:
        """Put things inside, in place of what is there."""
        self._insert("replaceChildren", items)

    def remove(self) -> None:
        """Take this element out of the page; it can be put somewhere again."""
        self._node.leave()
        if not self._node.is_described:
            self._insert("remove", ())

    def _insert(self, how: str, items) -> None:
        place, index = self._node.at()
        children = _Collector()
        for item in items:
            if isinstance(item, Element):
                children.add(item._node)
            else:
                for child in contents(item, "t"):
                    children.add(child)
        send(place, index, how, children.take())

    def clone(self, clone_id: "str | None" = None) -> "Self":
        """Return a copy, with all that it holds and without listeners.

        As ids are unique, its id is `clone_id`, or none.
        """
        copy = only(*seek(self._node, "clone", "" if is_none(clone_id) else str(clone_id)))
        kind = type(self)
        if type(copy) is not kind:
            node = copy._node
            copy = object.__new__(kind)
            _set(copy, "_node", node)
        return copy

    def show_me(self) -> None:
        """Scroll the page to where this element is."""
        self._node.dom().scrollIntoView()

    # Layout

    def __enter__(self) -> "Self":
        """Put all elements that are made until the end of the block inside."""
        if not self._takes_children:
            raise TypeError(f"<{self._tag()[1:]}> holds nothing")
        _open.append(self._node if self._node.is_described else _Collector())
        return self

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        inner = _open.pop()
        if kind is None and isinstance(inner, _Collector):
            place, index = self._node.at()
            send(place, index, "append", inner.take())

    # As an object

    def __eq__(self, other: "Any") -> bool:
        if isinstance(other, Element):
            mine, its = self._node, other._node
            if mine is its:
                return True
            if mine.is_described or its.is_described:
                return False
            return mine.identity() == its.identity()
        if (is_js(other) or is_reference(other)) and not self._node.is_described and is_node(other):
            return self == Element(other)
        return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        # The number in it: MicroPython's hashes of such texts run into one another.
        return int(self._node.identity().split(".")[1])

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        if self._node.is_described:
            return f"<{self._tag()[1:]}> not on the page yet"
        name = self._tag()[1:]
        return ("" if name[0] == "#" else reading(self._node, "outline")) or f"<{name}>"

    # Classes of the user's

    @classmethod
    def get_tag_name(cls) -> str:
        """Return the name of the tag that this class stands for, else that of the class."""
        return cls.tag_name or cls.__name__.lower().replace("_", "")

    @classmethod
    def wrap_dom_element(cls, dom_element: "Any") -> "ContainerElement | Any":
        """Return the element for a DOM node, of the class that is known for its tag."""
        return only(*elements_on_page("seek", dom_element, -1, "itself", ""))

    @staticmethod
    def register_element_classes(element_classes: "Iterable[type[Element]]") -> None:
        """Have found elements of these classes' tags be of these classes."""
        for each in element_classes:
            classes[each._mark + each.tag_name] = each
            if each not in _kinds:  # what has been made so far is remembered
                _kind_of(each)

    @staticmethod
    def unregister_element_classes(element_classes: "Iterable[type[Element]]") -> None:
        """Undo `register_element_classes`: the class from before is known again."""
        for each in element_classes:
            tag = each._mark + each.tag_name
            if classes.get(tag) is each:
                del classes[tag]
            bases: Any = each.__bases__
            for base in bases:
                if base.tag_name == each.tag_name and base.tag_name:
                    classes[tag] = base


def _as_list(children) -> list:
    """Return the items of the keyword `children`, which may be one child."""
    if isinstance(children, (list, tuple)):
        return list(children)
    return [children]


class _Collector(Node):
    """What is to be put somewhere on the page: each thing once, where it came last."""

    def __init__(self):
        self.source = []

    def take(self) -> list:
        """Return what has been gathered, and hold it no longer."""
        gathered, self.source = self.source, None
        return gathered


class ContainerElement(Element):
    """An element that may hold others: its arguments are its children.

    A string is HTML, `web.text(…)` and what is put into a template string are text.
    """

    _takes_children = True

    def __iter__(self) -> "Iterator[ContainerElement]":
        """Iterate over the children that are elements."""
        return iter(self.children)


classes[""] = ContainerElement
