"""Work on the page from a worker: ours, the rival, and JavaScript on the page itself.

"JS" is pure JavaScript on the main thread doing the same, plus one round trip of a worker
(`Atomics.wait`) for each thing that must be waited for. Messages are those that the worker
sends, exactly; times are medians of turns in one page each.
"""

from __future__ import annotations

import argparse
import json

from _common import REALMS, chromium, contestant, html, median, print_table, site
from playwright.sync_api import Browser

WORKERS = ["pyodide-worker", "micropython-worker"]
COUNTS = {"pyodide": 100, "micropython": 1000}
SHOWN = {"pyodide": 100, "micropython": 500}

BODY = '<div id="out"></div><div id="many"></div><button id="button">x</button>'

# Runs in the worker. ROWS: name, function, how often one turn does it (for the message count).
CODE = """
import json
import js
from pyscript import display, document, web, when, window

js.eval('''
    const { postMessage } = MessagePort.prototype;
    globalThis.sentMessages = 0;
    MessagePort.prototype.postMessage = function (...args) {
        if (!globalThis.countsItself || args[0]?.[0] !== 0) sentMessages++;
        return postMessage.apply(this, args);
    };
''')

try:
    from pyscript._reference import _page  # ours counts itself what it waits for
except ImportError:
    _page = None

js.countsItself = _page is not None

def messages():
    return js.sentMessages + (_page.asked if _page else 0)

COUNT = %(count)d
SHOWN = %(shown)d
many = document.getElementById("many")
page = web.page

def trees():
    box = page["#out"]
    for n in range(COUNT):
        box.append(web.div(web.h3("title"), web.p("text"), classes=["card"]))

def shows():
    for _ in range(SHOWN):
        display("x", target="out")

def outputs():
    for _ in range(SHOWN):
        display("x")

def find_and_set():
    for element in document.querySelectorAll("#many b"):
        element.setAttribute("title", "x")

def create():
    document.createElement("p")

def absolute():
    window.Math.abs(1)

def title():
    document.title

seen = []

@when("click", "#button")
def clicked(event):
    seen.append(event.type)

async def clicks():
    seen.clear()
    window.clickOften(1000)
    while len(seen) < 1000:
        await window.Promise.resolve()

async def run():
    many.innerHTML = "<b></b>" * COUNT
    rows = {"trees": trees, "display": shows, "output": outputs, "find": find_and_set,
            "create": create, "abs": absolute, "title": title, "clicks": clicks}
    for name, function in rows.items():
        # Two kinds of turns: of what takes microseconds, many at once.
        small = name in ("create", "abs", "title")
        for turn in range(%(turns)d + 1):
            window.tidy()
            before = messages()
            if small:
                function()
                sent = messages() - before
                start = js.performance.now()
                for _ in range(200):
                    function()
                took = (js.performance.now() - start) / 200
            else:
                start = js.performance.now()
                value = function()
                if name == "clicks":
                    await value
                took = js.performance.now() - start
                sent = messages() - before
            js.console.info("bench", name, turn, took, sent)
    js.console.info("bench end")

await run()
"""

# On the page: what the contestants need, and the same in JavaScript.
SCRIPT = """
globalThis.tidy = () => {
    const outputs = document.querySelectorAll('#out, script-py, script-mpy');
    for (const element of outputs) element.replaceChildren();
};
globalThis.clickOften = (count) => {
    const button = document.getElementById('button');
    for (let i = 0; i < count; i++) button.click();
};
"""

JAVASCRIPT = """
async ([count, shown, turns]) => {
    const source = `
        onmessage = ({ data: memory }) => {
            const ints = new Int32Array(memory);
            for (let i = 0; i < 2000; i++) {
                postMessage(0);
                Atomics.wait(ints, 0, 0);
                Atomics.store(ints, 0, 0);
            }
            postMessage('end');
        };`;
    const roundTrip = await new Promise((resolve) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        const memory = new SharedArrayBuffer(4);
        const ints = new Int32Array(memory);
        let start;
        worker.onmessage = ({ data }) => {
            start ??= performance.now();
            if (data === 'end') resolve((performance.now() - start) / 2000);
            Atomics.store(ints, 0, 1);
            Atomics.notify(ints, 0);
        };
        worker.postMessage(memory);
    });
    const out = document.getElementById('out');
    document.getElementById('many').innerHTML = '<b></b>'.repeat(count);
    const rows = {
        trees() {
            for (let i = 0; i < count; i++) {
                const [div, h3, p] = ['div', 'h3', 'p'].map((name) => document.createElement(name));
                h3.innerHTML = 'title';
                p.innerHTML = 'text';
                div.className = 'card';
                div.append(h3, p);
                out.append(div);
            }
            return 1;
        },
        display() {
            for (let i = 0; i < shown; i++) {
                const div = document.createElement('div');
                div.append('x');
                out.append(div);
            }
            return shown;
        },
        output() {
            const output = document.createElement('div');
            document.body.append(output);
            for (let i = 0; i < shown; i++) {
                const div = document.createElement('div');
                div.append('x');
                output.append(div);
            }
            output.remove();
            return 1;
        },
        find() {
            for (const element of document.querySelectorAll('#many b'))
                element.setAttribute('title', 'x');
            return count;
        },
        create() {
            document.createElement('p');
            return 1;
        },
        abs() {
            Math.abs(1);
            return 1;
        },
        title() {
            document.title;
            return 1;
        },
        clicks() {
            let seen = [];
            const button = document.getElementById('button');
            const listener = (event) => seen.push(event.type);
            button.addEventListener('click', listener);
            clickOften(1000);
            button.removeEventListener('click', listener);
            return 1;
        },
    };
    const found = { roundTrip };
    for (const [name, run] of Object.entries(rows)) {
        found[name] = [];
        for (let turn = 0; turn < turns; turn++) {
            tidy();
            const start = performance.now();
            const waits = run();
            found[name].push(performance.now() - start + waits * roundTrip);
        }
    }
    return found;
}
"""


def measure(browser: Browser, url: str) -> dict[str, list[tuple[float, int]]]:
    """Return milliseconds and messages of each turn, by row."""
    page = browser.new_page()
    found: dict[str, list[tuple[float, int]]] = {}
    with page.expect_console_message(lambda m: m.text == "bench end", timeout=600_000):
        page.on("console", lambda m: note(m.text, found))
        page.goto(url)
    page.close()
    return found


def note(text: str, found: dict[str, list[tuple[float, int]]]) -> None:
    words = text.split()
    if words[:1] == ["bench"] and len(words) == 5:
        name, turn, took, sent = words[1:]
        if int(turn):  # the first one warms up
            found.setdefault(name, []).append((float(took), int(sent)))
    elif "Error" in text:
        print(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench worker", description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument(
        "--realm", action="append", choices=["pyodide-worker", "micropython-worker"]
    )
    parser.add_argument("--count", type=int, help="elements and displays, for all: a shorter run")
    parser.add_argument("--no-rival", action="store_true")
    options = parser.parse_args()
    if options.count:
        for counts in (COUNTS, SHOWN):
            counts.update(dict.fromkeys(counts, options.count))
    names = ["ours"] + ([] if options.no_rival else ["rival"])
    realms = options.realm or WORKERS
    pages = {"/js": html("", f"{BODY}<script>{SCRIPT}</script>")}
    for realm in realms:
        interpreter = REALMS[realm][1]
        sizes = {"count": COUNTS[interpreter], "shown": SHOWN[interpreter], "turns": options.turns}
        for name in names:
            page = contestant(name, realm, CODE % sizes)
            pages[f"/{name}/{realm}"] = page.replace(
                "<body>", f"<body>{BODY}<script>{SCRIPT}</script>"
            )
    columns = [column for name in names for column in (name, "messages", f"{name}/JS")]
    rows = [["work", "interpreter", "JS", *columns]]
    with site(pages) as address, chromium() as browser:
        for realm in realms:
            interpreter = REALMS[realm][1]
            page = browser.new_page()
            page.goto(f"{address}js")
            sizes = [COUNTS[interpreter], SHOWN[interpreter], 4 * options.turns]
            javascript = page.evaluate(JAVASCRIPT, sizes)
            page.close()
            found = {name: measure(browser, f"{address}{name}/{realm}") for name in names}
            for work in javascript:
                if work == "roundTrip":
                    print(f"round trip: {1000 * javascript[work]:.0f} µs")
                    continue
                js = median(javascript[work])
                row = [work, interpreter, f"{js:.3f} ms"]
                for name in names:
                    times = found[name].get(work, [])
                    ms = median([took for took, _ in times])
                    sent = median([count for _, count in times])
                    row += [f"{ms:.3f} ms", f"{sent:.0f}", f"{ms / js:.1f}"]
                rows.append(row)
    print(json.dumps(COUNTS), json.dumps(SHOWN))
    print_table(rows)


if __name__ == "__main__":
    main()
