"""Editors: what they run, show and offer to the page."""

from __future__ import annotations

import re
from html import escape

import pytest
from playwright.sync_api import Locator, expect

from pyscript_tools.testing.console import WatchedPage
from tests.browser import Site
from tests.docs.pages import wait_for_line

TYPES = ["mpy", "py"]
both = pytest.mark.parametrize("type", TYPES)


def editor(type: str, code: str, attributes: str = "") -> str:
    return f'<script type="{type}-editor" {attributes}>\n{code}\n</script>'


def open_page(site: Site, body: str, head: str = "") -> WatchedPage:
    site.write("index.html", site.html(body, head))
    page = site.open()
    if "-editor" in body:
        page.locator(".py-editor").first.wait_for()
    return page


def box(page: WatchedPage, index: int = 0) -> Locator:
    located: Locator = page.locator(".py-editor").nth(index)
    return located


def output(page: WatchedPage, index: int = 0) -> Locator:
    return box(page, index).get_by_role("log")


def run(page: WatchedPage, index: int = 0, seconds: float = 40) -> str:
    """Click Run, wait until it has run; return the output."""
    box(page, index).get_by_role("button", name="Run").click()
    wait_done(page, index, seconds)
    return output(page, index).inner_text()


def wait_done(page: WatchedPage, index: int = 0, seconds: float = 40) -> None:
    status = box(page, index).get_by_role("status")
    expect(status).to_have_text(re.compile("Done|Failed|Stopped"), timeout=seconds * 1000)


@both
def test_run(site: Site, type: str) -> None:
    """The code is shown as it is written; running it shows what it prints; no interpreter before.

    Pages look for the parts by their classes, as PyScript nests them.
    """
    wanted: list[str] = []
    code = "import sys\nprint(sys.implementation.name)\nprint('<b>no markup</b>')\nprint('err', file=sys.stderr)"
    site.write("index.html", site.html(editor(type, code)))
    page = site.open("index.html#")
    page.on("request", lambda request: wanted.append(request.url))
    page.locator(".py-editor").wait_for()
    assert box(page).locator(".cm-content").inner_text() == code
    name = "MicroPython" if type == "mpy" else "Pyodide"
    assert name in box(page).locator(".py-editor-env").inner_text()
    assert not [url for url in wanted if url.endswith(".wasm")]
    nested = [f".{type}-editor-{part}" for part in ("box", "input", "run-button")]
    assert page.locator(" ".join(nested)).get_attribute("aria-label") == "Run"
    text = run(page)
    assert text.split("\n")[:2] + text.split()[-1:] == [
        "micropython" if type == "mpy" else "cpython",
        "<b>no markup</b>",
        "err",
    ]
    assert output(page).locator("pre[data-stream=stderr]").inner_text().strip() == "err"


@both
def test_environments(site: Site, type: str) -> None:
    """Editors have their own names, unless they share an environment, which a setup prepares."""
    body = (
        editor(type, "a = 1\nprint(hidden)", 'env="shared"')
        + editor(type, "hidden = 'set up'\nprint('for the console')", 'env="shared" setup')
        + editor(type, "a += 1\nprint(a)", 'env="shared"')
        + (editor(type, "print('a' in globals())") if type == "mpy" else "")
    )
    page = open_page(site, body)
    assert page.locator(".py-editor").count() == (3 if type == "mpy" else 2)
    assert box(page).locator(".py-editor-env").inner_text().endswith("shared")
    assert run(page).strip() == "set up"
    assert page.lines == ["log: for the console"]
    assert run(page, 1).strip() == "2"
    assert run(page, 1).strip() == "3"
    if type == "mpy":
        assert run(page, 2).strip() == "False"


@both
def test_errors(site: Site, type: str) -> None:
    """A traceback in the output, as text: `<module>` stays, and no markup runs (RIVAL 65)."""
    code = 'def f():\n    raise ValueError("<img src=x onerror=alert(1)>")\nf()'
    page = open_page(site, editor(type, code, 'id="it"'))
    text = run(page)
    assert 'File "index.html#it", line 3, in <module>' in text
    assert text.strip().endswith("ValueError: <img src=x onerror=alert(1)>")
    assert "pyscript/" not in text
    assert output(page).locator("img").count() == 0
    assert page.locator(".py-error").count() == 0
    page.evaluate("document.getElementById('it').code = 'print(2'")
    assert "SyntaxError" in run(page)


@both
def test_display(site: Site, type: str) -> None:
    """`display` shows below the code, between what is printed, in the order of the calls."""
    code = (
        "from pyscript import display, HTML\n"
        "print('one')\ndisplay('two', HTML('<b>three</b>'))\nprint('four')\ndisplay('five')"
    )
    page = open_page(site, editor(type, code) + editor(type, "display('there')"))
    assert run(page).split() == ["one", "two", "three", "four", "five"]
    assert output(page).locator("b").inner_text() == "three"
    assert run(page).split() == ["one", "two", "three", "four", "five"]


ENDLESS = """
import asyncio
n = 0
while True:
    n += 1
    print("line", n)
    if n > 100:
        await asyncio.sleep(0.01)
"""


@both
def test_output_that_scrolls(site: Site, type: str) -> None:
    """The newest line shows, unless the reader has scrolled back to an older one."""
    page = open_page(site, editor(type, ENDLESS))
    box(page).get_by_role("button", name="Run").click()
    log = output(page)
    expect(log).to_contain_text("line 120", timeout=40_000)

    def more() -> None:
        last = int(log.inner_text().split()[-1])
        expect(log).to_contain_text(f"line {last + 10}\n", timeout=20_000, use_inner_text=True)

    at_end = "log => log.scrollTop > 100 && log.scrollTop + log.clientHeight > log.scrollHeight - 2"
    assert log.evaluate(at_end)
    log.evaluate("log => { log.scrollTop = 40 }")
    more()
    assert log.evaluate("log => log.scrollTop") == 40
    log.evaluate("log => { log.scrollTop = log.scrollHeight }")
    more()
    assert log.evaluate(at_end)
    box(page).get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    wait_done(page)


@both
@pytest.mark.parametrize(
    "loop", ["while True: pass", "while True: print('x' * 30)", "while True: x = len('y')"]
)
def test_stop(site: Site, type: str, loop: str) -> None:
    """An endless loop stops once that is confirmed; then the editor runs again."""
    page = open_page(site, editor(type, f"print('go')\n{loop}"))
    box(page).get_by_role("button", name="Run").click()
    expect(output(page)).to_contain_text("go" if "x'" not in loop else "xxx", timeout=30_000)
    stop = box(page).get_by_role("button", name="Stop")
    stop.click()
    page.get_by_role("dialog").get_by_role("button", name="Keep running").click()
    expect(stop).to_be_visible()
    stop.click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    wait_done(page)
    page.evaluate("document.querySelector('script[type$=editor]').code = 'print(6 * 7)'")
    assert run(page).strip() == "42"


@both
def test_run_right_after_a_stop(site: Site, type: str) -> None:
    """What runs next is not ended in place of what was stopped, however long it takes."""
    page = open_page(site, editor(type, "print('go')\nwhile True: len('y')"))
    box(page).get_by_role("button", name="Run").click()
    expect(output(page)).to_contain_text("go", timeout=30_000)
    box(page).get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    wait_done(page)
    longer = (
        "import time\nend = time.time() + 1.5\nwhile time.time() < end: pass\nprint('all of it')"
    )
    page.evaluate(
        "(code) => { document.querySelector('script[type$=editor]').code = code; }", longer
    )
    assert run(page).strip() == "all of it"
    assert box(page).get_by_role("status").inner_text() == "Done"


@both
def test_one_after_another(site: Site, type: str) -> None:
    """An editor that is given code while other code of it runs, runs it next."""
    page = open_page(site, editor(type, "pass", "id=it"))
    result = page.evaluate(
        """async () => {
            const [output, seen] = [it.target, []];
            const look = () => seen.push(output.innerText.trim());
            await Promise.all([it.process("print('one')").then(look), it.process("print('two')").then(look)]);
            return seen;
        }"""
    )
    assert result == ["one", "two"]


@both
def test_a_worker_that_goes(site: Site, page: WatchedPage, type: str) -> None:
    """What ran there has failed, the page says why; the next run has another worker."""
    page.expect_error("the worker of index.html#it has ended")
    page = open_page(
        site, editor(type, "import asyncio, js\njs.close()\nawait asyncio.sleep(60)", "id=it")
    )
    run(page)
    assert box(page).get_by_role("status").inner_text() == "Failed"
    page.evaluate("it.code = 'print(6 * 7)'")
    assert run(page).strip() == "42"


@both
def test_input(site: Site, type: str) -> None:
    """`input` asks in the output; Stop ends the asking."""
    page = open_page(site, editor(type, "name = input('Name? ')\nprint('Hello', name)"))
    box(page).get_by_role("button", name="Run").click()
    field = output(page).get_by_label("Name?")
    field.fill("Ada")
    field.press("Enter")
    wait_done(page)
    assert output(page).inner_text().strip() == "Name? Ada\nHello Ada"
    box(page).get_by_role("button", name="Run").click()
    field.wait_for()
    box(page).get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    wait_done(page)
    assert "KeyboardInterrupt" in output(page).inner_text()


def test_keys(site: Site) -> None:
    """Ctrl-Enter and Shift-Enter run; Tab indents, but after Esc it leaves the editor."""
    page = open_page(site, editor("mpy", "print('ran')") + "<button id=next>Next</button>")
    content = box(page).locator(".cm-content")
    for keys in ("Control+Enter", "Shift+Enter"):
        content.click()
        page.raw.keyboard.press(keys)
        wait_done(page)
        assert output(page).inner_text().strip() == "ran"
        page.evaluate("document.querySelector('.mpy-editor-output').replaceChildren()")
    page.raw.keyboard.press("Control+Home")
    page.raw.keyboard.press("Tab")
    assert content.inner_text() == "    print('ran')"
    page.raw.keyboard.press("Escape")
    page.raw.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "next"


@both
def test_code_and_process(site: Site, type: str) -> None:
    """Python on the page reads and writes the code, and runs it."""
    body = editor(type, "print('first')", 'id="my-editor"')
    page = open_page(site, body)
    code = """
from pyscript import document
editor = document.querySelector('#my-editor')
print(editor.code)
editor.code = '''
a = 1
b = 2
print(a + b)
'''
await editor.process(editor.code)
print("processed", editor.target.innerText.strip())
"""
    page.evaluate(
        """([type, textContent]) => document.body.append(
            Object.assign(document.createElement('script'), { type, textContent }))""",
        [type, code],
    )
    wait_for_line(page, "log: processed 3", 40)
    assert "log: print('first')" in page.lines
    assert (
        page.evaluate(
            "document.getElementById('my-editor').process('1/0').then(() => '', (error) => error.name)"
        )
        == "ZeroDivisionError"
    )
    page.evaluate("document.getElementById('my-editor').process('print(8)', true)")
    assert output(page).inner_text().strip() == "8"


@both
def test_handle_event(site: Site, type: str) -> None:
    """Python may take over what Run does, and prevent the rest with `False`."""
    body = editor(type, "print(6 * 7)", 'id="custom"')
    body += f"""<script type="{type}">
from pyscript import document

def handle_event(event):
    print("seen", event.code)
    return "42" in event.code

document.getElementById("custom").handleEvent = handle_event
print("set")
</script>"""
    page = open_page(site, body)
    wait_for_line(page, "log: set", 30)
    box(page).get_by_role("button", name="Run").click()
    wait_for_line(page, "log: seen print(6 * 7)")
    assert output(page).inner_text() == ""
    page.evaluate("document.getElementById('custom').code = 'print(42)'")
    assert run(page).strip() == "42"


def test_attributes(site: Site) -> None:
    """`src`, `target`, `output`, `rows`, `data-run`, `data-stop`, `onbeforerun`, `config`."""
    site.write(
        "code.py", "from pyscript import config\nprint(config['name'], before)\n" + "#\n" * 50
    )
    site.write("settings.json", '{"name": "configured"}')
    stop = escape("<svg viewBox='0 0 1 1'><circle r='1'/></svg>")
    attributes = (
        'src="code.py" target="there" output="shows" rows="5" data-run="Go!" '
        f'data-stop="{stop}" '
        'onbeforerun="before = 7" config="settings.json" id="it"'
    )
    page = open_page(
        site,
        editor("mpy", "", attributes)
        + editor("mpy", "x")
        + '<div id="there"></div><pre id="shows"></pre>',
    )
    first = page.locator("#there .py-editor")
    first.wait_for()
    button = first.get_by_role("button", name="Run")
    assert button.inner_text() == "Go!"
    assert page.locator(".py-editor").count() == 2
    assert first.locator(".cm-editor").bounding_box()["height"] < 150
    button.click()
    expect(page.locator("#shows")).to_have_text("configured 7\n", timeout=20_000)
    assert page.evaluate("document.getElementById('it').target.id") == "shows"
    # The other's button is as ever.
    assert box(page, 0).get_by_role("button", name="Run").locator("svg").count() == 1


def test_events(site: Site) -> None:
    """`…-editor` when it is made, `…-editor:done` when it has run; both bubble."""
    head = """<script>
    for (const name of ['py-editor', 'mpy-editor', 'py-editor:done', 'mpy-editor:done'])
        addEventListener(name, ({ type, target }) => console.log(type, target.id));
    </script>"""
    page = open_page(site, editor("mpy", "print(1)", 'id="a"'), head)
    wait_for_line(page, "log: mpy-editor a")
    run(page)
    wait_for_line(page, "log: py-editor:done a")
    assert page.lines == ["log: mpy-editor a", "log: mpy-editor:done a", "log: py-editor:done a"]


@pytest.mark.parametrize("type", ["MPY", "Py"])
def test_any_spelling_of_the_type(site: Site, type: str) -> None:
    """As HTML has it: upper and lower case are the same, and events have the usual names."""
    name = f"{type.lower()}-editor"
    head = f"""<script>
    for (const name of ['{name}', '{name}:done'])
        addEventListener(name, ({{ type, target }}) => console.log(type, target.id));
    </script>"""
    page = open_page(
        site, editor(type, "import sys; print(sys.implementation.name)", 'id="a"'), head
    )
    assert run(page).strip() == {"MPY": "micropython", "Py": "cpython"}[type]
    wait_for_line(page, f"log: {name}:done a")
    assert page.lines == [f"log: {name} a", f"log: {name}:done a"]


def test_added_later_and_override(site: Site) -> None:
    """An editor that comes later works; `env-override` begins its environment anew."""
    page = open_page(site, editor("mpy", "a = 5\nprint(a)", 'env="e" config=\'{"n": 1}\''))
    assert run(page).strip() == "5"
    page.evaluate(
        """(html) => {
            const script = document.createElement('script');
            script.type = 'mpy-editor';
            script.setAttribute('env', 'e');
            script.setAttribute('env-override', '');
            script.setAttribute('config', '{"n": 2}');
            script.textContent = "from pyscript import config; print('a' in globals(), config['n'])";
            document.body.append(script);
        }""",
        "",
    )
    box(page, 1).wait_for()
    assert run(page, 1).strip() == "False 2"


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (editor("mpy", "", 'src="nowhere.py"'), "PY0404", "nowhere.py"),
        (editor("mpy", "", 'src=""'), "PY0409", "src"),
        (editor("mpy", "x = 1", "setup"), "PY0409", "env="),
        (editor("mpy", "x = 1", 'target="nowhere"'), "PY0404", 'target="nowhere"'),
        (editor("mpy", "x = 1", 'output="nowhere"'), "PY0404", 'output="nowhere"'),
        (
            editor("mpy", "x", 'env="e" config=\'{"a": 1}\'')
            + editor("mpy", "x", 'env="e" config=\'{"a": 2}\''),
            "PY0409",
            'env="e"',
        ),
    ],
    ids=["missing src", "empty src", "setup without env", "target", "output", "two configurations"],
)
def test_misuse(site: Site, page: WatchedPage, body: str, code: str, text: str) -> None:
    """What a page's author may get wrong says so, with its code."""
    page.expect_error(code)
    if "nowhere.py" in body:
        page.expect_error("404 (Not Found)")
    site.write("index.html", site.html(body))
    site.open()
    error = page.locator(".py-error")
    error.wait_for()
    assert code in error.inner_text()
    assert text in error.inner_text()


def test_a_broken_configuration(site: Site, page: WatchedPage) -> None:
    """It shows when the editor is run, and the editor can be run again."""
    page.expect_error("PY1000")
    open_page(site, editor("mpy", "print(1)", "config='{\"a\": '"))
    box(page).get_by_role("button", name="Run").click()
    wait_done(page)
    assert "PY1000" in page.locator(".py-error").inner_text()
    assert box(page).get_by_role("button", name="Run").is_visible()


CSP = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:"


@both
def test_content_security_policy(site: Site, type: str) -> None:
    """Editors need no eval, nor do their workers."""
    head = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'
    code = "from pyscript import display\nprint(1)\ndisplay(2)"
    page = open_page(site, editor(type, code), head)
    assert run(page).split() == ["1", "2"]


@both
def test_a_configuration_that_fails(site: Site, page: WatchedPage, type: str) -> None:
    """What cannot be installed keeps the code from running, as of a script; one box says why."""
    page.expect_error("404")
    config = """config='{"files": {"./late.py": ""}}'"""
    page = open_page(site, editor(type, "print('ran')", config))
    assert run(page) == ""
    expect(box(page).get_by_role("status")).to_have_text("Failed")
    (text,) = page.locator(".py-error").all_inner_texts()
    assert "PY0404" in text
    site.write("late.py", "")
    assert run(page).strip() == "ran"
