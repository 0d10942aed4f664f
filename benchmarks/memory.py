"""What a worker leaves behind: a million reads of `document.title`, 100,000 elements dropped.

Work is done in ten parts; after each are told the objects in the page's table of what the
worker refers to, the page's heap after a garbage collection, and the worker's: what is
allocated on MicroPython, what the interpreter has taken on Pyodide. All must stay as they
are after the first parts, which fill caches.
"""

from __future__ import annotations

import argparse
import json
import sys

from _common import REALMS, chromium, contestant, print_table, site

TABLE = "[...globalThis[Symbol.for('pyscript.runtime')].pages.values()].at(-1).count()"

# JavaScript learns what Python has dropped only between turns of the event loop.
CODE = """
import asyncio, gc, json
from pyscript import document
def read():
    for _ in range(1000):
        document.title
def make():
    for _ in range(100):
        document.createElement("p")
def heap():
    gc.collect()
    try:
        return gc.mem_alloc()
    except AttributeError:
        import pyodide_js
        return pyodide_js._module.HEAPU8.length
for work, times in ((read, READS // 1000), (make, ELEMENTS // 100)):
    for part in range(10):
        for _ in range(times // 10):
            work()
            await asyncio.sleep(0)
        for _ in range(5):
            gc.collect()
            await asyncio.sleep(0.02)
        print("bench", json.dumps([work.__name__, part, heap()]))
        await asyncio.sleep(0.3)
print("bench-end")
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench memory", description=__doc__)
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--elements", type=int, default=100_000)
    options = parser.parse_args()
    code = CODE.replace("READS", str(options.reads)).replace("ELEMENTS", str(options.elements))
    realms = [realm for realm, (_, _, in_worker) in REALMS.items() if in_worker]
    pages = {f"/{realm}": contestant("ours", realm, code) for realm in realms}
    rows = [["realm", "work", "part", "objects in the table", "page, MB", "worker, MB"]]
    grown = []
    with site(pages) as address, chromium() as browser:
        for realm in realms:
            tab = browser.new_page()
            session = tab.context.new_cdp_session(tab)
            tab.on("pageerror", lambda error: sys.exit(str(error)))
            is_told = {"predicate": lambda m: m.text.startswith("bench"), "timeout": 600_000}
            found: dict[str, list[list[float]]] = {}
            with tab.expect_console_message(**is_told) as told:
                tab.goto(f"{address}{realm}")
            while told.value.text != "bench-end":
                work, part, heap = json.loads(told.value.text.removeprefix("bench "))
                with tab.expect_console_message(**is_told) as told:
                    session.send("HeapProfiler.collectGarbage")
                    used = session.send("Runtime.getHeapUsage")["usedSize"]
                    values = [tab.evaluate(TABLE), used / 1e6, heap / 1e6]
                found.setdefault(work, []).append(values)
                rows.append(
                    [realm, work, str(part), str(values[0]), *map("{:.2f}".format, values[1:])]
                )
            tab.close()
            for work, parts in found.items():
                for name, limit, column in (("table", 50, 0), ("page", 0.5, 1), ("worker", 1, 2)):
                    values = [part[column] for part in parts]
                    if values[-1] > max(values[:3]) + limit:
                        grown.append(f"{realm}, {work}: the {name} has grown: {values}")
    print_table(rows)
    if grown:
        sys.exit("\n".join(grown))


if __name__ == "__main__":
    main()
