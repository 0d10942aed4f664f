/** The objects of the page that one worker's Python refers to, by number. */
import { createKinds } from './kinds.js';
import { MARK, asError, plain } from './wire.js';

export const isObject = (value) =>
    (typeof value === 'object' && value !== null) || typeof value === 'function';

/** @param {any} object */
export const isMap = (object) => typeof object.get === 'function' && typeof object.has === 'function';

/**
 * @param {object} window
 * @param {object} host what the worker calls on the page
 * @param {(id: number) => Function} callback the page's function for one of the worker's
 */
export const createObjects = (window, host, callback) => {
    /** @type {Map<number, {object: any, count: number}>} how often each was sent and not released */
    const entries = new Map();
    /** @type {Map<any, number>} */
    const ids = new Map();
    const kinds = createKinds();
    let next = 0;

    /** @returns {number} the number of an object, from now on known to the worker once more */
    const register = (object) => {
        let id = ids.get(object);
        if (id === undefined) {
            id = next++;
            ids.set(object, id);
            entries.set(id, { object, count: 0 });
            if (object instanceof Promise) object.catch(() => {});
        }
        entries.get(id).count++;
        return id;
    };

    /** Registers what is new under a number of the worker's own, below 0. */
    const keep = (id, object) => {
        ids.set(object, id);
        entries.set(id, { object, count: 1 });
    };

    // What every worker knows, in this order: pyscript/_reference.py.
    [window, host, window.document].forEach(register);

    // A promise that rejects before the worker gets to await it is not one that nobody
    // awaits; one that the worker lets go unseen, and the page was not given, is.
    const seen = new WeakSet();

    const release = (id) => {
        const entry = entries.get(id);
        if (!entry || --entry.count) return;
        entries.delete(id);
        ids.delete(entry.object);
        if (entry.object instanceof Promise && !seen.has(entry.object)) entry.object.then();
    };

    const wait = (promise) => {
        seen.add(promise);
        return promise;
    };

    const entry = (id) => {
        const found = entries.get(Number(id));
        if (!found) throw new Error(`the page no longer knows object ${id}`);
        return found.object;
    };

    /** @param {number | string} address a number, or "NUMBER.INDEX" */
    const at = (address) => {
        if (typeof address === 'number') return entry(address);
        const [id, index] = address.split('.');
        return index === undefined ? entry(id) : entry(id)[index];
    };

    const reference = (object, more = '') => `${MARK}r${register(object)} ${kinds.kindOf(object)}${more}`;

    /** @returns {null | undefined | boolean | number | string} what stands for a value */
    const encode = (value, more) => {
        switch (typeof value) {
            case 'string':
                return plain(value);
            case 'number':
                return (value | 0) !== value && Number.isSafeInteger(value) ? `${MARK}i${value}` : value;
            case 'bigint':
                return `${MARK}i${value}`;
            case 'symbol':
            case 'object':
            case 'function':
                return value === null ? null : reference(value, more);
            default:
                return value;
        }
    };

    /** The same inside JSON. */
    const encodeItem = (value) => {
        if (value === undefined) return `${MARK}u`;
        if (typeof value === 'number') return Number.isFinite(value) ? value : `${MARK}n${value}`;
        return encode(value);
    };

    /** @param {Iterable<any>} values */
    const encodeList = (values) => `${MARK}l${JSON.stringify(Array.from(values, encodeItem))}`;

    const CONTAINERS = new Map([
        ['Array', 'l'],
        ['Object', 'd'],
        ['Map', 'm'],
        ['Set', 's'],
    ]);

    const containerOf = (value) => {
        const prototype = Object.getPrototypeOf(value);
        if (prototype === null) return 'd';
        // Of any window: Array.prototype is not the same in frames.
        const name = Object.hasOwn(prototype, 'constructor') && prototype.constructor?.name;
        return (typeof value === 'object' && CONTAINERS.get(name)) || '';
    };

    /**
     * An object with all that it holds, as a list of containers that name each other by
     * number: cycles, and what occurs twice, stay so. What is no container is a reference.
     * @param {any} root
     * @param {number} depth how many levels, all if negative
     */
    const encodeCopy = (root, depth) => {
        const numbers = new Map();
        const containers = [];
        const visit = (value, left) => {
            if (!isObject(value)) return encodeItem(value);
            if (numbers.has(value)) return `${MARK}o${numbers.get(value)}`;
            const letter = left && containerOf(value);
            if (!letter) return encodeItem(value);
            numbers.set(value, containers.length);
            const content = [letter];
            containers.push(content);
            const parts = letter === 'd' ? Object.entries(value) : [...value];
            const items = letter === 'd' || letter === 'm' ? parts.flat() : parts;
            for (const item of items) content.push(visit(item, left - 1));
            return `${MARK}o${numbers.get(value)}`;
        };
        const encoded = visit(root, depth < 0 ? Infinity : depth);
        return containers.length ? `${MARK}t${JSON.stringify(containers)}` : encoded;
    };

    const walk = (value) => {
        if (typeof value === 'string') return decode(value);
        if (Array.isArray(value)) return value.map(walk);
        if (isObject(value) && Object.getPrototypeOf(value) === Object.prototype)
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
        return value;
    };

    /** What the worker's end of the line made of a value. */
    const decode = (value) => {
        if (isObject(value)) return 'tree' in value ? walk(value.tree) : value.copy;
        if (typeof value !== 'string' || value[0] !== MARK) return value;
        const rest = value.slice(2);
        switch (value[1]) {
            case 'r': {
                const object = at(rest);
                return object instanceof Promise ? wait(object) : object;
            }
            case 'm': {
                const end = rest.indexOf(' ');
                return at(rest.slice(0, end))[rest.slice(end + 1)];
            }
            case 'f':
                return callback(Number(rest));
            case 'j':
                return walk(JSON.parse(rest));
            case 'i':
                return BigInt(rest);
            case 'x':
                return asError(rest);
            case 'u':
                return undefined;
            default:
                return rest;
        }
    };

    return {
        kinds,
        at,
        register,
        keep,
        release,
        wait,
        reference,
        encode,
        encodeItem,
        encodeList,
        encodeCopy,
        decode,
        count: () => entries.size,
        clear() {
            entries.clear();
            ids.clear();
        },
    };
};
