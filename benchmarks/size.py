"""What a page loads before its first line of Python: requests and bytes, as gzip makes them.

The page has one script with one `print`. Interpreters are the same files for all, each compressed
by itself with gzip's level 6, as a web server does it. `bare` is the interpreter alone.
"""

from __future__ import annotations

import argparse
import gzip
from functools import cache
from pathlib import Path

from _common import REALMS, chromium, contestant, page, print_table, serving
from playwright.sync_api import Browser
from startup import bare

from pyscript_tools.serve import Request, Response, Server

TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
}


@cache
def sizes(path: Path) -> tuple[int, int]:
    """Return how many bytes a file has, and gzipped."""
    content = path.read_bytes()
    return len(content), len(gzip.compress(content, 6))


def record(server: Server) -> list[Path]:
    """Have the server answer for each file by itself; return the list that gets what is sent."""
    sent: list[Path] = []

    def answer(path: Path):
        def send(request: Request) -> Response:
            if path not in sent:  # what a worker loads again comes from the browser's cache
                sent.append(path)
            kind = TYPES.get(path.suffix, "application/octet-stream")
            return Response(path.read_bytes(), kind)

        return send

    for prefix, folder in server.mounts.items():
        for path in folder.rglob("*"):
            if path.is_file():
                server.routes[prefix + path.relative_to(folder).as_posix()] = answer(path)
    return sent


def load(browser: Browser, url: str) -> None:
    """Open a page, until it has printed and is idle."""
    context = browser.new_context()
    try:
        tab = context.new_page()
        with tab.expect_console_message(lambda m: m.text.startswith("bench"), timeout=60_000):
            tab.goto(url)
        tab.wait_for_load_state("networkidle")
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench size", description=__doc__)
    parser.add_argument("--realm", action="append", choices=REALMS, help="default: all")
    parser.add_argument("--no-rival", action="store_true")
    parser.add_argument("--files", action="store_true", help="list them")
    options = parser.parse_args()
    names = ["bare", "ours"] + ([] if options.no_rival else ["rival"])
    rows = [["realm", "", "requests", "kB", "kB gzipped"]]
    with serving() as server, chromium() as browser:
        sent = record(server)
        for realm in options.realm or REALMS:
            for name in names:
                code = "print('bench')"
                html = bare(realm) if name == "bare" else contestant(name, realm, code)
                server.routes["/bench"] = page(html)
                sent.clear()
                load(browser, f"{server.url}bench")
                raw, gzipped = (sum(part) for part in zip(*map(sizes, sent)))
                rows.append(
                    [realm, name, str(len(sent)), f"{raw / 1000:,.0f}", f"{gzipped / 1000:,.0f}"]
                )
                if options.files:
                    for path in sent:
                        print(realm, name, path.name, *sizes(path))
    print_table(rows)


if __name__ == "__main__":
    main()
