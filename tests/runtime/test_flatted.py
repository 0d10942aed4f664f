"""Python's flatted and npm's read each other."""

from __future__ import annotations

import json

from pyscript_tools.testing.realms import Realm
from tests.browser import ROOT, Site
from tests.docs.pages import prints, run_body

CODE = """
import js
from pyscript import flatted, window

shared = {"shared": True}
value = {
    "text": ["a", "é", "\\u2028", "a", "1", '"\\\\\\n'],
    "numbers": [0, -1, 1.5, 1e21, 123456789],
    "rest": [True, False, None, [], {}, [[]]],
    "first": shared,
    "second": shared,
}
value["self"] = value
ours = flatted.stringify(value)
theirs = await window.rewrite(ours)
found = flatted.parse(theirs)
assert found["self"] is found
assert found["first"] is found["second"]
del found["self"], value["self"]
assert found == value, found
print(ours == theirs)
print(await window.seen())
"""

PAGE = """
<script type="module">
    import { parse, stringify } from './flatted.js';
    let value;
    globalThis.rewrite = async (text) => {
        value = parse(text);
        return stringify(value);
    };
    globalThis.seen = async () => {
        const alike = value.self === value && value.first === value.second;
        delete value.self;
        return alike + JSON.stringify(value);
    };
</script>
"""


def test_both_ways(site: Site, realm: Realm) -> None:
    """What one writes the other reads, to the identity of objects; even the text is the same."""
    site.write("flatted.js", (ROOT / "node_modules/flatted/esm/index.js").read_text())
    page = run_body(site, PAGE + realm.script(CODE))
    same, seen = prints(page)
    assert seen.startswith("true")
    value = json.loads(seen.removeprefix("true"))
    assert value["text"] == ["a", "é", "\u2028", "a", "1", '"\\\n']
    assert value["numbers"] == [0, -1, 1.5, 1e21, 123456789]
    assert value["first"] == value["second"] == {"shared": True}
    # MicroPython's dicts have an order of their own.
    if realm.interpreter == "pyodide":
        assert same == "True"
