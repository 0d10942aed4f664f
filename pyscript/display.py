"""Show things on the page: text, HTML, images, data, and what knows how it looks."""

import binascii

from pyscript._interpreter import binding_failed, call, is_js, is_none, js
from pyscript.context import (
    RUNNING_IN_WORKER,
    current_target,
    document,
    is_node,
    is_reference,
    moment,
    on_page,
    report,
    tell_page,
    tells,
)
from pyscript.util import NotSupported, as_bytearray

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["HTML", "display"]

# What an object may offer, richest first: MIME type, method, how the host shows it.
# As IPython, whose protocol this is; gif and webp are known in bundles only.
_FORMATS = (
    ("text/html", "_repr_html_", "html"),
    ("image/svg+xml", "_repr_svg_", "html"),
    ("image/png", "_repr_png_", "image"),
    ("image/jpeg", "_repr_jpeg_", "image"),
    ("image/gif", "", "image"),
    ("image/webp", "", "image"),
    ("text/markdown", "_repr_markdown_", "text"),
    ("text/latex", "_repr_latex_", "text"),
    ("application/json", "_repr_json_", "json"),
    ("application/javascript", "_repr_javascript_", "script"),
    ("text/plain", "", "plain"),
)
_MIME_TYPES = [mime for mime, _, _ in _FORMATS]

_BYTES = (bytes, bytearray, memoryview)

# What a worker need not wait for: what can surely be shown, in the script's own output once it
# is there, or where the last was shown, as long as this worker has done nothing else.
_has_output = False
_shown: "tuple | None" = None
_SURE = ("html", "image", "pre", "text")


class HTML:
    """Text that `display` puts into the page as HTML: nothing in it is escaped."""

    def __init__(self, html: str):
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


def display(*values: object, target: "Any" = None, append: bool = True) -> None:
    """Show values on the page, each in the richest form that it has.

    Text is escaped, `HTML(text)` is not; elements go in as they are; other objects are
    asked as in IPython (`_repr_html_`, `_repr_mimebundle_`, …) and shown by their `repr`
    if they have nothing better. https://ipython.readthedocs.io/en/stable/config/integrating.html

    `target` is an id, a CSS selector or an element; by default the output of the script
    that this code belongs to. `append=False` first empties it. `ValueError` where it is
    missing, or is an element such as `<input>` that shows no content.
    """
    global _has_output, _shown
    js_target = _js_target(target)
    parts: list[object] = []
    for value in values:
        kind, data, meta = _part(value)
        if data != "":
            parts.extend((kind, data, meta))
    is_known = _has_output if js_target == "" else _shown and _shown == (js_target, moment())
    if is_known and all([kind in _SURE for kind in parts[::3]]):
        tell_page("insert", js_target, append, *parts)
        problem = ""
    else:
        problem = on_page("insert", js_target, append, *parts)
    if tells and type(js_target) is str and not problem:
        if js_target:
            _shown = (js_target, moment())
        else:
            _has_output = True
    if problem == "missing":
        raise ValueError(_missing(js_target))
    if problem:
        raise ValueError(
            f"cannot display in <{problem}>, which shows no content: "
            "choose another target (of a form field, set the value)"
        )


_NEEDS = "display() needs an id, a selector or an element"

# Where ---------------------------------------------------------------------------------


def _js_target(target):
    """Return what the host takes for a target: a string, or a DOM node."""
    if isinstance(document, NotSupported):
        raise RuntimeError(document.error)
    if target is None:
        return "" if RUNNING_IN_WORKER else current_target()
    if isinstance(target, str):
        if not target.strip("# "):
            raise ValueError(f"{_NEEDS}, not target={target!r}")
        return target
    if is_none(target):
        raise ValueError("display() got target=null: the element that was looked for is missing")
    if is_js(target) or is_reference(target):
        return target
    if hasattr(target, "_dom_element"):
        return target._dom_element
    raise TypeError(f"{_NEEDS}, not target={target!r}")


def _missing(target: str) -> str:
    if not target:
        here = "a worker that no tag started" if RUNNING_IN_WORKER else "a page without core.js"
        return f"display() has no output element in {here}: pass target=…"
    id = target[1:] if target.startswith("#") else target
    if any([character in id for character in " #.:[>+~*,"]):
        return f"Cannot find an element for target={target!r}"
    return f"Cannot find element with id={id!r}"


# What ----------------------------------------------------------------------------------


def _part(value) -> tuple:
    """Return how the host shows a value: kind, data, and metadata as JSON or `""`."""
    if type(value) is str:
        return "text", value, ""
    if is_node(value):
        return "node", value, ""
    if is_reference(value):
        return "text", str(value), ""
    if is_js(value):
        return "text", call(js, "String", value), ""
    if not isinstance(value, type) and not _answers_everything(value):
        if hasattr(value, "_dom_element"):
            return "node", value._dom_element, ""
        part = _rich(value)
        if part:
            return part
    if isinstance(value, str):
        return "text", _text(value), ""
    return _plain(repr(value))


def _plain(text: str) -> tuple:
    """Show what is text by itself: lines of it were laid out for a fixed width."""
    return "pre" if "\n" in text else "text", text, ""


def _answers_everything(value) -> bool:
    """Tell whether the attributes of an object say nothing, since it has all (a mock)."""
    try:
        return getattr(value, "_pyscript_has_no_such_attribute_", None) is not None
    except Exception:
        return True


def _rich(value):
    """Return the richest form that an object offers, `None` if it offers none."""
    bundle, metadata = _bundle(value)
    for mime, name, kind in _FORMATS:
        data = bundle.get(mime)
        if data is None and name:
            data = _ask(value, name)
        if data is None and mime == "image/png":
            data = _figure(value)
        if data is None:
            continue
        if mime == "text/plain":
            unknown = [key for key in bundle if key not in _MIME_TYPES]
            if unknown:
                js.console.warn(
                    f"display() shows a {type(value).__name__} as text: it also offers "
                    f"{', '.join(unknown)}, which a page cannot show"
                )
        return _formatted(mime, kind, data, metadata)
    return None


def _ask(value, name: str, **arguments):
    """Call a method that an object may have; `None` if there is none, or no result.

    What it raises is reported: the next best form is still shown.
    """
    try:
        method = getattr(value, name, None)
        if method is None:
            return None
        try:
            return method(**arguments)
        except TypeError as error:
            if not arguments or not binding_failed(error):
                raise
        return method()
    except Exception as error:
        report(error)
        return None


def _bundle(value) -> tuple:
    """Return what `_repr_mimebundle_` offers: data by MIME type, and metadata."""
    found = _ask(value, "_repr_mimebundle_", include=None, exclude=None)
    data, metadata = found if isinstance(found, tuple) and len(found) == 2 else (found, None)
    return data if isinstance(data, dict) else {}, metadata if isinstance(metadata, dict) else {}


def _figure(value):
    """Return a picture of what can save one, as matplotlib's figures can."""
    if not hasattr(value, "savefig"):
        return None
    import io

    file = io.BytesIO()
    try:
        value.savefig(file, format="png")
    except Exception as error:
        report(error)
        return None
    return file.getvalue()


def _formatted(mime: str, kind: str, data, metadata: dict) -> tuple:
    attributes = _attributes(mime, metadata)
    if isinstance(data, tuple) and len(data) == 2 and isinstance(data[1], dict):
        data, own = data
        attributes.update(own)
    if kind == "image":
        return kind, _data_url(mime, data), _meta(attributes)
    if kind == "json" and not isinstance(data, str):
        return "pre", _indented(data), ""
    text = _text(data)
    return _plain(text) if kind == "plain" else (kind, text, "")


def _text(data) -> str:
    """Return a plain `str`: one of a class of its own is no text for JavaScript."""
    if isinstance(data, str):
        return data[:]
    return str(as_bytearray(data), "utf-8") if isinstance(data, _BYTES) else str(data)


def _data_url(mime: str, data) -> str:
    if isinstance(data, str):
        text = _text(data)
        if text.startswith("data:"):
            return text
    else:
        text = str(binascii.b2a_base64(as_bytearray(data)), "ascii")
    return f"data:{mime};base64,{''.join(text.split())}"


# Metadata ------------------------------------------------------------------------------


def _attributes(mime: str, metadata: dict) -> dict:
    """Return what a bundle's metadata says of one MIME type, or of all of them."""
    of_all = [(key, item) for key, item in metadata.items() if not isinstance(item, dict)]
    found = dict(of_all)
    found.update(metadata.get(mime) or {})
    return found


def _meta(attributes: dict) -> str:
    """Return attributes for an `<img>` as JSON; `False` and `None` mean without."""
    kept = {}
    for key, item in attributes.items():
        if item is not None and item is not False:
            kept[key] = "" if item is True else str(item)
    if not kept:
        return ""
    import json

    return json.dumps(kept)


# JSON ----------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """Return text as JSON has it; readable, so letters beyond ASCII stay."""
    for raw, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(raw, escaped)
    return f'"{text}"'


def _indented(value, indent: str = "\n", parents: tuple = ()) -> str:
    """Return data as indented JSON text, for people to read.

    Unlike json.dumps it takes time in proportion on MicroPython, and all there is: what
    JSON does not know is shown as text, what contains itself as `…`.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if not isinstance(value, (dict, list, tuple)):
        return _quoted(str(value))
    if id(value) in parents:
        return "…"
    parents += (id(value),)
    inner = indent + "  "
    if isinstance(value, dict):
        items = [
            f"{_quoted(str(key))}: {_indented(item, inner, parents)}" for key, item in value.items()
        ]
        opening, closing = "{", "}"
    else:
        items = [_indented(item, inner, parents) for item in value]
        opening, closing = "[", "]"
    if not items:
        return opening + closing
    return opening + inner + ("," + inner).join(items) + indent + closing
