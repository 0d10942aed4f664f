"""What talks to the world outside Python: ours, the rival and pure JavaScript, side by side.

Each section is a file `_io_NAME.py` with

    PYTHON       code that all rows of the section need, such as imports
    JAVASCRIPT   the same for JavaScript
    ROWS         a list of `Row`, see _rows.py
    routes(url)  what the server is to answer, a dict of path and function; optional

A row has a name and two bodies of asynchronous functions that do the same, in Python (for us
and the rival alike, or one for each) and in JavaScript. Both run in the same page and thread,
taking turns; `server` is the server's address in either. Times are medians in milliseconds,
with their ratio to JavaScript's in the same page.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import Any

from _common import REALMS, chromium, contestant, median, page, print_table, serving
from playwright.sync_api import Browser, ConsoleMessage, Error, TimeoutError

from pyscript_tools.serve import Server

SECTIONS = sorted(path.stem.removeprefix("_io_") for path in Path(__file__).parent.glob("_io_*.py"))


Result = dict[str, Any]
Results = list[Result]
Lost = dict[int, Result]

SECONDS = 30
"""How long a row may take before it counts as hanging."""

HARNESS = """
import js, json

async def measure(row, samples):
    times = {"python": [], "javascript": []}
    for number in range(samples + 1):
        javascript = await js.bench[row]()
        start = js.performance.now()
        await rows[row]()
        python = js.performance.now() - start
        if number:
            times["python"].append(python)
            times["javascript"].append(javascript)
    return times

for row, samples in enumerate(SAMPLES):
    if row >= FIRST:
        try:
            result = await measure(row, samples)
        except Exception as error:
            result = {"error": type(error).__name__ + ": " + str(error)}
        js.console.info("bench " + json.dumps(result))
"""


def python_page(section: ModuleType, name: str, url: str, first: int) -> str:
    """Return the script that measures the rows of a section, from the first one wanted."""
    functions, javascript = [], []
    for number, row in enumerate(section.ROWS):
        body = row.python if name == "ours" or row.rival is None else row.rival
        body = body or 'raise NotImplementedError("the rival has nothing for this")'
        functions.append(f"async def row{number}():\n{indent(body, '    ')}\n")
        javascript.append(f"async () => {{\n{row.javascript}\n}}")
    timed = "const start = performance.now(); await row(); return performance.now() - start;"
    script = (
        f"const server = {json.dumps(url)};\n{section.JAVASCRIPT}\n"
        f"globalThis.bench = [{', '.join(javascript)}]"
        f".map((row) => async () => {{ {timed} }}); undefined"
    )
    names = ", ".join(f"row{number}" for number in range(len(functions)))
    return "\n".join(
        [
            "import js",
            f"server = {url!r}",
            # In a function of its own, so that nothing meets what the page has.
            f"js.eval({json.dumps('(() => {' + script + '})()')})",
            section.PYTHON,
            *functions,
            f"rows = [{names}]",
            f"SAMPLES = {[row.samples for row in section.ROWS]}; FIRST = {first}",
            HARNESS,
        ]
    )


def run(browser: Browser, url: str, rows: int) -> list[Result]:
    """Load a page; return what it measured, row after row, until it is lost."""
    tab = browser.new_page()
    found: list[Result] = []
    lines: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.text.startswith("bench "):
            found.append(json.loads(message.text[6:]))
        else:
            lines.append(message.text)

    tab.on("console", hear)
    tab.on("pageerror", lambda error: lines.append(str(error)))
    try:
        tab.goto(url)
        while len(found) < rows:
            tab.wait_for_event("console", timeout=SECONDS * 1000)
    except TimeoutError:
        lines.append(f"nothing for {SECONDS} seconds")
    except Error as error:
        lines.append(error.message.splitlines()[0].rpartition(": ")[2])
    finally:
        tab.close()
    if len(found) < rows:
        found.append({"error": lines[-1], "lost": True})
    return found


def measure(
    browser: Browser, server: Server, section: ModuleType, name: str, realm: str, lost: Lost
) -> Results:
    """Return what is measured for each row; a page that is lost is replaced.

    `lost` are the rows that are known to cost the page, and why.
    """
    found: Results = []
    while len(found) < len(section.ROWS):
        if len(found) in lost:
            found.append(lost[len(found)])
            continue
        script = python_page(section, name, server.url, len(found))
        server.routes["/bench"] = page(contestant(name, realm, script))
        rows = min([row for row in lost if row > len(found)], default=len(section.ROWS))
        found += run(browser, f"{server.url}bench", rows - len(found))
        if "lost" in found[-1]:
            lost[len(found) - 1] = found[-1]
    return found


def cells(all_results: Mapping[str, Results]) -> list[str]:
    """Return the columns of one row: JavaScript, then each contestant and its ratio."""
    shown = []
    javascript: list[float] = []
    for results in all_results.values():
        times = [time for result in results for time in result.get("python", [])]
        baseline = [time for result in results for time in result.get("javascript", [])]
        javascript += baseline
        if times:
            ratio = median(times) / median(baseline)
            shown += [f"{median(times):.1f}", f"{ratio:.2f}"]
        else:
            shown += [str(results[0]["error"])[:24], "-"]
    return [f"{median(javascript):.1f}", *shown]


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench io", description=__doc__.split("\n\n")[0])
    parser.add_argument("section", nargs="*", help=f"of {', '.join(SECTIONS)}; all by default")
    parser.add_argument("--realm", action="append", choices=REALMS, help="default: all")
    parser.add_argument("--rounds", type=int, default=2, help="pages for each contestant")
    parser.add_argument("--no-rival", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.section) - set(SECTIONS):
        parser.error(f"no section {', '.join(unknown)}: there are {', '.join(SECTIONS)}")
    names = ["ours"] if options.no_rival else ["ours", "rival"]
    table = [["", "realm", "JavaScript"]]
    for name in names:
        table[0] += [f"{name} ms", "ratio"]
    with serving() as server, chromium() as browser:
        for section_name in options.section or SECTIONS:
            section = importlib.import_module(f"_io_{section_name}")
            if hasattr(section, "routes"):
                server.routes.update(section.routes(server.url))
            for realm in options.realm or REALMS:
                found: dict[str, list[Results]] = {name: [] for name in names}
                lost: dict[str, Lost] = {name: {} for name in names}
                for _ in range(options.rounds):
                    for name in names:
                        print(f"{section_name}, {realm}: {name} …", file=sys.stderr, flush=True)
                        result = measure(browser, server, section, name, realm, lost[name])
                        found[name].append(result)
                for number, row in enumerate(section.ROWS):
                    rows = {name: [one[number] for one in pages] for name, pages in found.items()}
                    table.append([row.name, realm, *cells(rows)])
    print_table(table)


if __name__ == "__main__":
    main()
