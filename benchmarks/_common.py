"""What the benchmarks share: pages of three contestants, a browser, medians, a table."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pyscript_tools.serve import Response, Server  # noqa: E402
from pyscript_tools.testing.chromium import FLAGS  # noqa: E402

RIVAL = ROOT / "benchmarks" / "rival"
NPM = ROOT / "node_modules"

#: realm -> (script type, interpreter, runs in a worker)
REALMS = {
    "micropython-main": ("mpy", "micropython", False),
    "micropython-worker": ("mpy", "micropython", True),
    "pyodide-main": ("py", "pyodide", False),
    "pyodide-worker": ("py", "pyodide", True),
}


def install_rival() -> None:
    """Install what benchmarks/rival/package-lock.json pins, once."""
    if not (RIVAL / "node_modules").exists():
        npm = shutil.which("npm") or sys.exit("npm is missing: ./run setup")
        subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=RIVAL, check=True)


def page(html: str):
    """Return a route that answers with a page."""
    return lambda request: Response(html, "text/html; charset=utf-8")


@contextmanager
def serving() -> Iterator[Server]:
    """Serve ours, the rival and the bare interpreters; yield the server, to add routes to."""
    install_rival()
    mounts = {
        "/dist/": ROOT / "dist",
        "/rival/": RIVAL / "node_modules" / "@pyscript" / "core" / "dist",
        "/npm/micropython/": NPM / "@micropython" / "micropython-webassembly-pyscript",
        "/npm/pyodide/": NPM / "pyodide",
    }
    with Server(mounts) as server:
        yield server


@contextmanager
def site(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve HTML pages by path, beside those; yield the address."""
    with serving() as server:
        server.routes.update({path: page(html) for path, html in pages.items()})
        yield server.url


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that ./run found."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=FLAGS)
        yield browser
        browser.close()


def html(head: str, body: str) -> str:
    """Return a whole page."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>bench</title>'
        f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
    )


def contestant(name: str, realm: str, code: str) -> str:
    """Return the page on which `ours` or the `rival` runs this code in this realm."""
    kind, interpreter, worker = REALMS[realm]
    home = {"ours": "/dist/", "rival": "/rival/"}[name]
    # The rival would load its interpreters from a CDN: it gets npm's own.
    config = (
        f' config=\'{{"interpreter": "/npm/{interpreter}/{interpreter}.mjs"}}\''
        if name == "rival"
        else ""
    )
    return html(
        f'<link rel="stylesheet" href="{home}core.css">'
        f'<script type="module" src="{home}core.js"></script>',
        f'<script type="{kind}"{" worker" if worker else ""}{config}>\n{code}\n</script>',
    )


def median(values: Sequence[float]) -> float:
    """Return the median, `nan` of nothing."""
    return statistics.median(values) if values else float("nan")


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(
                cell.rjust(width) if i else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths))
            )
        )
