"""`py-click="name"`, `mpy-click="name"`: functions by their names, from HTML."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE, Realm
from tests.browser import Site
from tests.docs.pages import prints, wait_for_line

main = pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)

FUNCTIONS = """
import asyncio
from pyscript import display

def one(event):
    print("one", event.type, event.target.id)

def none():
    print("none")

async def later(event):
    await asyncio.sleep(0)
    print("later", event.type)

class Group:
    def method(self, event):
        print("method", event.detail)

class namespace:
    group = Group()

def prevent(event):
    event.preventDefault()

def show():
    display("shown by", "one")

def fail(event):
    raise ValueError("from a handler")
"""


def open_page(site: Site, body: str) -> WatchedPage:
    site.write("index.html", site.html(body))
    return site.open()


@main
def test_handlers(site: Site, realm: Realm) -> None:
    """With the event, without, async, by dotted names, of events with dashes; builtins."""
    kind = realm.type
    buttons = {
        "one": "one",
        "none": " none ",
        "later": "later",
        "builtin": "print",
        "show": "show",
    }
    body = "".join(
        f'<button id="{id}" {kind}-click="{fn}">x</button>' for id, fn in buttons.items()
    )
    body += f'<p id="p" {kind}-my-event="namespace.group.method">x</p>'
    body += f'<a id="link" href="#followed" {kind}-click="prevent">x</a>'
    page = wait_done(
        open_page(site, body + realm.script(FUNCTIONS) + realm.script("display('second')"))
    )
    for id in buttons:
        page.click(f"#{id}")
    page.evaluate("p.dispatchEvent(new CustomEvent('my-event', {detail: 'dashes'}))")
    wait_for_line(page, "log: later click")
    wait_for_line(page, "log: method dashes")
    assert [line for line in prints(page) if not line.startswith(("[object", "<JsProxy"))] == [
        "one click one",
        "none",
        "later click",
        "method dashes",
    ]
    page.click("#link")
    assert "followed" not in page.url
    # What it displays goes where its own script writes.
    outputs = page.locator(f"script-{kind}")
    assert outputs.first.inner_text().split() == ["shown", "by", "one"]


@main
def test_names_that_are_not_there(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The page says which; nothing is evaluated; what a handler raises shows too."""
    kind = realm.type
    values = {
        "typo": "on",
        "dotted": "namespace.grop.method",
        "called": "one()",
        "code": "__import__('sys').exit",
        "number": "namespace",
        "fails": "fail",
    }
    body = "".join(f'<button id="{id}" {kind}-click="{fn}">x</button>' for id, fn in values.items())
    body += f'<button id="value" {kind}-click="answer">x</button>'
    texts = [
        f'NameError: <button id="typo" {kind}-click="on">: name \'on\' is not defined',
        "name 'namespace.grop' is not defined",
        "name 'one()' is not defined: give the name alone, without (…)",
        "name '__import__('sys')' is not defined",
        f'TypeError: <button id="value" {kind}-click="answer">: answer is not a function but 42',
        "ValueError: from a handler",
    ]
    for text in texts:
        page.expect_error(text)
    page = wait_done(open_page(site, body + realm.script(FUNCTIONS + "answer = 42\n")))
    for id in values:
        page.click(f"#{id}")
    page.click("#value")
    for text in texts:
        page.locator(".py-error", has_text=text).wait_for()
    assert page.locator(".py-error").count() == len(texts)


def test_elements_and_attributes_that_come_later(site: Site) -> None:
    """Added, changed and removed ones count."""
    page = wait_done(open_page(site, MICROPYTHON.script(FUNCTIONS) + "<div id='root'></div>"))
    page.evaluate(
        """() => {
            root.innerHTML = '<p><b id="inner" mpy-click="one">x</b></p><i id="plain">y</i>';
            plain.setAttribute('mpy-click', 'one');
        }"""
    )
    page.click("#inner")
    page.click("#plain")
    wait_for_line(page, "log: one click plain")
    page.evaluate("inner.setAttribute('mpy-click', 'none'); plain.removeAttribute('mpy-click')")
    page.click("#plain")
    page.click("#inner")
    wait_for_line(page, "log: none")
    assert prints(page) == ["one click inner", "one click plain", "none"]


def test_both_interpreters(site: Site) -> None:
    """Each calls its own function, for the same event of one element."""
    page = wait_done(
        open_page(
            site,
            '<button py-click="hello" mpy-click="hello">x</button>'
            + MICROPYTHON.script("def hello():\n    print('mpy')")
            + PYODIDE.script("def hello():\n    print('py')"),
        )
    )
    page.click("button")
    page.wait_for(lambda: len(prints(page)) == 2, 5)
    assert sorted(prints(page)) == ["mpy", "py"]


@main
def test_controls_wait_for_their_function(site: Site, realm: Realm) -> None:
    """They are disabled until it exists, even where its script never ends; then they work."""
    code = """
import asyncio
from pyscript import document, window

states = lambda: [document.getElementById(id).disabled for id in ("early", "late", "author")]
print("before", states())

def early():
    print("early")

async def wait():
    await window.go
await wait()

def late():
    print("late")

print("defined")
while True:
    await asyncio.sleep(0.05)
"""
    kind = realm.type
    body = (
        "<script>var go = new Promise((resolve) => (globalThis.resolve = resolve));</script>"
        f'<button id="early" {kind}-click="early">x</button>'
        f'<input type="button" id="late" {kind}-click="late" value="x">'
        f'<button id="author" disabled {kind}-click="early">x</button>'
    )
    page = open_page(site, body + realm.script(code))
    expect(page.locator("#early")).to_be_enabled()
    wait_for_line(page, "log: before [True, True, True]")
    expect(page.locator("#late")).to_be_disabled()
    page.click("#early")
    page.evaluate("resolve()")
    expect(page.locator("#late")).to_be_enabled()
    page.click("#late")
    wait_for_line(page, "log: late")
    wait_for_line(page, "log: early")
    expect(page.locator("#author")).to_be_disabled()


BROKEN = {
    "raises": (MICROPYTHON.script("1/0"), "ZeroDivisionError"),
    "missing": (MICROPYTHON.script("", src="nowhere.py"), "404"),
    "no-interpreter": (
        MICROPYTHON.script("x = 1", config='{"interpreter": "./none/micropython.mjs"}'),
        "none/micropython.mjs",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_control_is_never_left_disabled(site: Site, page: WatchedPage, case: str) -> None:
    """Whatever happens to the scripts."""
    scripts, error = BROKEN[case]
    page.expect_error(error)
    page = open_page(site, '<button id="it" mpy-click="hello">x</button>' + scripts)
    page.locator(".py-error").wait_for()
    expect(page.locator("#it")).to_be_enabled()


def test_without_a_script(site: Site, page: WatchedPage) -> None:
    """The control can be used, and then the page says what is missing."""
    page.expect_error('no <script type="py"> runs on the main thread')
    page = open_page(site, '<button id="it" py-click="hello">x</button>')
    page.click("#it")
    page.locator(".py-error").wait_for()


def test_functions_of_workers_are_not_called(site: Site, page: WatchedPage) -> None:
    """Attributes are for scripts of the main thread: the message says so."""
    page.expect_error('no <script type="mpy"> runs on the main thread, where its function would be')
    page = wait_done(
        open_page(
            site,
            '<button mpy-click="hello">x</button>'
            + MICROPYTHON_WORKER.script("def hello():\n    print('never')"),
        )
    )
    page.click("button")
    page.locator(".py-error").wait_for()
