"""What elements are made of: children of every kind, template strings."""

from pyscript._interpreter import is_js, is_none
from pyscript.context import is_node, is_reference
from pyscript.web._node import Wrapper, add_loose_listener, introduce, put
from pyscript.web._views import attribute_text


class text:
    """A child that is never HTML: `web.p(web.text(name))`."""

    def __init__(self, value: object):
        self._text = str(value)

    def __str__(self) -> str:
        return self._text


class _Template:
    """A template string as a child: its text is HTML, what is put into it is not."""

    def __init__(self, template):
        self._strings = template.strings
        self._values = [_interpolated(each) for each in template.interpolations]

    def describe(self, parts, extras, made) -> None:
        """Add its description, as `Node.describe` does."""
        if any([_listens(value) for value in self._values]):
            introduce(parts, extras)
        parts.append("[" + str(len(self._values)))
        parts.extend(["s" + string for string in self._strings])
        for value in self._values:
            if isinstance(value, dict):
                import json

                parts.append("d" + json.dumps(_given("", value)["pairs"]))
            elif is_none(value):
                parts.append("z")
            elif isinstance(value, bool):
                parts.append("?1" if value else "?0")
            elif _is_function(value):
                parts.append("f" + add_loose_listener(value))
            else:
                parts.append("(")
                for child in contents(value, "t"):
                    put(child, parts, extras, made)
                parts.append("]")


def _listens(value) -> bool:
    """Tell whether something is a function, or a dict that has one."""
    if isinstance(value, dict):
        return any([_is_function(each) for each in value.values()])
    return _is_function(value)


def _is_function(value) -> bool:
    """Tell whether this is called; MicroPython says so of all of JavaScript's."""
    if is_js(value) or is_reference(value):
        return hasattr(value, "call")
    return callable(value)


def _given(key: str, value):
    """Return a value of a dict as the page takes it, in JSON."""
    if isinstance(value, bool) or (value == 0 and isinstance(value, (int, float))):
        return value  # what is false, names no class
    if isinstance(value, dict):
        return {"pairs": [[name, _given(name, each)] for name, each in _flat(value)]}
    if _is_function(value):
        return {"listener": add_loose_listener(value)}
    return attribute_text(key, value)


def _flat(pairs: dict) -> list:
    """Return the pairs of a dict, and of what stands for several attributes."""
    flat: list = []
    for name, value in pairs.items():
        if name in ("dataset", "aria", "attributes") and isinstance(value, dict):
            start = {"dataset": "data-", "aria": "aria-"}.get(name, "")
            flat.extend([(start + each, value[each]) for each in value])
        elif name == "classes" and not isinstance(value, bool):
            flat.append(("class", value))
        else:
            flat.append((name, value))
    return flat


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
    if hasattr(type(value), "items") and not isinstance(value, dict):
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
    if isinstance(child, Wrapper):
        return [child._node]
    if is_none(child):
        return []
    if isinstance(child, text):
        return ["t" + child._text]
    if isinstance(child, (bool, int, float)):
        return ["t" + str(child)]
    if hasattr(type(child), "update_all"):  # a collection
        return [element._node for element in child]
    if is_js(child) or is_reference(child):
        if is_node(child) or hasattr(child, "length"):
            return [child]
    elif hasattr(child, "interpolations") and hasattr(child, "strings"):
        return [_Template(child)]
    elif hasattr(child, "_dom_element") and not isinstance(child, type):
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
