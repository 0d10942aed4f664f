"""One browser and one web server for all tests of a run."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Error,
    Playwright,
    sync_playwright,
)

from pyscript_tools.problem import Problem
from pyscript_tools.serve import Server

from .chromium import FLAGS, OPTIONS, find_chromium
from .console import WatchedPage

PAGE = Path(__file__).with_name("page")
BESIDE = "/.pyscript/"  # where pages find what is in it

DEVICES = ("camera", "microphone")


class Stage:
    """The browser, started when first needed, and the server with its mounts.

    `/` is the project, `/NAME/` each of the runtimes, `/files/` a temporary folder for what
    tests write.
    """

    def __init__(
        self, project: Path, runtimes: Mapping[str, Path], folder: Path, headless: bool = True
    ) -> None:
        self.project = project
        self.folder = folder
        mounts = {f"/{name}/": path for name, path in runtimes.items()}
        self.server = Server({**mounts, "/": project, BESIDE: PAGE, "/files/": folder})
        self.server.__enter__()
        self._headless = headless
        self._playwright: Playwright | None = None
        self._numbers = itertools.count()
        self._context_id = ""

    @cached_property
    def browser(self) -> Browser:
        self._playwright = sync_playwright().start()
        try:
            return self._playwright.chromium.launch(
                executable_path=find_chromium(), args=FLAGS + OPTIONS, headless=self._headless
            )
        except Error as error:
            self._playwright.stop()
            self._playwright = None
            if "Executable doesn't exist" not in error.message:
                raise
            raise Problem(
                "no Chromium: `playwright install chromium` brings one, or set CHROMIUM to its path"
            ) from None

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


def page_html(runtime: str, body: str, head: str = "", title: str = "Test") -> str:
    """Return a page that loads `core.js` from the folder `runtime`."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
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
