"""Terminals: output, input, REPLs, and what the page may do with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser import Site, WatchedPage, wait_done
from tests.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE, PYODIDE_WORKER, Realm

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
    page = open_terminal(site, realm, 'name = input("What is your name? ")\nprint(f"Hello, {name}")')
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
    assert page.evaluate(f"document.getElementById('{ID}').terminal.options.fontFamily") == "cursive"


def test_process(site: Site, realm: Realm) -> None:
    """`script.process(code)` runs code as if it had been typed, whatever it is."""
    page = wait_done(open_terminal(site, realm, "x = 1"))
    code = "x + 1\nfor i in range(2):\n    print(i)\n\nclass A:\n    def b(self):\n        return 's'\n\nA().b()\n"
    page.evaluate(f"(code) => document.getElementById('{ID}').process(code)", code)
    assert shown(page).split("\n") == [
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
    page.evaluate(f"document.getElementById('{ID}').process('import asyncio\\nawait asyncio.sleep(0)\\nx')")
    assert shown(page).endswith(">>> x\n1")
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
    assert shown(page).endswith(">>> def f():\n...     return 7\n>>> f()\n7\n>>>"), shown(page)
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
    page = open_terminal(site, realm, "import code\nname = 'script'\nawait code.interact()\nprint('after')")
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
    assert page.locator(".py-terminal").count() == len(realms)
