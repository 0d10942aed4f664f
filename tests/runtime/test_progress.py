"""What is loading and how far it is: events, and the indicator of a slow start."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import MICROPYTHON, MICROPYTHON_WORKER, PYODIDE_WORKER, Realm
from tests.browser import Site, screenshot
from tests.docs.pages import prints

LISTEN = """
    globalThis.seen = [];
    for (const type of ["py", "mpy"])
        addEventListener(`${type}:progress`, (event) => {
            const { detail, loaded, total, lengthComputable } = event;
            seen.push({ type, detail, loaded, total, lengthComputable });
        });
"""

NAMES = {"py": "Pyodide", "mpy": "MicroPython"}


def details(page: WatchedPage) -> list[str]:
    """Return what the events said, without repetitions."""
    seen = [event["detail"] for event in page.evaluate("seen")]
    return [each for index, each in enumerate(seen) if not index or seen[index - 1] != each]


def test_events(site: Site, page: WatchedPage, realm: Realm) -> None:
    """From both threads alike: pairs, the interpreter's around all others; bytes of files."""
    page.add_init_script(LISTEN)
    site.write("data.bin", b"x" * 300_000)
    site.write("greet.js", "export default 1;")
    config = {"files": {"data.bin": ""}, "js_modules": {"main": {"./greet.js": "greet"}}}
    site.write("index.html", site.html(realm.script("print('ran')", config=json.dumps(config))))
    page = wait_done(site.open())
    name = NAMES[realm.type]
    said = details(page)
    assert said[0] == f"Loading {name}"
    assert said[-1] == f"Loaded {name}"
    assert said.index("Loading files") < said.index("Loaded files")
    if not realm.in_worker:  # which takes the page's modules when it needs them
        assert said.index("Loading JS modules") < said.index("Loaded JS modules")
    events = page.evaluate("seen")
    assert {event["type"] for event in events} == {realm.type}
    bytes_ = [event for event in events if event["detail"] == "Loading files" and event["total"]]
    assert bytes_[-1]["loaded"] == bytes_[-1]["total"] == 300_000
    assert bytes_[-1]["lengthComputable"] is True
    loaded = [event["loaded"] for event in bytes_]
    assert loaded == sorted(loaded)
    if realm.interpreter == "pyodide":
        memory = [
            event for event in events if event["detail"] == "Loading Pyodide" and event["total"]
        ]
        assert memory[-1]["loaded"] == memory[-1]["total"] > 3_000_000


def test_events_of_packages(site: Site, page: WatchedPage) -> None:
    """What micropip installs is named."""
    page.add_init_script(LISTEN)
    config = {"packages": ["segno"], "index_urls": ["/simple/"]}
    site.write("index.html", site.html(PYODIDE_WORKER.script("x = 1", config=json.dumps(config))))
    said = details(wait_done(site.open()))
    for name in ("packages", "segno", "micropip"):
        assert said.index(f"Loading {name}") < said.index(f"Loaded {name}")
    assert said.index("Loaded packages") < said.index("Loaded Pyodide")


@pytest.mark.parametrize("realm", [MICROPYTHON, MICROPYTHON_WORKER], ids=str)
def test_the_indicator(site: Site, page: WatchedPage, realm: Realm) -> None:
    """It shows when starting takes long, says what is loading, and goes."""
    page.add_init_script(LISTEN)
    waiting = []
    page.raw.context.route("**/slow.txt", lambda route: waiting.append(route))
    try:
        site.write("index.html", site.html(realm.script("print('ran')", config=SLOW)))
        page = site.open()
        bar = page.get_by_role("progressbar", name="Loading Python")
        bar.wait_for()
        expect(bar).to_have_attribute("aria-valuetext", "Loading files")
        assert bar.bounding_box()["height"] == 3
        assert bar.bounding_box()["y"] == 0
        page.evaluate(
            "dispatchEvent(Object.assign(new Event('mpy:progress'), "
            "{detail: 'Loading files', loaded: 25, total: 100}))"
        )
        expect(bar).to_have_attribute("aria-valuenow", "25")
        for scheme in ("light", "dark"):
            page.raw.emulate_media(color_scheme=scheme)
            screenshot(page, f"progress-{realm.name}-{scheme}")
        page.wait_for_function("document.querySelector('.py-progress')")
        while not waiting:
            page.raw.wait_for_timeout(10)
        waiting[0].fulfill(body="slow")
        wait_done(page)
        expect(bar).to_have_count(0)
    finally:
        page.raw.context.unroute("**/slow.txt")


SLOW = json.dumps({"files": {"slow.txt": ""}})


def test_it_can_be_turned_off(site: Site, page: WatchedPage) -> None:
    """`progress = false`; the events come all the same."""
    page.add_init_script(LISTEN + HELD)
    config = {"files": {"slow.txt": ""}, "progress": False}
    page.raw.route("**/slow.txt", lambda route: page.hold.append(route))
    page.hold = []
    body = MICROPYTHON.script("print('ran')", config=json.dumps(config))
    site.write("index.html", site.html(body))
    page = site.open()
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")
    assert page.locator(".py-progress").count() == 0
    page.hold[0].fulfill(body="slow")
    wait_done(page)
    assert "Loading files" in details(page)
    assert page.evaluate("bars") == 0


HELD = """
    globalThis.bars = 0;
    new MutationObserver(() => { bars += document.querySelectorAll('.py-progress').length; })
        .observe(document, { childList: true, subtree: true });
"""


def test_a_quick_start_shows_none(site: Site, page: WatchedPage) -> None:
    """Nothing flashes where MicroPython is there at once."""
    page.add_init_script(HELD)
    site.write("index.html", site.html(MICROPYTHON.script("print('ran')")))
    page = wait_done(site.open())
    assert prints(page) == ["ran"]
    took = page.evaluate("performance.now()")
    if page.evaluate("bars"):
        assert took > 300
