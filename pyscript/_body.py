"""Turn what Python gives into what JavaScript's `fetch` takes, and back."""

from pyscript._interpreter import is_js, js, to_js
from pyscript._interpreter._bodies import decode_text, dump_json
from pyscript.context import is_reference

# Objects without content of their own, by what Object.prototype.toString calls them.
_NO_BODIES = ("Object", "Array", "Function", "AsyncFunction", "Promise", "Map", "Set", "Response")

# From this length on, text goes to JavaScript as bytes: six times faster.
_LONG = 1 << 16


def header_pairs(headers):
    """Return headers as a list of pairs; those that JavaScript made, as they are."""
    if headers is None or is_js(headers):
        return headers
    if isinstance(headers, str):
        raise TypeError(f"headers must be a dict, or pairs of name and value, not {headers!r}")
    pairs = []
    for name, value in headers.items() if hasattr(headers, "items") else headers:
        if not isinstance(name, str):
            raise TypeError(f"the name of a header must be a str, not {name!r}")
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise TypeError(f"header {name!r} must be a str or a number, not {value!r}")
        pairs.append([name, str(value)])
    return pairs


def with_default(headers, name: str, value: str):
    """Return headers in which this one is given; what was given before stays."""
    if headers is None:
        return [[name, value]]
    if is_js(headers):
        headers = js.Headers.new(headers)
        if not headers.has(name):
            headers.set(name, value)
        return headers
    if any([known.lower() == name.lower() for known, _ in headers]):
        return headers
    return headers + [[name, value]]


def tag_of(js_value) -> str:
    """Return what JavaScript calls an object, `Blob` or `FormData`; of text, `String`."""
    return js.Object.prototype.toString.call(js_value)[8:-1]


def js_body(body) -> tuple:
    """Return a body for JavaScript, and its type where that would not know it."""
    if isinstance(body, str):
        return (body, "") if len(body) < _LONG else _utf8(body, "text/plain;charset=UTF-8")
    if isinstance(body, (bytes, bytearray)):
        return to_js(body), ""
    if isinstance(body, (dict, list, tuple)):
        return _utf8(dump_json(body), "application/json")
    if is_js(body):
        tag = tag_of(body)
        if tag in _NO_BODIES:
            raise TypeError(
                f"fetch() cannot send a JavaScript {tag}: give a dict or a list for JSON, or "
                "what JavaScript can send, such as a Blob or a FormData"
            )
        return body, ""
    if is_reference(body):
        raise TypeError(
            f"fetch() cannot send an object of the page from a worker: {body!r}. Make it here, "
            "as js.FormData.new() does"
        )
    try:
        return to_js(memoryview(body)), ""
    except TypeError:
        kind = type(body).__name__
    raise TypeError(
        f"fetch() cannot send a body of type {kind}: {body!r}. It takes str, bytes, dict and "
        "list, and what JavaScript can send, such as a Blob or a FormData"
    )


def _utf8(text: str, content_type: str) -> tuple:
    try:
        return to_js(text.encode()), content_type
    except UnicodeError:  # half of a surrogate pair; JavaScript replaces it
        return text, content_type


def without_mark(raw):
    """Return text in bytes without the byte order mark that some tools write."""
    return raw[3:] if raw[:3] == b"\xef\xbb\xbf" else raw


def decode_utf8(raw) -> str:
    """Decode bytes as browsers do: without a byte order mark, replacing errors."""
    return decode_text(without_mark(raw))
