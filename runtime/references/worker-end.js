/** A worker's end of its references to the page: what `pyscript/_reference.py` calls. */
import { SHARES_MEMORY } from '../memory.js';
import { createWriter, makeRing } from './ring.js';
import { LINK, MARK, asError, makeMemory, receive, views } from './wire.js';

/** @returns {any} an integer that the page has sent as text; else the same */
const asNumber = (value) =>
    typeof value === 'string' && value.startsWith(`${MARK}i`) ? Number(value.slice(2)) : value;

/** What an event had to say when it happened. */
class Fields {
    constructor(places, values, kinds) {
        this.kinds = kinds;
        this.places = places;
        this.values = values;
    }

    /** For functions of JavaScript's: what is plain of it. */
    object() {
        const entries = [...this.places].map(([name, place]) => [name, asNumber(this.values[place])]);
        return Object.fromEntries(entries.filter(([, value]) => typeof value !== 'string' || value[0] !== MARK));
    }

    /** @param {string} name @returns {any} a value, or `MARK ?` */
    read(name) {
        const value = this.values[this.places.get(name) ?? -1];
        return value === undefined ? `${MARK}?` : value;
    }
}

/** Bytes that nobody else has: they go to the page without a copy. */
class Fresh {
    constructor(bytes) {
        this.bytes = bytes;
    }
}

/** How much the page is told before it has to have done it. */
const MANY = 1000;

/**
 * How a worker waits for the page: in shared memory; through a service worker; or, where it
 * can do neither, by suspending WebAssembly, if the browser and the interpreter can.
 * @param {boolean} direct whether calls through `sync` block
 * @param {boolean} canSuspend
 */
const modeOf = (direct, canSuspend) => {
    if (SHARES_MEMORY) return 'memory';
    if (direct) return 'service-worker';
    return canSuspend && typeof WebAssembly.Suspending === 'function' ? 'messages' : '';
};

/**
 * @param {object} options
 * @param {any} options.sync functions of the page, by way of polyscript
 * @param {boolean} options.direct
 * @param {boolean} options.canSuspend whether this interpreter can, too
 * @param {null} [options.none] what is `None` in Python, if it is not undefined
 * @param {(value: any) => boolean} options.isPython whether this is a function of Python's
 * @param {(value: any) => boolean} options.isRemote whether this is polyscript's own proxy of
 *     an object of the page
 * @param {() => any} options.remote the page's end as polyscript's proxy
 */
export const createWorkerEnd = ({ sync, direct, canSuspend, none, isPython, isRemote, remote }) => {
    const mode = modeOf(direct, canSuspend);
    if (!mode) return null;

    const { port1: port, port2 } = new MessageChannel();
    const memory = mode === 'memory' ? { answers: makeMemory(), ring: makeRing() } : null;
    const view = memory && views(memory.answers);
    const ring = memory && createWriter(memory.ring);
    globalThis.postMessage({ [LINK]: memory }, [port2]);

    /** Something that nobody waits for: its place among what the page is told is marked. */
    const post = (message, transfer) => {
        if (ring && !ring.write('')) {
            waits.memory('nothing', 0);
            ring.write('');
        }
        try {
            port.postMessage(message, transfer);
        } catch (error) {
            port.postMessage([-1, message[1], 'release']); // at the mark
            throw error;
        }
    };

    let freed = [];
    const takeFreed = () => {
        if (!freed.length) return null;
        const ids = freed;
        freed = [];
        return ids;
    };

    // What waits for an answer that comes as a message.
    const waiting = new Map();
    let last = 0;

    const ask = (operation, args, transfer) =>
        new Promise((resolve, reject) => {
            waiting.set(++last, { resolve, reject });
            post([last, takeFreed(), operation, ...args], transfer);
        });

    // Values of JavaScript that Python passes on ----------------------------------------------

    /** Functions of this worker's JavaScript; Python's own have positive numbers. */
    const functions = new Map();
    const numbers = new Map();

    const functionMark = (value) => {
        let number = numbers.get(value);
        if (number === undefined) {
            number = -1 - functions.size;
            while (functions.has(number)) number--;
            numbers.set(value, number);
            functions.set(number, { value, sent: 0 });
        }
        functions.get(number).sent++;
        return `${MARK}f${number}`;
    };

    const dropFunction = (number, received) => {
        const known = functions.get(number);
        if (!known || (known.sent -= received) > 0) return;
        functions.delete(number);
        numbers.delete(known.value);
    };

    /** What stands for an object in a message, or undefined: it is copied as it is. */
    const markOf = (value) => {
        if (isRemote(value)) return `${MARK}r${remote().register(value)}`;
        const mark = value._mark; // of Python's references
        if (typeof mark === 'string') return mark;
        return typeof value === 'function' ? functionMark(value) : undefined;
    };

    /** What is copied as it is: nothing of Python's can be. */
    const copied = (value) => {
        if (!isPython(value)) return value;
        throw new TypeError(
            `a ${value.type} cannot be sent to the page: ${value} is no text, number, bytes, ` +
                'list, dict, function or object of the page',
        );
    };

    const isPlain = (value) => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

    const tree = (value) => {
        if (typeof value === 'string') return value; // Python has marked what it should
        if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
        const mark = markOf(value);
        if (mark !== undefined || !isPlain(value)) return mark ?? copied(value);
        if (Array.isArray(value)) return value.map(tree);
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tree(item)]));
    };

    /** Makes the arguments fit to be sent, in place. @returns {ArrayBuffer[] | undefined} to transfer */
    const prepare = (args) => {
        let transfer;
        for (let index = 0; index < args.length; index++) {
            const value = args[index];
            if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
            if (value instanceof Fresh) {
                args[index] = { copy: value.bytes };
                (transfer ??= []).push(value.bytes.buffer);
                continue;
            }
            args[index] = markOf(value) ?? (isPlain(value) ? { tree: tree(value) } : { copy: copied(value) });
        }
        return transfer;
    };

    // From the page ---------------------------------------------------------------------------

    /** @param {any} value an answer @throws what went wrong there */
    const checked = (value) => {
        if (value === undefined) return none;
        if (typeof value !== 'string' || value[0] !== MARK) return value;
        if (value[1] === 'e') throw asError(value.slice(2));
        if (value[1] !== 'k') return value;
        const end = value.indexOf(MARK, 2);
        learn(value.slice(2, end));
        return checked(value.slice(end + 1));
    };

    const asNone = (value) => (value === undefined ? none : value);

    // Calls ---------------------------------------------------------------------------------

    /** How much the page was told, and may not have done yet. */
    let told = 0;

    /** How often this worker has waited for the page. */
    let asked = 0;

    /** Whether it is the same after JSON. */
    const isText = (value) =>
        typeof value === 'string' || typeof value === 'boolean' || value === null || isNumber(value);

    const isNumber = (value) => Number.isFinite(value) && !Object.is(value, -0);

    /** @returns {boolean} whether it fits into the ring */
    const write = (order, args) => args.every(isText) && ring.write(JSON.stringify(order));

    /** By way of shared memory, or of a service worker: comes back with the answer. */
    const waits = {
        memory(operation, ...args) {
            const transfer = prepare(args);
            const ids = takeFreed();
            asked++;
            try {
                if (!write([ids, 'ask', operation, ...args], args))
                    port.postMessage([0, ids, operation, ...args], transfer);
                else if (!ring.isWatched()) port.postMessage([0]);
            } catch (error) {
                ids?.forEach(end.release);
                throw error;
            }
            told = 0;
            return checked(receive(view));
        },
        'service-worker'(operation, ...args) {
            prepare(args);
            return checked(sync.pyscript_exchange(takeFreed(), operation, ...args));
        },
        messages(operation, ...args) {
            const transfer = prepare(args);
            return ask(operation, args, transfer);
        },
    };

    const tell = (kind, first, second, args) => {
        prepare(args);
        const order = [takeFreed(), kind, first, second, ...args];
        if (!write(order, args)) post([-2, ...order]);
        else if (ring.wakes()) port.postMessage([-3]);
        if (++told === 1) queueMicrotask(settle);
        if (told === MANY) settle();
    };

    /** Waits until the page has done what it was told. */
    const settle = () => {
        if (told) waits.memory('nothing', 0);
    };

    /**
     * What this worker says in any other way comes after what it has told: these ways have no
     * common order with the port.
     */
    const settleBefore = (target) => {
        const { postMessage } = target;
        target.postMessage = function (...args) {
            if (told && this !== port) settle();
            return postMessage.apply(this ?? globalThis, args);
        };
    };

    if (memory) [MessagePort.prototype, BroadcastChannel.prototype, globalThis].forEach(settleBefore);

    /** When this worker last did something else than to run one piece of Python. */
    let turn = 0;
    let isTurnWatched = false;

    let deliver;
    let deliverEvent;
    let drop;
    let learn;

    /** @type {Map<number, Map<string, number>>} the places of the fields, by kind of event */
    const places = new Map();

    const handlers = {
        kinds: (text) => learn(text),
        answer(sequence, value) {
            const { resolve, reject } = waiting.get(sequence);
            waiting.delete(sequence);
            try {
                resolve(checked(value));
            } catch (error) {
                reject(error);
            }
        },
        event(id, list, kinds, values, names, ...before) {
            const kind = Number.parseInt(kinds);
            if (names) places.set(kind, new Map(names.map((name, place) => [name, place])));
            const fields = new Fields(places.get(kind), values, kinds);
            const own = functions.get(id)?.value;
            if (!own || isPython(own)) return deliverEvent(id, own, list, fields, ...before);
            end.release(list);
            own(...before, fields.object());
        },
        call: (id, call, ...args) => deliver(id, functions.get(id)?.value, call, ...args.map(asNone)),
        drop: (id, received) => (id > 0 ? drop(id, received) : dropFunction(id, received)),
    };

    const end = {
        mode,
        exchange: waits[mode],

        get asked() {
            return asked;
        },

        /** Whether `tell` works. */
        tells: mode === 'memory',

        /**
         * Has a function of the page's host called that cannot fail, and goes on. It has been
         * done by when this worker's turn ends, or says anything else.
         * @param {number} number for what it returns; 0 for nothing
         */
        tell: (number, name, ...args) => tell('tell', number, name, args),

        /** The same with an operation whose result is nothing. */
        act: (operation, address, ...args) => tell('act', operation, address, args),

        /** What ends later: a promise of its answer. */
        later: (operation, address) => ask(operation, [address]),

        /** Python holds one reference less to the object with this number. */
        release(id) {
            if (freed.push(id) === 1) setTimeout(() => {
                const ids = takeFreed();
                if (ids) post([-1, ids, 'release']);
            });
        },

        /** Bytes for the page, which nobody else has. */
        bytes: (bytes) => new Fresh(bytes),

        /** How often this worker has done something else: what was read before may have changed. */
        get turn() {
            if (!isTurnWatched) {
                isTurnWatched = true;
                queueMicrotask(() => {
                    isTurnWatched = false;
                    turn++;
                });
            }
            return turn;
        },

        /** @param {Function} onCall @param {Function} onEvent @param {Function} onDrop @param {Function} onKinds */
        connect(onCall, onEvent, onDrop, onKinds) {
            // Python that is to be suspended must have been called so that it can.
            const entry = (called) => (mode === 'messages' ? called.callPromising.bind(called) : called);
            [deliver, deliverEvent, drop, learn] = [entry(onCall), entry(onEvent), onDrop, onKinds];
            port.onmessage = ({ data }) => {
                for (const [kind, ...rest] of data) handlers[kind](...rest);
            };
        },

        /** The result of a function that the page called. */
        reply(call, failed, value) {
            const args = [value];
            const transfer = prepare(args);
            try {
                post([-1, takeFreed(), 'reply', call, failed, args[0]], transfer);
            } catch (error) {
                post([-1, null, 'reply', call, true, String(error)]);
            }
        },

        /** polyscript's proxy of an object, for JavaScript of this worker. */
        raw: (address) => remote().at(address),
    };
    return end;
};
