"""Which values in a store ours and the rival read of each other. No times.

Each writes a value a store; the other, in every interpreter, opens it and compares.
"""

from __future__ import annotations

import argparse
import json

from _common import chromium, contestant, print_table, site
from playwright.sync_api import BrowserContext

REALMS = ["micropython-main", "pyodide-main"]
NAMES = ["ours", "rival"]

#: What is stored, as Python. What the documents promise comes first.
VALUES = {
    "bool": "True",
    "int": "42",
    "large int": "2 ** 70",
    "float": "1.5",
    "whole float": "1.0",
    "str": "'h\\u00e9llo \\U0001f600 \\u2028 \"quoted\" \\n'",
    "None": "None",
    "list": "[1, 'a', None, [True, 'a']]",
    "dict": "{'a': {'b': [1.5, 'c']}, 'd': {}}",
    "tuple": "[(1, 2), 'a']",
    "shared": "(lambda x: [x, x])([1])",
    "bytearray": "bytearray(b'\\x00\\xff')",
    "memoryview": "memoryview(b'\\x00\\xff')",
    "bytes inside": "{'a': [b'x']}",
    "inf": "float('inf')",
    "int keys": "{'a': {1: 2}}",
}

CODE = f"""
import json
import js
from pyscript import storage

values = {{{", ".join(f"{name!r}: lambda: {code}" for name, code in VALUES.items())}}}


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return [[repr(key), plain(value[key])] for key in sorted(value)]
    if isinstance(value, memoryview):
        value = bytes(value)
    return repr(value)


async def write(name, value):
    store = await storage("NAME " + name)
    store["before"] = 1
    store["value"] = value
    await store.sync()


async def read(name, value):
    store = await storage("NAME " + name)
    if store["before"] != 1:
        return "lost the rest"
    return "yes" if plain(store["value"]) == plain(value) else "otherwise"


result = {{}}
for name in sorted(values):
    try:
        result[name] = await TASK(name, values[name]()) or "written"
    except Exception as error:
        result[name] = type(error).__name__
js.console.info("bench " + json.dumps(result))
"""


def run(context: BrowserContext, url: str) -> dict[str, str]:
    """Open a page; return what its script logs."""
    page = context.new_page()
    try:
        with page.expect_console_message(
            lambda message: message.text.startswith("bench "), timeout=60_000
        ) as message:
            page.goto(url)
        found: dict[str, str] = json.loads(message.value.text.partition(" ")[2])
        return found
    finally:
        page.close()


def main() -> None:
    argparse.ArgumentParser(prog="./run bench exchange", description=__doc__).parse_args()
    pages = {}
    for name in NAMES:
        for realm in REALMS:
            for task, writer in (("write", name), ("read", NAMES[name == "ours"])):
                code = CODE.replace("NAME", writer).replace("TASK", task)
                pages[f"/{name}/{realm}/{task}"] = contestant(name, realm, code)
    columns: list[dict[str, str]] = []
    heading = ["value"]
    with site(pages) as address, chromium() as browser:
        for writer in NAMES:
            reader = NAMES[writer == "ours"]
            for first in REALMS:
                context = browser.new_context()
                written = run(context, f"{address}{writer}/{first}/write")
                for second in REALMS:
                    heading.append(f"{writer} {first[:3]} → {reader} {second[:3]}")
                    found = run(context, f"{address}{reader}/{second}/read")
                    columns.append(
                        {
                            name: found[name] if written[name] == "written" else "not written"
                            for name in VALUES
                        }
                    )
                context.close()
    print_table([heading, *([name, *(column[name] for column in columns)] for name in VALUES)])


if __name__ == "__main__":
    main()
