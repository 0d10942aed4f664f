"""Terminals: output, input, REPLs, and what the page may do with them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import Site

ID = "term"

#: JavaScript that returns what a terminal shows, line by line.
LINES = """(id) => {
    const buffer = document.getElementById(id).terminal?.buffer.active;
    const lines = [];
    for (let at = 0; at < (buffer?.length ?? 0); at++) {
        const line = buffer.getLine(at);
        const text = line.translateToString(true);
        if (line.isWrapped) lines[lines.length - 1] += text;
        else lines.push(text);
    }
    return lines.join('\\n').trimEnd();
}"""


def tag(realm: Realm, code: str, attributes: str = "") -> str:
    worker = " worker" if realm.in_worker else ""
    return f'<script id="{ID}" type="{realm.type}" terminal{worker} {attributes}>{code}</script>'


def open_terminal(site: Site, realm: Realm, code: str, attributes: str = "") -> WatchedPage:
    site.write("index.html", site.html(tag(realm, code, attributes)))
    return site.open()


def shown(page: WatchedPage, id: str = ID) -> str:
    return str(page.evaluate(LINES, id))


def wait_shown(page: WatchedPage, text: str, id: str = ID, seconds: float = 20) -> str:
    """Wait until the terminal shows a text; return all of it."""
    try:
        page.raw.wait_for_function(
            f"([id, text]) => ({LINES})(id).includes(text)",
            arg=[id, text],
            timeout=seconds * 1000,
        )
    except Exception:
        raise AssertionError(f"not shown: {text!r}\n{shown(page, id)}\n{page.lines}") from None
    return shown(page, id)


def keyboard(page: WatchedPage, id: str = ID) -> Locator:
    """What takes the keys of a terminal."""
    return page.locator(f"#{id} ~ div .xterm-helper-textarea").first


def type_(page: WatchedPage, text: str) -> None:
    keyboard(page).focus()
    for index, part in enumerate(text.split("\n")):
        if index:
            page.raw.keyboard.press("Enter")
        page.raw.keyboard.type(part)


def test_print(site: Site, realm: Realm) -> None:
    """What is printed shows in the terminal and not in the console, escapes as colours."""
    code = "print('hello', 'world')\nprint('\\033[1m\\033[32mgreen\\033[0m', end='!')"
    page = wait_done(open_terminal(site, realm, code))
    assert wait_shown(page, "!") == "hello world\ngreen!"
    assert page.lines == []
    cell = page.evaluate(
        f"""() => {{
            const cell = document.getElementById('{ID}').terminal.buffer.active.getLine(1).getCell(0);
            return [cell.getFgColor(), cell.isBold() > 0, cell.getChars()];
        }}"""
    )
    assert cell == [2, True, "g"]


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER, PYODIDE], ids=str)
def test_input(site: Site, realm: Realm) -> None:
    """`input` waits for a line, which can be edited; the page stays alive."""
    page = open_terminal(
        site, realm, 'name = input("What is your name? ")\nprint(f"Hello, {name}")'
    )
    wait_shown(page, "What is your name?")
    type_(page, "Adaa")
    page.raw.keyboard.press("Backspace")
    page.raw.keyboard.press("Home")
    page.raw.keyboard.type("Ms ")
    page.raw.keyboard.press("End")
    page.raw.keyboard.type(" é漢\n")
    assert wait_shown(page, "Hello") == "What is your name? Ms Ada é漢\nHello, Ms Ada é漢"
    wait_done(page)


def test_terminal_in_python(site: Site, realm: Realm) -> None:
    """`__terminal__` is xterm's own object, which JavaScript has as `script.terminal`."""
    code = """
from pyscript import document, ffi
__terminal__.options = ffi.to_js({"fontFamily": "cursive"})
script = document.getElementById("term")
print("before")
__terminal__.clear()
if '__terminal__' in locals():
    __terminal__.resize(60, 10)
print(script.terminal == __terminal__, __terminal__.cols, __terminal__.rows)
"""
    page = wait_done(open_terminal(site, realm, code))
    wait_shown(page, "True 60 10")
    assert (
        page.evaluate(f"document.getElementById('{ID}').terminal.options.fontFamily") == "cursive"
    )


def test_process(site: Site, realm: Realm) -> None:
    """`script.process(code)` runs code as if it had been typed, whatever it is."""
    page = wait_done(open_terminal(site, realm, "x = 1"))
    code = "x + 1\nfor i in range(2):\n    print(i)\n\nclass A:\n    def b(self):\n        return 's'\n\nA().b()\n"
    page.evaluate(f"(code) => document.getElementById('{ID}').process(code)", code)
    assert wait_shown(page, "\n's'").split("\n") == [
        ">>> x + 1",
        "2",
        ">>> for i in range(2):",
        "...     print(i)",
        "0",
        "1",
        ">>> class A:",
        "...     def b(self):",
        "...         return 's'",
        ">>> A().b()",
        "'s'",
    ]
    page.evaluate(f"document.getElementById('{ID}').process('x = = 2')")
    assert "SyntaxError" in wait_shown(page, "x = = 2")
    page.evaluate(f"document.getElementById('{ID}').process('def f():\\n    1/0\\nf()')")
    text = wait_shown(page, "ZeroDivisionError")
    assert "_streams" not in text
    page.evaluate(
        f"document.getElementById('{ID}').process('import asyncio\\nawait asyncio.sleep(0)\\nx')"
    )
    assert wait_shown(page, ">>> x\n1").endswith(">>> x\n1")
    assert page.locator(".py-error").count() == 0


@pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
def test_interact(site: Site, realm: Realm) -> None:
    """`code.interact()`: compound statements, completion, history, and an end with Ctrl-D."""
    page = open_terminal(site, realm, "import code\ncode.interact()\nprint('after')")
    wait_shown(page, ">>>")
    type_(page, "for i in range(2):\n    print(i * 2)\n\n")
    wait_shown(page, "\n0\n2\n>>>")
    type_(page, "import sys\nsys.byteor")
    page.raw.keyboard.press("Tab")
    wait_shown(page, "sys.byteorder")
    page.raw.keyboard.press("Enter")
    wait_shown(page, "'little'\n>>>")
    page.raw.keyboard.press("ArrowUp")
    page.raw.keyboard.press("ArrowUp")
    page.raw.keyboard.press("ArrowUp")
    page.raw.keyboard.press("ArrowUp")
    page.raw.keyboard.press("ArrowDown")
    page.raw.keyboard.press("Enter")
    type_(page, "    print('again')\n\n1/0\n")
    text = wait_shown(page, "ZeroDivisionError")
    page.evaluate(f"document.getElementById('{ID}').process('def f():\\n    return 7\\nf()')")
    text = wait_shown(page, ">>> f()\n7\n>>>")
    assert text.endswith(">>> def f():\n...     return 7\n>>> f()\n7\n>>>"), text
    type_(page, "half a li")
    page.raw.keyboard.press("Control+c")
    wait_shown(page, "half a li^C\n\nKeyboardInterrupt\n>>>")
    page.raw.keyboard.press("Control+d")
    wait_shown(page, "after")
    wait_done(page)
    assert "now exiting InteractiveConsole" in shown(page)
    assert text.count("Traceback") == 1


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)
def test_micropython_repl(site: Site, realm: Realm) -> None:
    """MicroPython's own REPL: history, completion, paste mode; and the page's `process`."""
    page = open_terminal(
        site, realm, "import code\nname = 'script'\nawait code.interact()\nprint('after')"
    )
    wait_shown(page, ">>>")
    type_(page, "na")
    page.raw.keyboard.press("Tab")
    page.raw.keyboard.press("Enter")
    wait_shown(page, "'script'\n>>>")
    page.raw.keyboard.press("ArrowUp")
    wait_shown(page, ">>> name\n'script'\n>>> name")
    page.raw.keyboard.press("Control+c")
    page.raw.keyboard.press("Control+e")
    wait_shown(page, "paste mode")
    type_(page, "for i in range(2):\n    print(i)\n")
    page.raw.keyboard.press("Control+d")
    wait_shown(page, "0\n1\n>>>")
    page.evaluate(f"document.getElementById('{ID}').process('y = 5\\nprint(y * 2)')")
    wait_shown(page, "10\n>>>")
    type_(page, "print('é 中 😀')\n")
    wait_shown(page, "\né 中 😀\n>>>")
    page.raw.keyboard.press("Control+e")
    type_(page, "print('é😀' * 2)\n")
    wait_shown(page, "=== print('é😀' * 2)")
    page.raw.keyboard.press("Control+d")
    wait_shown(page, "é😀é😀\n>>>")
    page.evaluate(f"document.getElementById('{ID}').process('print(\"é中\" * 2)')")
    wait_shown(page, "é中é中\n>>>")
    page.raw.keyboard.press("Control+d")
    wait_shown(page, "after")
    wait_done(page)


def interrupt(page: WatchedPage) -> None:
    keyboard(page).focus()
    page.raw.keyboard.press("Control+c")


@pytest.mark.parametrize(
    "code",
    [
        "print('go')\nwhile True:\n    x = 1 + y",
        "import time\nprint('go')\ntime.sleep(1000)",
        "print('go')\nwhile True:\n    print('x' * 50)",
        "input('go')",
        "import asyncio\nprint('go')\nawait asyncio.sleep(1000)",
    ],
    ids=["computes", "sleeps", "prints", "reads", "awaits"],
)
@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_interrupt(site: Site, realm: Realm, code: str) -> None:
    """Ctrl-C raises `KeyboardInterrupt`, whatever the worker does."""
    if "await" in code and realm is MICROPYTHON_WORKER:
        pytest.skip("MicroPython does not tell what a script waits for")
    code = "y = 1\ntry:\n" + "".join(f"    {line}\n" for line in code.split("\n"))
    code += "except KeyboardInterrupt:\n    print('interrupted')"
    page = open_terminal(site, realm, code)
    wait_shown(page, "go" if "'x'" not in code else "xxx")
    interrupt(page)
    wait_shown(page, "interrupted")
    wait_done(page)


def test_several_terminals(site: Site) -> None:
    """Each has its own: workers, and one of each interpreter on the main thread."""
    realms = [MICROPYTHON, MICROPYTHON_WORKER, MICROPYTHON_WORKER, PYODIDE]
    body = "".join(
        tag(realm, f"print('terminal {index}')").replace(f'id="{ID}"', f'id="t{index}"')
        for index, realm in enumerate(realms)
    )
    site.write("index.html", site.html(body))
    page = wait_done(site.open())
    for index in range(len(realms)):
        assert wait_shown(page, "terminal", f"t{index}") == f"terminal {index}"
    assert page.locator("py-terminal").count() == len(realms)


def test_target(site: Site) -> None:
    """A terminal goes into its target, and fills it where that has a height: `py-terminal` by name."""
    body = '<div id="place" style="height: 200px; width: 500px"></div>'
    site.write("index.html", site.html(body + tag(MICROPYTHON, "print('there')", 'target="place"')))
    page = wait_done(site.open())
    assert wait_shown(page, "there") == "there"
    inner = page.locator("#place > py-terminal").bounding_box()
    assert inner["height"] <= 200
    assert page.evaluate(f"document.getElementById('{ID}').terminal.rows") < 15


def test_size_follows_the_page(site: Site) -> None:
    """As many columns as there is room for, unless a size was asked for."""
    page = wait_done(open_terminal(site, MICROPYTHON, "print('x')"))
    columns = f"document.getElementById('{ID}').terminal.cols"
    page.set_viewport_size({"width": 400, "height": 600})
    page.raw.wait_for_function(f"{columns} < 50")
    page.evaluate(f"document.getElementById('{ID}').terminal.resize(33, 5)")
    page.set_viewport_size({"width": 800, "height": 600})
    page.raw.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    assert page.evaluate(columns) == 33


def test_links(site: Site) -> None:
    """A web address that is printed can be clicked."""
    page = wait_done(open_terminal(site, MICROPYTHON, "print('Check out https://pyscript.net/')"))
    wait_shown(page, "pyscript.net")
    cell = page.locator(".xterm-screen").bounding_box()
    page.raw.mouse.move(cell["x"] + 150, cell["y"] + 8)
    page.raw.wait_for_function("document.querySelector('.xterm-cursor-pointer') !== null")


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_addons(site: Site, realm: Realm) -> None:
    """Addons of xterm's can be loaded from Python."""
    site.write("addon.js", "export class Addon { activate(t) { t.write('addon'); } dispose() {} }")
    code = """
from pyscript import js_modules
__terminal__.loadAddon(js_modules.mine.Addon.new())
"""
    config = """config='{"js_modules": {"main": {"./addon.js": "mine"}}}'"""
    page = wait_done(open_terminal(site, realm, code, config))
    wait_shown(page, "addon")


def test_py_script(site: Site) -> None:
    """Elements may have a terminal as scripts do; what they display shows as ever."""
    code = 'from pyscript import display\nprint("in")\ndisplay("out")'
    site.write("index.html", site.html(f'<mpy-script id="term" terminal>{code}</mpy-script>'))
    page = wait_done(site.open())
    assert wait_shown(page, "in") == "in"
    assert page.locator("mpy-script").inner_text() == "out"


def test_errors_show_in_both_places(site: Site, page: WatchedPage, realm: Realm) -> None:
    """A script that fails says so in its terminal as on the page."""
    page.expect_error("ZeroDivisionError")
    open_terminal(site, realm, "def f():\n    1/0\nf()")
    text = wait_shown(page, "ZeroDivisionError")
    assert text.startswith('Traceback (most recent call last):\n  File "index.html#term", line 3')
    page.locator(".py-error").wait_for()


def test_exit(site: Site, realm: Realm) -> None:
    """A script that exits has not failed."""
    page = wait_done(open_terminal(site, realm, "import sys\nprint('bye')\nsys.exit()\nprint(1)"))
    assert wait_shown(page, "bye") == "bye"
    assert page.locator(".py-error").count() == 0


def test_two_terminals_on_one_interpreter(site: Site, page: WatchedPage) -> None:
    """The second says so, and what to do; done comes all the same."""
    page.expect_error("PY0409")
    other = tag(MICROPYTHON, "print(2)").replace("term", "two", 1)
    site.write("index.html", site.html(tag(MICROPYTHON, "print(1)") + other))
    wait_done(site.open())
    text = page.locator(".py-error").inner_text()
    assert "PY0409" in text
    assert "worker" in text
    assert wait_shown(page, "1") == "1"


def test_synchronous_scripts(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Scripts with `async="false"` have their terminal, too, and a name in tracebacks."""
    page.expect_error("ValueError")
    code = "print(__terminal__.rows > 0)\nraise ValueError('x')"
    open_terminal(site, realm, code, 'async="false"')
    text = wait_shown(page, "ValueError")
    assert text.startswith("True\n")
    assert 'File "index.html#term", line 2' in text


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)
def test_a_target_that_is_missing(site: Site, page: WatchedPage, realm: Realm) -> None:
    """PY0404, with what was asked for."""
    page.expect_error("PY0404")
    wait_done(open_terminal(site, realm, "print(1)", 'target="nowhere"'))
    assert 'target="nowhere"' in page.locator(".py-error").inner_text()


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)
@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ("config='{'", "PY1000"),
        ("""config='{"interpreter": "./nowhere.mjs"}'""", "PY0001"),
        ('src="nowhere.py"', "PY0404"),
    ],
    ids=["configuration", "interpreter", "src"],
)
def test_process_of_a_script_that_cannot_run(
    site: Site, page: WatchedPage, realm: Realm, attributes: str, error: str
) -> None:
    """The promise rejects, or what works without the script works."""
    page.expect_error(error)
    if error == "PY0404" or (error == "PY0001" and not realm.in_worker):
        page.expect_error("404")
    wait_done(open_terminal(site, realm, "", attributes))
    said = page.evaluate(
        f"document.getElementById('{ID}').process('1').then(() => 'ran', (error) => error.message)"
    )
    ways = ["this terminal has no interpreter any more", "this Python did not start"]
    assert said in ways or (said == "ran" and error == "PY0404")


def test_kill(site: Site) -> None:
    """What does not notice Ctrl-C ends with the second one, and its worker with it."""
    page = open_terminal(site, MICROPYTHON_WORKER, "print('go')\nwhile True: pass")
    wait_shown(page, "go")
    interrupt(page)
    wait_shown(page, "Press Ctrl-C again")
    page.raw.keyboard.press("Control+c")
    wait_shown(page, "[ended]")
    message = page.evaluate(
        f"document.getElementById('{ID}').process('1').then(() => '', (error) => error.message)"
    )
    assert "no interpreter" in message
    wait_done(page)


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)
def test_long_lines_and_much_text(site: Site, realm: Realm) -> None:
    """Nothing is lost of a line longer than the memory that brings it, nor of much output."""
    code = "line = input('? ')\nprint(len(line), line[-3:])\nfor i in range(3000):\n    print(i)"
    page = open_terminal(site, realm, code, 'async="false"')
    wait_shown(page, "?")
    page.evaluate(
        f"(text) => document.getElementById('{ID}').terminal.paste(text)", "é" * 30_000 + "end\n"
    )
    wait_done(page)
    text = wait_shown(page, "2999")
    assert "30003 end" in text
    assert "\n".join(map(str, range(3000))) in text


def test_stdin(site: Site) -> None:
    """`sys.stdin` of a Pyodide worker reads from the terminal, too; it says what it is."""
    code = """
import sys, os
print(sys.stdin.isatty(), os.get_terminal_size().columns > 0)
print(repr(sys.stdin.readline()))
"""
    page = open_terminal(site, PYODIDE_WORKER, code)
    wait_shown(page, "True True")
    type_(page, "typed\n")
    wait_shown(page, "'typed\\n'")
    wait_done(page)


CSP = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:"


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_content_security_policy(site: Site, realm: Realm) -> None:
    """Terminals need no eval."""
    head = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'
    site.write("index.html", site.html(tag(realm, "print('allowed')"), head))
    page = wait_done(site.open())
    assert wait_shown(page, "allowed") == "allowed"


def test_a_plain_page_loads_no_terminal(site: Site) -> None:
    """Nor an editor, nor a dialog: only pages that use them do."""
    site.write("index.html", site.html(MICROPYTHON.script("print(1)")))
    page = site._page()
    wanted: list[str] = []
    page.on("request", lambda request: wanted.append(request.url.rpartition("/")[2]))
    wait_done(site.open())
    assert not [name for name in wanted if re.match("script-|editor|terminal|dialog", name)], wanted
