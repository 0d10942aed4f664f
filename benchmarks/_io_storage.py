"""Storage: ours and the rival's, beside plain IndexedDB in one transaction in the same page.

Each sample has stores of its own. Those that one page has written the next one opens.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from _common import REALMS, chromium, contestant, median, print_table, site
from playwright.sync_api import Browser, BrowserContext

TITLE = "storage"

KEYS = 1_000
BYTES = 1_000_000

#: what is measured -> at most so many times what plain IndexedDB takes
JOBS = {"write_keys": 1.5, "write_bytes": 2.0, "open_keys": 2.5}
LABELS = {
    "write_keys": f"{KEYS:,} keys written",
    "write_bytes": "1 MB of bytes written",
    "open_keys": f"store of {KEYS:,} keys opened",
}

PLAIN = """
<script>
globalThis.plain = (() => {
    const open = (name) => new Promise((resolve, reject) => {
        const request = indexedDB.open('plain-' + name);
        request.onupgradeneeded = () => request.result.createObjectStore('entries');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const complete = (transaction) => new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
    });
    const put = async (name, entries) => {
        const database = await open(name);
        const start = performance.now();
        const transaction = database.transaction('entries', 'readwrite');
        const store = transaction.objectStore('entries');
        for (const [key, value] of entries) store.put(value, key);
        await complete(transaction);
        return performance.now() - start;
    };
    const tags = (i) => ['new', `tag ${i % 10}`];
    const record = (i) => ({ id: i, name: `user ${i}`, score: i / 8, tags: tags(i) });
    const records = () => Array.from({ length: KEYS }, (_, i) => [`key ${i}`, record(i)]);
    const jobs = {
        write_keys: (name) => put(name, records()),
        write_bytes: (name) => put(name, [['value', new Uint8Array(BYTES).fill(7)]]),
        async open_keys(name) {
            const start = performance.now();
            const database = await open(name);
            const transaction = database.transaction('entries');
            const store = transaction.objectStore('entries');
            const [keys, values] = [store.getAllKeys(), store.getAll()];
            await complete(transaction);
            const entries = new Map(keys.result.map((key, i) => [key, values.result[i]]));
            const spent = performance.now() - start;
            if (entries.get('key 7').tags[1] !== 'tag 7') throw new Error('not what was written');
            return spent;
        },
    };
    return (job, name) => jobs[job](name);
})();
</script>
""".replace("KEYS", str(KEYS)).replace("BYTES", str(BYTES))

CODE = """
import json

import js
from pyscript import storage, window

now = js.performance.now


def record(i):
    return {"id": i, "name": "user %d" % i, "score": i / 8, "tags": ["new", "tag %d" % (i % 10)]}


async def write_keys(name):
    store = await storage(name)
    store.clear()
    await store.sync()
    entries = [("key %d" % i, record(i)) for i in range(KEYS)]
    await js.Promise.resolve()  # garbage of the line above is collected now
    start = now()
    for key, value in entries:
        store[key] = value
    await store.sync()
    return now() - start


async def write_bytes(name):
    store = await storage(name)
    value = bytearray(b"\\x07" * BYTES)
    await js.Promise.resolve()
    start = now()
    store["value"] = value
    await store.sync()
    return now() - start


async def open_keys(name):
    start = now()
    store = await storage(name)
    spent = now() - start
    assert store["key 7"]["tags"][1] == "tag 7"
    return spent


JOBS = {"write_keys": write_keys, "write_bytes": write_bytes, "open_keys": open_keys}
times = {}
for job in WANTED:
    times[job] = []
    for number in range(SAMPLES):
        name = "NAME-%s" % job.split("_")[1]
        if job == "open_keys":
            name += "-%d" % number
        plain = await window.plain(job, name)
        times[job].append([plain, await JOBS[job](name)])
# For those that open stores; then nothing of it is in memory any more.
for number in range(0 if "open_keys" in WANTED else SAMPLES):
    name = "NAME-keys-%d" % number
    await window.plain("write_keys", name)
    await write_keys(name)
js.console.info("bench " + json.dumps(times))
"""

#: What each reads of what the other has written, as JSON.
READ = """
import json

import js
from pyscript import storage

store = await storage("OTHER-keys-0")
js.console.info("bench " + json.dumps([len(store), store["key 7"]]))
"""


def pages(realms: Sequence[str], samples: int, names: Sequence[str]) -> dict[str, str]:
    """Return the pages of this section by their paths."""
    found = {}
    for name in names:
        for realm in realms:
            for kind, jobs in (("write", ["write_keys", "write_bytes"]), ("open", ["open_keys"])):
                code = CODE.replace("WANTED", repr(jobs)).replace("SAMPLES", str(samples))
                code = code.replace("KEYS", str(KEYS)).replace("BYTES", str(BYTES))
                html = contestant(name, realm, code.replace("NAME", name))
                found[f"/storage/{name}/{realm}/{kind}"] = html.replace("<head>", f"<head>{PLAIN}")
            other = {"ours": "rival", "rival": "ours"}[name]
            found[f"/storage/{name}/{realm}/read"] = contestant(
                name, realm, READ.replace("OTHER", other)
            )
    return found


def run(context: BrowserContext, url: str):
    """Open a page; return what its script logs."""
    page = context.new_page()
    try:
        with page.expect_console_message(
            lambda message: message.text.startswith("bench "), timeout=240_000
        ) as message:
            page.goto(url)
        return json.loads(message.value.text.partition(" ")[2])
    finally:
        page.close()


def rows(browser: Browser, address: str, realms: Sequence[str], names: Sequence[str]):
    """Yield the rows of the table, the heading first."""
    yield ["storage", "job", "plain", *names, *(f"{name}/plain" for name in names), "limit"]
    for realm in realms:
        context = browser.new_context()
        times: dict[str, Mapping[str, list[list[float]]]] = {}
        for name in names:
            base = f"{address}storage/{name}/{realm}/"
            times[name] = {**run(context, base + "write"), **run(context, base + "open")}
        for job, limit in JOBS.items():
            plain = {name: median([pair[0] for pair in times[name][job]]) for name in names}
            taken = {name: median([pair[1] for pair in times[name][job]]) for name in names}
            yield [
                realm,
                LABELS[job],
                f"{plain['ours']:.1f} ms",
                *(f"{taken[name]:.1f} ms" for name in names),
                *(f"{taken[name] / plain[name]:.2f}" for name in names),
                f"{limit}",
            ]
        if "rival" in names:
            expected = [KEYS, {"id": 7, "name": "user 7", "score": 0.875, "tags": ["new", "tag 7"]}]
            for name in names:
                assert run(context, f"{address}storage/{name}/{realm}/read") == expected, name
        context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=7)
    parser.add_argument("--realm", action="append", choices=REALMS, help="default: all")
    parser.add_argument("--no-rival", action="store_true")
    options = parser.parse_args()
    realms = options.realm or list(REALMS)
    names = ["ours"] if options.no_rival else ["ours", "rival"]
    with site(pages(realms, options.samples, names)) as address, chromium() as browser:
        print_table(list(rows(browser, address, realms, names)))


if __name__ == "__main__":
    main()
