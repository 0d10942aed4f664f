/**
 * The stores of `pyscript.storage` and of storage.js: one `Database` for each name in each
 * thread, shared by all that have opened it there, in Python or JavaScript.
 *
 * Python loads this when it first opens a store: see `_interpreter/_host.py`.
 */
import { entryOf, hasHugeNumber, isValid, jsonOf, plain, rowsOf, same, textOf, wellFormed } from './records.js';

// How npm @webreflection/idb-map, which the existing PyScript uses, names what it makes.
const PREFIX = 'IDBMap/@pyscript/';
const ENTRIES = 'entries';

/** The binary parts of records. A database that idb-map made has no such object store. */
const BINARY = 'binary';

const EVERYTHING = Symbol('everything');

/** A thread that computes must not keep what it wrote to itself for longer. */
const PATIENCE_MS = 30;

/**
 * So many changes of one turn are not kept together: the browser saves them while more are made.
 * First a few, for it to begin soon, then twice as many each time.
 */
const SOME = 25;
const MANY = 200;

/** Up to so many keys are read one by one. */
const FEW = 100;

/**
 * @typedef {string | number} Key
 * @typedef {import('./records.js').Entry} Entry
 * @typedef {object} View what has opened a store
 * @prop {(changes: Map<Key, Entry | null>) => void} apply null: deleted
 * @prop {(keys: Key[]) => void} changed after `apply`, once for what changed together
 * @prop {(error: Error) => void} failed something of it could not be saved
 */

// The database ----------------------------------------------------------------------------

/** @returns {Promise<IDBDatabase>} */
const openConnection = (name) =>
    new Promise((resolve, reject) => {
        const request = indexedDB.open(PREFIX + name);
        request.onupgradeneeded = () => {
            for (const store of [ENTRIES, BINARY]) request.result.createObjectStore(store);
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

/** @param {IDBTransaction} transaction */
const ended = (transaction) =>
    new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });

const hasBinary = (database) => database.objectStoreNames.contains(BINARY);

class Database {
    #name;

    /** All records, those included that are still to be saved. @type {Map<Key, Entry>} */
    #entries = new Map();

    /** Keys to be saved. @type {Set<Key>} */
    #dirty = new Set();

    /** Everything that was there before is to be deleted. */
    #cleared = false;

    /** Keys that are being saved. @type {Set<Set<Key>>} */
    #batches = new Set();

    /** Transactions that save. @type {Set<Promise<any>>} */
    #attempts = new Set();
    #retries = Promise.resolve();

    /** What could not be saved, and why. @type {Map<Key, Error>} */
    #unsaved = new Map();

    /** For each read under way, the keys that are newer here. @type {Set<Set<Key> & {all?: boolean}>} */
    #reads = new Set();

    /** What has been said of damaged records. @type {Set<string>} */
    #complaints = new Set();

    /** Keys that have binary parts in the database, as far as is known. @type {Set<Key>} */
    #binary = new Set();

    /** @type {Map<View, Set<Key>>} what each view is still to be told of */
    #views = new Map();

    /** @type {View | null} who wrote last */
    #writer = null;

    /** @type {IDBDatabase | null} */
    #connection = null;
    /** @type {Promise<IDBDatabase> | null} */
    #opening = null;

    #channel;
    #news = { keys: new Set(), all: false, reading: false };
    #pending = new Set();
    #syncing = 0;
    #scheduled = false;
    #flushed = -Infinity;
    #room = SOME;

    constructor(name) {
        this.#name = name;
        this.#channel = new BroadcastChannel(PREFIX + name);
        this.#channel.onmessage = ({ data }) => this.#hear(data);
    }

    // For views -----------------------------------------------------------------------

    /** Begins to keep a view up to date. @param {View} view */
    async join(view) {
        await this.reload();
        this.#views.set(view, new Set());
        view.apply(this.#entries);
    }

    /** @param {View} view */
    leave(view) {
        this.#views.delete(view);
    }

    /** @param {Key} key */
    get(key) {
        return this.#entries.get(key);
    }

    /** @param {View} view @param {Key} key @param {Entry | null} entry */
    set(view, key, entry) {
        if (entry) this.#entries.set(key, entry);
        else this.#entries.delete(key);
        this.#dirty.add(key);
        this.#unsaved.delete(key);
        for (const newer of this.#reads) newer.add(key);
        this.#tellOthers(view, new Map([[key, entry]]));
    }

    /** @param {View} view */
    clear(view) {
        const gone = new Map([...this.#entries.keys()].map((key) => [key, null]));
        for (const map of [this.#entries, this.#dirty, this.#unsaved]) map.clear();
        this.#cleared = true;
        for (const newer of this.#reads) newer.all = true;
        this.#tellOthers(view, gone);
    }

    /** Resolves when everything has been saved. Rejects when something cannot be. */
    async sync() {
        for (const key of this.#unsaved.keys()) if (key !== EVERYTHING) this.#dirty.add(key);
        this.#unsaved.clear();
        this.#syncing++;
        try {
            this.flush();
            while (this.#pending.size) await Promise.all(this.#pending);
        } finally {
            this.#syncing--;
        }
        for (const error of this.#unsaved.values()) throw error;
    }

    /** Reads what is in the database, or some of it, and tells the views what is new. */
    async reload(keys = null) {
        const newer = new Set([...this.#dirty, ...this.#unsaved.keys()]);
        newer.all = this.#cleared;
        this.#reads.add(newer);
        let found;
        try {
            found = await this.#read(keys);
        } finally {
            this.#reads.delete(newer);
        }
        if (newer.all) return;
        for (const batch of this.#batches) for (const key of batch) newer.add(key);
        const changes = new Map();
        for (const key of keys ?? new Set([...found.keys(), ...this.#entries.keys()])) {
            const entry = found.get(key);
            if (newer.has(key) || this.#unsaved.has(key) || same(entry, this.#entries.get(key))) continue;
            if (entry) this.#entries.set(key, entry);
            else this.#entries.delete(key);
            changes.set(key, entry ?? null);
        }
        if (changes.size) this.#tell(this.#views.keys(), changes);
    }

    // News ----------------------------------------------------------------------------

    #tellOthers(writer, changes) {
        this.#writer = writer;
        if (this.#views.size > 1) this.#tell([...this.#views.keys()].filter((view) => view !== writer), changes);
        this.#schedule();
    }

    /** Applies changes at once; that there were some is said when this thread's turn is over. */
    #tell(views, changes) {
        for (const view of views) {
            view.apply(changes);
            const keys = this.#views.get(view);
            if (!keys.size)
                queueMicrotask(() => {
                    const told = [...keys];
                    keys.clear();
                    view.changed(told);
                });
            for (const key of changes.keys()) keys.add(key);
        }
    }

    /** Another tab or thread has saved something. */
    async #hear({ keys, all }) {
        const news = this.#news;
        for (const key of keys) news.keys.add(key);
        news.all ||= all || news.keys.size > FEW;
        if (news.reading) return;
        news.reading = true;
        try {
            while (news.all || news.keys.size) {
                const wanted = news.all ? null : [...news.keys];
                news.keys.clear();
                news.all = false;
                await this.reload(wanted);
            }
        } catch (error) {
            for (const view of this.#views.keys()) view.failed(error);
        } finally {
            news.reading = false;
        }
    }

    // Reading -------------------------------------------------------------------------

    /** @returns {Promise<Map<Key, Entry>>} */
    async #read(keys) {
        const transaction = await this.#ready('readonly');
        const from = (store) => {
            const requests = keys ? keys.map((key) => store.get(key)) : [store.getAllKeys(), store.getAll()];
            return () => {
                const results = requests.map(({ result }) => result);
                const [names, values] = keys ? [keys, results] : results;
                return new Map(names.map((key, index) => [key, values[index]]));
            };
        };
        const entries = from(transaction.objectStore(ENTRIES));
        const binary = hasBinary(transaction.db) ? from(transaction.objectStore(BINARY)) : () => new Map();
        await ended(transaction);
        return this.#entriesOf(entries(), binary());
    }

    #entriesOf(values, binary) {
        const found = new Map();
        const doubtful = [];
        for (const [key, value] of values) {
            const json = typeof value === 'string' ? plain(value) : null;
            if (json !== null) found.set(key, { text: value, json, buffers: [] });
            else if (value !== undefined) doubtful.push(key);
        }
        if (!isValid(`[${Array.from(found.values(), ({ json }) => json).join()}]`)) {
            for (const [key, { json }] of found) if (!isValid(json)) doubtful.push(key);
        }
        for (const key of doubtful) {
            try {
                found.set(key, entryOf(values.get(key), binary.get(key)));
            } catch ({ message }) {
                found.delete(key);
                this.#complain(key, message);
            }
        }
        for (const key of found.keys()) {
            if (typeof key === 'string' || Number.isFinite(key)) continue;
            found.delete(key);
            this.#complain(key, 'its key is no string and no number');
        }
        for (const key of binary.keys()) this.#binary.add(key);
        return found;
    }

    #complain(key, message) {
        const complaint = `the record of "${key}" is damaged and left out: ${message}`;
        if (this.#complaints.has(complaint)) return;
        this.#complaints.add(complaint);
        console.warn(`pyscript.storage: in the store "${this.#name}" ${complaint}`);
    }

    // Saving --------------------------------------------------------------------------

    /** At the end of this thread's turn all at once; at once where that is long in coming. */
    #schedule() {
        if (this.#dirty.size > this.#room || performance.now() - this.#flushed > PATIENCE_MS) {
            this.#room = Math.min(2 * this.#room, MANY);
            return this.flush();
        }
        if (this.#scheduled) return;
        this.#scheduled = true;
        queueMicrotask(() => {
            this.#scheduled = false;
            this.#room = SOME;
            this.flush();
        });
    }

    /** Begins to save what is still to be saved. */
    flush() {
        this.#flushed = performance.now();
        if (!this.#dirty.size && !this.#cleared) return;
        const transaction = this.#begin('readwrite');
        const work = transaction
            ? this.#save(transaction, ...this.#take())
            : this.#open().then(
                  () => this.flush(),
                  (error) => this.#refuse(...this.#take(), error),
              );
        this.#pending.add(work);
        work.then(() => this.#pending.delete(work));
    }

    #take() {
        const taken = [[...this.#dirty], this.#cleared];
        this.#dirty.clear();
        this.#cleared = false;
        return taken;
    }

    /** Saves all of this or, where there is no room for all, as much as there is room for. */
    async #save(transaction, keys, cleared) {
        const batch = new Set(keys);
        this.#batches.add(batch);
        const error = await this.#attempt(transaction, keys, cleared);
        if (error) await (this.#retries = this.#retries.then(() => this.#retry(keys, cleared, error)));
        this.#batches.delete(batch);
    }

    /** @returns {Promise<Error | undefined>} why nothing of it could be saved */
    #attempt(transaction, keys, cleared) {
        const attempt = this.#try(transaction, keys, cleared);
        this.#attempts.add(attempt);
        attempt.then(() => this.#attempts.delete(attempt));
        return attempt;
    }

    async #try(transaction, keys, cleared) {
        try {
            const tooLarge = this.#put(transaction, keys, cleared);
            transaction.commit();
            await ended(transaction);
            for (const [key, error] of tooLarge) this.#refuse([key], false, error);
            this.#channel.postMessage({ keys: cleared ? [] : keys, all: cleared });
        } catch (error) {
            return error;
        }
    }

    /** One after another, and when nothing else is being saved: that takes room, too, for a moment. */
    async #retry(keys, cleared, error) {
        const attempt = async (some, all = false) => this.#attempt(await this.#ready('readwrite'), some, all);
        const half = async (some) => {
            const reason = some.length && (await attempt(some));
            if (reason) await split(some, reason);
        };
        const split = async (some, reason) => {
            if (reason.name !== 'QuotaExceededError' || some.length < 2) return this.#refuse(some, false, reason);
            const middle = some.length >> 1;
            await half(some.slice(0, middle));
            await half(some.slice(middle));
        };
        try {
            if (error.name !== 'QuotaExceededError') throw error;
            while (this.#attempts.size) await Promise.all(this.#attempts);
            if (cleared) {
                const reason = await attempt([], true);
                if (reason) throw reason;
                // Whatever has been saved since the first attempt was deleted just now.
                for (const key of this.#entries.keys()) this.#dirty.add(key);
                this.flush();
            } else if (keys.length < 2) await half(keys);
            else await split(keys, error);
        } catch (reason) {
            this.#refuse(keys, cleared, reason);
        }
    }

    /** @returns {[Key, Error][]} what is too large for any database */
    #put(transaction, keys, cleared) {
        const entries = transaction.objectStore(ENTRIES);
        const binary = hasBinary(transaction.db) && transaction.objectStore(BINARY);
        const tooLarge = [];
        if (cleared) {
            entries.clear();
            if (binary) binary.clear();
            this.#binary.clear();
        }
        for (const key of keys) {
            const entry = this.#entries.get(key);
            const buffers = entry?.buffers ?? [];
            try {
                if (binary && buffers.length) binary.put(buffers, key);
                else if (binary && this.#binary.delete(key)) binary.delete(key);
                if (binary && buffers.length) this.#binary.add(key);
                if (!entry) entries.delete(key);
                else entries.put(binary || !buffers.length ? textOf(entry) : [textOf(entry), ...buffers], key);
            } catch (error) {
                tooLarge.push([key, error]);
            }
        }
        return tooLarge;
    }

    #refuse(keys, cleared, { name, message }) {
        const reason = name === 'QuotaExceededError' ? 'the browser has no more room for this site' : message;
        const note = (key, what) => this.#unsaved.set(key, new Error(`${what} the store "${this.#name}": ${reason}`));
        if (cleared) {
            this.#cleared = true;
            note(EVERYTHING, 'nothing could be deleted in');
        }
        for (const key of keys) note(key, `"${key}" could not be saved in`);
        if (!this.#syncing && (cleared || keys.length)) this.#writer?.failed([...this.#unsaved.values()].pop());
    }

    // The connection ------------------------------------------------------------------

    /** @returns {IDBTransaction | null} null where the connection is gone */
    #begin(mode) {
        const connection = this.#connection;
        const stores = connection && (hasBinary(connection) ? [ENTRIES, BINARY] : ENTRIES);
        try {
            return connection && connection.transaction(stores, mode, { durability: 'relaxed' });
        } catch (error) {
            if (error.name !== 'InvalidStateError') throw error;
            this.#connection = null;
            return null;
        }
    }

    async #ready(mode) {
        let transaction;
        while (!(transaction = this.#begin(mode))) await this.#open();
        return transaction;
    }

    async #open() {
        if (this.#connection) return;
        this.#opening ??= openConnection(this.#name).finally(() => (this.#opening = null));
        const connection = await this.#opening;
        if (!connection.objectStoreNames.contains(ENTRIES)) {
            connection.close();
            throw new Error('its database is of another kind');
        }
        connection.onclose = () => (this.#connection = null);
        // Somebody wants to delete the database or to change it.
        connection.onversionchange = () => {
            connection.close();
            this.#connection = null;
        };
        this.#connection = connection;
    }
}

export { jsonOf, same };

/** @type {Map<string, Database>} */
const databases = new Map();

/** @param {string} name */
export const databaseOf = (name) => {
    if (!databases.has(name)) databases.set(name, new Database(name));
    return databases.get(name);
};

// For Python ------------------------------------------------------------------------------

/** Text up to this length costs less as a string than as bytes. */
const SHORT = 10_000;

const LONG = 1000;

const encoder = new TextEncoder();

const NONE = { json: null, buffers: [] };

/**
 * JSON of two things, which Python applies one after the other: an object of the values that
 * have JSON; and a list with `[key, value]` of those that no object can have, `[key, rows, first
 * buffer]` where the value has no JSON, `[key]` where it is deleted. Then the buffers, and
 * whether no string is long.
 */
const pack = (changes) => {
    const buffers = [];
    const plain = [];
    const others = [];
    for (const [key, entry] of changes) {
        const json = entry && jsonOf(entry);
        const name = JSON.stringify(key);
        // MicroPython takes no care with keys of objects: they are short, and have no escapes.
        const isPlain = typeof key === 'string' && key.length < LONG && !name.includes('\\u');
        if (isPlain && entry) plain.push(`${name}:${json ?? 0}`); // its place is kept
        if (isPlain && json) continue;
        const content = json ? `,${json}` : entry ? `,${rowsOf(entry)},${buffers.length}` : '';
        others.push(`[${name}${content}]`);
        if (entry) buffers.push(...entry.buffers);
    }
    const text = `[{${plain.join()}},[${others.join()}]]`;
    // MicroPython takes more care with long strings.
    const isShort = [...plain, ...others].every(({ length }) => length < LONG);
    return [text.length < SHORT ? text : encoder.encode(text), buffers, isShort];
};

/**
 * Opens a store for Python. What it gets throws nothing: what has failed is said as text,
 * `""` where nothing has.
 * @param {string} name
 * @param {(what: 'apply' | 'changed' | 'failed', ...details: any[]) => void} listener
 */
export const connect = async (name, listener) => {
    const database = databaseOf(name);
    const view = {
        apply: (changes) => listener('apply', ...pack(changes)),
        changed: (keys) => listener('changed', JSON.stringify(keys)),
        failed: ({ message }) => listener('failed', message),
    };
    const told = (promise) =>
        promise.then(
            () => '',
            ({ message }) => message,
        );
    return {
        problem: await told(database.join(view)),
        leave: () => database.leave(view),
        flush: () => database.flush(),
        set(key, json) {
            if (hasHugeNumber(json)) return false;
            database.set(view, key, { json: wellFormed(json), buffers: [] });
            return true;
        },
        setRows: (key, text, ...buffers) => database.set(view, key, { text: wellFormed(text), json: null, buffers }),
        delete: (key) => database.set(view, key, null),
        clear: () => database.clear(view),
        /** The indexes of values that have changed: `keys` is JSON, `values` JSON, one a line. */
        changed(keys, values) {
            const known = JSON.parse(keys).map((key) => jsonOf(database.get(key) ?? NONE));
            const lines = values.split('\n');
            return JSON.stringify([...lines.keys()].filter((index) => lines[index] !== known[index]));
        },
        differs: (key, text, ...buffers) => !same(database.get(key), { text, buffers }),
        json: (key) => jsonOf(database.get(key) ?? NONE) ?? '',
        respell: (key, json) => (database.get(key).json = json),
        sync: () => told(database.sync()),
        reload: () => told(database.reload()),
    };
};
