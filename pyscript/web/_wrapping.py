"""Python's objects for nodes that the page has found."""

from pyscript.context import elements_on_page
from pyscript.web._node import Node, checked

_set = object.__setattr__

# By tag; what has no class of its own is of that for "".
classes: dict = {}


def class_of(tag: str):
    """Return the class for a tag as the page writes it: `<div`, `{circle`."""
    return classes.get(tag) or classes[""]


def element_of(handle, index: int, tag: str):
    """Return the wrapper of a node in an array of the page's."""
    kind = classes.get(tag) or classes[""]
    element = object.__new__(kind)
    node = Node()
    node.handle = handle
    node.index = index
    if kind is classes[""]:
        node.tag = tag
    _set(element, "_node", node)
    return element


def elements_of(handle, tags):
    """Yield the wrappers of all nodes in an array of the page's."""
    for index, js_node in enumerate(handle):
        tag = tags if isinstance(tags, str) else tags[index]
        kind = classes.get(tag) or classes[""]
        element = object.__new__(kind)
        node = Node()
        node.js = js_node
        if kind is classes[""]:
            node.tag = tag
        _set(element, "_node", node)
        yield element


def only(handle, tags: str):
    """Return the one element that the page has found, or `None`."""
    checked(handle)
    return None if tags[:2] == "0 " else element_of(handle, 0, tags[2:])


def seek(node, what: str, argument: str = "") -> tuple:
    """Look for elements, starting from one."""
    place, index = node.at()
    return elements_on_page("seek", place, index, what, argument)
