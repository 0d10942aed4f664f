"""Workers and the page, seen from outside: frameworks, crowds, and a sudden end."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON_WORKER, PYODIDE, PYODIDE_WORKER, Realm
from tests.browser import Site
from tests.crowd import crowd
from tests.docs.pages import prints, wait_for_line

both = pytest.mark.parametrize("realm", [MICROPYTHON_WORKER, PYODIDE_WORKER], ids=str)

# PuePy, a framework that knows nothing of workers: it imports the page's own names from js.
FRAMEWORK = """
import js
from pyscript import RUNNING_IN_WORKER, window

if RUNNING_IN_WORKER:
    for name in ("window", "history", "localStorage", "sessionStorage"):
        setattr(js, name, window if name == "window" else getattr(window, name))

from puepy import Application, Page, t

app = Application()

@app.page()
class Counter(Page):
    def initial(self):
        return {"count": 0}

    def populate(self):
        with t.div(classes="box"):
            t.h1("Hello from PuePy")
            t.p(f"Count: {self.state['count']}", id="count")
            t.button("Add", id="add", on_click=self.add)

    def add(self, event):
        self.state["count"] += 1

app.mount("#app")
"""


@pytest.mark.parametrize("realm", [PYODIDE, PYODIDE_WORKER], ids=str)
def test_a_framework(site: Site, server: Server, realm: Realm) -> None:
    """A framework for pages works in a worker: its state, its events, its redrawing."""
    config = {"packages": ["puepy"], "index_urls": [server.url + "simple/"]}
    script = realm.script(FRAMEWORK, config=json.dumps(config))
    site.write("index.html", site.html(f'<div id="app"></div>{script}'))
    page = wait_done(site.open())
    assert page.locator("#app h1").inner_text() == "Hello from PuePy"
    count = page.locator("#count")
    before = int(count.inner_text().split()[1])
    for clicks in (1, 2):
        page.click("#add")
        expect(count).to_have_text(f"Count: {before + clicks}")


def test_a_crowd(site: Site) -> None:
    """Workers that change the page at once lose nothing; ./run bench soak has more of them."""
    site.write("index.html", site.html(crowd(6)))
    page = wait_done(site.open(), 90)
    page.wait_for(lambda: len(prints(page)) == 6, 10)
    assert all(line.startswith("content ") for line in prints(page))


ENDLESS = """
from pyscript import document, window
import js

node = document.getElementById("counter")
button = document.getElementById("button")
button.onclick = lambda event: None
n = 0
while True:
    n += 1
    node.textContent = n
    if n == 50:
        js.console.log("busy")
"""


@both
def test_terminated_in_the_middle(site: Site, realm: Realm) -> None:
    """A worker that is ended in the middle of a call leaves a page that works."""
    body = '<p id="counter"></p><button id="button">x</button>'
    site.write("index.html", site.html(body + realm.script(ENDLESS, id="endless")))
    page = site.open()
    wait_for_line(page, "log: busy", 30)
    tables = "globalThis[Symbol.for('pyscript.runtime')].pages.size"
    assert page.evaluate(tables) == 1
    page.evaluate("document.getElementById('endless').xworker.terminate()")
    assert page.evaluate(tables) == 0
    page.click("#button")  # its function is gone: nothing happens, nothing is reported
    before = page.locator("#counter").inner_text()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.locator("#counter").inner_text() == before


SORTED = """
import js
from pyscript import document, when
from pyscript._reference import _page

body = document.querySelector("tbody")
rows = [(int(row.textContent), row) for row in body.querySelectorAll("tr")]
told = js.eval(
    "const { postMessage } = MessagePort.prototype; let count = 0;"
    "MessagePort.prototype.postMessage = function (...args) {"
    "if (args[0][0] !== 0) count++; return postMessage.apply(this, args); };"
    "() => count"
)

def messages():
    return told() + _page.asked

@when("click", "th")
def sort(event):
    before = messages()
    rows.sort(key=lambda row: row[0])
    body.replaceChildren(*[row for _, row in rows])
    print("sorted", messages() - before)

print("ready")
"""


@both
def test_a_table(site: Site, realm: Realm) -> None:
    """A thousand rows are sorted by a click, with a single message."""
    rows = "".join(f"<tr><td>{(n * 7919) % 1000}</td></tr>" for n in range(1000))
    body = f"<table><thead><tr><th>n</th></tr></thead><tbody>{rows}</tbody></table>"
    site.write("index.html", site.html(body + realm.script(SORTED)))
    page = wait_done(site.open())
    page.click("th")
    page.wait_for(lambda: len(prints(page)) == 2, 10)  # it may ask what replaceChildren is
    page.click("th")
    wait_for_line(page, "log: sorted 1")
    found = page.evaluate("[...document.querySelectorAll('td')].map((cell) => +cell.textContent)")
    assert found == list(range(1000))


def test_errors_after_a_worker_has_ended(site: Site, page: WatchedPage) -> None:
    """A function of a worker that has ended rejects instead of waiting for ever."""
    code = """
from pyscript import window
window.ask = lambda: 42
print(await window.eval("ask()"))
"""
    site.write("index.html", site.html(MICROPYTHON_WORKER.script(code, id="it")))
    page = wait_done(site.open())
    wait_for_line(page, "log: 42")
    assert page.evaluate("ask()") == 42
    page.evaluate("document.getElementById('it').xworker.terminate()")
    problem = page.evaluate("ask().catch((error) => error.message)")
    assert problem == "the worker that this function belongs to has ended"


# The page is held up between the answer and its notification, as a busy machine may do it. By
# then the worker, which watches for the answer, asks the next question, and sleeps.
HELD_UP = """
<script>
    const { notify } = Atomics;
    Atomics.notify = (...args) => {
        for (const end = performance.now() + 1; performance.now() < end; );
        return notify.apply(Atomics, args);
    };
</script>
"""

QUESTIONS = """
from pyscript import document, window

elements = [document.createElement(tag) for tag in ("p", "b", "i") * 50]
wrong = [n for n in range(150) if elements[n].localName != "pbi"[n % 3]]
print(len(elements), wrong, document.title, window.location.pathname[-10:])
"""


@both
def test_an_answer_notified_late(site: Site, realm: Realm) -> None:
    """Each question gets its own answer: the notification of the one before is none."""
    site.write("index.html", site.html(realm.script(QUESTIONS), HELD_UP))
    page = wait_done(site.open())
    assert prints(page) == ["150 [] Test index.html"]


# What is not waited for is told by one way; these are all the others.
OTHER_WAYS = """
import js
from polyscript import xworker
from pyscript import sync, web

ways = [js.postMessage, xworker.postMessage, sync.note, js.BroadcastChannel.new("note").postMessage]
box = web.page["#box"]
for n in range(120):
    box.append(web.p("x"))
    ways[n % len(ways)](n + 1)
box.append(web.p("last"))
"""

NOTES = """
<script>
    globalThis.notes = [];
    const note = (told) => notes.push([told, document.querySelectorAll('#box p').length]);
    new BroadcastChannel('note').onmessage = ({ data }) => note(data);
    for (const type of ['py', 'mpy']) {
        addEventListener(`${type}:ready`, ({ target: { xworker } }) => {
            xworker.onmessage = ({ data }) => note(data);
            xworker.sync.note = note;
        });
        addEventListener(`${type}:done`, () => note(121));
    }
</script>
"""


@both
def test_what_is_told_comes_first(site: Site, realm: Realm) -> None:
    """Whatever way a worker speaks: what it did to the page before has been done."""
    site.write("index.html", site.html('<div id="box"></div>' + realm.script(OTHER_WAYS), NOTES))
    page = wait_done(site.open())
    page.evaluate("new Promise((resolve) => setInterval(() => notes.length > 120 && resolve(), 5))")
    notes = page.evaluate("notes")
    assert sorted(told for told, _ in notes) == list(range(1, 122))
    assert [note for note in notes if note[1] < note[0]] == []


@both
def test_what_is_told_fails(site: Site, page: WatchedPage, realm: Realm) -> None:
    """It should not be able to; if it does all the same, it is reported."""
    head = """
        <script>
            const { append } = Element.prototype;
            Element.prototype.append = function (...nodes) {
                if (this.id === 'box') throw new Error('not here');
                append.apply(this, nodes);
            };
        </script>
    """
    code = """
from pyscript import web

box = web.page.find("#box")[0]
box.append(web.p("x"))
print("went on", len(box.children))
"""
    page.expect_error("not here")
    site.write("index.html", site.html('<div id="box"></div>' + realm.script(code), head))
    assert prints(wait_done(site.open())) == ["went on 0"]


@both
def test_what_is_told_shows_while_python_computes(site: Site, realm: Realm) -> None:
    """Nobody waits for it, and it waits for nobody; a worker that is ended has told it all the same."""
    code = """
from pyscript import document, web

status = document.getElementById("status")
status.textContent = "computing"
web.page["#box"].append(web.p("one"))
web.page["#box"].append(web.p("two"))
while True:
    status.__class__
"""
    body = '<p id="status"></p><div id="box"></div>' + realm.script(code, id="script")
    site.write("index.html", site.html(body))
    page = site.open()
    expect(page.locator("#box p")).to_have_count(2, timeout=30_000)
    expect(page.locator("#status")).to_have_text("computing")
    page.evaluate("document.getElementById('script').xworker.terminate()")
    wait_done(page)


ASKING = """
from pyscript import document, window

before = window.frames_drawn
for step in range(5000):
    document.body.lang = f"x-{step}"
    assert document.body.lang == f"x-{step}"
print("frames", window.frames_drawn - before)
"""

DRAWING = """
<script>
    globalThis.frames_drawn = 0;
    const draw = () => { frames_drawn++; requestAnimationFrame(draw); };
    draw();
</script>
"""


@both
def test_the_page_draws_while_it_is_asked(site: Site, realm: Realm) -> None:
    """A worker that asks on and on, and gets its answers at once, leaves the page time; two as well."""
    other = realm.script("from pyscript import window\nfor _ in range(5000): window.innerWidth")
    site.write("index.html", site.html(realm.script(ASKING) + other, DRAWING))
    page = wait_done(site.open())
    (frames,) = prints(page)
    assert int(frames.split()[-1]) > 3
