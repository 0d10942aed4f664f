"""What an error shows: its source line, off the page where a plugin is turned off, escaped."""

from __future__ import annotations

import json

import pytest

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE, Realm
from tests.browser import Site, screenshot
from tests.docs.pages import prints

CODE = """
def outer():
    inner(  "<b>")  # a comment

def inner(text):
    raise ValueError(text + "<img src=x onerror=alert(1)>")

outer()
"""


def test_source_lines(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Each frame of the page's own code shows its line, on the page and in the console."""
    page.expect_error("ValueError: <b><img")
    site.write("index.html", site.html(realm.script(CODE, id="it")))
    page = wait_done(site.open())
    box = page.locator(".py-error")
    box.wait_for()
    lines = [line.strip() for line in box.locator("pre").inner_text().splitlines()]
    assert [line for line in lines if not set(line) <= set("~^ ")] == [
        "Traceback (most recent call last):",
        'File "index.html#it", line 8, in <module>',
        "outer()",
        'File "index.html#it", line 3, in outer',
        'inner(  "<b>")  # a comment',
        'File "index.html#it", line 6, in inner',
        'raise ValueError(text + "<img src=x onerror=alert(1)>")',
        "ValueError: <b><img src=x onerror=alert(1)>",
    ]
    assert box.locator("img, b").count() == 0
    (error,) = page.errors
    assert "\n    outer()\n" in error


def test_source_lines_of_files(site: Site, page: WatchedPage) -> None:
    """Of `src` and of workers that JavaScript or Python started, as well."""
    site.write("code/main.py", "\n1 / 0  # here\n")
    site.write("code/worker.py", "\nNone.worker  # there\n")
    page.expect_error("ZeroDivisionError")
    page.expect_error("AttributeError")
    start = "from pyscript import PyWorker\nworker = PyWorker('code/worker.py')\n"
    body = MICROPYTHON.script("", src="./code/main.py") + MICROPYTHON.script(start)
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    boxes = page.locator(".py-error")
    boxes.nth(1).wait_for()
    texts = "".join(boxes.all_inner_texts())
    assert "code/main.py, line 2: ZeroDivisionError" in texts
    assert "1 / 0  # here" in texts
    assert "code/worker.py, line 2: AttributeError" in texts
    assert "None.worker  # there" in texts


RAISE = """
import asyncio
from pyscript import when, window

@when("custom", window)
def handler():
    raise ValueError("handler")

async def task():
    raise ValueError("task")

asyncio.create_task(task())
window.dispatchEvent(window.Event.new("custom"))
raise ValueError("script")
"""


def test_off(site: Site, page: WatchedPage, realm: Realm) -> None:
    """`plugins = ["!error"]` keeps the errors of its scripts in the console; others' still show."""
    for text in ("handler", "task", "script"):
        page.expect_error(f"ValueError: {text}")
    page.expect_error("ZeroDivisionError")
    config = json.dumps({"plugins": ["custom_plugin", "!error"]})
    other = PYODIDE if realm.interpreter == "micropython" else MICROPYTHON
    site.write("index.html", site.html(realm.script(RAISE, config=config) + other.script("1 / 0")))
    page = wait_done(site.open())
    page.wait_for(lambda: len(page.errors) == 4, 10)
    assert page.locator(".py-error").count() == 1
    assert "ZeroDivisionError" in page.locator(".py-error").inner_text()


GROUP = """
def inner():
    raise ValueError("inside")

try:
    inner()
except ValueError as error:
    raise ExceptionGroup("several", [error, TypeError("more")])
"""


def test_groups(site: Site, page: WatchedPage) -> None:
    """Without the interpreter's own frames, as any other traceback."""
    page.expect_error("ExceptionGroup: several")
    site.write("index.html", site.html(PYODIDE.script(GROUP, id="it")))
    page = wait_done(site.open())
    box = page.locator(".py-error")
    box.wait_for()
    assert "index.html#it, line" in box.locator("strong").inner_text()
    frames = [line for line in box.inner_text().splitlines() if ' File "' in line]
    assert len(frames) == 5
    assert all('"index.html#it"' in line for line in frames)


def test_plugins_by_their_address(site: Site) -> None:
    """A name with a dot or a slash is a module, loaded before the scripts run."""
    site.write(
        "settings/plugin.js",
        f'import {{ hooks }} from "{site.runtime}core.js";'
        "hooks.main.codeBeforeRun.add('print(\"plugin\")');",
    )
    site.write("settings/pyscript.toml", 'plugins = ["./plugin.js"]')
    body = MICROPYTHON.script("print('ran')", config="settings/pyscript.toml")
    site.write("index.html", site.html(body))
    assert prints(wait_done(site.open())) == ["plugin", "ran"]


def test_errors_of_a_configuration_show_even_then(site: Site, page: WatchedPage) -> None:
    """Where plugins fail to load, the page says so."""
    page.expect_error("nowhere.js")
    page.expect_error("404")
    config = '{"plugins": ["./nowhere.js"]}'
    site.write("index.html", site.html(MICROPYTHON.script("print('never')", config=config)))
    page = wait_done(site.open())
    assert "nowhere.js" in page.locator(".py-error").inner_text()
    assert prints(page) == []


@pytest.mark.parametrize(
    ("scheme", "schemes", "is_dark"),
    [("light", "light dark", False), ("dark", "light dark", True), ("dark", "light", False)],
)
def test_looks(site: Site, page: WatchedPage, scheme: str, schemes: str, is_dark: bool) -> None:
    """As dark as the page is, whatever the reader would like; texts contrast with what is behind."""
    page.expect_error("ValueError")
    page.expect_error("PY0409")
    page.raw.emulate_media(color_scheme=scheme)
    body = MICROPYTHON.script(CODE, id="it") + '<script type="mpy" src=""></script>'
    head = f'<meta name="color-scheme" content="{schemes}">'
    site.write("index.html", site.html(f"<h1>A page</h1>{body}", head))
    page = wait_done(site.open())
    page.locator(".py-error").nth(1).wait_for()
    screenshot(page, f"errors-{scheme}")
    colors = page.locator(".py-error").first.evaluate(
        "box => [getComputedStyle(box).color, getComputedStyle(box).backgroundColor]"
    )
    assert (luminance(colors[1]) < 0.5) == is_dark
    light, dark = sorted((luminance(color) for color in colors), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 7  # WCAG, level AAA


def luminance(color: str) -> float:
    """Return the relative luminance of `rgb(…)`."""
    parts = [int(part) / 255 for part in color[4:-1].split(",")]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_worker_errors_that_are_no_exceptions(site: Site, page: WatchedPage) -> None:
    """A worker that asks the page for what it does not have: the page still shows where."""
    page.expect_error("NoSuchThing")
    code = "from pyscript import window\nwindow.NoSuchThing.new()\n"
    site.write("index.html", site.html(MICROPYTHON_WORKER.script(code, id="it")))
    page = wait_done(site.open())
    box = page.locator(".py-error")
    box.wait_for()
    assert "index.html#it, line 2" in box.inner_text()
    assert "window.NoSuchThing.new()" in box.inner_text()


HEADINGS = {
    "lines": ('raise ValueError("first\\nsecond\\n  third")', "line 1: ValueError: first"),
    "frames": (
        "raise ValueError('a\\n  File \"x.py\", line 3, in y\\nTypeError: b')",
        "line 1: ValueError: a",
    ),
    "js": ('from pyscript import window\nwindow.JSON.parse("{")', "JsException: SyntaxError: Exp"),
    "chain": (
        'try:\n    raise ValueError("a\\nb")\nexcept ValueError:\n    raise TypeError("c\\nd")',
        "line 4: TypeError: c",
    ),
    "syntax": ("x = 1\ny = = 2", "line 2: SyntaxError: invalid syntax"),
    "empty": ("raise ValueError", "line 1: ValueError"),
}
OF_PYODIDE = {
    "note": (
        'e = ValueError("main")\ne.add_note("a note\\nmore: of it")\nraise e',
        "line 3: ValueError: main",
    ),
    "group": (
        'raise ExceptionGroup("several", [ValueError("x\\ny"), TypeError("z")])',
        "line 1: ExceptionGroup: several (2 sub-exceptions)",
    ),
}


def test_headings(site: Site, page: WatchedPage, realm: Realm) -> None:
    """The exception, whatever lines its message has, and where it was raised."""
    page.expect_error("Traceback")
    cases = HEADINGS | (OF_PYODIDE if realm.interpreter == "pyodide" else {})
    body = "".join(realm.script(code, id=name) for name, (code, _) in cases.items())
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    boxes = page.locator(".py-error strong")
    boxes.nth(len(cases) - 1).wait_for()
    found = {text.partition(",")[0]: text for text in boxes.all_inner_texts()}
    assert len(found) == len(cases)
    for name, (_, wanted) in cases.items():
        assert wanted in found[f"index.html#{name}"]


@pytest.mark.parametrize("before", ["", "import asyncio\nawait asyncio.sleep(0)\n"])
def test_exits_are_told_once(site: Site, page: WatchedPage, realm: Realm, before: str) -> None:
    """A script that ends with a text or a number: once on the page, once in the console."""
    page.expect_error("SystemExit: bye")
    site.write("index.html", site.html(realm.script(f'{before}import sys\nsys.exit("bye")')))
    page = wait_done(site.open())
    page.locator(".py-error").wait_for()
    page.raw.evaluate("new Promise((resolve) => setTimeout(resolve))")
    assert page.locator(".py-error").count() == 1
    assert len(page.errors) == 1
    assert "webloop" not in page.errors[0]


def test_an_interrupt_that_nobody_asked_for(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Where there is no terminal `KeyboardInterrupt` is an error like any other, with its line."""
    page.expect_error("KeyboardInterrupt")
    site.write("index.html", site.html(realm.script("x = 1\nraise KeyboardInterrupt('mine')")))
    page = wait_done(site.open())
    box = page.locator(".py-error")
    box.wait_for()
    assert "line 2" in box.inner_text()
    assert "KeyboardInterrupt: mine" in box.inner_text()


def test_exits_of_callbacks(site: Site, page: WatchedPage) -> None:
    """What no task has is told as well."""
    page.expect_error("SystemExit: later")
    code = "import asyncio, sys\nasyncio.get_event_loop().call_soon(sys.exit, 'later')"
    site.write("index.html", site.html(PYODIDE.script(code)))
    page = wait_done(site.open())
    page.locator(".py-error").wait_for()
