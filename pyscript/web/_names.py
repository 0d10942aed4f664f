"""Which properties and attributes an element has, and how a description says them.

What is valid comes from a table that the build makes of the web's own data (see
runtime/build/attributes.mjs); of a name that is not in it, the browser is asked.
"""

from pyscript._interpreter import create_proxy, is_js, is_none, to_js
from pyscript.context import RUNNING_IN_WORKER, is_reference, page_function
from pyscript.events import as_listener
from pyscript.web._views import (
    attribute_part,
    attribute_text,
    class_names,
    data_name,
    items_of,
    style_part,
)

_spelled = page_function("spelled")

# By tag, then by name: how a part begins that sets it. "p" and "a" as in a description;
# what is spelled "" is described by a function of its own.
_known: dict = {}

_tables: list = []


def known_of(tag: str) -> dict:
    """Return the names of a tag that have been used so far."""
    known = _known.get(tag)
    if known is None:
        known = _known[tag] = {
            "classes": "",
            "style": "",
            "dataset": "",
            "aria": "",
            "attributes": "",
        }
    return known


def _parse(text: str, names: dict) -> dict:
    """Add the names of a table: `tabIndex`, `@itemprop`, `for:htmlFor`."""
    for entry in text.split():
        if entry[0] == "@":
            name = entry[1:]
            spelling = "a" + name + "="
            names[name.lower()] = spelling
        else:
            name, _, entry = entry.rpartition(":")
            spelling = "p" + entry + "="
            names[entry] = spelling
            if not name:
                name = entry.lower()
        names[name] = names[name.replace("-", "_")] = spelling
    return names


def _module(name: str):
    return __import__("pyscript.web." + name, None, None, ["*"])


def _table(tag: str) -> list:
    """Return what is valid for a tag: dicts of names, the tag's own first."""
    if not _tables:
        try:
            _valid = _module("_valid")
        except ImportError:
            # A page without our runtime: the browser knows nearly everything.
            _tables.append(None)
        else:
            _tables.extend([_valid, _parse(_valid.EVERY, {}), {}, {}])
    if _tables[0] is None:
        return []
    if tag[0] == "<":
        own = _parse(_tables[0].HTML.get(tag[1:], ""), {})
        return [own, _tables[1]]
    if tag[0] == "{":
        if not _tables[2]:
            _valid_svg = _module("_valid_svg")
            _tables[2]["tags"] = _valid_svg.SVG
            _tables[3].update(_parse(_valid_svg.EVERY, {}))
        return [_parse(_tables[2]["tags"].get(tag[1:], ""), {}), _tables[3]]
    return []


def spelling(tag: str, name: str) -> str:
    """Return how a part begins that sets this; `AttributeError` if it is unknown."""
    known = known_of(tag)
    if name in known:
        return known[name]
    known[name] = found = _spelling(
        tag, name[:-1] if name.endswith("_") and len(name) > 1 else name, name
    )
    return found


def _spelling(tag: str, name: str, written: str) -> str:
    if tag[1] == "#":  # a document or text: what it has is seen when it is set
        return "p" + {"html": "innerHTML", "text": "textContent"}.get(name, name) + "="
    hyphened = name.replace("_", "-")
    if hyphened.startswith("data-") and len(name) > 5:
        return "a" + hyphened + "="
    tables = _table(tag)
    for table in tables:
        if name in table:
            return table[name]
    if hyphened.startswith("aria-") and not tables:
        return "a" + hyphened + "="
    if name == "className" and tag[0] != "<":
        return "aclass="
    found = _spelled(tag, name, " ".join([key for table in tables for key in table]))
    if found[0] == "p":
        return found
    if found[0] != "!":
        raise ValueError(found)
    if name == "html":
        return "pinnerHTML="
    if name in ("text", "content"):  # the second in examples of PyScript's documentation
        return "ptextContent="
    # Custom elements have whatever their authors say, MathML's attributes are in no table.
    if "-" in tag or tag[0] == "}" or (tag[0] == "{" and not tables):
        return "a" + hyphened + "="
    raise AttributeError(_refused(tag, written, found[1:]))


def _refused(tag: str, name: str, nearest: str) -> str:
    text = f"<{tag[1:]}> has no property or attribute {name!r}"
    if nearest == name:
        return f"the property {name!r} of <{tag[1:]}> can only be read"
    if nearest:
        near = nearest.replace("-", "_")
        text += (
            f": did you mean {near + '_' if near in ('for', 'class', 'is', 'async') else near!r}?"
        )
    return text


def describe(tag: str, name: str, value, parts, objects) -> None:
    """Add the parts that give an element a property or attribute."""
    start = spelling(tag, name)
    if not start:
        _DESCRIBED[name](value, parts)
    elif start[0] == "a":
        parts.append(attribute_part(start[1:-1], value))
    elif isinstance(value, str):
        parts.append(start + value)
    elif isinstance(value, bool) and start == "pdownload=":
        parts.append(attribute_part("download", value))
    elif isinstance(value, bool):
        parts.append("?" + start[1:] + ("1" if value else ""))
    elif is_none(value):
        parts.append("z" + start[1:-1])
    elif isinstance(value, (int, float)):
        parts.append("#" + start[1:] + str(value))
    elif start in ("pclassName=", "phtmlFor="):
        parts.append(start + " ".join(class_names(value)))
    else:
        objects.append(("o" + start[1:-1], _js_value(value)))


def _js_value(value):
    """Return what JavaScript gets for a value that is no str: of a date its text."""
    if is_js(value) or is_reference(value):
        return value
    if hasattr(value, "_dom_element"):
        return value._dom_element
    if callable(value):
        listener = as_listener(value)
        return listener if RUNNING_IN_WORKER else create_proxy(listener)
    if isinstance(value, (list, tuple, dict, set, bytes, bytearray, memoryview)):
        return value if RUNNING_IN_WORKER else to_js(value)
    if hasattr(value, "interpolations"):
        raise TypeError("a property takes text, an f-string: a template string makes children")
    return str(value)


def _describe_classes(value, parts) -> None:
    names = [] if is_none(value) else class_names(value)
    if names:
        parts.append("c+" + " ".join(names))


def _describe_style(value, parts) -> None:
    if isinstance(value, str):
        parts.append("S" + value)
    elif not is_none(value):
        parts.extend([style_part(name, each) for name, each in items_of(value)])


def _describe_dataset(value, parts) -> None:
    for name, each in items_of(value):
        parts.append(attribute_part(data_name(name), each))


def _describe_aria(value, parts) -> None:
    for name, each in items_of(value):
        parts.append(attribute_part("aria-" + name, each))


def _describe_attributes(value, parts) -> None:
    for name, each in items_of(value):
        parts.append(attribute_part(name, each))


_DESCRIBED = {
    "classes": _describe_classes,
    "style": _describe_style,
    "dataset": _describe_dataset,
    "aria": _describe_aria,
    "attributes": _describe_attributes,
}

__all__ = ["attribute_text", "describe", "known_of", "spelling"]
