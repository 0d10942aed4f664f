"""What some elements can do beyond the others: options, forms, drawing, video."""

import json

from pyscript._interpreter import is_none
from pyscript.context import elements_on_page, is_node, page_function
from pyscript.web._collection import found, wrapped
from pyscript.web._contents import contents
from pyscript.web._node import checked, join, put
from pyscript.web._views import Mapping, reading
from pyscript.web._wrapping import class_of, only, seek
from pyscript.web.element import ContainerElement, Element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Self, overload

    from pyscript.web._collection import ElementCollection
    from pyscript.web.elements import option

_choose = page_function("choose")
_download = page_function("download")
_draw = page_function("draw")
_paint = page_function("paint")
_set_form = page_function("setForm")


def tag(name: str) -> type[ContainerElement]:
    """Return a class for a tag, such as a custom element's: `tag("my-card")`.

    It takes any property or attribute, as only the element's author knows what it has.
    """

    class Tagged(ContainerElement):
        tag_name = name

    return Tagged


def render(*items: "Any") -> "ElementCollection":
    """Return the elements that template strings or HTML describe, a collection."""
    parts: list = []
    extras: list = []
    for item in items:
        for child in contents(item, "h"):
            put(child, parts, extras, [])
    return found(*elements_on_page("parse", join(parts), *extras))


# Options -------------------------------------------------------------------------------


class Options:
    """The options of a `select`, `datalist` or `optgroup`, as a list of elements."""

    def __init__(self, element: Element):
        self._element = element

    def _all(self):
        return found(*seek(self._element._node, "options"))

    def add(
        self,
        value: "Any" = None,
        html: "Any" = None,
        text: "Any" = None,
        before: "Any" = None,
        **attributes: "Any",
    ) -> "option":
        """Add an option, at the end or before another, and return it.

        What is shown is `html`, or `text`, or the value. `before` is an option or the index
        of one.
        """
        if isinstance(value, Element) or is_node(value):
            added: Any = wrapped(value)
        else:
            if not is_none(value):
                attributes["value"] = str(value)
                if html is None and text is None:
                    text = value
            added = class_of("<option")(**attributes)
            if html is not None:
                added._node.add("h" + str(html))
            if text is not None:
                added._node.add("t" + str(text))
        if isinstance(before, int):
            options = self._all()
            before = options[before] if before < len(options) else None
        if is_none(before):
            self._element.append(added)
        else:
            wrapped(before).before(added)
        return added

    def remove(self, index: int) -> None:
        """Remove the option at this index; `IndexError` if there is none."""
        self[index].remove()

    def clear(self) -> None:
        """Remove all options."""
        self._element.replace_children()

    @property
    def selected(self) -> "Any":
        """The chosen option or `None`; of a `multiple` select, a collection of options.

        To choose, set an option, its value, or a list of these; `None` chooses nothing.
        """
        handle, tags = seek(self._element._node, "selected")
        return (found if tags[:1] == "+" else only)(handle, tags)

    @selected.setter
    def selected(self, wanted: "Any") -> None:
        if is_none(wanted):
            wanted = []
        elif isinstance(wanted, (str, bool, int, float, Element)) or is_node(wanted):
            wanted = [wanted]
        values: list[str] = []
        nodes: list[Any] = []
        for each in wanted:
            if isinstance(each, Element):
                nodes.append(each._dom_element)
            elif is_node(each):
                nodes.append(each)
            else:
                values.append(str(each))
        place, index = self._element._node.at()
        checked(_choose(place, index, json.dumps(values), *nodes))

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> "Iterator[option]":
        return iter(self._all())

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, key: int) -> option: ...
        @overload
        def __getitem__(self, key: slice) -> ElementCollection: ...
        @overload
        def __getitem__(self, key: str) -> "option | Any": ...

    def __getitem__(self, key: "int | slice | str") -> "Any":
        """Return an option by its index, or a slice."""
        return self._all()[key]

    def __repr__(self) -> str:
        return repr(self._all())


class HasOptions(ContainerElement):
    """An element that holds options."""

    @property
    def options(self) -> Options:
        """The options, a live list."""
        return Options(self)

    def clear(self) -> None:
        """Remove all options."""
        self.options.clear()


# Forms ---------------------------------------------------------------------------------


class FormValues(Mapping):
    """The values of a form's fields by their names.

    Text is a string, numbers are numbers or `None`, a checkbox is a boolean (or its value or
    `None`, where it has one), radio buttons are the chosen value or `None`, several fields or
    checkboxes of one name and `<select multiple>` are lists, files the list of their names.
    """

    def items(self) -> "list[tuple[str, Any]]":
        """Return names and values, as pairs."""
        return list(json.loads(reading(self._node, "form")).items())

    def get(self, key: str, default: "Any" = None) -> "Any":
        """Return the value of a field, or the default where there is no such field."""
        return json.loads(reading(self._node, "form")).get(key, default)

    def _write(self, pairs) -> None:
        values = dict([(name, _plain(value)) for name, value in pairs])
        _send(_set_form, self._node, json.dumps(values))


def _send(function, node, values: str) -> None:
    """Have the page do something with values, which are JSON."""
    place, index = node.at()
    result = function(place, index, values)
    if isinstance(result, str) and result.startswith("SyntaxError"):
        result = "NaN and infinity cannot be given: " + result
    checked(result)


def _plain(value):
    """Return a field's value as JSON has it: of a date and the like its text."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    return None if is_none(value) else str(value)


class Form(ContainerElement):
    """An element that holds fields."""

    @property
    def values(self) -> FormValues:
        """The values of its fields, a live dict; to set it fills in the form."""
        return FormValues(self._node)

    @values.setter
    def values(self, values: "Any") -> None:
        self.values.update(values)


# Drawing -------------------------------------------------------------------------------


class Drawing:
    """What is drawn `with canvas.drawing() as pen`: the page does it at the end.

    It has the methods and properties of
    https://developer.mozilla.org/docs/Web/API/CanvasRenderingContext2D that take numbers
    and strings, and that return nothing.
    """

    def __init__(self, node: "Any"):
        self._node = node
        self._calls: list[str] = []

    def __enter__(self) -> "Self":
        return self

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        if kind is None and self._calls:
            _send(_paint, self._node, "[" + ",".join(self._calls) + "]")

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self._calls.append(json.dumps([name] + list(args)))

    def __setattr__(self, name: str, value: "Any") -> None:
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            self._calls.append(json.dumps([name, value]))


class Canvas(ContainerElement):
    """An element to draw on."""

    def drawing(self) -> Drawing:
        """Return a recorder: `with canvas.drawing() as pen: pen.fillRect(0, 0, 9, 9)`."""
        return Drawing(self._node)

    def draw(
        self, what: "Any", width: "float | None" = None, height: "float | None" = None
    ) -> None:
        """Draw an image, a video or a canvas, in its own size or that which is given.

        Of one measure the other follows. The canvas takes that size.
        """
        place, index = self._node.at()
        source, which = what._node.at() if isinstance(what, Element) else (what, -1)
        checked(_draw(place, index, source, which, width, height))

    def download(self, filename: str = "snapped.png") -> None:
        """Have the browser save what is drawn, as a PNG file."""
        place, index = self._node.at()
        checked(_download(place, index, filename))


class Video(ContainerElement):
    """An element that shows a film."""

    def snap(
        self, to: "Any" = None, width: "float | None" = None, height: "float | None" = None
    ) -> Canvas:
        """Draw the present picture on a canvas, and return that.

        `to` is a canvas (an element, a DOM node or a selector); by default a new one.
        """
        if isinstance(to, str):
            handle, tags = elements_on_page("look", to)
            target = None if is_none(handle) else only(handle, tags.replace("+", ""))
            if target is None:
                raise ValueError(f"there is no element {to!r} to draw on")
        elif to is None:
            target = class_of("<canvas")()
        else:
            target = Element.wrap_dom_element(to) if is_node(to) else to
        if not isinstance(target, Canvas):
            raise TypeError(f"snap(to=…) needs a canvas, not {target!r}")
        target.draw(self, width, height)
        return target
