/**
 * The stores of Python's `pyscript.storage`, in JavaScript:
 *
 *     import storage from './dist/storage.js';
 *     const store = await storage('my-store');
 *     store.answer = 42;
 *
 * docs/storage.md is the guide.
 */
import { databaseOf, jsonOf, same } from './storage/database.js';

// Values and records ----------------------------------------------------------------------

const MOST_DIGITS = 1e21; // JavaScript writes larger numbers with an exponent

/** JSON of a number that JavaScript itself would write otherwise, or not at all. */
const raw = (text) => {
    if (!JSON.rawJSON) throw new TypeError(`this browser cannot store ${text}: it is no safe integer`);
    return JSON.rawJSON(text);
};

const isPlain = (value) => {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const nameOf = (value) => value?.constructor?.name || Object.prototype.toString.call(value).slice(8, -1);

const unfit = (value) => {
    const what = typeof value === 'object' ? nameOf(value) : typeof value;
    const hint = ArrayBuffer.isView(value)
        ? 'its bytes can, new Uint8Array(value.buffer, value.byteOffset, value.byteLength)'
        : 'it has no JSON';
    return new TypeError(`a ${what} cannot be stored: ${hint}`);
};

/** Values with a row of their own beside what JSON has: see docs/design.md. */
const tagOf = (value) => {
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) return 'bytearray';
    if (Number.isNaN(value)) return 'nan';
    if (value === Infinity) return 'inf';
    return value === -Infinity ? '-inf' : '';
};

/**
 * @param {any} value
 * @returns {import('./storage/records.js').Entry}
 * @throws {TypeError} for what cannot be stored
 */
const encode = (value) => {
    if (value === null || value === undefined) return { text: '[["1",0],"null"]', buffers: [] };
    const queue = [];
    const places = new Map();
    const tags = [];
    const buffers = [];

    const place = (key, row = key) => {
        if (!places.has(key)) places.set(key, String(queue.push(row) - 1));
        return places.get(key);
    };
    const tagged = (item, tag) => {
        if (!places.has(item)) {
            // A copy: it may change before it is saved.
            const row = tag === 'bytearray' ? buffers.push(new Uint8Array(item).slice()) - 1 : 0;
            tags.push(`${place(item, row)}:${tag}`);
        }
        return places.get(item);
    };
    /** What stands for a value in a row: an index as a string, or itself. */
    const refer = (item) => {
        const tag = tagOf(item);
        if (tag) return tagged(item, tag);
        switch (typeof item) {
            case 'string':
                return place(item);
            case 'bigint':
                return raw(String(item));
            case 'number': {
                const isFloat = Number.isInteger(item) && !Number.isSafeInteger(item) && Math.abs(item) < MOST_DIGITS;
                return isFloat ? raw(`${item}.0`) : item;
            }
            case 'boolean':
            case 'undefined':
                return item;
            case 'object':
                if (item === null) return null;
                if (typeof item.toJSON === 'function') return refer(item.toJSON());
                if (Array.isArray(item) || isPlain(item)) return place(item);
        }
        throw unfit(item);
    };

    const rows = [];
    const root = ['generic', value];
    place(root);
    for (const row of queue) {
        if (typeof row !== 'object') rows.push(row);
        else if (Array.isArray(row)) rows.push(Array.from(row, refer));
        else rows.push(Object.fromEntries(Object.entries(row).map(([key, item]) => [key, refer(item)])));
    }
    if (tags.length) {
        rows[0][0] = String(rows.push('extended') - 1);
        rows.push(tags.join(' '));
    }
    return { text: JSON.stringify(rows), buffers };
};

/** Integers beyond those that a number can hold. */
const exact = (key, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
        ? BigInt(context.source)
        : value;

const NUMBERS = { nan: NaN, inf: Infinity, '-inf': -Infinity };

const parse = (json) => JSON.parse(json, /\d{16}/.test(json) ? exact : undefined);

/** @param {import('./storage/records.js').Entry} entry */
const decode = (entry) => {
    const json = jsonOf(entry);
    if (json !== null) return parse(json);
    const { text, buffers } = entry;
    const rows = parse(text);
    const values = [...rows];
    const value = (item) => (typeof item === 'string' ? values[item] : item);
    const [kind, data] = rows[0].map(value);
    if (kind === 'null') return null;
    if (kind === 'bytearray' || kind === 'memoryview') return Uint8Array.from(data);

    const pairs = [];
    if (kind === 'extended') {
        for (const [index, tag] of rows.at(-1).split(' ').map((each) => each.split(':'))) {
            if (tag === 'pairs') pairs.push([(values[index] = {}), rows[index]]);
            else values[index] = NUMBERS[tag] ?? new Uint8Array(buffers[rows[index]]);
        }
    }
    for (const [object, items] of pairs) {
        for (let i = 0; i < items.length; i += 2)
            Object.defineProperty(object, String(value(items[i])), {
                value: value(items[i + 1]),
                configurable: true,
                enumerable: true,
                writable: true,
            });
    }
    for (const row of rows) {
        if (row && typeof row === 'object') for (const key of Object.keys(row)) row[key] = value(row[key]);
    }
    return rows[0][1];
};

// Stores ----------------------------------------------------------------------------------

/** @param {string} property of a store @returns {string | number} the key, which may be a number of Python's */
const keyOf = (database, property) => {
    const number = Number(property);
    const isNumber = String(number) === property && !database.get(property) && database.get(number);
    return isNumber ? number : property;
};

/** Why a property cannot be written, for one that has none. */
const refuseProperty = (property, methods) => {
    if (typeof property === 'symbol') throw new TypeError(`${String(property)} cannot be a key: use a string`);
    if (Object.hasOwn(methods, property)) throw new TypeError(`"${property}" cannot be a key: store.${property}() is a method`);
};

const open = async (name) => {
    const database = databaseOf(name);
    const listeners = new Set();
    const target = {};

    const hold = (property, value) =>
        Object.defineProperty(target, property, { value, configurable: true, enumerable: true, writable: true });
    const view = {
        apply(changes) {
            for (const key of changes.keys()) {
                const property = String(key);
                const entry = database.get(keyOf(database, property));
                if (entry) hold(property, decode(entry));
                else delete target[property];
            }
        },
        changed(keys) {
            for (const listener of listeners) listener(keys.map(String));
        },
        failed: reportError,
    };
    const write = (property, value) => {
        refuseProperty(property, methods);
        database.set(view, keyOf(database, property), encode(value));
        hold(property, value ?? null);
        return true;
    };
    const methods = {
        /** Saves also what has changed inside values; resolves when everything is saved. */
        async sync() {
            for (const [property, value] of Object.entries(target)) {
                if (typeof value !== 'object' || value === null) continue;
                const key = keyOf(database, property);
                const saved = database.get(key);
                const entry = encode(value);
                // The same value may have been spelled otherwise.
                if (!same(saved, entry) && !same(encode(decode(saved)), entry)) database.set(view, key, entry);
            }
            await database.sync();
        },
        /** Deletes everything. */
        clear() {
            for (const property of Object.keys(target)) delete target[property];
            database.clear(view);
        },
    };

    await database.join(view);
    const proxy = new Proxy(target, {
        get: (_, property, receiver) =>
            Object.hasOwn(methods, property) ? methods[property] : Reflect.get(target, property, receiver),
        set: (_, property, value) => write(property, value),
        defineProperty(_, property, descriptor) {
            if (!('value' in descriptor)) throw new TypeError(`"${String(property)}" needs a value: it is stored`);
            return write(property, descriptor.value);
        },
        deleteProperty(_, property) {
            if (!Object.hasOwn(target, property)) return true;
            database.set(view, keyOf(database, property), null);
            delete target[property];
            view.apply(new Map([[property, null]])); // there may be one of that number
            return true;
        },
    });
    return { proxy, listeners, database };
};

/** @type {Map<string, ReturnType<typeof open>>} */
const stores = new Map();

/**
 * Opens a store: an object whose properties persist, the same as Python's of that name.
 *
 * Its values are what JSON has, also with cycles, and `Uint8Array`s, NaN, Infinity and BigInt;
 * what else is assigned throws a TypeError. `sync()` resolves when everything is saved;
 * `clear()` deletes everything.
 *
 * @param {string | {name: string, onchange?: (keys: string[]) => void}} name
 * @param {{onchange?: (keys: string[]) => void}} [options] `onchange` is called when something
 *     else, in this page or another, has changed the values of these keys
 * @returns {Promise<Record<string, any> & {sync(): Promise<void>, clear(): void}>}
 */
export const storage = async (name, options) => {
    const { onchange, ...named } = typeof name === 'object' ? { ...name } : { name, ...options };
    name = named.name;
    if (typeof name !== 'string' || !name) throw new TypeError('a store needs a name: await storage("my-store")');
    const known = stores.get(name);
    const opening = known ?? open(name);
    stores.set(name, opening);
    opening.catch(() => stores.delete(name));
    const { proxy, listeners, database } = await opening;
    if (known) await database.reload();
    if (onchange) listeners.add(onchange);
    return proxy;
};

export default storage;
