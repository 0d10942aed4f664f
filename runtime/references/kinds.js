/**
 * Kinds of objects: those with one prototype and one shape. What a worker knows of a kind
 * spares it questions: which names are methods, whether one can iterate.
 */

export const SHAPE = {
    callable: 1,
    thenable: 2,
    iterable: 4,
    node: 8,
    array: 16,
    map: 32,
    asyncIterable: 64,
    sized: 128,
    error: 256,
    single: 512, // it says nothing about others with this prototype
    typed: 1024, // a view of a buffer as numbers
    buffer: 2048, // or a view of one
    listing: 4096,
    iterator: 8192,
    asyncIterator: 16384,
};

const has = (object, name) => typeof object[name] === 'function';

/** Whether this is what a regular expression has found: its `index` is no method of Python's. @param {any} object */
const isMatch = (object) => Array.isArray(object) && Object.hasOwn(object, 'index');

/** @param {any} object */
const shapeOf = (object) => {
    let shape = 0;
    const add = (name, condition) => {
        if (condition) shape |= SHAPE[name];
    };
    try {
        if (typeof object === 'function') return SHAPE.callable;
        add('single', Object.hasOwn(object, 'constructor') || isMatch(object)); // a prototype
        add('thenable', has(object, 'then'));
        add('iterable', has(object, Symbol.iterator));
        add('node', object instanceof Node);
        add('array', Array.isArray(object) && !isMatch(object));
        add('typed', ArrayBuffer.isView(object) && !(object instanceof DataView));
        add('buffer', ArrayBuffer.isView(object) || object instanceof ArrayBuffer);
        add('map', has(object, 'get') && has(object, 'has'));
        add('asyncIterable', has(object, Symbol.asyncIterator));
        add('error', object instanceof Error);
        // Windows and forms have lengths, but are no lists.
        const isSized = () => typeof object.length === 'number' || typeof object.size === 'number';
        add('sized', shape & SHAPE.iterable && isSized());
        const isIterator = has(object, 'next');
        add('iterator', isIterator && !(shape & SHAPE.asyncIterable));
        add('asyncIterator', isIterator && shape & SHAPE.asyncIterable);
        add('listing', !isIterator && !isMatch(object) && shape & SHAPE.iterable && typeof object.length === 'number');
    } catch {
        shape |= SHAPE.single; // another origin's window answers few questions
    }
    return shape;
};

const nameOf = (object, prototype) => {
    try {
        const name = prototype?.[Symbol.toStringTag] || object.constructor?.name;
        return typeof name === 'string' && name ? name.replace(/\s/g, '') : 'Object';
    } catch {
        return 'Object';
    }
};

/** Whether a function is the platform's. */
export const isNative = (value) => {
    try {
        return /\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
    } catch {
        return false;
    }
};

/**
 * The kinds that one worker has heard of.
 * @returns {{kindOf(object: any): number, teller(): () => string, methodOf(object: any, name: string): string | null}}
 */
export const createKinds = () => {
    /** @type {Map<object | null, Map<number, number>>} prototype → shape → kind */
    const known = new Map();
    /** @type {Map<object, number>} prototype → the kind of all that have it */
    const typical = new Map();
    /** @type {Map<object, number>} prototypes as owners of methods */
    const owners = new Map();
    /** @type {string[]} what there is to know of each kind, by its number */
    const descriptions = [];

    const ownerOf = (prototype) => {
        let owner = owners.get(prototype);
        if (owner === undefined) owners.set(prototype, (owner = owners.size));
        return owner;
    };

    const prototypes = function* (object) {
        for (let each = Object.getPrototypeOf(object); each; each = Object.getPrototypeOf(each)) yield each;
    };

    const describe = (object, prototype, shape) => {
        const chain = [...prototypes(object)].map(ownerOf).join();
        const kind = descriptions.length;
        descriptions.push(`${kind} ${shape} ${chain || '-'} ${nameOf(object, prototype)}\n`);
        return kind;
    };

    return {
        kindOf(object) {
            const prototype = Object.getPrototypeOf(object);
            let kind = typical.get(prototype);
            if (kind !== undefined && !isMatch(object)) return kind;
            let shapes = known.get(prototype);
            if (!shapes) known.set(prototype, (shapes = new Map()));
            const shape = shapeOf(object);
            kind = shapes.get(shape);
            if (kind === undefined) shapes.set(shape, (kind = describe(object, prototype, shape)));
            // What a class defines all its objects have; plain objects differ from each other.
            const isPlain = prototype === null || prototype === Object.prototype;
            if (!isPlain && !(shape & SHAPE.single)) typical.set(prototype, kind);
            return kind;
        },

        /**
         * What there is to know of the kinds that were not yet told of on one way to the
         * worker: an answer that it waits for overtakes messages. `""` if there is no news.
         */
        teller() {
            let told = 0;
            return () => {
                const news = descriptions.slice(told).join('');
                told = descriptions.length;
                return news;
            };
        },

        /**
         * Whether a function is a method, by whose name it may be called from now on: of all
         * objects of a kind (the number of who has it), of this one (`""`), or not (null).
         */
        methodOf(object, name) {
            for (let holder = object; holder; holder = Object.getPrototypeOf(holder)) {
                const found = Object.getOwnPropertyDescriptor(holder, name);
                if (!found) continue;
                if (!('value' in found)) return null;
                if (holder !== object) return String(ownerOf(holder));
                return isNative(found.value) ? '' : null;
            }
            return null;
        },
    };
};
