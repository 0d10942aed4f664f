"""The same page in browsers that Playwright does not drive: it reports what it has done.

`--engine` runs any test in Playwright's own Firefox and WebKit.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pyscript_tools.serve import Request, Response, Server
from pyscript_tools.testing.realms import REALMS, Realm
from pyscript_tools.testing.stage import page_html
from tests.browser import BUILDS

SECONDS = 120

CODE = """
import asyncio
import sys
from pyscript import RUNNING_IN_WORKER, current_target, display, document, fetch, storage
from pyscript import web, when, window

heard = []
box = web.div(web.h2("title"), web.p("text"), classes=["card"], id=f"box-{current_target()}")
web.page.append(box)

@when("click", f"#box-{current_target()}")
def clicked(event):
    heard.append(event.type)

document.getElementById(f"box-{current_target()}").click()
while not heard:
    await asyncio.sleep(0.01)
store = await storage("browsers-" + current_target())
store["plain"] = {"list": [1, None, "ä"]}
store["bytes"] = bytearray(b"\\x00\\xff")
await store.sync()
reply = await fetch("/data", method="POST", body={"a": [1]}, timeout=30).json()
found = [p.textContent for p in box.find("p")]
try:
    window.JSON.parse("no json")
except Exception as error:
    caught = "JSON" in str(error)
display(heard, found, box.classes, store["plain"], store["bytes"], reply, caught)
display(RUNNING_IN_WORKER)
"""

SHOWN = ["['click']", "['text']", "{'card'}", "{'list': [1, None, 'ä']}", r"bytearray(b'\x00\xff')"]
SHOWN += ["{'a': [1]}", "True"]

# What a worker cannot do where threads share no memory.
APART = """
from pyscript import document, fetch
try:
    document.title
except AttributeError as error:
    await fetch("/told", method="POST", body=str(error))
"""

REPORT = """<script>
    const wrong = [];
    for (const kind of ['error', 'warn']) {
        const tell = console[kind];
        console[kind] = (...args) => { wrong.push(args.join(' ')); tell(...args); };
    }
    addEventListener('error', ({ message }) => wrong.push(message));
    addEventListener('unhandledrejection', ({ reason }) => wrong.push(String(reason)));
    addEventListener('py:all-done', async () => {
        const shown = [...document.querySelectorAll('script-py, script-mpy')].map((each) =>
            [...each.children].map(({ innerText }) => innerText.trim()));
        const memory = typeof SharedArrayBuffer === 'function';
        await fetch('/report', { method: 'POST', body: JSON.stringify({ shown, wrong, memory }) });
    });
</script>"""


@dataclass(frozen=True)
class OtherBrowser:
    """One of Debian's, say, and how a page is shown in it."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def showing(self, url: str, home: Path) -> Iterator[None]:
        command = [part.replace("{home}", str(home)) for part in self.command]
        environment = {**os.environ, "HOME": str(home), **self.environment}
        process = subprocess.Popen(
            [*command, url],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def firefox() -> OtherBrowser:
    found = shutil.which("firefox") or shutil.which("firefox-esr")
    if not found:
        pytest.skip("no Firefox on this machine (Debian: firefox-esr)")
    return OtherBrowser("Firefox", [found, "--headless", "--no-remote", "--profile", "{home}"])


def webkit(shares_memory: bool) -> OtherBrowser:
    found = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    screen = shutil.which("xvfb-run")
    if not found or not screen:
        pytest.skip("no WebKit on this machine (Debian: libwebkit2gtk-4.1-0 and xvfb)")
    environment = {
        "JSC_useSharedArrayBuffer": str(int(shares_memory)),
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    }
    return OtherBrowser("WebKit", [screen, "-a", str(found)], environment)


class Reports:
    """A server with one page, and what that reports."""

    def __init__(self, variant: str, body: str) -> None:
        html = page_html(f"/{variant}/", body, REPORT)
        self.told: list[str] = []
        self._reports: queue.Queue[bytes] = queue.Queue()
        self.server = Server({f"/{variant}/": BUILDS[variant]})
        self.server.routes.update(
            {
                "/": lambda _: Response(html, "text/html; charset=utf-8"),
                "/data": lambda request: Response(request.body, "application/json"),
                "/told": self._tell,
                "/report": self._take,
            }
        )

    def _tell(self, request: Request) -> Response:
        self.told.append(request.body.decode())
        return Response("")

    def _take(self, request: Request) -> Response:
        self._reports.put(request.body)
        return Response("")

    def of(self, browser: OtherBrowser, home: Path) -> dict[str, object]:
        """Show the page; return what it reports."""
        with self.server, browser.showing(self.server.url, home):
            report = json.loads(self._reports.get(timeout=SECONDS))
        assert isinstance(report, dict)
        return report


def scripts(code: str, realms: list[Realm]) -> str:
    return "\n".join(realm.script(code) for realm in realms)


def check(report: dict[str, object]) -> None:
    """All four realms have done all of it, and nothing went wrong."""
    assert report["wrong"] == []
    shown = report["shown"]
    assert isinstance(shown, list)
    assert sorted(shown) == [[*SHOWN, "False"]] * 2 + [[*SHOWN, "True"]] * 2


def test_firefox(variant: str, tmp_path: Path) -> None:
    """Each realm does what pages do, in Firefox."""
    check(Reports(variant, scripts(CODE, REALMS)).of(firefox(), tmp_path))


def test_webkit(variant: str, tmp_path: Path) -> None:
    """The same in WebKit, as Safari has it."""
    report = Reports(variant, scripts(CODE, REALMS)).of(webkit(shares_memory=True), tmp_path)
    assert report["memory"] is True
    check(report)


def test_webkit_without_shared_memory(variant: str, tmp_path: Path) -> None:
    """WebKit may isolate a page and share no memory: workers run, without the page."""
    realms = [realm for realm in REALMS if realm.in_worker]
    reports = Reports(variant, scripts(APART, realms))
    report = reports.of(webkit(shares_memory=False), tmp_path)
    assert report["memory"] is False
    assert report["wrong"] == []
    assert [text.rpartition("/")[2] for text in reports.told] == ["#sharedarraybuffer"] * 2
