/**
 * Values on their way between threads. What Python knows and JSON does not is marked, so that
 * it arrives as what it was; JavaScript gets, and gives, plain values of its own.
 *
 * A *packet* is JSON text, or, where there is more than text, an array of the text, a letter
 * for each further item, and the items: `b` is a `Uint8Array` made for this packet, `o` any
 * object that a structured clone can copy. A text that begins with `$` has marks in it:
 * objects of one key, as `{"$set": [1, 2]}`. A text that is `*` is the last item, as UTF-8.
 *
 * pyscript/_packets.py is the same for Python.
 *
 * @typedef {string | [string, string, ...any[]]} Packet
 */

const { isArray } = Array;
const { isSafeInteger } = Number;
const { getPrototypeOf, entries, fromEntries, keys, prototype } = Object;

/** Longer text crosses into Python, and out of it, as bytes: ten times faster. */
const LONG = 2000;

/** Deeper is endless: a value that contains itself. */
const DEEPEST = 200;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An error that is Python's: `name` is its type there. */
export class RemoteError extends Error {
    /** @param {{type: string, message: string, traceback?: string}} description */
    constructor({ type, message, traceback = '' }) {
        super(message);
        this.name = type;
        /** Where it was raised, as Python tells it; empty if it was not Python. */
        this.traceback = traceback;
    }
}

const isPlain = (value) => [prototype, null].includes(getPrototypeOf(value)) || !(value instanceof Object);

const describe = (value) => value?.constructor?.name ?? typeof value;

class Packer {
    kinds = '';
    items = [];
    marked = false;

    /** @param {number} [before] how many items the packet has already */
    constructor(before = 0) {
        this.before = before;
    }

    mark(name, payload) {
        this.marked = true;
        return { [`$${name}`]: payload };
    }

    item(kind, value) {
        this.kinds += kind;
        return this.before + this.items.push(value) - 1;
    }

    bytes(view) {
        return this.mark('bytes', this.item('b', view.slice()));
    }

    /** @returns {any} what JSON can hold */
    walk(value, depth = 0) {
        switch (typeof value) {
            case 'string':
                return value.length < LONG ? value : this.mark('text', this.item('b', encoder.encode(value)));
            case 'number':
                if (Number.isFinite(value)) return isSafeInteger(value) || value % 1 ? value : this.mark('float', `${value}`);
                return this.mark('float', String(value).replace('Infinity', 'inf').toLowerCase());
            case 'boolean':
                return value;
            case 'undefined':
                return null;
            case 'bigint':
                return isSafeInteger(Number(value)) ? Number(value) : this.mark('int', String(value));
            case 'object':
                if (value === null) return null;
                if (depth > DEEPEST) throw new TypeError('it contains itself, or is nested too deep');
                return this.object(value, depth + 1);
        }
        throw new TypeError(`it is a ${typeof value}`);
    }

    object(value, depth) {
        const walk = (item) => this.walk(item, depth);
        if (isArray(value)) return value.map(walk);
        if (ArrayBuffer.isView(value))
            return this.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
        if (value instanceof ArrayBuffer) return this.bytes(new Uint8Array(value));
        if (value instanceof Date) return this.mark('datetime', value.toISOString().replace('Z', '000+00:00')); // as MicroPython wants it
        if (value instanceof Set) return this.mark('set', Array.from(value, walk));
        if (value instanceof Map) return this.mark('dict', Array.from(value, (pair) => pair.map(walk)));
        if (!isPlain(value)) return this.mark('object', this.item('o', value));
        const names = keys(value);
        if (names.length === 1 && names[0].startsWith('$'))
            return this.mark('dict', [[names[0], walk(value[names[0]])]]);
        return fromEntries(entries(value).map(([name, item]) => [name, walk(item)]));
    }
}

/**
 * @param {any} value
 * @returns {Packet}
 * @throws {TypeError} for functions, symbols and what contains itself
 */
export const pack = (value, prefix = '') => {
    const packer = new Packer();
    const text = JSON.stringify(packer.walk(value));
    const { kinds, items, marked } = packer;
    const whole = prefix + (marked ? '$' : '') + text;
    if (whole.length >= LONG) return [`${prefix}*`, `${kinds}b`, ...items, encoder.encode(whole.slice(prefix.length))];
    return kinds ? [whole, kinds, ...items] : whole;
};

/**
 * Part of a packet that Python makes: a value of JavaScript's inside those of Python's.
 * @param {any} value
 * @param {number} before how many items that packet has already
 * @returns {[string, string, ...any[]]} the text, marked or not, and further items
 */
export const fragment = (value, before) => {
    const packer = new Packer(before);
    const text = JSON.stringify(packer.walk(value));
    return [(packer.marked ? '$' : '') + text, packer.kinds, ...packer.items];
};

const asIs = (value) => value;

/** What becomes of a mark, by its name. */
const UNMARK = {
    $bytearray: (index, items) => items[index],
    $bytes: (index, items) => items[index],
    $date: asIs,
    $datetime: (text) => new Date(text),
    $dict: (pairs) => (pairs.every(([key]) => typeof key === 'string') ? fromEntries(pairs) : new Map(pairs)),
    $float: (text) => Number(text.replace('inf', 'Infinity')),
    $frozenset: (items) => new Set(items),
    $int: (text) => BigInt(text),
    $object: (index, items) => items[index],
    $set: (items) => new Set(items),
    $text: (index, items) => decoder.decode(items[index]),
    $time: asIs,
    $timedelta: asIs,
    $tuple: asIs,
};

/** @param {Packet} packet @returns {any} */
export const unpack = (packet) => {
    const [whole, , ...items] = isArray(packet) ? packet : [packet];
    const text = whole === '*' ? decoder.decode(items.at(-1)) : whole;
    if (!text.startsWith('$')) return JSON.parse(text);
    return JSON.parse(text.slice(1), (_, value) => {
        if (!value || typeof value !== 'object' || isArray(value)) return value;
        const [name, another] = keys(value);
        return name?.startsWith('$') && another === undefined && name in UNMARK ? UNMARK[name](value[name], items) : value;
    });
};

/**
 * The answer that raises an error at the caller: in Python one of JavaScript's is a `JsException`.
 * @param {any} error
 * @returns {Packet}
 */
export const packError = (error) => {
    const { name = 'Error', message = String(error), traceback = '' } = error ?? {};
    const ours = error instanceof RemoteError;
    const [type, text] = ours ? [name, message] : ['JsException', `${name}: ${message}`];
    return pack({ type, message: text, traceback, args: [text], bases: [], builtin: ours }, '1');
};

/** @returns {Packet} from what Python passes, one argument an item */
export const packed = (text, kinds, ...items) => (kinds ? [text, kinds, ...items] : text);

/** What cannot be sent. @param {any} error @param {string} [what] */
export const unsendable = ({ message }, what = 'this') =>
    new RemoteError({ type: 'TypeError', message: `${what} cannot be sent to another thread: ${message.slice(0, 500)}` });

/** The packet of a call by JavaScript. @param {any[]} args @returns {Packet} @throws {RemoteError} TypeError */
export const packArguments = (args) => {
    try {
        return pack([args, {}]);
    } catch (error) {
        throw unsendable(error, 'an argument');
    }
};

/**
 * Calls for Python, which cannot catch everywhere what JavaScript throws.
 * @template T
 * @param {() => T} call
 * @param {(error: any) => RemoteError} [translate]
 * @returns {T | string} an error as an answer
 */
export const attempt = (call, translate = unsendable) => {
    try {
        return call();
    } catch (error) {
        return packError(error instanceof RemoteError ? error : translate(error));
    }
};

/** @param {Packet} reply @returns {boolean} whether an answer is an error */
export const isFailure = (reply) => (isArray(reply) ? reply[0] : reply).startsWith('1');

/** @param {Packet} reply @returns {any} what the other side returned @throws {RemoteError} */
export const unpackReply = (reply) => {
    const [text, ...rest] = [reply].flat();
    const value = unpack([text.slice(1), ...rest]);
    if (isFailure(reply)) throw new RemoteError(value);
    return value;
};

/** These cannot be copied to another thread, only be given away. */
const ONLY_GIVEN = [
    'MessagePort',
    'OffscreenCanvas',
    'ReadableStream',
    'WritableStream',
    'TransformStream',
    'RTCDataChannel',
    'MediaSourceHandle',
    'MediaStreamTrack',
];

/** @param {Packet} packet @returns {Transferable[]} what is given away with it */
export const transferred = (packet) => {
    if (!isArray(packet)) return [];
    const [, kinds, ...items] = packet;
    return items.flatMap((item, index) => {
        if (kinds[index] === 'b') return [item.buffer];
        return ONLY_GIVEN.includes(describe(item)) ? [item] : [];
    });
};
