"""One browser and one web server for all tests, and pages that watch their console."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    TimeoutError,
    sync_playwright,
)

from pyscript_tools.serve import Server
from tests import servers
from tests.chromium import FLAGS

ROOT = Path(__file__).parents[1]
BUILDS = {"dist": ROOT / "dist", "source": ROOT / "build" / "source"}
SCREENSHOTS = ROOT / "build" / "screenshots"
MARK = "harness:"  # the console lines that are messages to us

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
OPTIONS = ["--js-flags=--expose-gc", "--use-fake-device-for-media-stream"]

DEVICES = ("camera", "microphone")


def _tell(kind: str) -> str:
    """JavaScript that sends us a message."""
    return f"console.debug('{MARK}' + JSON.stringify({{ kind: '{kind}' }}))"


class WatchedPage:
    """A Playwright page, all of whose attributes it has, that remembers its console.

    `lines`: every console line and uncaught error, as `type: text`. `errors`: the texts
    of those that are errors. `raw` is Playwright's own object.
    """

    def __init__(self, page: Page) -> None:
        self.raw = page
        self.lines: list[str] = []
        self.errors: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.all_done = False
        self._expected: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        # Who waits for this may come late; the listener does not.
        page.add_init_script(f"addEventListener('py:all-done', () => {_tell('all-done')})")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)

    def expect_error(self, text: str) -> None:
        """Say that an error containing `text` must appear in the console."""
        self._expected.append(text)

    def forget(self) -> None:
        """Begin anew with an empty console and nothing expected."""
        self.lines.clear()
        self.errors.clear()
        self._expected.clear()

    def wait_for_expected(self) -> None:
        """Give errors that are expected a little time to appear."""
        try:
            self.wait_for(lambda: not self._missing(), 10)
        except TimeoutError:
            pass  # unexpected_errors() tells

    def unexpected_errors(self) -> list[str]:
        """Return the errors that nobody expected, and complaints about missing ones."""
        expected = self._expected
        found = [error for error in self.errors if not any(text in error for text in expected)]
        return found + [f"expected, but not in the console: {text}" for text in self._missing()]

    def _missing(self) -> list[str]:
        return [text for text in self._expected if not any(text in error for error in self.errors)]

    def wait_for(self, condition: Callable[[], object], seconds: float) -> None:
        """Wait until something is true that the console's lines make true.

        Unlike `evaluate`, this also ends when the page hangs.
        """
        # Between this look and the listener of expect_event no message can arrive.
        if condition():
            return
        with self.raw.expect_event("console", lambda _: bool(condition()), timeout=seconds * 1000):
            pass

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        if text.startswith(MARK):
            content = json.loads(text[len(MARK) :])
            if content["kind"] == "all-done":
                self.all_done = True
            elif content["kind"] != "wake":
                self.messages.append(content)
            return
        if text.startswith("Failed to load resource"):
            text += f" {message.location['url']}"
        self.lines.append(f"{message.type}: {text}")
        if message.type == "error":
            self.errors.append(text)

    def _on_error(self, error: Error) -> None:
        stack = (error.stack or error.message).splitlines()
        frames = [line for line in stack if "wasm-function" not in line]
        self.lines.append("\n".join([f"uncaught: {frames[0]}", *frames[1:]]))
        self.errors.append(error.message)
        try:  # wakes up who waits for the console
            self.raw.evaluate(_tell("wake"))
        except Error:
            pass  # the page has been closed


class Stage:
    """The browser, started when first needed, and the server with its mounts.

    `/dist/` and `/source/` are the two builds, `/harness/` is `tests/harness/`, `/files/`
    a temporary folder for what tests write, `/simple/` a package index of the wheels
    that the build downloaded, `/http/` what `tests/servers.py` answers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        mounts = {f"/{name}/": path for name, path in BUILDS.items()}
        mounts |= {"/harness/": ROOT / "tests" / "harness", "/files/": folder}
        indexes = {"/simple/": ROOT / ".cache" / "wheels"}
        self.server = Server(mounts, routes=servers.routes(), indexes=indexes)
        self.server.__enter__()
        self._playwright: Playwright | None = None
        self._numbers = itertools.count()
        self._context_id = ""

    @cached_property
    def browser(self) -> Browser:
        chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if not chromium:
            raise FileNotFoundError("no Chromium: set CHROMIUM to its path")
        self._playwright = sync_playwright().start()
        return self._playwright.chromium.launch(executable_path=chromium, args=FLAGS + OPTIONS)

    @cached_property
    def context(self) -> BrowserContext:
        """Shared by all pages, so that what they load is cached.

        A page of its own stays open: making the window anew for each of the others costs
        as much as starting MicroPython in them.
        """
        context = self.browser.new_context()
        first = context.new_page()
        session = context.new_cdp_session(first)
        self._context_id = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        session.detach()
        for name in DEVICES:
            self.permit(name, "granted")
        return context

    def permit(self, name: str, setting: str) -> None:
        """Answer as the user would, `granted` or `denied`, when a page of ours asks."""
        self._browser_session.send(
            "Browser.setPermission",
            {
                "permission": {"name": name},
                "setting": setting,
                "origin": self.server.url.rstrip("/"),
                "browserContextId": self._context_id,
            },
        )

    @cached_property
    def _browser_session(self) -> CDPSession:
        return self.browser.new_browser_cdp_session()

    def new_folder(self) -> Path:
        """Return an empty folder below `/files/`."""
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def url(self, path: Path) -> str:
        """Return the URL of something in such a folder."""
        return f"{self.server.url}files/{path.relative_to(self.folder).as_posix()}"

    def open_page(self) -> WatchedPage:
        """Return a fresh page, with nothing stored for it."""
        page = self.context.new_page()
        session = self.context.new_cdp_session(page)
        kinds = "cookies,file_systems,indexeddb,local_storage"
        origin = {"origin": self.server.url.rstrip("/"), "storageTypes": kinds}
        session.send("Storage.clearDataForOrigin", origin)
        session.detach()
        return WatchedPage(page)

    def close(self) -> None:
        if self._playwright:
            self.browser.close()
            self._playwright.stop()
        self.server.__exit__()


class Site:
    """A folder of files that is served, and the page that looks at it."""

    def __init__(
        self, stage: Stage, folder: Path, variant: str, page: Callable[[], WatchedPage]
    ) -> None:
        self.folder = folder
        self.url = stage.url(folder) + "/"
        self.path = urlsplit(self.url).path
        self.runtime = f"/{variant}/"
        self._page = page

    def write(self, path: str, content: str | bytes) -> str:
        """Write a file; return its URL."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.url + path

    def html(self, body: str, head: str = "") -> str:
        """Return a page that loads the runtime and has this body."""
        return page_html(self.runtime, body, head)

    def open(self, path: str = "index.html", **options: Any) -> WatchedPage:
        """Go to a file that was written."""
        page = self._page()
        page.raw.goto(self.url + path, **options)
        return page


def page_html(runtime: str, body: str, head: str = "") -> str:
    """Return a page that loads `core.js` from the folder `runtime`."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Test</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{runtime}core.css">
{head}
<script type="module" src="{runtime}core.js"></script>
</head>
<body>
{body}
</body>
</html>
"""


def wait_done(page: WatchedPage, seconds: float = 60) -> WatchedPage:
    """Wait until all scripts of the page have ended, also if that was long ago."""
    try:
        page.wait_for(lambda: page.all_done, seconds)
    except TimeoutError:
        problem = f"py:all-done did not come within {seconds} s"
        raise AssertionError("\n".join([problem, *page.lines])) from None
    # What workers have printed takes a way of its own; after a trip to the page it is here.
    page.evaluate("0")
    return page


def screenshot(page: WatchedPage, name: str) -> Path:
    """Write `build/screenshots/NAME.png`."""
    path = SCREENSHOTS / f"{name}.png"
    page.raw.screenshot(path=path, full_page=True)
    return path
