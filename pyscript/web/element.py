"""Elements of the page as Python objects, and collections of them."""

from pyscript._interpreter import is_js, is_none
from pyscript.context import (
    elements_on_page,
    is_node,
    is_reference,
    page_function,
)
from pyscript.events import Event, as_listener
from pyscript.web._names import describe, known_of, spelling
from pyscript.web._node import (
    Node,
    add_loose_listener,
    change,
    change_all,
    checked,
    introduce,
    join,
    put,
    send,
)
from pyscript.web._views import (
    Aria,
    Attributes,
    Classes,
    Dataset,
    Style,
    attribute_text,
    class_names,
    items_of,
    reading,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass

__all__ = ["ContainerElement", "Element", "ElementCollection", "ElementEvent", "text"]

_readings = page_function("readings")
_values = page_function("values")

_set = object.__setattr__


class text:
    """A child that is never HTML: `web.p(web.text(name))`."""

    def __init__(self, value):
        self._text = str(value)

    def __str__(self) -> str:
        return self._text


# Children ------------------------------------------------------------------------------


class _Template:
    """A template string as a child: its text is HTML, what is put into it is not."""

    def __init__(self, template):
        self._strings = template.strings
        self._values = [_interpolated(each) for each in template.interpolations]

    def describe(self, parts, extras, made) -> None:
        """Add its description, as `Node.describe` does."""
        if any([callable(value) for value in self._values]):
            introduce(parts, extras)
        parts.append("[" + str(len(self._values)))
        parts.extend(["s" + string for string in self._strings])
        for value in self._values:
            if isinstance(value, dict):
                import json

                pairs = [
                    [
                        key.replace("_", "-"),
                        each if isinstance(each, bool) else attribute_text(key, each),
                    ]
                    for key, each in value.items()
                ]
                parts.append("d" + json.dumps(pairs))
            elif value is None:
                parts.append("z")
            elif isinstance(value, bool):
                parts.append("?1" if value else "?0")
            elif callable(value):
                parts.append("f" + add_loose_listener(value))
            else:
                parts.append("(")
                for child in contents(value, "t"):
                    put(child, parts, extras, made)
                parts.append("]")


def _interpolated(interpolation):
    """Return what a template is given: the value, or text where a format is asked for."""
    value = interpolation.value
    conversion = interpolation.conversion
    if conversion == "r":
        value = repr(value)
    elif conversion == "a":
        value = _ascii(value)
    elif conversion == "s":
        value = str(value)
    if interpolation.format_spec:
        return ("{:" + interpolation.format_spec + "}").format(value)
    if hasattr(value, "items") and not isinstance(value, dict):
        return dict(value.items())
    return value


def _ascii(value) -> str:
    """Return the `repr` with all but ASCII escaped."""
    return "".join([c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in repr(value)])


def contents(child, plain: str) -> list:
    """Return what a child consists of, as nodes and parts of descriptions.

    `plain` says what a string is: "h", HTML, or "t", text.
    """
    if isinstance(child, str):
        return [plain + str(child)]
    if isinstance(child, Element):
        return [child._node]
    if is_none(child):
        return []
    if isinstance(child, text):
        return ["t" + child._text]
    if isinstance(child, (bool, int, float)):
        return ["t" + str(child)]
    if isinstance(child, ElementCollection):
        return [element._node for element in child]
    if is_js(child) or is_reference(child):
        if is_node(child) or hasattr(child, "length"):
            return [child]
    elif hasattr(child, "interpolations") and hasattr(child, "strings"):
        return [_Template(child)]
    elif hasattr(child, "_dom_element"):
        return [child._dom_element]
    elif hasattr(child, "_repr_html_") and not isinstance(child, type):
        return ["h" + child._repr_html_()]
    elif not isinstance(child, (bytes, bytearray, dict)) and not callable(child):
        try:
            children = iter(child)
        except TypeError:
            children = None
        if children is not None:
            return [part for each in children for part in contents(each, plain)]
    raise TypeError(
        "the content of an element is text, numbers, elements, DOM nodes or some of these, "
        f"not {child!r}"
    )


# Elements that are open, `with` which others are made.
_open: list = []


# What is needed again and again, by class: how its tag is written, the names that have been
# used, whether it takes children, which properties of the DOM names are, and which names are
# none of its properties, in classes of the user's.
_kinds: dict = {}


def _kind_of(kind) -> tuple:
    tag = kind._mark + kind.tag_name if kind.tag_name else ""
    made: tuple = (tag, known_of(tag), kind._takes_children, {}, set())
    _kinds[kind] = made
    return made


# What needs no conversion on its way from and to the DOM.
_PLAIN = (str, int, float, bool)


def _hold(node, children) -> None:
    """Put a list of children into a description, as quickly as can be."""
    parts = node.parts
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


# Wrapping ------------------------------------------------------------------------------

_classes: dict = {}


def class_of(tag: str):
    """Return the class for a tag as the page writes it: `<div`, `{circle`."""
    return _classes.get(tag) or ContainerElement


def element_of(handle, index: int, tag: str):
    """Return the wrapper of a node in an array of the page's."""
    kind = _classes.get(tag) or ContainerElement
    element = object.__new__(kind)
    node = Node()
    node.handle = handle
    node.index = index
    if kind is ContainerElement:
        node.tag = tag
    _set(element, "_node", node)
    return element


def _elements_of(handle, tags):
    """Yield the wrappers of all nodes in an array of the page's."""
    for index, js_node in enumerate(handle):
        tag = tags if isinstance(tags, str) else tags[index]
        kind = _classes.get(tag) or ContainerElement
        element = object.__new__(kind)
        node = Node()
        node.js = js_node
        if kind is ContainerElement:
            node.tag = tag
        _set(element, "_node", node)
        yield element


def _python(value):
    """Return a value of the DOM's as Python has it."""
    return None if is_none(value) else value


def found(handle, tags: str):
    """Return the collection of what the page has found, or raise what is wrong."""
    checked(handle)
    return ElementCollection._of(handle, tags[1:] if tags[:1] == "+" else tags)


def only(handle, tags: str):
    """Return the one element that the page has found, or `None`."""
    checked(handle)
    return None if tags[:2] == "0 " else element_of(handle, 0, tags[2:])


def seek(node, what: str, argument: str = "") -> tuple:
    """Look for elements, starting from one."""
    place, index = node.at()
    return elements_on_page("seek", place, index, what, argument)


class ElementEvent(Event):
    """What happens to an element: `element.on_click` has a listener's every method.

    The listeners are the element's: each wrapper of it has the same.
    """

    def __init__(self, node, kind: str):
        self._node = node
        self._kind = kind

    def _core(self):
        return self._node.listening().get(self._kind)

    @property
    def listeners(self) -> list:
        """The functions that are called, in their order."""
        core = self._core()
        return core.listeners if core is not None else []

    def add_listener(self, listener) -> None:
        """Call `listener` from now on, with the event, or with nothing if it takes none."""
        as_listener(listener)  # raises before anything has happened
        self._node.listen(self._kind).add_listener(listener)

    def remove_listener(self, *listeners) -> None:
        """Call these no longer; without arguments, none at all."""
        core = self._core()
        if core is not None:
            core.remove_listener(*listeners)
            if not core.listeners:
                self._node.unlisten(self._kind)

    def trigger(self, result=None) -> None:
        """Call every listener with `result`, as if it had happened."""
        core = self._core()
        if core is not None:
            core.trigger(result)

    def __eq__(self, other) -> bool:
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
        as_listener(listener)
        node.listen(kind).add_listener(listener)


class Element:
    """An element of the page, or one that is not there yet.

    Keywords are its properties and attributes: `a(href="/")`; `on_click=function` listens;
    `classes`, `style`, `dataset`, `aria` and `attributes` are what their views take. What
    the element does not have raises `AttributeError`. Unknown methods and properties are
    those of the DOM: https://developer.mozilla.org/docs/Web/API/Element
    """

    tag_name = ""
    _mark = "<"
    _takes_children = False

    def __init__(self, *children, **attributes):
        kind = _kinds.get(type(self)) or _kind_of(type(self))
        tag, known, takes_children, _, _ = kind
        if not tag:
            return self._adopt(children, attributes)
        node = Node()
        _set(self, "_node", node)
        node.parts = parts = [tag]
        if attributes:
            for name in attributes:
                value = attributes[name]
                start = known.get(name)
                if start and type(value) is str:
                    parts.append(start + value)
                elif name == "classes" and type(value) is list:
                    parts.append("c+" + " ".join(value))
                elif name == "children":
                    children += tuple(_as_list(value))
                else:
                    self._describe(name, value)
        if children and not takes_children:
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
            _open[-1].add(node)

    def _adopt(self, children, attributes) -> None:
        """Wrap a DOM node: `Element(node)`."""
        given = list(children) + [attributes.pop("dom_element", None)]
        if len(given) != (2 if children else 1) or not (is_js(given[0]) or is_reference(given[0])):
            raise TypeError("Element(node) wraps a DOM node: to make an element, write web.div(…)")
        node = Node()
        node.js = given[0]
        node.tag = "<" + node.js.localName
        _set(self, "_node", node)
        if attributes:
            self.update(**attributes)

    @property
    def _dom_element(self):
        """The DOM node itself, for all that is not here."""
        return self._node.dom()

    # Properties

    def _describe(self, name: str, value) -> None:
        node = self._node
        if name.startswith("on_"):
            if not is_none(value):
                _listen(node, name[3:], value)
            return
        objects: list = []
        describe(self._tag(), name, value, node.parts, objects)
        for part, each in objects:
            node.apply(part, each)

    def _tag(self) -> str:
        """Return the tag as the page writes it: `<div`, `{circle`."""
        return self._node.tag or self._mark + self.tag_name

    def __getattr__(self, name: str):
        kind = _kinds.get(type(self))
        if kind is not None and name in kind[3]:
            dom = self._node.js
            if dom is None:
                dom = self._node.dom()
            value = getattr(dom, kind[3][name])
            return value if type(value) in _PLAIN else _python(value)
        if name.startswith("_"):
            raise AttributeError(name)
        if name.startswith("on_"):
            return ElementEvent(self._node, name[3:])
        dom = self._node.dom()
        try:
            value = getattr(dom, name)
        except AttributeError:
            start = spelling(self._tag(), name)
            if start[0] == "a":
                return reading(self._node, "attribute", start[1:-1])
            self._remember(name, start)
            value = getattr(dom, start[1:-1])
        else:
            if not callable(value):
                self._remember(name, "p" + name + "=")
        return _python(value)

    def _remember(self, name: str, start: str) -> None:
        """Know a property from now on, unless the class has something else of this name."""
        kind = _kinds.get(type(self)) or _kind_of(type(self))
        if kind[0] and "-" not in kind[0]:
            kind[3][name] = start[1:-1]

    def __setattr__(self, name: str, value) -> None:
        kind = _kinds.get(type(self))
        if kind is not None and type(value) in _PLAIN and name in kind[3]:
            node = self._node
            if node.parts is None:
                return setattr(node.dom(), kind[3][name], value)
        if name.startswith("_") or hasattr(type(self), name):
            return _set(self, name, value)
        if kind is not None and name in kind[4]:
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
            (kind or _kind_of(type(self)))[4].add(name)
            return _set(self, name, value)
        start = spelling(self._tag(), name)
        if start and start[0] == "p":
            self._remember(name, start)
        for part in parts:
            node.apply(part)
        for part, each in objects:
            node.apply(part, each)
        return None

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
    def classes(self, value) -> None:
        names = [] if is_none(value) else class_names(value)
        self._node.apply("c=" + " ".join(names))

    @property
    def style(self) -> Style:
        """The inline styles, a live dict."""
        return Style(self._node)

    @style.setter
    def style(self, value) -> None:
        if is_none(value) or isinstance(value, str):
            self._node.apply("S" + (value or ""))
        else:
            self.style.replace_all(value)

    @property
    def attributes(self) -> Attributes:
        """The HTML attributes, a live dict of strings."""
        return Attributes(self._node)

    @attributes.setter
    def attributes(self, value) -> None:
        self.attributes.replace_all(() if is_none(value) else value)

    @property
    def dataset(self) -> Dataset:
        """The `data-…` attributes, a live dict."""
        return Dataset(self._node)

    @dataset.setter
    def dataset(self, value) -> None:
        self.dataset.replace_all(() if is_none(value) else value)

    @property
    def aria(self) -> Aria:
        """The `aria-…` attributes, a live dict."""
        return Aria(self._node)

    @aria.setter
    def aria(self, value) -> None:
        self.aria.replace_all(() if is_none(value) else value)

    def get_event(self, name: str) -> ElementEvent:
        """Return the event of this name: that of `"click"` is `on_click`."""
        return ElementEvent(self._node, name)

    def update(self, classes=None, style=None, **attributes) -> None:
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
        if node.parts is not None:
            node.parts.extend(parts)
            for part, value in objects:
                node.apply(part, value)
        elif parts or objects:
            place, index = node.at()
            extras = [value for _, value in objects]
            checked(change(place, index, join(parts + [part for part, _ in objects]), *extras))

    # Around it

    def find(self, selector: str):
        """Return all descendants that a CSS selector finds, an `ElementCollection`."""
        return found(*seek(self._node, "find", selector))

    @property
    def children(self):
        """The elements directly inside, an `ElementCollection`."""
        return found(*seek(self._node, "children"))

    @property
    def parent(self):
        """The element around this one, or `None`."""
        return only(*seek(self._node, "parent"))

    def __getitem__(self, key):
        """Return a child by its index, a slice of them, or a descendant by its id."""
        if isinstance(key, (int, slice)):
            return self.children[key]
        if isinstance(key, str):
            return only(*seek(self._node, "id", key))
        raise TypeError(f"an index, a slice or an id, not {key!r}")

    def append(self, *items) -> None:
        """Put things inside, at the end: elements, DOM nodes, or text, which is escaped."""
        if not self._takes_children and self.tag_name:
            raise TypeError(f"<{self.tag_name}> holds nothing")
        node = self._node
        if node.parts is None:
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
                    self._refuse_cycle(child)
                node.add(child)

    def _refuse_cycle(self, child) -> None:
        above = self._node
        while above is not None:
            if above is child:
                raise ValueError("an element cannot hold itself")
            above = above.parent

    def prepend(self, *items) -> None:
        """Put things inside, at the beginning."""
        self._insert("prepend", items)

    def before(self, *items) -> None:
        """Put things before this element, beside it."""
        self._insert("before", items)

    def after(self, *items) -> None:
        """Put things after this element, beside it."""
        self._insert("after", items)

    def replace_with(self, *items) -> None:
        """Put things where this element is."""
        self._insert("replaceWith", items)

    def replace_children(self, *items) -> None:
        """Put things inside, in place of what is there."""
        self._insert("replaceChildren", items)

    def remove(self) -> None:
        """Take this element out of the page; it can be put somewhere again."""
        if self._node.parts is not None:
            self._node.leave()
        else:
            self._insert("remove", ())

    def _insert(self, how: str, items) -> None:
        place, index = self._node.at()
        children: list = []
        for item in items:
            if isinstance(item, Element):
                node = item._node
                if node.parent is not None:
                    node.leave()
                children.append(node)
            else:
                for child in contents(item, "t"):
                    if type(child) is Node:
                        child.leave()
                    children.append(child)
        send(place, index, how, children)

    def clone(self, clone_id=None):
        """Return a copy, with all that it holds and without listeners.

        As ids are unique, its id is `clone_id`, or none.
        """
        copy = only(*seek(self._node, "clone", "" if is_none(clone_id) else clone_id))
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

    def __enter__(self):
        """Put all elements that are made until the end of the block inside."""
        if not self._takes_children:
            raise TypeError(f"<{self._tag()[1:]}> holds nothing")
        _open.append(_Collector() if self._node.parts is None else self._node)
        return self

    def __exit__(self, kind, value, traceback):
        inner = _open.pop()
        if kind is None and isinstance(inner, _Collector):
            place, index = self._node.at()
            send(place, index, "append", inner.parts)

    # As an object

    def __eq__(self, other) -> bool:
        if isinstance(other, Element):
            mine, its = self._node, other._node
            if mine is its:
                return True
            if mine.parts is not None or its.parts is not None:
                return False
            return mine.identity() == its.identity()
        if (is_js(other) or is_reference(other)) and self._node.parts is None and is_node(other):
            return self == Element(other)
        return False

    def __ne__(self, other) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._node.identity())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        if self._node.parts is not None:
            return f"<{self._tag()[1:]}> not on the page yet"
        return reading(self._node, "outline") or f"<{self._tag()[1:]}>"

    # Classes of the user's

    @classmethod
    def get_tag_name(cls) -> str:
        """Return the name of the tag that this class stands for."""
        return cls.tag_name

    @classmethod
    def wrap_dom_element(cls, dom_element):
        """Return the element for a DOM node, of the class that is known for its tag."""
        return only(*elements_on_page("seek", dom_element, -1, "itself", ""))

    @staticmethod
    def register_element_classes(element_classes) -> None:
        """Have found elements of these classes' tags be of these classes."""
        for each in element_classes:
            _classes[each._mark + each.tag_name] = each

    @staticmethod
    def unregister_element_classes(element_classes) -> None:
        """Undo `register_element_classes`: the class from before is known again."""
        for each in element_classes:
            tag = each._mark + each.tag_name
            if _classes.get(tag) is each:
                del _classes[tag]
            for base in each.__bases__:
                if base.tag_name == each.tag_name and base.tag_name:
                    _classes[tag] = base


def _as_list(children) -> list:
    """Return the items of the keyword `children`, which may be one child."""
    if isinstance(children, (list, tuple)):
        return list(children)
    return [children]


class _Collector:
    """What is made `with` an element that is on the page already."""

    is_plain = True

    def __init__(self):
        self.parts: list = []

    add = Node.add


class ContainerElement(Element):
    """An element that may hold others: its arguments are its children.

    A string is HTML, `web.text(…)` and what is put into a template string are text.
    """

    _takes_children = True

    def __iter__(self):
        """Iterate over the children that are elements."""
        return iter(self.children)


# Collections ---------------------------------------------------------------------------


class ElementCollection:
    """Some elements, in order; what is set on it is set on each, in one step.

    A property that is read is the list of all their values.
    """

    def __init__(self, elements=()):
        _set(self, "_elements", [_wrapped(each) for each in elements])
        _set(self, "_handle", None)

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
    def elements(self) -> list:
        """The elements, as a list."""
        return list(self)

    def _element(self, index: int):
        tags = self._tags
        return element_of(self._handle, index, tags if isinstance(tags, str) else tags[index])

    def __len__(self) -> int:
        return len(self._range if self._elements is None else self._elements)

    def __iter__(self):
        if self._elements is not None:
            return iter(self._elements)
        if self._is_whole:
            return _elements_of(self._handle, self._tags)
        return self._each()

    def _each(self):
        for index in self._range:
            yield self._element(index)

    def __getitem__(self, key):
        """Return an element by its index or its id, or a slice, a collection."""
        if isinstance(key, str):
            wanted = [key, key[1:] if key.startswith("#") else key]
            for element, id in zip(self, self.id):
                if id and id in wanted:
                    return element
            return None
        if isinstance(key, slice):
            if self._elements is not None:
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
        if self._elements is not None:
            nodes = [element._dom_element for element in self._elements]
            return checked(elements_on_page("among", *nodes)[0]), ""
        mine = self._range
        if len(mine) == 0:
            return self._handle, "0,1,0"
        step = mine[1] - mine[0] if len(mine) > 1 else 1
        return self._handle, f"{mine[0]},{step},{len(mine)}"

    def find(self, selector: str):
        """Return all descendants that a CSS selector finds, each once."""
        known: list = []
        for element in self:
            known.extend([each for each in element.find(selector) if each not in known])
        return ElementCollection(known)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        if not len(self):
            return []
        import json

        array, which = self._array()
        tag = self._first_tag()
        start = spelling(tag, name)
        text = _values(array, which, start[1:-1])
        if text and text[0] == "[":
            return json.loads(text)
        return [getattr(element, name) for element in self]

    def _first_tag(self) -> str:
        if self._elements is not None:
            return self._elements[0]._tag()
        return self._tags if isinstance(self._tags, str) else self._tags[self._range[0]]

    def __setattr__(self, name: str, value) -> None:
        if hasattr(type(self), name):
            _set(self, name, value)
        else:
            self.update_all(**{name: value})

    @property
    def classes(self):
        """The classes of each; `add` and the like change all of them."""
        return _AllClasses(self)

    @classes.setter
    def classes(self, value) -> None:
        self._change(["c=" + " ".join([] if is_none(value) else class_names(value))])

    @property
    def style(self):
        """The styles of each; `style[name] = value` changes all of them."""
        return _AllStyles(self)

    @style.setter
    def style(self, value) -> None:
        parts: list = []
        describe("<div", "style", value, parts, [])
        self._change(parts if isinstance(value, str) else ["S"] + parts)

    def update_all(self, classes=None, style=None, **attributes) -> None:
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
        for element in self:
            element.remove()

    def __eq__(self, other) -> bool:
        if not isinstance(other, (ElementCollection, list, tuple)):
            return False
        return len(self) == len(other) and all([a == b for a, b in zip(self, other)])

    def __ne__(self, other) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<ElementCollection " + repr(list(self)) + ">"


def _wrapped(element):
    return element if isinstance(element, Element) else Element.wrap_dom_element(element)


class _All:
    """What several elements have, a sequence of their views."""

    def __init__(self, collection):
        self._collection = collection

    def _views(self) -> list:
        raise NotImplementedError

    def __iter__(self):
        return iter(self._views())

    def __len__(self) -> int:
        return len(self._collection)

    def __eq__(self, other) -> bool:
        return self._views() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._views())


class _AllClasses(_All):
    """The classes of several elements: a list of sets, and a way to change all."""

    def _views(self) -> list:
        return [element.classes for element in self._collection]

    def __getitem__(self, index):
        return self._views()[index]

    def add(self, *names) -> None:
        """Add classes to each."""
        self._collection._change(["c+" + " ".join(class_names(names))])

    def remove(self, *names) -> None:
        """Remove classes from each."""
        self._collection._change(["c-" + " ".join(class_names(names))])

    discard = remove

    def clear(self) -> None:
        """Remove all classes of each."""
        self._collection._change(["c="])

    def toggle(self, name: str, force=None) -> None:
        """Toggle a class of each."""
        for view in self._views():
            view.toggle(name, force)

    def replace(self, old: str, new: str) -> None:
        """Put one class in place of another, where that is."""
        for view in self._views():
            view.replace(old, new)


class _AllStyles(_All):
    """The styles of several elements: to read one is a list, to set it changes all."""

    def _views(self) -> list:
        return [element.style for element in self._collection]

    def __getitem__(self, name):
        if isinstance(name, int):
            return self._views()[name]
        return [style.get(name) for style in self._views()]

    def __setitem__(self, name: str, value) -> None:
        parts: list = []
        describe("<div", "style", {name: value}, parts, [])
        self._collection._change(parts)

    def __delitem__(self, name: str) -> None:
        self[name] = ""

    def update(self, *others, **more) -> None:
        """Set styles of each."""
        for other in others + (more,):
            for name, value in items_of(other):
                self[name] = value

    def pop(self, name: str, default=None) -> list:
        """Remove a style from each; return the list of what it was."""
        values = [default if value is None else value for value in self[name]]
        self[name] = ""
        return values
