"""What an element is to the page: first a description, then a node of the DOM."""

from pyscript._interpreter import create_proxy, js
from pyscript.context import (
    RUNNING_IN_WORKER,
    elements_on_page,
    page_function,
    tell_page,
    tell_page_to_build,
    tells,
)
from pyscript.events import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Between the parts of a description; what stands for it, and for itself, inside of one.
_SEPARATOR = "\x1f"
_ESCAPE = "\x1b"

change = page_function("change")
change_all = page_function("changeAll")
identify = page_function("identify")
unlisten = page_function("unlisten")


if RUNNING_IN_WORKER:

    def build(*args):
        """Make what is described; return the list of the elements."""
        return elements_on_page("build", *args)[0]

else:
    build = page_function("build")


# What cannot fail, as a part begins that does it: properties that any string can be given, or
# either truth; and of styles and attributes those whose name the page has taken once.
SURE = {
    "?checked=",
    "?disabled=",
    "?hidden=",
    "?indeterminate=",
    "?inert=",
    "?open=",
    "?readOnly=",
    "?required=",
    "?selected=",
    "pclassName=",
    "pcontent=",
    "pdir=",
    "phref=",
    "phtmlFor=",
    "pid=",
    "plang=",
    "palt=",
    "plabel=",
    "pname=",
    "pplaceholder=",
    "prel=",
    "psrc=",
    "ptarget=",
    "ptextContent=",
    "ptitle=",
    "ptype=",
}


def is_sure(part: str) -> bool:
    """Tell whether a change of an element cannot fail, whatever the page is like."""
    return part[0] in "cSx" or part[: part.find("=") + 1] in SURE


def is_name(tag: str) -> bool:
    """Tell whether a document can surely make elements of this name."""
    return "a" <= tag[:1] <= "z" and all(
        [each.isalpha() or each.isdigit() or each == "-" for each in tag]
    )


def join(parts) -> str:
    """Return a description as the page takes it, in one string."""
    text = _SEPARATOR.join(parts)
    if text.count(_SEPARATOR) >= len(parts):
        parts = [
            part.replace(_ESCAPE, _ESCAPE + "0").replace(_SEPARATOR, _ESCAPE + "1")
            for part in parts
        ]
        text = _SEPARATOR.join([_ESCAPE] + parts)
    return text


def checked(result):
    """Return what the page did, or raise what it says went wrong."""
    global _is_registered
    if isinstance(result, str):
        _is_registered = False  # that may be what failed
        raise ValueError(result)
    return result


# Listeners -----------------------------------------------------------------------------

# They belong to the node, not to the wrappers of it: by the node's id, then by the type
# of event. The page says when a node has gone.
_events: dict = {}

_owner = ""
_is_registered = False
_count = 0


def _dispatch(id: str, kind: str, event) -> None:
    """Take an event from the page."""
    listening = _events.get(id)
    if listening is not None:
        mine = listening.get(kind) or listening.get("*")
        if mine is not None:
            mine.trigger(event)


def _release(ids: str) -> None:
    """Forget the listeners of nodes that have gone."""
    for id in ids.split(","):
        _events.pop(id, None)


def owner() -> str:
    """Return what the page calls this interpreter."""
    global _owner
    if not _owner:
        _owner = str(js.Math.random())[2:]
    return _owner


def new_id() -> str:
    """Return an id for a node that the page does not have yet."""
    global _count
    _count += 1
    return owner() + "." + str(_count)


def introduce(parts, extras) -> None:
    """Tell the page, before the first listener, whom to call."""
    global _is_registered
    if _is_registered:
        return
    _is_registered = True
    parts.append("w" + owner())
    for function in (_dispatch, _release):
        extras.append(function if RUNNING_IN_WORKER else create_proxy(function))


def add_loose_listener(function) -> str:
    """Let a function listen to what the page attaches it to; return its name there."""
    event = Event()
    event.add_listener(function)
    id = new_id()
    _events[id] = {"*": event}
    return owner() + "|" + id


# Nodes ---------------------------------------------------------------------------------


class Wrapper:
    """A Python object that stands for a node, its `_node`."""

    _node: "Any"


class Node:
    """One element: described, built but not looked at yet, or a DOM node at hand.

    `js` is the DOM node of one that was found. Of any other, `source` is its description, a
    list: strings, and other nodes and whatever else is inside. Afterwards that is where the
    page has it, a tuple: an object and an index, as the page's functions take it.

    One attribute for both, as what gains one when others have been made after it costs
    MicroPython a search for memory through all of these.
    """

    js: "Any" = None
    source: "Any" = None
    tag = ""
    # Whether its description is nothing but strings.
    is_plain = True
    # Whether it can be made whatever the page is like.
    is_sure = True
    parent: "Any" = None
    id = ""
    listeners: "Any" = None

    @property
    def is_described(self) -> bool:
        """Whether the page does not have it yet."""
        return type(self.source) is list

    def at(self) -> tuple:
        """Return the node as the page's functions take it: an object and an index."""
        if self.js is not None:
            return self.js, -1
        if type(self.source) is list:
            self.build()
        return self.source

    def dom(self):
        """Return the DOM node itself."""
        # Without at(), as every property that is read or set comes by here.
        if self.js is not None:
            return self.js
        if type(self.source) is list:
            self.build()
        place, index = self.source
        if index >= 0:
            place = place[index]
        elif type(place) is str:
            # One of those that the page knows by name.
            place = page_function("root")(place)
        else:
            return place
        self.source = (place, -1)
        return place

    def build(self) -> None:
        """Have the page make the whole tree that this is part of."""
        send(None, -1, "", [self.root])

    def describe(self, parts, extras, made) -> None:
        """Add the description of this and all that it holds."""
        made.append(self)
        if self.is_plain:
            parts.extend(self.source)
            parts.append(">")
            return
        for part in self.source:
            kind = type(part)
            if kind is str:
                parts.append(part)
            elif kind is Node:
                if type(part.source) is not list:
                    put(part, parts, extras, made)
                elif part.is_plain:
                    made.append(part)
                    parts += part.source
                    parts.append(">")
                else:
                    part.describe(parts, extras, made)
            else:
                put(part, parts, extras, made)
        if self.listeners:
            id = self.identity()
            introduce(parts, extras)
            for kind in self.listeners:
                parts.append("l" + owner() + "|" + id + "|" + kind)
            _events[id] = self.listeners
        if self.id:
            parts.append("i" + self.id)
        parts.append(">")

    def apply(self, part: str, *extras) -> None:
        """Change the element now, or in its description."""
        if not self.is_described:
            self.change([part], extras)
        elif extras:
            self.source.append(_Change(part, extras[0]))
            self.is_plain = False
        else:
            self.is_sure = False
            self.source.append(part)

    def apply_all(self, parts) -> None:
        """Make several changes in one step, none of which has a value other than text."""
        if self.is_described:
            self.is_sure = False
            self.source.extend(parts)
        elif parts:
            self.change(parts)

    def change(self, parts, extras=()) -> None:
        """Change what the page has; do not wait where that cannot fail."""
        place, index = self.at()
        # A document or a shadow root has no attributes.
        may_tell = tells and not extras and self.tag[1:2] != "#"
        if may_tell and all([is_sure(part) for part in parts]):
            return tell_page("change", place, index, join(parts))
        checked(change(place, index, join(parts), *extras))
        if may_tell:
            for part in parts:
                if part[0] in "as":
                    SURE.add(part[: part.find("=") + 1])
        return None

    def add(self, child) -> None:
        """Take a child that `contents` returned, while this is a description."""
        if type(child) is Node:
            if child.parent is not None:
                child.leave()
            child.parent = self
        if type(child) is not str:
            self.is_plain = False
        self.source.append(child)

    def refuse_cycle(self, child) -> None:
        """Raise if this is inside of what it is to hold."""
        above = self
        while above is not None:
            if above is child:
                raise ValueError("an element cannot hold itself")
            above = above.parent

    def leave(self) -> None:
        """Leave the element that this was described as a child of."""
        if self.parent is not None:
            if self.parent.is_described:
                self.parent.source.remove(self)
            self.parent = None

    @property
    def root(self):
        """The outermost of what is described together with this."""
        root = self
        while type(root.parent) is Node and root.parent.is_described:
            root = root.parent
        return root

    def identity(self) -> str:
        """Return the node's id, alike for all that stand for the same node."""
        if self.id:
            return self.id
        if self.is_described:
            self.id = new_id()
            self.is_plain = False
            return self.id
        place, index = self.at()
        id = identify(place, index)
        if RUNNING_IN_WORKER:  # where to ask again costs more than to gain an attribute
            self.id = id
        return id

    def listening(self) -> dict:
        """Return the node's events, by their types."""
        if self.is_described:
            if self.listeners is None:
                self.listeners = {}
                self.is_plain = False
            return self.listeners
        return _events.get(self.identity(), {})

    def listen(self, kind: str) -> Event:
        """Return the event of this type, which the page reports from now on."""
        known = self.listening()
        if kind not in known:
            if not self.is_described:
                parts: list = []
                extras: list = []
                introduce(parts, extras)
                id = self.identity()
                parts.append("l" + owner() + "|" + id + "|" + kind)
                place, index = self.at()
                checked(change(place, index, join(parts), *extras))
                _events[id] = known
            known[kind] = Event()
        return known[kind]

    def unlisten(self, kind: str) -> None:
        """Stop the page from reporting events of this type."""
        known = self.listening()
        if known.pop(kind, None) is not None and not self.is_described:
            place, index = self.at()
            unlisten(place, index, owner(), self.identity(), kind)


class _Change:
    """A part whose value is no text."""

    def __init__(self, part: str, value):
        self.part = part
        self.value = value

    def describe(self, parts, extras, made) -> None:
        """Add it, as `Node.describe` does."""
        parts.append(self.part)
        extras.append(self.value)


def put(child, parts, extras, made) -> None:
    """Add the description of a child, whatever it is."""
    if type(child) is str:
        parts.append(child)
    elif type(child) is not Node:
        if hasattr(type(child), "describe"):
            child.describe(parts, extras, made)
        else:
            parts.append("n")
            extras.append(child)
    elif child.is_described:
        child.describe(parts, extras, made)
    else:
        place, index = child.at()
        if isinstance(place, str):
            place = child.dom()
        if index < 0:
            parts.append("n")
            extras.append(place)
        elif extras and extras[-1] is place:
            parts.append("M" + str(index))
        else:
            parts.append("m" + str(index))
            extras.append(place)


_SURE_WAYS = ("append", "prepend", "replaceChildren", "remove")


def _are_sure(children, made) -> bool:
    plain = [type(child) is Node or type(child) is str for child in children]
    return all(plain) and all([node.is_sure for node in made])


def send(place, index: int, how: str, children):
    """Have the page make what is described, and do with it what `how` says."""
    parts: list = []
    extras: list = []
    made: list = []
    for child in children:
        if type(child) is not Node or type(child.source) is not list:
            put(child, parts, extras, made)
        elif child.is_plain:
            made.append(child)
            parts += child.source
            parts.append(">")
        else:
            child.describe(parts, extras, made)
    text = _SEPARATOR.join(parts)
    if text.count(_SEPARATOR) >= len(parts):
        text = join(parts)
    if (
        tells
        and how in _SURE_WAYS
        and not extras
        and place != "document"
        and _are_sure(children, made)
    ):
        handle = tell_page_to_build(place, index, how, text)
    elif extras:
        handle = build(place, index, how, text, *extras)
    else:
        handle = build(place, index, how, text)
    if isinstance(handle, str):
        checked(handle)
    for index, node in enumerate(made):
        node.source = (handle, index)
    return handle
