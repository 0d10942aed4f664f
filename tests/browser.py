"""What our tests load, and the folders of files that they write for a page to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pyscript_tools.testing.console import WatchedPage
from pyscript_tools.testing.stage import Stage, page_html

ROOT = Path(__file__).parents[1]
# What `./run test` builds: readable, and as a release.
BUILDS = {"source": ROOT / "build" / "source", "dist": ROOT / "dist"}
VARIANTS = tuple(BUILDS)
SCREENSHOTS = ROOT / "build" / "screenshots"


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


def screenshot(page: WatchedPage, name: str) -> Path:
    """Write `build/screenshots/NAME.png`."""
    path = SCREENSHOTS / f"{name}.png"
    page.raw.screenshot(path=path, full_page=True)
    return path
