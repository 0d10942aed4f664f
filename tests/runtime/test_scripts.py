"""Tags and their attributes: what runs, in which order, and where its output goes."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import (
    MICROPYTHON,
    MICROPYTHON_WORKER,
    PYODIDE,
    PYODIDE_WORKER,
    Realm,
)
from tests.browser import Site

#: What JavaScript does alike for both interpreters is tried with the quicker one.
quick = pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)


def run(site: Site, body: str, head: str = "") -> WatchedPage:
    site.write("index.html", site.html(body, head))
    return wait_done(site.open())


def tag(realm: Realm, code: str, attributes: str = "") -> str:
    worker = " worker" if realm.in_worker else ""
    return f'<script type="{realm.type}"{worker} {attributes}>{code}</script>'


def logged(page: WatchedPage) -> list[str]:
    return [line[5:] for line in page.lines if line.startswith("log: ")]


def assert_logged(page: WatchedPage, *expected: str, in_order: bool = True) -> None:
    """The lines of a worker come by another way than its events: wait for them."""
    page.wait_for(lambda: len(logged(page)) >= len(expected), 10)
    lines = logged(page)
    assert (lines if in_order else sorted(lines)) == (
        list(expected) if in_order else sorted(expected)
    )


@quick
def test_inline_and_src(site: Site, realm: Realm) -> None:
    """Code of the tag, indented or not, and code of a file."""
    site.write("main.py", "print('from a file')\n")
    page = run(
        site,
        tag(realm, "\n    print('inline')\n    if True:\n        print('nested')\n")
        + tag(realm, "", 'src="./main.py"'),
    )
    assert_logged(page, "from a file", "inline", "nested", in_order=False)


@quick
def test_custom_elements(site: Site, realm: Realm) -> None:
    """<py-script> and <mpy-script>: their code is replaced by their output."""
    name = f"{realm.type}-script"
    worker = " worker" if realm.in_worker else ""
    code = "from pyscript import display\ndisplay('shown')"
    page = run(
        site, f"<{name}{worker} id='it'>\n    {code.replace(chr(10), chr(10) + '    ')}\n</{name}>"
    )
    element = page.locator(f"{name}#it")
    element.get_by_text("shown").wait_for()
    assert element.inner_text().strip() == "shown"


def test_html_in_an_element_is_warned_about(site: Site) -> None:
    """What the HTML parser made of `<` is undone as far as it can be."""
    page = run(site, "<mpy-script>\nprint('<b>bold</b>')\n</mpy-script>")
    assert_logged(page, "<b>bold</b>")
    assert any(line.startswith("warning:") and "use <script" in line for line in page.lines)


def test_scripts_of_a_type_share_names_and_run_in_order(site: Site) -> None:
    """A script waits for the one before it, even at a top-level await."""
    page = run(
        site,
        tag(MICROPYTHON, "import asyncio\nawait asyncio.sleep(0.05)\nvalue = 1\nprint('first')")
        + tag(MICROPYTHON, "print('second', value)"),
    )
    assert_logged(page, "first", "second 1")


def test_types_and_workers_do_not_share(site: Site) -> None:
    """Each interpreter, and each worker, has names of its own."""
    check = "print('value' in globals())"
    page = run(
        site, tag(MICROPYTHON, "value = 1") + tag(PYODIDE, check) + tag(MICROPYTHON_WORKER, check)
    )
    assert_logged(page, "False", "False")


@pytest.mark.parametrize("value", ["false", "0", "no"])
def test_async_can_be_turned_off(site: Site, page: WatchedPage, value: str) -> None:
    """Then a top-level await is a SyntaxError."""
    page.expect_error("SyntaxError")
    page = run(
        site,
        tag(MICROPYTHON, "print('sync')", f'async="{value}"')
        + tag(MICROPYTHON, "await 1", f'async="{value}"'),
    )
    assert_logged(page, "sync")


def test_events(site: Site, realm: Realm) -> None:
    """ready just before the code, done after it, all-done at the end; they bubble."""
    listeners = "".join(
        f"addEventListener('{name}', (e) => console.log('{name}', e.target.id || 'window', e.detail?.worker));"
        for name in [f"{realm.type}:ready", f"{realm.type}:done", "py:all-done"]
    )
    page = run(site, tag(realm, "print('running')", 'id="it"'), f"<script>{listeners}</script>")
    page.wait_for(lambda: any("all-done" in line for line in page.lines), 5)
    worker = "true" if realm.in_worker else "false"
    assert_logged(
        page,
        f"{realm.type}:ready it {worker}",
        "running",
        f"{realm.type}:done it {worker}",
        "py:all-done window undefined",
        in_order=not realm.in_worker,
    )


@pytest.mark.parametrize("realm", [MICROPYTHON, PYODIDE], ids=str)
def test_current_script(site: Site, realm: Realm) -> None:
    """document.currentScript is the tag while its code runs, and nothing afterwards."""
    show = "print(document.currentScript.id)\n"
    code = f"import asyncio\nfrom pyscript import document\n{show}await asyncio.sleep(0.01)\n{show}"
    page = run(site, tag(realm, code, 'id="me"'))
    assert_logged(page, "me", "me")
    assert page.evaluate("document.currentScript") is None


def test_current_scripts_of_javascript(site: Site) -> None:
    """Scripts of JavaScript's that run while Python does find themselves."""
    code = """
from pyscript import document
def add():
    element = document.createElement("script")
    element.id = "js"
    element.textContent = "console.log(document.currentScript.id)"
    document.body.append(element)
    print(document.currentScript.id)
add()
"""
    page = run(site, tag(MICROPYTHON, code, 'id="me"'))
    assert_logged(page, "js", "me")


@pytest.mark.parametrize("first", [MICROPYTHON, PYODIDE], ids=str)
def test_current_scripts_of_two_interpreters(site: Site, first: Realm) -> None:
    """The end of one leaves the other its own."""
    second = PYODIDE if first is MICROPYTHON else MICROPYTHON
    waiting = "from pyscript import window\n"
    head = (
        "<script>const { promise: both, resolve: begin } = Promise.withResolvers();"
        "const { promise: one, resolve: end } = Promise.withResolvers();"
        "Object.assign(window, { both, begin, one });"
        f"addEventListener('{first.type}:done', end);</script>"
    )
    show = "from pyscript import document\nprint(document.currentScript.id)"
    page = run(
        site,
        tag(first, f"{waiting}await window.both")
        + tag(second, f"{waiting}window.begin()\nawait window.one\n{show}", 'id="me"'),
        head,
    )
    assert_logged(page, "me")


def test_one_file_twice(site: Site, page: WatchedPage) -> None:
    """Each of its tags has its own output, also later; errors tell which it was."""
    site.write(
        "part.py",
        "from pyscript import display, document, when\ndisplay('shown')\n"
        "@when('click', '#button')\ndef later():\n    display('later')\n",
    )
    site.write("wrong.py", "1 / 0")
    page.expect_error("ZeroDivisionError")
    page = run(
        site,
        '<button id="button">x</button><div id="one"></div><div id="two"></div>'
        + "".join(tag(PYODIDE, "", f'src="part.py" target="{name}"') for name in ("one", "two"))
        + tag(PYODIDE, "", 'src="wrong.py"') * 2,
    )
    page.locator("#button").click()
    for name in ("one", "two"):
        assert page.locator(f"#{name}").inner_text().split() == ["shown", "later"]
    titles = page.locator(".py-error strong").all_inner_texts()
    assert [title.split(",")[0] for title in titles] == ["wrong.py", "wrong.py (2)"]


def test_a_page_that_is_still_coming(site: Site, page: WatchedPage, server: Server) -> None:
    """Scripts run when all of the page is there, though core.js is earlier."""
    parts = [
        '<link rel="icon" href="data:,"><script type="module" async>'
        f'for (const name of ["core", "page"]) await import(`{site.runtime}${{name}}.js`);'
        'fetch("/http/release?id=coming");</script><script type="mpy">print("whole',
        '")</script><script type="mpy">print("both")</script>',
    ]
    query = urlencode(
        [("id", "coming"), ("type", "text/html"), *(("part", part) for part in parts)]
    )
    page.raw.goto(f"{server.url}http/parts?{query}")
    wait_done(page)
    assert_logged(page, "whole", "both")


def test_output_elements(site: Site) -> None:
    """Ids count scripts without a place of their own; the element follows the script."""
    show = "from pyscript import current_target\nprint(current_target())"
    page = run(
        site,
        f'<mpy-script id="explicit">\n{show}\n</mpy-script><mpy-script>\n{show}\n</mpy-script>'
        + tag(MICROPYTHON, show)
        + tag(MICROPYTHON, show, 'target="there"')
        + tag(MICROPYTHON, show, 'target="main > p"')
        + '<h1 id="there"></h1><main><p></p></main>',
    )
    assert_logged(page, "explicit", "mpy-0", "mpy-1", "there", "mpy-2")
    assert (
        page.evaluate("document.getElementById('mpy-1').previousElementSibling.localName")
        == "script"
    )
    assert page.evaluate("document.getElementById('mpy-1').localName") == "script-mpy"
    assert page.evaluate("document.querySelector('main > p').id") == "mpy-2"


@quick
def test_a_script_in_the_head_shows_in_the_body(site: Site, realm: Realm) -> None:
    """A head shows nothing."""
    code = "from pyscript import display\ndisplay('from the head')"
    page = run(site, "", tag(realm, code))
    page.locator("body").get_by_text("from the head").wait_for()


@quick
def test_a_removed_script_shows_at_the_end(site: Site, realm: Realm) -> None:
    """Frameworks may replace the tag before it has shown anything, which is not lost."""
    code = "from pyscript import display, document\ndocument.getElementById('gone').remove()\ndisplay('shown')"
    page = run(site, tag(realm, code, 'id="gone"'))
    page.locator(f"body > script-{realm.type}").get_by_text("shown").wait_for()


def test_no_output_no_element(site: Site) -> None:
    """A script that shows nothing adds nothing."""
    page = run(site, tag(MICROPYTHON, "x = 1"))
    assert page.locator("script-mpy").count() == 0


def test_target_property(site: Site) -> None:
    """JavaScript finds the output element of a script."""
    page = run(site, tag(MICROPYTHON, "x = 1", 'id="it"'))
    assert page.evaluate("document.getElementById('it').target.localName") == "script-mpy"


@quick
def test_elements_added_later(site: Site, realm: Realm) -> None:
    """A script that is added after load runs like any other."""
    page = run(site, tag(MICROPYTHON, "print('first')"))
    worker = "true" if realm.in_worker else "false"
    page.evaluate(
        """([type, worker]) => {
            const div = document.createElement('div');
            const script = Object.assign(document.createElement('script'), { type, textContent: "print('later')" });
            if (worker === 'true') script.setAttribute('worker', '');
            div.append(script);
            document.body.append(div);
        }""",
        [realm.type, worker],
    )
    page.wait_for(lambda: "log: later" in page.lines, 20)


def test_a_moved_script_runs_once(site: Site) -> None:
    """Frameworks move nodes about."""
    page = run(
        site,
        '<div id="a">' + tag(MICROPYTHON, "print('once')", 'id="it"') + '</div><div id="b"></div>',
    )
    page.evaluate("document.getElementById('b').append(document.getElementById('it'))")
    page.evaluate(
        "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    )
    assert_logged(page, "once")


# What is wrong -----------------------------------------------------------------------


@quick
def test_a_missing_src(site: Site, page: WatchedPage, realm: Realm) -> None:
    """PY0404 on the page; the scripts after it run."""
    page.expect_error("404")
    page = run(site, tag(realm, "", 'src="nowhere.py"') + tag(realm, "print('next')"))
    text = page.locator(".py-error").inner_text()
    assert "PY0404" in text
    assert "nowhere.py" in text
    assert_logged(page, "next")


@quick
def test_an_empty_src(site: Site, page: WatchedPage, realm: Realm) -> None:
    """It is not taken for the page's own URL."""
    page.expect_error("PY0409")
    page = run(site, tag(realm, "", 'src=""'))
    assert "src" in page.locator(".py-error").inner_text()


@quick
def test_src_and_code(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Which of them is meant? Neither runs. A comment is no code."""
    site.write("main.py", "print('file')")
    page.expect_error("PY0409")
    page = run(
        site,
        tag(realm, "print('inline')", 'src="main.py"')
        + tag(realm, "# the file has it all", 'src="main.py"'),
    )
    assert "main.py" in page.locator(".py-error").inner_text()
    assert_logged(page, "file")


def test_a_worker_attribute_with_a_value(site: Site, page: WatchedPage) -> None:
    """The message says what to write instead."""
    page.expect_error("PY0409")
    page = run(site, '<script type="mpy" worker="main.py"></script>')
    assert 'src="main.py"' in page.locator(".py-error").inner_text()


FAILING = """
import asyncio
from pyscript import ffi, when, window

def fail(where):
    raise ValueError("in a " + where)

@when("custom", window)
def handler(event):
    fail("handler")

@when("custom", window)
async def async_handler():
    await asyncio.sleep(0)
    fail("async handler")

async def task():
    fail("task")

window.dispatchEvent(window.Event.new("custom"))
asyncio.create_task(task())
window.setTimeout(ffi.create_proxy(lambda *args: fail("timer")), 0)
fail("script")
"""


def test_exceptions_show_with_file_and_line(site: Site, page: WatchedPage, realm: Realm) -> None:
    """In the console and on the page, wherever Python raised them; nothing else fails."""
    places = ["script", "handler", "async handler", "task", "timer"]
    for place in places:
        page.expect_error(f"ValueError: in a {place}")
    page = run(site, tag(realm, FAILING, 'id="it"') + tag(realm, "print('next')"))
    for place in places:
        box = page.locator(".py-error", has_text=f"ValueError: in a {place}")
        box.wait_for()
        assert box.count() == 1, place
        text = box.inner_text()
        assert f"index.html#it, line 6: ValueError: in a {place}" in text
        assert 'File "index.html#it", line' in text
        assert "_pyodide" not in text
    page.wait_for_expected()  # the console's lines may come after the page's
    for place in places:
        assert len([error for error in page.errors if f"in a {place}" in error]) == 1, page.errors
    assert page.locator(".py-error").count() == len(places)
    assert_logged(page, "next")


BLOCKS = """
class Numbers:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        print("left")

    def __aiter__(self):
        self.left = 2
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left

async with Numbers() as numbers:
    async for number in numbers:
        print(number)
1 / 0
"""


def test_async_blocks_at_the_top_level(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Without an `await` before, whatever comes before; lines keep their numbers."""
    page.expect_error("ZeroDivisionError")
    starts = ["", "# a comment", '"""A docstring."""', "import js", "import js; x = 1  # both"]
    for number, start in enumerate(starts if realm == MICROPYTHON else starts[:1]):
        site.write(f"{number}.py", start + BLOCKS)
    tags = [tag(realm, "", f'src="{file.name}"') for file in sorted(site.folder.glob("*.py"))]
    page = run(site, "".join(tags))
    for number in range(len(tags)):
        page.locator(".py-error", has_text=f"{number}.py, line 22: ZeroDivisionError").wait_for()
    assert_logged(page, *["1", "0", "left"] * len(tags))


def test_async_blocks_inside_of_others(site: Site, page: WatchedPage, realm: Realm) -> None:
    """As where an exception of theirs is caught."""
    code = """
class Numbers:
    def __aiter__(self):
        return self

    async def __anext__(self):
        raise ValueError("no numbers")

try:
    async for number in Numbers():
        print(number)
except ValueError as error:
    print("caught", error)
"""
    assert_logged(run(site, tag(realm, code)), "caught no numbers")


def test_scripts_that_python_makes(site: Site, page: WatchedPage, realm: Realm) -> None:
    """With all attributes that a tag may have."""
    code = """
from pyscript import web

web.page.body.append(
    web.script(
        "from pyscript import config, display; print(config['greeting'])",
        type="mpy",
        worker=True,
        name="late",
        config='{"greeting": "hello"}',
    ),
    web.script("print('in', __name__)", type="mpy", env="other", target="#shown"),
)
"""
    page = run(site, tag(realm, code) + '<p id="shown"></p>')
    assert_logged(page, "hello", "in __main__", in_order=False)


AWAITING = """
import asyncio

async def task():
    raise ValueError("in a task")

asyncio.create_task(task())
await asyncio.sleep(0.01)
print("awaited")
"""


def test_exceptions_of_tasks_show_while_a_script_awaits(
    site: Site, page: WatchedPage, realm: Realm
) -> None:
    """Also of a script that begins with nothing but that."""
    page.expect_error("ValueError: in a task")
    page = run(site, tag(realm, AWAITING, 'id="it"'))
    page.locator(".py-error", has_text="index.html#it, line 5: ValueError: in a task").wait_for()
    assert_logged(page, "awaited")


WAITING = """
import asyncio

async def answer(after):
    await asyncio.sleep(after)
    return 42

print(await asyncio.wait_for(answer(0.01), 5))
try:
    await asyncio.wait_for(answer(5), 0.01)
except asyncio.TimeoutError:
    print("too late")
print("and on")
"""


LATE = """
import js
from pyscript.ffi import JsException

await js.Promise.resolve(1)
import asyncio

async def fails():
    try:
        await js.Promise.reject(js.Error.new("no"))
    except JsException as error:
        return str(error)

async def sleeps():
    await asyncio.sleep(30)

print(await asyncio.create_task(fails()))
try:
    await asyncio.wait_for(sleeps(), 0.01)
except asyncio.TimeoutError:
    print("time is over")
"""


def test_asyncio_may_be_imported_late(site: Site, realm: Realm) -> None:
    """After a script has waited, and before it has ended: promises reject, time is over."""
    assert_logged(run(site, realm.script(LATE)), "Error: no", "time is over")


def test_wait_for_at_the_top_level(site: Site, page: WatchedPage, realm: Realm) -> None:
    """In time or not, the script goes on."""
    page = run(site, tag(realm, WAITING))
    assert_logged(page, "42", "too late", "and on")


CALLED = """
import asyncio
from pyscript import document, when

@when("click", "#button")
async def clicked():
    await asyncio.sleep(0.01)
    print("clicked")

async def pressed(event):
    await asyncio.sleep(0.01)
    print("pressed")

button = document.getElementById("button")
button.onmousedown = button.onmouseup = pressed
print("waiting")
for _ in range(2):
    await asyncio.sleep(0.05)
print("awaited")
"""


def test_a_script_and_handlers_wait_at_once(site: Site, realm: Realm) -> None:
    """Also where JavaScript has called a coroutine: the script goes on, and so does each of them."""
    site.write("index.html", site.html('<button id="button">x</button>' + tag(realm, CALLED)))
    page = site.open()
    page.wait_for(lambda: "log: waiting" in page.lines, 20)
    page.click("#button")
    page.wait_for(lambda: len(logged(page)) == 5, 10)
    assert sorted(logged(page)) == ["awaited", "clicked", "pressed", "pressed", "waiting"]


REJECTING = """
from pyscript import window
from pyscript.ffi import JsException

for code in ("Promise.reject('denied')", "Promise.reject(5)", "Promise.reject(undefined)"):
    try:
        await window.eval(code)
    except JsException as error:
        print("rejected", "denied" in str(error) or "5" in str(error) or "undefined" in str(error))

try:
    await window.eval("({get then() { throw new Error('not now') }})")
except Exception as error:
    print(type(error).__name__)
print("and on")
"""


def test_promises_that_reject_with_no_error(site: Site, page: WatchedPage, realm: Realm) -> None:
    """Awaited at the top level they raise; so do objects that throw when asked for `then`."""
    page = run(site, tag(realm, REJECTING))
    # On MicroPython's main thread the loader asks it; elsewhere it just cannot be awaited.
    kind = "JsException" if realm == MICROPYTHON else "TypeError"
    assert_logged(page, "rejected True", "rejected True", "rejected True", kind, "and on")


def test_errors_of_several_scripts(site: Site, page: WatchedPage, realm: Realm) -> None:
    """What JavaScript threw, what a file raised, a syntax error: each with its place."""
    site.write("code/main.py", "\n\nraise ValueError('<img src=x onerror=alert(1)>')")
    for text in ("JsException", "onerror=alert", "SyntaxError: invalid"):
        page.expect_error(text)
    thrown = "\nimport js\ndef f():\n    js.JSON.parse('{')\nf()\n"
    page = run(
        site,
        tag(realm, thrown, 'id="js"')
        + tag(realm, "", 'src="./code/main.py"')
        + tag(realm, "\nx = 1\ny = = 2\n", 'id="syntax"')
        + tag(realm, "print('next')"),
    )
    for start, rest in (
        ("index.html#js, line 4: ", "JsException: SyntaxError: Expected property name"),
        ("code/main.py, line 3: ", "ValueError: <img src=x onerror=alert(1)>"),
        ("index.html#syntax, line 3: ", "SyntaxError: invalid syntax"),
    ):
        box = page.locator(".py-error", has_text=start)
        box.wait_for()
        assert rest in box.inner_text()
    assert page.locator(".py-error img").count() == 0
    assert_logged(page, "next")


def test_errors_of_both_interpreters_show(site: Site, page: WatchedPage) -> None:
    """One box each, in the order of their coming, whichever was ready first."""
    page.expect_error("mpy's")
    page.expect_error("py's")
    page = run(
        site,
        tag(MICROPYTHON, 'raise ValueError("mpy\'s")') + tag(PYODIDE, 'raise ValueError("py\'s")'),
    )
    assert page.locator(".py-error").count() == 2


def test_a_box_can_be_dismissed(site: Site, page: WatchedPage) -> None:
    """With the mouse or the keyboard; it is announced to assistive technology."""
    page.expect_error("ValueError")
    page = run(site, tag(MICROPYTHON, "raise ValueError('gone')"))
    assert page.get_by_role("alert").count() == 1
    page.get_by_role("button", name="Dismiss this error").press("Enter")
    assert page.locator(".py-error").count() == 0


def test_ids_of_scripts_in_workers(site: Site) -> None:
    """They count by themselves."""
    show = "from pyscript import current_target\nprint(current_target())"
    page = run(site, tag(MICROPYTHON_WORKER, show) + tag(MICROPYTHON_WORKER, show))
    assert_logged(page, "mpy-w0-target", "mpy-w1-target", in_order=False)


def test_the_document_of_js(site: Site, realm: Realm) -> None:
    """Is the page's in workers, too, also where nothing of pyscript has been imported."""
    code = "from js import document\nprint(document.title, document.querySelector('p').id)"
    assert_logged(run(site, '<p id="it"></p>' + tag(realm, code)), "Test it")


def test_the_last_line_starts_a_task(site: Site, realm: Realm) -> None:
    """The script has ended, and others run, though the task goes on."""
    code = """
import asyncio
async def forever():
    while True:
        await asyncio.sleep(0.01)
asyncio.create_task(forever())
"""
    page = run(site, realm.script(code) + tag(realm, "print('next')"))
    assert_logged(page, "next")


@pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
def test_the_last_line_is_a_promise(site: Site, realm: Realm) -> None:
    """Nor does one hold up what comes after a script that cannot await."""
    code = "import js\njs.Promise.new(lambda resolve, reject: None)"
    page = run(site, realm.script(code, **{"async": "false"}) + tag(realm, "print('next')"))
    assert_logged(page, "next")


def test_the_last_line_is_a_coroutine(site: Site) -> None:
    """Pyodide runs it, and the script with it."""
    code = "async def main():\n    print('ran')\nmain()"
    assert_logged(run(site, tag(PYODIDE, code)), "ran")


def test_types_in_any_case(site: Site, realm: Realm) -> None:
    """As all of HTML's types are."""
    tag = realm.script("print('ran')").replace(f'"{realm.type}"', f'"{realm.type.upper()}"')
    listen = f"addEventListener('{realm.type}:done', () => console.log('done'))"
    site.write("index.html", site.html(f"<script>{listen}</script>{tag}"))
    page = wait_done(site.open())
    assert {"log: ran", "log: done"} <= set(page.lines)
