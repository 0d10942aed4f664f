/** What a worker's Python can do to an object of the page: one message each. */
import { MARK } from './wire.js';
import { isNative } from './kinds.js';
import { isMap, isObject } from './objects.js';

/** How many items of what may never end a worker gets at once. */
const BLOCK = 64;

/** How much text a worker gets that it has not asked for yet. */
const PLENTY = 1 << 16;

const MISSING = `${MARK}?`;

const sizeOf = (object) => {
    const size = object.length ?? object.size;
    if (typeof size !== 'number') throw new TypeError('it has no length');
    return size;
};

const position = (object, index) => (index < 0 ? object.length + index : index);

const isIndex = (object, key) => typeof key === 'number' && typeof object.length === 'number';

/** @param {ArrayBuffer | ArrayBufferView} object */
const bytesOf = (object) =>
    object instanceof ArrayBuffer
        ? new Uint8Array(object)
        : new Uint8Array(object.buffer, object.byteOffset, object.byteLength);

/**
 * @param {Window} window
 * @param {ReturnType<typeof import('./objects.js').createObjects>} objects
 * @returns {Record<string, (object: any, ...args: any[]) => any>}
 */
export const createOperations = (window, objects) => {
    const { kinds, encode, encodeItem, encodeList, encodeCopy, reference, register, decode, wait } = objects;

    /** `document`, `Math`, `location`: names of the language and of the platform. */
    const isForever = (object, name) => {
        const found = object === window && Object.getOwnPropertyDescriptor(window, name);
        return found && ('value' in found ? !found.enumerable : !found.configurable && isNative(found.get));
    };

    const read = (object, name) => {
        const value = object[name];
        if (typeof value === 'function') {
            const owner = kinds.methodOf(object, name);
            if (owner !== null) return `${MARK}m${owner}`;
        }
        if (value === undefined && !(name in Object(object))) return MISSING;
        const encoded = encode(value);
        return isObject(value) && isForever(object, name) ? encoded.replace('r', 'R') : encoded;
    };

    /** ` LENGTH KINDS` of a list that stays as it is. */
    const contents = (list) => {
        const runs = [];
        for (const object of list) {
            const kind = kinds.kindOf(object);
            if (runs.at(-1)?.kind === kind) runs.at(-1).times++;
            else runs.push({ kind, times: 1 });
        }
        return ` ${list.length} ${runs.map(({ kind, times }) => (times > 1 ? `${kind}x${times}` : kind)).join()}`;
    };

    /** A result; querySelectorAll's is a list that stays as it is. */
    const result = (value, name) =>
        encode(value, name === 'querySelectorAll' && value instanceof window.NodeList ? contents(value) : '');

    /** Everything in a list now: values, or a list of objects that stays as it is. */
    const snapshot = (list) => {
        const items = Array.from(list);
        return items.length && items.every(isObject) ? reference(items, contents(items)) : encodeList(items);
    };

    return {
        get: read,

        /** A method as a value. */
        value: (object, name) => encode(object[name]),

        set(object, name, value) {
            if (!Reflect.set(Object(object), name, decode(value), object))
                throw new TypeError(`Cannot assign to read only property '${name}'`);
        },

        delete(object, name) {
            if (!(name in object)) return MISSING;
            if (!Reflect.deleteProperty(object, name)) throw new TypeError(`Cannot delete property '${name}'`);
        },

        call(object, name, ...args) {
            if (typeof object[name] !== 'function') throw new TypeError(`${name} is not a function`);
            if (object instanceof Promise) wait(object);
            return result(object[name](...args.map(decode)), name);
        },

        /** Calls a function, as a method of whose it is. */
        apply: (object, owner, ...args) => encode(Reflect.apply(object, decode(owner) ?? undefined, args.map(decode))),

        construct: (object, name, ...args) =>
            encode(Reflect.construct(name ? object[name] : object, args.map(decode))),

        contains(object, value) {
            const wanted = decode(value);
            if (isMap(object) || object instanceof Set) return object.has(wanted);
            if (typeof object.contains === 'function') return object.contains(wanted);
            if (typeof object[Symbol.iterator] === 'function') return Array.from(object).includes(wanted);
            return wanted in object;
        },

        length: sizeOf,

        truth: (object) => sizeOf(object) > 0 || object.nodeType === 1,

        item(object, key) {
            const wanted = decode(key);
            if (isMap(object)) return object.has(wanted) ? encode(object.get(wanted)) : MISSING;
            const name = isIndex(object, wanted) ? position(object, wanted) : wanted;
            return name in object ? encode(object[name]) : MISSING;
        },

        setItem(object, key, value) {
            const wanted = decode(key);
            if (isMap(object)) object.set(wanted, decode(value));
            else if (!isIndex(object, wanted)) object[wanted] = decode(value);
            else if (position(object, wanted) in object) object[position(object, wanted)] = decode(value);
            else return MISSING;
        },

        deleteItem(object, key) {
            const wanted = decode(key);
            if (isMap(object)) return object.delete(wanted) === false ? MISSING : undefined;
            const name = isIndex(object, wanted) ? position(object, wanted) : wanted;
            if (!(name in object)) return MISSING;
            if (Array.isArray(object)) object.splice(name, 1);
            else if (!Reflect.deleteProperty(object, name)) throw new TypeError(`Cannot delete property '${name}'`);
        },

        /** How often something is in an array, or what is like one. */
        count: (object, value) => {
            const wanted = decode(value);
            return Array.prototype.filter.call(object, (item) => item === wanted).length;
        },

        /** The first place of something; -1 if there is none. */
        index(object, value, start, stop) {
            const place = Array.prototype.indexOf.call(object, decode(value), start);
            return place < (stop === undefined || stop === null ? object.length : position(object, stop)) ? place : -1;
        },

        /** Takes an item out of an array. */
        pop(object, index) {
            const place = position(object, index);
            return place in object ? encode(object.splice(place, 1)[0]) : MISSING;
        },

        owns: (object, key) => Object.hasOwn(object, decode(key)),

        own(object, key) {
            const name = decode(key);
            return Object.hasOwn(object, name) ? encode(object[name]) : MISSING;
        },

        items: (object, ...indices) => encodeList(indices.map((index) => object[index])),

        snapshot: (object) => snapshot(isMap(object) ? object.keys() : object),

        /** Calls what returns an array. */
        collect: (object, name, ...args) => snapshot(object[name](...args.map(decode))),

        /** Calls what returns elements: a list that stays as it is, and behind it their tags. */
        elements(object, name, ...args) {
            const found = object[name](...args.map(decode));
            return Array.isArray(found) ? `${reference(found, contents(found))}|${found.tags ?? ''}` : encode(found);
        },

        /** What is in a list that stays as it is. */
        contents,

        nothing: () => null,

        /** Begins to iterate what may never end: an iterator, and the first item if there is one. */
        begin(object) {
            const iterator = object[Symbol.iterator]?.() ?? object;
            const { done, value } = iterator.next();
            return encodeList(done ? [iterator] : [iterator, value]);
        },

        /** More items of an iterator. */
        next(iterator, count) {
            const items = [];
            while (items.length < Math.min(count, BLOCK)) {
                const { done, value } = iterator.next();
                if (done) break;
                items.push(value);
            }
            return encodeList(items);
        },

        asyncIterator: (object) => reference(object[Symbol.asyncIterator]()),

        /**
         * A property of one item of a list, and of those behind it, for a loop will want them
         * too. Only what is plain, and not more than plenty.
         */
        column(list, name, from) {
            const first = read(list[from], name);
            if (isObject(list[from][name]) || first === MISSING) return first;
            const values = [];
            let left = PLENTY;
            for (let index = from; index < list.length && left > 0; index++) {
                const value = list[index][name];
                if (isObject(value) || (value === undefined && !(name in list[index]))) break;
                values.push(value);
                left -= typeof value === 'string' ? value.length : 8;
            }
            return encodeList(values);
        },

        /** Numbers of objects of a list: to compare them, or to keep them without the list. */
        identify: (list, ...indices) => indices.map((index) => register(list[index])).join(),

        text: String,

        names(object) {
            const names = new Set();
            for (let holder = object; holder; holder = Object.getPrototypeOf(holder))
                for (const name of Object.getOwnPropertyNames(holder)) if (!/^\d/.test(name)) names.add(name);
            return encodeList(names);
        },

        keys: (object) => encodeList(Object.keys(object)),

        values: (object) => encodeList(Object.values(object)),

        entries: (object) => encodeCopy(Object.entries(object), 2),

        /** What a map holds. */
        pairs: (object) => encodeCopy([...object], 2),

        bytes: bytesOf,

        fill(object, bytes) {
            const [own, others] = [bytesOf(object), decode(bytes)];
            if (own.length !== others.length) throw new RangeError(`${others.length} bytes for a buffer of ${own.length}`);
            own.set(others);
        },

        copy: encodeCopy,
    };
};
