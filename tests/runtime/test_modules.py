"""JavaScript modules that the configuration names, and Python packages that come later."""

from __future__ import annotations

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON_WORKER, PYODIDE, PYODIDE_WORKER, Realm
from tests.browser import Site
from tests.docs.pages import wait_for_line

both_workers = pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)

GREET = "export const hello = (name) => `hello ${name}`; export const _own = 8; export default 7;"

CODE = """
from pyscript.js_modules import greet
print(1, greet.hello("a"))
from pyscript.js_modules.greet import hello
print(2, hello("b"))
import pyscript.js_modules.greet as module
print(3, module.hello("c"))
from pyscript import js_modules
print(4, js_modules.greet.hello("d"))
from pyscript.js_modules.greet import _own
print(6, _own, hasattr(greet, "_nothing"))
try:
    from pyscript.js_modules.greet import nothing
except ImportError:
    print("no such export")
try:
    js_modules.nowhere
except AttributeError as error:
    print(5, "[js_modules.main]" in str(error))
"""


def config(realm: Realm) -> str:
    return '[js_modules.%s]\n"./greet.js" = "greet"\n' % ("worker" if realm.in_worker else "main")


@pytest.mark.parametrize("thread", ["main", "own"])
def test_every_form_of_import(site: Site, realm: Realm, thread: str) -> None:
    """As names of a package, by attribute; from the main thread or the worker's own."""
    if thread == "main" and not realm.in_worker:
        pytest.skip("the main thread is its own")
    site.write("greet.js", GREET)
    site.write(
        "config.toml", config(realm).replace("worker", "main" if thread == "main" else "worker")
    )
    site.write("index.html", site.html(realm.script(CODE, config="./config.toml")))
    page = wait_done(site.open())
    for line in (
        "1 hello a",
        "2 hello b",
        "3 hello c",
        "4 hello d",
        "no such export",
        "5 True",
        "6 8 False",
    ):
        wait_for_line(page, f"log: {line}")


@pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
def test_py_import(site: Site, realm: Realm) -> None:
    """A package is installed when it is asked for; a tuple of modules comes back."""
    code = """
from pyscript import py_import
modules = await py_import("segno")
print(type(modules).__name__, modules[0].__name__)
"""
    site.write("index.html", site.html(realm.script(code, config='{"index_urls": ["/simple"]}')))
    page = wait_done(site.open(), 60)
    wait_for_line(page, "log: tuple segno")


CHART = """
export class Chart {
    constructor(element, options) {
        this.element = element;
        element.textContent = `${options.title} ${options.data.length}`;
    }
    onClick(handler) { this.element.addEventListener("click", handler); }
}
export const tagOf = (element) => element.tagName;
export const { body } = document;
export const fail = () => { throw new TypeError("not so") };
"""

USE = """
from pyscript import document, js_modules, when
from pyscript.ffi import create_proxy, to_js
from pyscript.js_modules.chart import *
div = document.createElement("div")
div.id = "chart"
document.body.append(div)
chart = Chart.new(div, to_js({"title": "Sales", "data": [1, 2, 3]}))
print(tagOf(div), div.textContent, chart.element == div, body == document.body)
chart.onClick(create_proxy(lambda event: print(event.type, event.target.id)))
when("click", div)(lambda event: print("second"))
document.getElementById("chart").click()
try:
    js_modules.chart.fail()
except Exception as error:
    print("not so" in str(error))
"""


def test_the_page_of_a_module(site: Site, realm: Realm) -> None:
    """Elements, functions and values go to modules of the main thread and come back, in workers too."""
    site.write("chart.js", CHART)
    site.write("chart.css", "#chart { color: rgb(1, 2, 3) }")
    config = '{"js_modules": {"main": {"./chart.js": "chart", "./chart.css": "chart"}}}'
    site.write("index.html", site.html(realm.script(USE, config=config)))
    page = wait_done(site.open())
    for line in ("DIV Sales 3 True True", "click chart", "second", "True"):
        wait_for_line(page, f"log: {line}")
    assert page.raw.evaluate("getComputedStyle(chart).color") == "rgb(1, 2, 3)"


@both_workers
def test_the_style_of_a_worker(site: Site, realm: Realm) -> None:
    """A style sheet is the page's, also where a worker asks for it."""
    site.write("chart.css", "body { color: rgb(1, 2, 3) }")
    site.write("greet.js", GREET)
    config = '{"js_modules": {"worker": {"./greet.js": "greet", "./chart.css": "greet"}}}'
    code = "from pyscript.js_modules.greet import hello; print(hello('you'))"
    site.write("index.html", site.html(realm.script(code, config=config)))
    page = wait_done(site.open())
    wait_for_line(page, "log: hello you")
    assert page.raw.evaluate("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"


@pytest.mark.parametrize("broken", [False, True])
def test_modules_that_cannot_be_imported(
    site: Site, page: WatchedPage, realm: Realm, broken: bool
) -> None:
    """The address and the reason, under the code that is documented."""
    page.expect_error("nowhere.js")
    if broken:
        site.write("nowhere.js", "throw new Error('in module')")
    config = '{"js_modules": {"main": {"./nowhere.js": "nowhere"}}}'
    code = "from pyscript.js_modules import nowhere\nnowhere.x"
    site.write("index.html", site.html(realm.script(code, config=config)))
    page = wait_done(site.open())
    page.locator(".py-error").first.wait_for()
    text = page.locator(".py-error").first.inner_text()
    assert "nowhere.js" in text
    assert ("in module" if broken else "404") in text
    assert ("PY0001" if broken else "PY0404") in text
    assert "interpreter" not in text


@both_workers
def test_a_module_of_a_worker_that_is_missing(site: Site, page: WatchedPage, realm: Realm) -> None:
    """As one of the main thread: under the code of what is missing, with its address."""
    page.expect_error("nowhere.js")
    page.expect_error("404")
    site.write("greet.js", GREET)
    config = '{"js_modules": {"worker": {"./greet.js": "greet", "./nowhere.js": "nowhere"}}}'
    site.write("index.html", site.html(realm.script("print('ran')", config=config)))
    page = wait_done(site.open())
    page.locator(".py-error").first.wait_for()
    text = page.locator(".py-error").inner_text()
    assert "PY0404" in text
    assert f"{site.url}nowhere.js" in text
    assert "log: ran" not in page.lines


def test_an_address_that_is_none(site: Site, page: WatchedPage, realm: Realm) -> None:
    """It is named; nothing else fails, and no script runs."""
    page.expect_error("http://[ could not be imported: it is no URL")
    config = '{"js_modules": {"main": {"http://[": "nowhere"}}}'
    site.write("index.html", site.html(realm.script("print('ran')", config=config)))
    page = wait_done(site.open())
    assert "PY0001" in page.locator(".py-error").inner_text()
    assert "log: ran" not in page.lines


def test_a_module_is_one(site: Site, realm: Realm) -> None:
    """However often it is asked for; in a worker the page is asked once."""
    site.write("greet.js", GREET)
    code = """
from pyscript import js_modules
print(js_modules.greet is js_modules.greet, js_modules.greet.default)
"""
    config = '{"js_modules": {"main": {"./greet.js": "greet"}}}'
    site.write("index.html", site.html(realm.script(code, config=config)))
    wait_for_line(wait_done(site.open()), "log: True 7")
