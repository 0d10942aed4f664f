"""What a terminal costs: printing into it, and the processor's time while a worker waits.

`print` is the time of 5,000 lines, from the first until the last can be read on the screen;
`input` and `sleep` the share of a core that the page takes, in per cent, for two seconds in
which a worker waits in `input()`, or in `time.sleep()`. Ours and the rival; the rival's
terminals wait only in workers.
"""

from __future__ import annotations

import argparse

from _common import REALMS, chromium, contestant, median, print_table, site
from playwright.sync_api import Browser, CDPSession, Page, TimeoutError

LINES = 5000

CODES = {
    "print": f"for each in range({LINES}):\n    print('line', each)\nprint('the end')",
    "input": "input('the end')",
    "sleep": "import time\nprint('the end')\ntime.sleep(1000)",
}

SHOWS = """(text) => {
    const buffer = document.querySelector('#it').terminal?.buffer.active;
    if (!buffer) return false;
    for (let at = buffer.length - 1; at >= Math.max(0, buffer.length - 30); at--)
        if (buffer.getLine(at).translateToString().includes(text)) return true;
    return false;
}"""

STARTS = """() => new Promise((resolve) => {
    const look = () => {
        const buffer = document.querySelector('#it').terminal?.buffer.active;
        if (buffer?.getLine(0)?.translateToString().trim()) resolve(performance.now());
        else setTimeout(look, 1);
    };
    look();
})"""


def page_of(name: str, realm: str, code: str) -> str:
    kind = REALMS[realm][0]
    page = contestant(name, realm, code)
    return page.replace(f'<script type="{kind}"', f'<script id="it" terminal type="{kind}"')


def processor(session: CDPSession) -> float:
    """Return the seconds that renderers have used."""
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(each["cpuTime"] for each in found if each["type"] == "renderer")


def printing(page: Page) -> float:
    start = page.evaluate(STARTS)
    page.wait_for_function(SHOWS, arg="the end", polling=20, timeout=120_000)
    return float(page.evaluate("performance.now()") - start)


def waiting(browser: Browser, page: Page) -> float:
    page.wait_for_function(SHOWS, arg="the end", polling=100, timeout=60_000)
    page.wait_for_timeout(500)
    session = browser.new_browser_cdp_session()
    before = processor(session)
    page.wait_for_timeout(2000)
    used = processor(session) - before
    session.detach()
    return used / 2 * 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--only", default="", help="realms whose name contains this")
    options = parser.parse_args()
    realms = [realm for realm in REALMS if options.only in realm]
    cells = {
        (what, name, realm): f"/{what}-{name}-{realm}"
        for what in CODES
        for name in ("ours", "rival")
        for realm in realms
        if what == "print" or realm.endswith("worker")
    }
    pages = {path: page_of(name, realm, CODES[what]) for (what, name, realm), path in cells.items()}
    rows = [["", *CODES]]
    with site(pages) as url, chromium() as browser:
        for name in ("ours", "rival"):
            for realm in realms:
                row = [f"{name}, {realm}"]
                for what in CODES:
                    path = cells.get((what, name, realm))
                    found = []
                    for _ in range(options.samples if path else 0):
                        context = browser.new_context()
                        page = context.new_page()
                        try:
                            page.goto(f"{url.rstrip('/')}{path}")
                            used = printing(page) if what == "print" else waiting(browser, page)
                            found.append(used)
                        except TimeoutError:
                            pass
                        context.close()
                    unit = "ms" if what == "print" else "%"
                    row.append(f"{median(found):.0f} {unit}" if found else "–")
                rows.append(row)
    print_table(rows)


main()
