"""Elements built, found, updated, read and cleared: `pyscript.web`, raw FFI, JavaScript, the rival.

Milliseconds for `--count` elements, the best of many runs: contestants take turns in fresh pages.
`trees` builds and attaches as many small trees (a `div` with a heading and a paragraph), one by
one.
"""

from __future__ import annotations

import argparse
import json
import sys

from _common import REALMS, chromium, contestant, html, print_table, site
from playwright.sync_api import Browser

STEPS = ["build", "trees", "find", "update", "bulk", "read", "clear"]

JAVASCRIPT = """
const N = COUNT, root = document.getElementById('root');
let found;
const steps = {
    build() {
        const ul = document.createElement('ul');
        for (let i = 0; i < N; i++) {
            const li = document.createElement('li');
            li.id = `item-${i}`;
            li.className = 'item';
            li.textContent = `text ${i}`;
            ul.append(li);
        }
        root.append(ul);
    },
    trees() {
        for (let i = 0; i < N; i++) {
            const div = document.createElement('div');
            div.className = 'card';
            const h = document.createElement('h2');
            h.textContent = `title ${i}`;
            const p = document.createElement('p');
            p.textContent = 'text';
            div.append(h, p);
            root.append(div);
        }
    },
    find() { found = root.querySelectorAll('.item'); return found.length; },
    update() { for (const li of found) li.title = 'tip'; },
    bulk() { for (const li of found) li.title = 'other'; },
    read() { let n = 0; for (const li of found) n += li.textContent.length; return n; },
    clear() { root.replaceChildren(); },
};
"""

COMMON = """
import js
N = COUNT
def now():
    return js.performance.now()
async def rounds():
    times = {}
    for _ in range(ROUNDS):
        for name in ("build", "trees", "find", "update", "bulk", "read", "clear"):
            start = now()
            globals()[name]()
            times.setdefault(name, []).append(now() - start)
        await js.Promise.new(proxy(lambda resolve, reject: js.setTimeout(resolve, 20)))
    import json
    js.console.info("bench " + json.dumps(times))
def proxy(f):
    return ffi.create_proxy(f)
"""

WEB = """
from pyscript import web, ffi
root = web.page["root"]
def build():
    root.append(web.ul(*[web.li(f"text {i}", id=f"item-{i}", classes=["item"]) for i in range(N)]))
def trees():
    for i in range(N):
        root.append(web.div(web.h2(f"title {i}"), web.p("text"), classes=["card"]))
def find():
    global found
    found = root.find(".item")
def update():
    for li in found:
        li.title = "tip"
def bulk():
    found.update_all(title="other")
def read():
    return sum([len(li.textContent) for li in found])
def clear():
    CLEAR
"""

FFI = """
from pyscript import document, ffi
root = document.getElementById("root")
def build():
    ul = document.createElement("ul")
    for i in range(N):
        li = document.createElement("li")
        li.id = f"item-{i}"
        li.className = "item"
        li.textContent = f"text {i}"
        ul.appendChild(li)
    root.appendChild(ul)
def trees():
    for i in range(N):
        div = document.createElement("div")
        div.className = "card"
        h = document.createElement("h2")
        h.textContent = f"title {i}"
        p = document.createElement("p")
        p.textContent = "text"
        div.append(h, p)
        root.append(div)
def find():
    global found
    found = root.querySelectorAll(".item")
def update():
    for li in found:
        li.title = "tip"
def bulk():
    for li in found:
        li.title = "other"
def read():
    return sum([len(li.textContent) for li in found])
def clear():
    root.replaceChildren()
"""


def code(program: str, clear: str, rounds: int, count: int) -> str:
    text = (program + COMMON).replace("CLEAR", clear).replace("ROUNDS", str(rounds))
    return text.replace("COUNT", str(count)) + "await rounds()\n"


def javascript(rounds: int, count: int) -> str:
    body = '<div id="root"></div><script type="module">' + JAVASCRIPT.replace("COUNT", str(count))
    body += f"""
        const times = {{}};
        for (let i = 0; i < {rounds}; i++) {{
            for (const [name, step] of Object.entries(steps)) {{
                const start = performance.now();
                step();
                (times[name] ??= []).push(performance.now() - start);
            }}
            await new Promise((resolve) => setTimeout(resolve, 20));
        }}
        console.info('bench ' + JSON.stringify(times));
    </script>"""
    return html("", body)


def page(name: str, realm: str, rounds: int, count: int) -> str:
    if name == "javascript":
        return javascript(rounds, count)
    program = {"ours": WEB, "rival": WEB, "ffi": FFI}[name]
    clear = "root.replace_children()" if name == "ours" else "root._dom_element.replaceChildren()"
    text = contestant(
        "rival" if name == "rival" else "ours", realm, code(program, clear, rounds, count)
    )
    return text.replace("<body>", '<body><div id="root"></div>')


def sample(browser: Browser, url: str) -> dict[str, list[float]]:
    """Load a page in a fresh context; return the times of each step."""
    context = browser.new_context()
    try:
        tab = context.new_page()
        tab.on("pageerror", lambda error: sys.exit(f"{url}: {error}"))
        with tab.expect_console_message(
            lambda m: m.text.startswith("bench "), timeout=120_000
        ) as message:
            tab.goto(url)
        return json.loads(message.value.text.removeprefix("bench "))
    finally:
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench web", description=__doc__)
    parser.add_argument("--samples", type=int, default=3, help="pages for each contestant")
    parser.add_argument("--count", type=int, default=1000, help="elements")
    parser.add_argument("--rounds", type=int, default=7, help="in each page")
    parser.add_argument("--realm", action="append", choices=REALMS, help="default: all")
    parser.add_argument("--no-rival", action="store_true")
    parser.add_argument("--no-ffi", action="store_true")
    options = parser.parse_args()
    realms = options.realm or list(REALMS)
    names = ["javascript", "ours"]
    names += [] if options.no_ffi else ["ffi"]
    names += [] if options.no_rival else ["rival"]

    def rounds(name: str, realm: str) -> int:
        slow = "worker" in realm and name in ("ffi", "rival")
        return 1 if slow else options.rounds

    pages = {
        f"/{name}/{realm}": page(name, realm, rounds(name, realm), options.count)
        for name in names
        for realm in realms
    }
    rows = [
        ["realm", "step", *names, "ours/javascript", *(["ours/rival"] if "rival" in names else [])]
    ]
    with site(pages) as address, chromium() as browser:
        for realm in realms:
            times: dict[str, dict[str, list[float]]] = {name: {} for name in names}
            for _ in range(options.samples):
                for name in names:
                    for step, values in sample(browser, f"{address}{name}/{realm}").items():
                        times[name].setdefault(step, []).extend(values[1:] or values)
            for step in STEPS:
                at = {name: min(times[name].get(step, [float("nan")])) for name in names}
                ratios = [at["ours"] / at[name] for name in ("javascript", "rival") if name in at]
                rows.append(
                    [
                        realm,
                        step,
                        *(f"{at[name]:.2f}" for name in names),
                        *(f"{r:.2f}" for r in ratios),
                    ]
                )
    print_table(rows)


if __name__ == "__main__":
    main()
