"""The specification's examples of storage do what they say, and so do our own."""

from __future__ import annotations

import re

from playwright.sync_api import Route

from pyscript_tools.testing.console import WatchedPage
from pyscript_tools.testing.realms import Realm
from tests.browser import ROOT, Site
from tests.docs.pages import example, prints, run_body, wait_for_line


def test_reference(site: Site, realm: Realm) -> None:
    """A store is a dict, and an instance of the class that was asked for.

    The section has no `value`; the test adds it, and the last lines.
    """
    code = [
        example("storage.py") + 'value = {"a": [1, None]}\n',
        example("storage-changes.py") + "await store.sync()\nprint(len(store))\n",
        'store["key"] = value\n',
        example("storage-class.py"),
        'store["answer"] = 42\nstore.update({"more": "text"})\n',
        "await store.sync()\nprint(type(store) is MyStorage, len(store))\n",
        'print((await storage("my-storage-name"))["key"]["a"])',
    ]
    page = run_body(site, realm.script("".join(code)))
    assert prints(page) == ["0", "answer 42", "more text", "True 2", "[1, None]"]


def answer(page: WatchedPage, variant: str) -> None:
    """Let our files be what the specification's address has."""
    build = {"dist": ROOT / "dist", "source": ROOT / "build" / "source"}[variant]
    headers = {
        "Content-Type": "text/javascript",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }

    def fulfill(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        route.fulfill(body=(build / name).read_text(), headers=headers)

    page.route("https://pyscript.net/releases/2025.11.2/*.js", fulfill)


def test_shared(site: Site, page: WatchedPage, variant: str, realm: Realm) -> None:
    """JavaScript reads what Python has written, and Python what JavaScript writes, at once.

    The test adds what they print.
    """
    answer(page, variant)
    see = """
def see(keys):
    if "config" in my_store and "user_count" not in my_store:
        print(my_store["config"]["theme"], my_store["status"])

my_store.on_change = see
await my_store.sync()
print(config)
"""
    run_body(site, realm.script(example("storage-shared.py") + see))
    assert prints(page) == ["{}"]
    code = example("storage-shared.js") + "console.log(userCount, status);"
    page.add_script_tag(content=code, type="module")
    wait_for_line(page, "log: 42 active")
    wait_for_line(page, "log: dark active")


BLOCK = re.compile(r"^```js\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_guide_in_javascript(site: Site, page: WatchedPage) -> None:
    """The JavaScript of docs/storage.md runs, and finds what it says there."""
    blocks = BLOCK.findall((ROOT / "docs" / "storage.md").read_text())
    assert len(blocks) > 2
    site.write("code.js", "\n".join(blocks).replace("./dist/", site.runtime))
    site.write(
        "index.html",
        '<!doctype html><link rel="icon" href="data:,">'
        """<script type="module">import('./code.js').then(() => console.log('the end'))</script>""",
    )
    site.open()
    wait_for_line(page, "log: the end")
