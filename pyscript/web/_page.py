"""The page itself."""

from pyscript._interpreter import is_none
from pyscript.context import document, elements_on_page
from pyscript.web._collection import found
from pyscript.web._wrapping import element_of, only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyscript.web._collection import ElementCollection
    from pyscript.web.element import ContainerElement
    from pyscript.web.elements import body, head, html


def _root(name: str):
    return element_of(name, -1, "<" + name)


class Page:
    """The page: its parts, its title, and what is on it."""

    @property
    def html(self) -> "html":
        """The `<html>` element."""
        return _root("html")

    @property
    def head(self) -> "head":
        """The `<head>` element."""
        return _root("head")

    @property
    def body(self) -> "body":
        """The `<body>` element."""
        return _root("body")

    @property
    def title(self) -> str:
        """The title, as tabs and bookmarks show it."""
        return document.title

    @title.setter
    def title(self, value: str) -> None:
        document.title = "" if is_none(value) else value

    def find(self, selector: str) -> "ElementCollection":
        """Return all elements that a CSS selector finds, an `ElementCollection`.

        `ValueError` where that is no selector.
        """
        return found(*elements_on_page("seek", "document", -1, "find", selector))

    def append(self, *items: "Any") -> None:
        """Put things at the end of the page's body, as `page.body.append`."""
        self.body.append(*items)

    def __getitem__(self, key: str) -> "ContainerElement | Any":
        """Return the element of an id, `page["id"]` or `page["#id"]`, or `None`.

        What is the id of no element may be a CSS selector: that is `find(key)`.
        """
        if not isinstance(key, str):
            raise TypeError(f"page[…] takes an id or a selector, not {key!r}")
        handle, tags = elements_on_page("look", key)
        if is_none(handle):
            return None
        return (found if tags[:1] == "+" else only)(handle, tags)

    def __setattr__(self, name: str, value: "Any") -> None:
        if name != "title":
            raise AttributeError(f"the page has no {name!r} to be set: it has a title")
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return "<the page>"
