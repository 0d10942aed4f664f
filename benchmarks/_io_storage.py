"""Stores, beside plain IndexedDB in one transaction."""

from __future__ import annotations

from _rows import Row

KEYS = 1_000
BYTES = 1_000_000
SAMPLES = 9

PYTHON = f"""
from pyscript import storage

def record(i):
    return {{"id": i, "name": "user %d" % i, "score": i / 8, "tags": ["new", "tag %d" % (i % 10)]}}

records = [("key %d" % i, record(i)) for i in range({KEYS})]
texts = [("key %d" % i, "The text of number %d" % i) for i in range({KEYS})]
content = bytearray(b"\\x07" * {BYTES})
stores = {{}}
for name in ("records", "texts", "content"):
    stores[name] = await storage(name)
unopened = list(range({SAMPLES} + 1))
await js.fillStores(len(unopened))
"""

# The stores to be opened are written as the existing PyScript writes them.
JAVASCRIPT = f"""
const open = (name, prefix = 'plain/') => new Promise((resolve, reject) => {{
    const request = indexedDB.open(prefix + name);
    request.onupgradeneeded = () => request.result.createObjectStore('entries');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
}});
const complete = (transaction) => new Promise((resolve, reject) => {{
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
}});
const put = async (database, entries) => {{
    const transaction = database.transaction('entries', 'readwrite');
    const store = transaction.objectStore('entries');
    for (const [key, value] of entries) store.put(value, key);
    await complete(transaction);
}};
const get = async (database) => {{
    const transaction = database.transaction('entries');
    const store = transaction.objectStore('entries');
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    await complete(transaction);
    return new Map(keys.result.map((key, index) => [key, values.result[index]]));
}};

const tagsOf = (i) => ['new', `tag ${{i % 10}}`];
const record = (i) => ({{ id: i, name: `user ${{i}}`, score: i / 8, tags: tagsOf(i) }});
const flatted = ({{ id, name, score, tags }}) =>
    JSON.stringify([
        ['1', '2'], 'generic', {{ id, name: '3', score, tags: '4' }}, name, ['5', '6'], ...tags,
    ]);
const entries = (value) => Array.from({{ length: {KEYS} }}, (_, i) => [`key ${{i}}`, value(i)]);
const records = entries(record);
const texts = entries((i) => `The text of number ${{i}}`);
const content = new Uint8Array({BYTES}).fill(7);
const databases = {{ records: open('records'), texts: open('texts'), content: open('content') }};
let unopened;
globalThis.fillStores = async (count) => {{
    unopened = [...Array(count).keys()];
    for (const number of unopened) {{
        const kinds = {{ 'plain/': record, 'IDBMap/@pyscript/': (i) => flatted(record(i)) }};
        for (const [prefix, value] of Object.entries(kinds)) {{
            const database = await open(`full-${{number}}`, prefix);
            await put(database, entries(value));
            database.close();
        }}
    }}
}};
"""


def _write(name: str, label: str) -> Row:
    return Row(
        label,
        f'store = stores["{name}"]\n'
        f"for key, value in {name}:\n    store[key] = value\nawait store.sync()",
        f"await put(await databases.{name}, {name})",
        samples=SAMPLES,
    )


ROWS = [
    _write("texts", f"store {KEYS:,} texts"),
    _write("records", f"store {KEYS:,} records"),
    Row(
        "store 1 MB of bytes",
        'stores["content"]["bytes"] = content\nawait stores["content"].sync()',
        "await put(await databases.content, [['bytes', content]])",
        samples=SAMPLES,
    ),
    Row(
        f"open a store of {KEYS:,}",
        'store = await storage("full-%d" % unopened.pop())\n'
        'assert store["key 7"]["tags"][1] == "tag 7"',
        "const found = await get(await open(`full-${unopened.pop()}`));\n"
        "if (found.get('key 7').tags[1] !== 'tag 7') throw Error()",
        samples=SAMPLES,
    ),
]
