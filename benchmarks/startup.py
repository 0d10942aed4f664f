"""Time from navigation to the user's code: the bare interpreter, ours, the rival.

Two moments: `line`, the first line of a script, and `import`, after its
`from pyscript import display, when`. Each sample has a browser context of its own, so
nothing is cached; contestants take turns.
"""

from __future__ import annotations

import argparse

from _common import REALMS, chromium, contestant, html, median, print_table, site
from playwright.sync_api import Browser

#: Absolute times: a worker's clock starts later than its page's.
NOW = "js.performance.timeOrigin + js.performance.now()"

CODE = f"""
import js
line = {NOW}
from pyscript import display, when
js.console.info("bench", line, {NOW})
"""

BARE_CODE = f"import js; line = {NOW}; js.console.info('bench', line, line)"

#: As npm has them: the build makes loaders of its own of theirs.
LOAD = {
    "micropython": "(await import('/npm/micropython/micropython.mjs')).loadMicroPython()",
    "pyodide": "(await import('/npm/pyodide/pyodide.mjs')).loadPyodide()",
}


def bare(realm: str) -> str:
    """Return a page that loads the interpreter with nothing around it."""
    _, interpreter, worker = REALMS[realm]
    run = f"(await {LOAD[interpreter]}).runPython({BARE_CODE!r})"
    if not worker:
        return html(f'<script type="module">{run}</script>', "")
    source = run.replace("'/npm/", "'${location.origin}/npm/")
    return html(
        "<script type='module'>new Worker(URL.createObjectURL(new Blob([`"
        + source
        + "`], {type: 'text/javascript'})), {type: 'module'})</script>",
        "",
    )


def sample(browser: Browser, url: str) -> tuple[float, float]:
    """Load a page in a fresh context; return milliseconds to `line` and `import`."""
    context = browser.new_context()
    try:
        page = context.new_page()
        with page.expect_console_message(
            lambda m: m.text.startswith("bench"), timeout=60_000
        ) as message:
            page.goto(url)
        _, line, imported = message.value.text.split()
        origin = page.evaluate("performance.timeOrigin")
        return float(line) - origin, float(imported) - origin
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench startup", description=__doc__)
    parser.add_argument("--samples", type=int, default=7)
    parser.add_argument("--realm", action="append", choices=REALMS, help="default: all")
    parser.add_argument("--no-rival", action="store_true")
    options = parser.parse_args()
    realms = options.realm or list(REALMS)
    names = ["bare", "ours"] + ([] if options.no_rival else ["rival"])
    pages = {
        f"/{name}/{realm}": bare(realm) if name == "bare" else contestant(name, realm, CODE)
        for name in names
        for realm in realms
    }
    rows = [["realm", "moment", *names, "ours/bare", *([] if options.no_rival else ["ours/rival"])]]
    with site(pages) as address, chromium() as browser:
        for realm in realms:
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
            for _ in range(options.samples):
                for name in names:
                    times[name].append(sample(browser, f"{address}{name}/{realm}"))
            for index, moment in enumerate(("line", "import")):
                at = {name: median([pair[index] for pair in times[name]]) for name in names}
                ratios = [at["ours"] / at[name] for name in names if name != "ours"]
                rows.append(
                    [
                        realm,
                        moment,
                        *(f"{at[name]:.0f} ms" for name in names),
                        *(f"{ratio:.2f}" for ratio in ratios),
                    ]
                )
    print_table(rows)


if __name__ == "__main__":
    main()
