"""`input()` of scripts that have no terminal, and of pages without isolation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog

from pyscript_tools.serve import Response, Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from pyscript_tools.testing.stage import page_html
from tests.browser import BUILDS, Site
from tests.docs.pages import open_body, wait_for_line
from tests.runtime.test_terminal import tag, type_, wait_shown

CODE = """
try:
    print("got", input("Your name? "))
except Exception as error:
    print("raised", type(error).__name__, error)
"""


@pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE, PYODIDE_WORKER], ids=str)
def test_dialog(site: Site, realm: Realm) -> None:
    """A dialog of the page asks; cancelling it is the end of input."""
    page = open_body(site, realm.script(CODE + CODE))
    field = page.get_by_label("Your name?")
    field.fill("Ada <b>")
    corners = page.get_by_role("dialog").evaluate("each => getComputedStyle(each).borderRadius")
    assert corners == "8px", "its style sheet has come before it shows"
    field.press("Enter")
    wait_for_line(page, "log: got Ada <b>", 40)
    page.get_by_role("button", name="Cancel").click()
    page.wait_for(lambda: any("raised EOFError" in line for line in page.lines), 10)
    wait_done(page)
    assert page.locator("dialog").count() == 0


def test_prompt(site: Site, page: WatchedPage) -> None:
    """MicroPython on the main thread asks with the browser's own `prompt`."""
    answers = ["Ada", ""]
    seen = []

    def answer(dialog: Dialog) -> None:
        seen.append((dialog.type, dialog.message))
        text = answers.pop(0)
        if text:
            dialog.accept(text)
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    wait_done(open_body(site, MICROPYTHON.script(CODE + CODE)))
    assert page.lines == ["log: got Ada", "log: raised EOFError "]
    assert seen == [("prompt", "Your name? ")] * 2


def test_where_nothing_can_wait(site: Site) -> None:
    """Pyodide on the main thread, in code that cannot be suspended, says what to do."""
    page = wait_done(open_body(site, PYODIDE.script(CODE, async_="false")))
    (line,) = page.lines
    assert line.startswith("log: raised RuntimeError input() cannot wait here without freezing")
    assert "worker" in line


def test_where_it_is_asked_in_vain(site: Site, page: WatchedPage) -> None:
    """The error is at the line of the script."""
    page.expect_error("RuntimeError: input() cannot wait here")
    code = "\n\ninput('Your name? ')"
    wait_done(open_body(site, PYODIDE.script(code, id="it", async_="false")))
    box = page.locator(".py-error")
    box.wait_for()
    assert "index.html#it, line 3: RuntimeError" in box.locator("strong").inner_text()
    assert "<exec>" not in box.inner_text()


@pytest.fixture
def open_server(variant: str) -> Iterator[Server]:
    with Server({f"/{variant}/": BUILDS[variant]}, isolated=False) as server:
        yield server


def visit(server: Server, page: WatchedPage, variant: str, body: str) -> None:
    html = page_html(f"/{variant}/", body)
    server.routes["/"] = lambda request: Response(html, "text/html; charset=utf-8")
    page.raw.goto(server.url)


ALONE = """config='{"sync_main_only": true}'"""


def test_without_isolation(open_server: Server, page: WatchedPage, variant: str) -> None:
    """A worker that can neither be suspended nor sleep names the headers that it needs."""
    script = MICROPYTHON_WORKER.script(CODE, config='{"sync_main_only": true}')
    visit(open_server, page, variant, script)
    wait_for_line(
        page,
        "log: raised RuntimeError input() cannot wait in this worker: the server does not send "
        "the headers that this needs, Cross-Origin-Opener-Policy: same-origin and "
        "Cross-Origin-Embedder-Policy: require-corp",
    )


def test_repl_without_isolation(open_server: Server, page: WatchedPage, variant: str) -> None:
    """Output needs no headers, nor does MicroPython's REPL."""
    code = "print('shown')\nimport code\ncode.interact()"
    visit(open_server, page, variant, tag(MICROPYTHON_WORKER, code, ALONE))
    wait_shown(page, ">>>")
    type_(page, "6 * 7\n")
    wait_shown(page, "42")


def test_input_without_isolation(open_server: Server, page: WatchedPage, variant: str) -> None:
    """Nor does input where WebAssembly can be suspended."""
    visit(open_server, page, variant, tag(PYODIDE_WORKER, "print('got', input('? '))", ALONE))
    wait_shown(page, "?")
    type_(page, "x\n")
    wait_shown(page, "got x")
