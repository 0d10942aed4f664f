/**
 * What the two ends of a worker's references share: how text stands for what is no text, and
 * the page's answer to a worker that waits for it, in shared memory.
 *
 * Text that begins with MARK stands for something else; the letter after it says for what.
 * Text that happens to begin so gets `MARK s` before it.
 *
 *     to the worker
 *         k KIND SHAPE OWNERS NAME⏎…   kinds of objects that what follows is about
 *         r ID KIND [LENGTH [KINDS]]   a reference; LENGTH of a list that stays as it is, and
 *                                      KINDS of what is in it: 3x20,4
 *         R …                          one that its owner has for ever: `window.Math`
 *         m OWNER                      a method of all objects that OWNER is a prototype of
 *         m                            a method of this object
 *         l JSON                       a list of values
 *         t JSON                       a copy of nested objects
 *         e JSON                       an error, [name, message]
 *         i DIGITS                     an integer of more than 32 bits, which MicroPython's border
 *                                      would make a float
 *         n NAME, u                    in lists: NaN and infinite numbers, undefined
 *         p INDEX                      of an event: what has this place in the list with it
 *         ?                            there is no such property or item
 *     to the page
 *         r ADDRESS                    the object of a reference: ID, or ID.INDEX in a list; an
 *                                      ID below 0 was given by the worker
 *         m ADDRESS NAME               a method of it
 *         f ID                         a function of the worker
 *         i DIGITS                     an integer too large for a number
 *         j JSON                       lists and dicts, with marks inside
 *         u                            in these: undefined
 *         x JSON                       an exception, [name, message]
 */
export const MARK = '\x01'; // not NUL: MicroPython ends text there

/** What a worker sends to the page, with a port, to be served: `{[LINK]: memory}`. */
export const LINK = 'pyscript:link';

/** @param {string} text */
export const plain = (text) => (text.startsWith(MARK) ? `${MARK}s${text}` : text);

/** @param {string} json [name, message] @returns {Error} */
export const asError = (json) => {
    const [name, message] = JSON.parse(json);
    return Object.assign(new Error(message), { name });
};

const STATE = 0; // not 0: there is an answer
const TYPE = 1;
const BYTES = 2; // the length of what begins at CONTENT
const NUMBER = 2; // in the view of doubles
export const CONTENT = 24;

const TYPES = { undefined: 0, null: 1, false: 2, true: 3, number: 4, units: 5, utf8: 6, bytes: 7 };

/** Text up to this length is written unit by unit: encoders do not write to shared memory. */
const SHORT = 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const LARGEST = 1 << 29;

export const makeMemory = () => new SharedArrayBuffer(1 << 16, { maxByteLength: LARGEST });

/** @param {SharedArrayBuffer} memory */
export const views = (memory) => ({
    memory,
    ints: new Int32Array(memory),
    doubles: new Float64Array(memory),
    units: new Uint16Array(memory),
    bytes: new Uint8Array(memory),
});

/**
 * Writes an answer and wakes the worker.
 * @param {ReturnType<typeof views>} view
 * @param {undefined | null | boolean | number | string | Uint8Array} value
 */
export const answer = ({ memory, ints, doubles, units, bytes }, value) => {
    const room = (length) => {
        const needed = CONTENT + length;
        if (needed > memory.byteLength) memory.grow(Math.min(LARGEST, Math.max(needed, 2 * memory.byteLength)));
        ints[BYTES] = length;
    };
    const type = typeof value;
    if (type === 'number') {
        ints[TYPE] = TYPES.number;
        doubles[NUMBER] = value;
    } else if (type === 'string' && value.length <= SHORT) {
        const { length } = value;
        room(2 * length);
        ints[TYPE] = TYPES.units;
        for (let i = 0; i < length; i++) units[CONTENT / 2 + i] = value.charCodeAt(i);
    } else if (type === 'string' || value instanceof Uint8Array) {
        const content = type === 'string' ? encoder.encode(value) : value;
        room(content.length);
        ints[TYPE] = type === 'string' ? TYPES.utf8 : TYPES.bytes;
        bytes.set(content, CONTENT);
    } else ints[TYPE] = TYPES[String(value)];
    Atomics.store(ints, STATE, 1);
    Atomics.notify(ints, STATE);
};

// A round trip takes 15 µs where nothing else goes on: the first of them are worth watching
// for, since to fall asleep and be woken takes as long again.
const WATCHES = 2000;
const pause = Atomics.pause ?? (() => {});

/** Waits for the answer and takes it. @param {ReturnType<typeof views>} view */
export const receive = ({ ints, doubles, units, bytes }) => {
    for (let i = 0; i < WATCHES && !Atomics.load(ints, STATE); i++) pause();
    // Again and again: seen by watching, the answer before may have its notification come now.
    while (!Atomics.load(ints, STATE)) Atomics.wait(ints, STATE, 0);
    ints[STATE] = 0;
    const length = ints[BYTES];
    switch (ints[TYPE]) {
        case TYPES.undefined:
            return undefined;
        case TYPES.null:
            return null;
        case TYPES.false:
            return false;
        case TYPES.true:
            return true;
        case TYPES.number:
            return doubles[NUMBER];
        case TYPES.units:
            return String.fromCharCode.apply(null, units.subarray(CONTENT / 2, CONTENT / 2 + length / 2));
        case TYPES.utf8:
            return decoder.decode(bytes.slice(CONTENT, CONTENT + length));
        default:
            return bytes.slice(CONTENT, CONTENT + length);
    }
};
