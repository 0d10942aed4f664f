"""Whose output: several scripts on one page, each displaying where it belongs."""

from __future__ import annotations

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON_WORKER, REALMS, Realm
from pyscript_tools.testing.stage import Stage, page_html
from tests.browser import BUILDS, Site

MAIN = [realm for realm in REALMS if not realm.in_worker]
WORKERS = [realm for realm in REALMS if realm.in_worker]


def only(realms: list[Realm]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("realm", realms, ids=str)


def run(site: Site, body: str) -> WatchedPage:
    site.write("index.html", site.html(body))
    return wait_done(site.open())


def outputs(page: WatchedPage) -> list[list[str]]:
    """Return the lines of each output element, in the order of the page."""
    found: list[list[str]] = page.evaluate(
        """[...document.querySelectorAll("script-py, script-mpy")].map(
            output => [...output.children].map(line => line.textContent))"""
    )
    return found


def wait_for_outputs(page: WatchedPage, expected: list[list[str]]) -> None:
    """Wait until the outputs are these; fail with what they are."""
    count = sum(map(len, expected))
    page.raw.wait_for_function(
        "count => document.querySelectorAll('script-py > *, script-mpy > *').length >= count",
        arg=count,
    )
    assert outputs(page) == expected


@only(MAIN)
def test_handlers_display_into_their_own_script(site: Site, realm: Realm) -> None:
    """After all scripts have run, handlers of the first write into the output of the first."""
    first = realm.script("""
import asyncio
from pyscript import Event, display, when

event = Event()
display("first")

@when("click", "#button")
def clicked():
    display("first clicked")
    helper("first")

@when("click", "#button")
async def clicked_later():
    await asyncio.sleep(0)
    display("first later")
    await asyncio.sleep(0)
    display("first at last")

@when(event)
def happened(who):
    display(f"first hears {who}")

def helper(who):
    display(f"helps {who}")
""")
    second = realm.script("""
display("second")

@when("click", "#button")
def clicked_second(event):
    display("second clicked")

event.add_listener(lambda who: display(f"second hears {who}"))
event.trigger("the second")
display("end of second")
""")
    page = run(site, f'<button id="button">Click</button>{first}{second}')
    assert outputs(page) == [
        ["first", "first hears the second"],
        ["second", "second hears the second", "end of second"],
    ]
    outputs_of_first = ["first", "first hears the second"]
    page.click("#button")
    wait_for_outputs(
        page,
        [
            outputs_of_first + ["first clicked", "helps first", "first later", "first at last"],
            ["second", "second hears the second", "end of second", "second clicked"],
        ],
    )


@only(WORKERS)
def test_workers_display_into_their_own_output(site: Site, realm: Realm) -> None:
    """Two workers of one page have an output each, also in handlers."""
    code = """
from pyscript import display, when
display("NAME")
when("click", "#button")(lambda: display("NAME clicked"))
"""
    body = realm.script(code.replace("NAME", "one")) + realm.script(code.replace("NAME", "two"))
    page = run(site, '<button id="button">Click</button>' + body)
    page.click("#button")
    wait_for_outputs(page, [["one", "one clicked"], ["two", "two clicked"]])


def test_two_interpreters(site: Site) -> None:
    """Scripts of both interpreters on one page do not disturb each other."""
    code = """
from pyscript import display, when
display("NAME")
when("click", "#button")(lambda: display("NAME clicked"))
"""
    body = "".join(realm.script(code.replace("NAME", realm.name)) for realm in REALMS)
    page = run(site, '<button id="button">Click</button>' + body)
    page.click("#button")
    wait_for_outputs(page, [[realm.name, f"{realm.name} clicked"] for realm in REALMS])


@only(MAIN)
def test_target_attribute(site: Site, realm: Realm) -> None:
    """The `target` of a tag, an id or a selector, is where its script writes, also later."""
    code = """
from pyscript import display, when
when("click", "#button")(lambda: display("NAME"))
display("NAME")
"""
    body = (
        realm.script(code.replace("NAME", "by id"), target="by-id")
        + realm.script(code.replace("NAME", "by selector"), target="main > .by-selector")
        + '<div id="by-id"></div><main><div class="by-selector"></div></main>'
        + '<button id="button">Click</button>'
    )
    page = run(site, body)
    page.click("#button")
    for selector, text in (("#by-id", "by id"), (".by-selector", "by selector")):
        assert page.locator(selector).inner_html() == f"<div>{text}</div><div>{text}</div>"


def test_element(site: Site, realm: Realm) -> None:
    """A `<py-script>` or `<mpy-script>` is its own output; its code is gone from view."""
    worker = " worker" if realm.in_worker else ""
    tag = f"{realm.type}-script"
    code = 'from pyscript import display\ndisplay("one", 2)'
    page = run(site, f'<{tag} id="own"{worker}>{code}</{tag}>')
    assert page.locator("#own").inner_html() == "<div>one</div><div>2</div>"
    assert page.locator("#own").is_visible()


def test_repeated_output_is_in_order(site: Site, realm: Realm) -> None:
    """Many calls come out in the order in which they were made."""
    code = "from pyscript import display\nfor each in range(50):\n    display(each, -each)"
    page = run(site, realm.script(code))
    wait_for_outputs(page, [[text for each in range(50) for text in (str(each), str(-each))]])


@only(MAIN)
def test_worker_without_a_tag(site: Site, realm: Realm) -> None:
    """A worker that Python started has no output of its own; an error says to name one."""
    site.write(
        "worker.py",
        "from pyscript import display\n"
        'display("named", target="named")\n'
        "try:\n"
        '    display("lost")\n'
        "except ValueError as error:\n"
        '    display(str(error), target="named")\n',
    )
    code = "from pyscript import PyWorker\nworker = PyWorker('worker.py')\nawait worker.ready"
    page = run(site, '<div id="named"></div>' + realm.script(code))
    page.raw.wait_for_function("document.getElementById('named').childElementCount >= 2")
    lines = page.locator("#named > div").all_inner_texts()
    assert lines[0] == "named"
    assert "target=" in lines[1]


@only(MAIN)
def test_errors_of_handlers_name_their_script(site: Site, page: WatchedPage, realm: Realm) -> None:
    """What a handler raises is shown with the file and the line where it happened."""
    site.write(
        "handlers.py",
        "from pyscript import when\n\n\n"
        "@when('click', '#button')\ndef clicked():\n    raise ValueError('boom')\n",
    )
    page.expect_error("boom")
    scripts = realm.script(src="handlers.py") + realm.script("pass")
    run(site, '<button id="button">Click</button>' + scripts)
    page.click("#button")
    box = page.locator(".py-error")
    box.wait_for()
    assert "handlers.py, line 6" in box.inner_text()
    assert "ValueError: boom" in box.inner_text()


def test_worker_without_access_to_the_page(stage: Stage, page: WatchedPage, variant: str) -> None:
    """Without SharedArrayBuffer the error of a worker says what is missing."""
    folder = stage.new_folder()
    code = """
from pyscript import display, when
for use in (lambda: display("x", target="out"), lambda: when("click", "body")(print)):
    try:
        use()
    except RuntimeError as error:
        print("caught", error)
"""
    (folder / "index.html").write_text(page_html("/runtime/", MICROPYTHON_WORKER.script(code)))
    with Server({"/": folder, "/runtime/": BUILDS[variant]}, isolated=False) as server:
        page.goto(server.url)
        wait_done(page)
        # A worker's lines may come after the event that its page dispatches.
        page.wait_for(lambda: len(caught(page)) == 2, 10)
    assert all("#sharedarraybuffer" in line for line in caught(page))


def caught(page: WatchedPage) -> list[str]:
    return [line for line in page.lines if line.startswith("log: caught")]
