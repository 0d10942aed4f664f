"""Games: what surrounds pygame-ce, which a package of the same name stands in for."""

from __future__ import annotations

import zipfile

import pytest

from pyscript_tools.serve import Server
from pyscript_tools.testing.console import WatchedPage
from tests.browser import Site
from tests.docs.pages import wait_for_line

NAME = "pygame_ce-2.5.0-py3-none-any.whl"
INFO = "pygame_ce-2.5.0.dist-info"

#: Draws on what Pyodide says is the canvas of games.
PYGAME = """
import pyodide_js

def draw(colour):
    context = pyodide_js.canvas.getCanvas2D().getContext("2d")
    context.fillStyle = colour
    context.fillRect(0, 0, 10, 10)
"""

CODE = """
import asyncio, sys
import pygame
for _ in range(3):
    pygame.draw("#ff0000")
    await asyncio.sleep(0)
print("drawn", open("asset.txt").read())
sys.exit()
"""


@pytest.fixture
def config(site: Site, server: Server) -> str:
    """A configuration whose packages come from the test's server."""
    folder = site.folder / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / NAME, "w") as wheel:
        wheel.writestr("pygame/__init__.py", PYGAME)
        metadata = "Metadata-Version: 2.1\nName: pygame-ce\nVersion: 2.5.0\n"
        wheel.writestr(f"{INFO}/METADATA", metadata)
        wheel.writestr(
            f"{INFO}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{INFO}/RECORD", "")
    server.indexes["/games/"] = folder
    site.write("asset.txt", "an asset")
    site.write(
        "game.toml",
        f'index_urls = ["{server.url}games/"]\npackages_cache = "never"\n[files]\n"asset.txt" = ""\n',
    )
    return "game.toml"


def open_game(site: Site, body: str, head: str = "") -> WatchedPage:
    site.write("game.py", CODE)
    site.write("index.html", site.html(body, head))
    return site.open()


def colour(page: WatchedPage, id: str) -> list[int]:
    pixel: list[int] = page.evaluate(
        "(id) => [...document.getElementById(id).getContext('2d').getImageData(1, 1, 1, 1).data]",
        id,
    )
    return pixel


@pytest.mark.parametrize(("id", "attribute"), [("canvas", ""), ("stage", 'target="stage"')])
def test_game(site: Site, config: str, id: str, attribute: str) -> None:
    """It gets its canvas, its package, its files, and `await`; it may exit."""
    body = f'<canvas id="{id}"></canvas><script type="py-game" src="game.py" config="{config}" {attribute}></script>'
    page = open_game(site, body)
    wait_for_line(page, "log: drawn an asset", 40)
    assert colour(page, id) == [255, 0, 0, 255]


def test_events(site: Site, config: str) -> None:
    """`py-game:progress` while it loads; `py-game` before it runs, which can be prevented."""
    head = """<script>
    let loading = 0;
    addEventListener('py-game:progress', () => loading++);
    addEventListener('py-game', (event) => {
        event.preventDefault();
        const { canvas, code, config, wrap } = event.detail;
        console.log('prevented', loading > 0, canvas.id, code.includes('draw'), config.packages[0], wrap.type);
    });
    </script>"""
    body = f'<canvas id="canvas"></canvas><script type="py-game" src="game.py" config="{config}"></script>'
    page = open_game(site, body, head)
    wait_for_line(page, "log: prevented true canvas true pygame-ce py", 40)
    assert colour(page, "canvas") == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "packages", ['[packages]\npygame-ce = "*"', "[packages]", 'packages = "pygame-ce"']
)
def test_packages_in_any_form(site: Site, config: str, packages: str) -> None:
    """A table or one name, with pygame-ce or without, instead of a list."""
    settings = (site.folder / config).read_text()
    is_table = packages.startswith("[")
    site.write(config, f"{settings}{packages}\n" if is_table else f"{packages}\n{settings}")
    body = f'<canvas id="canvas"></canvas><script type="py-game" config="{config}">import pygame\nprint(pygame.__name__)</script>'
    wait_for_line(open_game(site, body), "log: pygame", 40)


@pytest.mark.parametrize("body", ["", '<p id="canvas"></p>'], ids=["none", "another element"])
def test_without_a_canvas(site: Site, page: WatchedPage, body: str) -> None:
    """The message says what to add."""
    page.expect_error("PY0404")
    open_game(site, body + '<script type="py-game" src="game.py"></script>')
    page.locator(".py-error").wait_for()
    assert '<canvas id="canvas">' in page.locator(".py-error").inner_text()


def test_an_exception(site: Site, page: WatchedPage, config: str) -> None:
    """It shows like those of scripts."""
    page.expect_error("ZeroDivisionError")
    body = f'<canvas id="canvas"></canvas><script type="py-game" id="it" config="{config}">\n1/0</script>'
    open_game(site, body)
    box = page.locator(".py-error")
    box.wait_for(timeout=40_000)
    assert "index.html#it, line 2: ZeroDivisionError" in box.inner_text()
