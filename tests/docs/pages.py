"""Pages made of the documentation's own examples."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import TimeoutError

from pyscript_tools.testing.console import WatchedPage, wait_done
from pyscript_tools.testing.realms import Realm
from pyscript_tools.testing.stage import page_html
from tests.browser import Site

SPEC = Path(__file__).parent / "spec"


def example(name: str) -> str:
    """Return an example as written: all of its file but the first line, which names its origin."""
    return (SPEC / name).read_text().partition("\n")[2]


def in_realm(html: str, realm: Realm) -> str:
    """Return an example of HTML with the interpreter of a realm, and its thread.

    A tag that has `worker` keeps it.
    """
    html = re.sub(r'type="m?py"', f'type="{realm.type}"', html)
    html = re.sub(r"(</?)m?py-(script|config)\b", rf"\1{realm.type}-\2", html)
    html = re.sub(r'"m?py:(ready|done)"', rf'"{realm.type}:\1"', html)
    if realm.in_worker:
        tag = rf'<script type="{realm.type}"|<{realm.type}-script'
        html = re.sub(rf"({tag})(?! worker)(?=[^<]*>)", r"\1 worker", html)
    return html


def open_body(site: Site, body: str) -> WatchedPage:
    """Open a page with this body, which may leave elements open, as some examples do."""
    html = page_html(site.runtime, body, title="Example")
    site.write("index.html", html.removesuffix("\n</body>\n</html>\n"))
    return site.open()


def run_body(site: Site, body: str) -> WatchedPage:
    """Open a page with this body and wait until its scripts have run."""
    return wait_done(open_body(site, body))


def wait_for_line(page: WatchedPage, line: str, seconds: float = 10) -> None:
    """Wait until the console has this line, given as `type: text`."""
    try:
        page.wait_for(lambda: line in page.lines, seconds)
    except TimeoutError:
        raise AssertionError("\n".join([f"not in the console: {line}", *page.lines])) from None


def prints(page: WatchedPage) -> list[str]:
    """Return what was printed, or logged, so far."""
    return [line.removeprefix("log: ") for line in page.lines if line.startswith("log: ")]
