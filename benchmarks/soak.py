"""Sixteen workers change one page for a minute; nothing may be lost or crossed.

Prints how many steps each made; fails if one of them was not content, or if the tables of
what the workers refer to on the page have grown.
"""

from __future__ import annotations

import argparse
import sys

from _common import chromium, html, site

from tests.crowd import crowd

TABLES = (
    "[...globalThis[Symbol.for('pyscript.runtime')].pages.values()].map((table) => table.count())"
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=16)
    options = parser.parse_args()
    head = '<script type="module" src="/dist/core.js"></script>'
    page_html = html(head, crowd(options.workers, options.seconds))
    with site({"/soak": page_html}) as address, chromium() as browser:
        page = browser.new_page()
        lines: list[str] = []
        page.on("console", lambda message: lines.append(f"{message.type}: {message.text}"))
        page.add_init_script("addEventListener('py:all-done', () => { window.allDone = true; })")
        page.goto(f"{address}soak")
        page.wait_for_function("window.allDone", timeout=1000 * (options.seconds + 120))
        page.wait_for_timeout(1000)
        tables = page.evaluate(TABLES)
    steps = [line.split()[2:] for line in lines if line.startswith("log: content")]
    for name, count in sorted(steps):
        print(f"{name:16} {count:>8} steps")
    print("objects in the tables:", *tables)
    others = [line for line in lines if not line.startswith("log: content")]
    if len(steps) != options.workers or others or max(tables) > 400:
        print(*others, sep="\n")
        sys.exit("not content")


if __name__ == "__main__":
    main()
