"""One browser and one web server for all tests of a run."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from pyscript_tools.serve import Server

from .console import WatchedPage
from .engines import ENGINES, Engine

PAGE = Path(__file__).with_name("page")
BESIDE = "/.pyscript/"  # where pages find what is in it


class Stage:
    """The browser, started when first needed, and the server with its mounts.

    `/` is the project, `/NAME/` each of the runtimes, `/files/` a temporary folder for what
    tests write.
    """

    def __init__(
        self,
        project: Path,
        runtimes: Mapping[str, Path],
        folder: Path,
        engine: str = "chromium",
        headless: bool = True,
    ) -> None:
        self.project = project
        self.folder = folder
        mounts = {f"/{name}/": path for name, path in runtimes.items()}
        self.server = Server({**mounts, "/": project, BESIDE: PAGE, "/files/": folder})
        self.server.__enter__()
        self._name = engine
        self._headless = headless
        self._playwright: Playwright | None = None
        self._numbers = itertools.count()

    @cached_property
    def engine(self) -> Engine:
        self._playwright = sync_playwright().start()
        origin = self.server.url.rstrip("/")
        return ENGINES[self._name](self._name, self._playwright, origin, self._headless)

    @property
    def browser(self) -> Browser:
        return self.engine.browser

    def permit(self, device: str, setting: str) -> None:
        """Answer as the user would, `granted` or `denied`, when a page of ours asks."""
        self.engine.permit(device, setting)

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
        return WatchedPage(self.engine.new_page())

    def close(self) -> None:
        if self._playwright:
            if "browser" in vars(self.engine):
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
