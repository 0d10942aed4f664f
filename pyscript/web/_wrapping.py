"""Python's objects for nodes that the page has found."""

from pyscript.context import elements_on_page
from pyscript.web._node import Node, checked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_set = object.__setattr__

# By tag; what has no class of its own is of that for "".
classes: dict = {}


def class_of(tag: str) -> "Any":
    """Return the class for a tag as the page writes it: `<div`, `{circle`."""
    return classes.get(tag) or classes[""]


def element_of(handle, index: int, tag: str) -> "Any":
    """Return the wrapper of a node in an array of the page's."""
    kind = classes.get(tag) or classes[""]
    element = object.__new__(kind)
    node = Node()
    node.source = (handle, index)
    if kind is classes[""]:
        node.tag = tag
    _set(element, "_node", node)
    return element


def elements_of(handle, tags, made: list):
    """Yield the wrappers of all nodes in an array of the page's; add each to a list."""
    # A loop over elements spends most of its time here: names of its own are found faster.
    new, keep, set_node, nodes = object.__new__, made.append, _set, Node
    others = classes[""]
    is_mixed = not isinstance(tags, str)
    kind = others if is_mixed else class_of(tags)
    for js_node in handle:
        if is_mixed:
            kind = class_of(tags[len(made)])
        element = new(kind)
        node = nodes()
        node.js = js_node
        if kind is others:
            node.tag = tags[len(made)] if is_mixed else tags
        set_node(element, "_node", node)
        keep(element)
        yield element


def only(handle, tags: str) -> "Any":
    """Return the one element that the page has found, or `None`."""
    checked(handle)
    return None if tags[:2] == "0 " else element_of(handle, 0, tags[2:])


def seek(node, what: str, argument: str = "") -> tuple:
    """Look for elements, starting from one."""
    place, index = node.at()
    return elements_on_page("seek", place, index, what, argument)
