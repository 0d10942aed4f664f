/** The page's end of a worker's references: does what the worker asks, calls its functions. */
import { expression } from './expression.js';
import { createObjects, isObject } from './objects.js';
import { createOperations } from './operations.js';
import { createReader } from './ring.js';
import { MARK, answer, views } from './wire.js';

/** What an event would soon forget: it goes to the worker together with the event. */
const PARTS = ['target', 'currentTarget', 'relatedTarget', 'submitter'];

/** How long the page waits for more of what it is told, in milliseconds. */
const PAUSE_MS = 4;

// A worker that asks again and again is answered by watching for its next question: for a message
// to come takes three times as long as all the rest. Not so long that the page could not draw; and
// by counting, too, where clocks are coarse on purpose.
const WATCH_MS = 3;
const MOST = 500; // questions
const LOOKS = 1500; // for one, about 100 µs

/** Who has asked so short a time ago may ask again. */
const SOON_MS = 5;

/** So many questions are not watched for after one that did not come. */
const IN_VAIN = 8;

const canWatch = navigator.hardwareConcurrency > 1;
const pause = Atomics.pause ?? (() => {});

const isBeingDispatched = (value) => value instanceof Event && value.eventPhase !== Event.NONE;

/** @type {Map<object, string[]>} what events of a class have to say */
const fields = new Map();

const fieldsOf = (event) => {
    const prototype = Object.getPrototypeOf(event);
    let names = fields.get(prototype);
    if (!names) {
        names = ['isTrusted'];
        for (let each = prototype; each && each !== Object.prototype; each = Object.getPrototypeOf(each))
            for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(each)))
                if (get && (PARTS.includes(name) || !isObject(event[name]))) names.push(name);
        fields.set(prototype, names);
    }
    return names;
};

/**
 * @param {object} host what the worker calls on the page
 * @returns what serves the worker
 */
export const createPageEnd = (host) => {
    /** @type {MessagePort} */
    let port;
    let memory;
    /** @type {ReturnType<typeof createReader> | null} */
    let ring = null;
    let ended = false;

    // Functions of the worker --------------------------------------------------------------

    /** @type {Map<number, {stub: WeakRef<Function>, received: number}>} */
    const stubs = new Map();
    /** @type {Map<number, {resolve: Function, reject: Function}>} */
    const calls = new Map();
    let lastCall = 0;

    const drop = (id) => {
        const known = stubs.get(id);
        if (!known) return;
        stubs.delete(id);
        send(['drop', id, known.received]);
    };

    const dropped = new FinalizationRegistry(({ id, known }) => {
        if (stubs.get(id) === known) drop(id);
    });

    /** The function that stands for one of the worker's: the same as long as it is held. */
    const callback = (id) => {
        const known = stubs.get(id);
        let stub = known?.stub.deref();
        if (stub) {
            known.received++;
            return stub;
        }
        stub = (...args) => invoke(id, args);
        stub.destroy = () => drop(id);
        const entry = { stub: new WeakRef(stub), received: (known?.received ?? 0) + 1 };
        stubs.set(id, entry);
        dropped.register(stub, { id, known: entry });
        return stub;
    };

    const invoke = (id, args) => {
        const event = args.at(-1);
        const before = args.slice(0, -1);
        if (isBeingDispatched(event) && !before.some(isObject)) {
            if (!ended) send(['event', id, ...eventOf(event), ...before.map((value) => objects.encode(value))]);
            return undefined;
        }
        if (ended) return Promise.reject(new Error('the worker that this function belongs to has ended'));
        const call = ++lastCall;
        const { promise, resolve, reject } = Promise.withResolvers();
        calls.set(call, { resolve, reject });
        send(['call', id, call, ...args.map((value) => objects.encode(value))]);
        return promise;
    };

    /** Lists of fields that the worker has heard of. */
    const told = new Set();

    /**
     * An event and its parts, as a list that stays as it is: its number, the kinds of what is in
     * it; what it has to say, and once the names of that.
     */
    const eventOf = (event) => {
        const parts = [event];
        const valueOf = (name) => {
            const value = event[name];
            if (!isObject(value)) return objects.encode(value);
            if (!PARTS.includes(name)) return undefined; // the worker will ask
            if (!parts.includes(value)) parts.push(value);
            return `${MARK}p${parts.indexOf(value)}`;
        };
        const names = fieldsOf(event);
        const values = names.map(valueOf);
        const kinds = parts.map(objects.kinds.kindOf);
        const isNew = !told.has(kinds[0]);
        told.add(kinds[0]);
        return [objects.register(parts), kinds.join(), values, isNew ? names : null];
    };

    // What happens in one go arrives in one message.
    let waiting = [];

    const flush = () => {
        const messages = waiting;
        waiting = [];
        if (ended || !messages.length) return;
        const news = newsForMessages();
        if (news) messages.unshift(['kinds', news]);
        port.postMessage(messages);
    };

    const send = (message) => {
        if (waiting.push(message) === 1) queueMicrotask(flush);
    };

    // What the worker asks for -------------------------------------------------------------

    const objects = createObjects(globalThis, host, callback);
    const operations = createOperations(globalThis, objects);
    const newsForAnswers = objects.kinds.teller();
    const newsForMessages = objects.kinds.teller();

    const failure = (error, operation, args) => {
        const name = String(error?.name ?? 'Error');
        const text = String(error?.message ?? error);
        const where = expression(objects, operation, args);
        return `${MARK}e${JSON.stringify([name, where ? `${text}\n  in ${where}` : text])}`;
    };

    const perform = (operation, args) => {
        try {
            const [address, ...rest] = args;
            return operations[operation](objects.at(address), ...rest);
        } catch (error) {
            return failure(error, operation, args);
        }
    };

    /** An answer with the kinds of objects that the worker has not heard of. */
    const withNews = (value) => {
        const news = typeof value === 'string' && newsForAnswers();
        return news ? `${MARK}k${news}${MARK}${value}` : value;
    };

    /** Operations whose result comes later. */
    const later = {
        settle: (object) => objects.wait(object),
        asyncNext: async (iterator) => {
            const { done, value } = await iterator.next();
            return done ? `${MARK}?` : value;
        },
    };

    const performLater = async (operation, args) => {
        try {
            const value = await later[operation](objects.at(args[0]));
            return value === `${MARK}?` ? value : objects.encode(value);
        } catch (error) {
            return failure(error, operation, args);
        }
    };

    const settle = ([call, failed, value]) => {
        const { resolve, reject } = calls.get(call);
        calls.delete(call);
        if (failed) reject(Object.assign(new Error(value), { name: 'PythonError' }));
        else resolve(objects.decode(value));
    };

    /** What should not be able to fail: nobody waits for the results. */
    const obey = {
        /** Calls a function of the host; what it returns gets the number. */
        tell(number, name, ...args) {
            let result = host[name](...args.map(objects.decode));
            if (result && typeof result === 'string') {
                reportError(new Error(result));
                result = [];
            }
            if (number) objects.keep(number, result);
        },
        ask: (operation, ...args) => answerAtOnce(operation, args),
        act(operation, ...args) {
            const answer = perform(operation, args);
            if (typeof answer === 'string' && answer.startsWith(`${MARK}e`))
                reportError(new Error(JSON.parse(answer.slice(2)).join(': ')));
        },
    };

    const obeyOne = (freed, kind, ...args) => {
        if (freed) freed.forEach(objects.release);
        try {
            obey[kind](...args);
        } catch (error) {
            reportError(error);
        }
    };

    /** @returns {boolean} whether there was something, and no mark */
    const obeyNext = () => {
        const text = ring.next();
        if (text) obeyOne(...JSON.parse(text));
        return text !== '';
    };

    /** All up to the next message, together, or the browser might lay out and paint the page after each. */
    const obeyAll = () => {
        while (ring && obeyNext());
    };

    let isToLook = false;

    const lookSoon = () => {
        if (isToLook) return;
        isToLook = true;
        setTimeout(() => {
            isToLook = false;
            if (ended) return;
            ring.sleep();
            obeyAll();
        }, PAUSE_MS);
    };

    let answers = 0;
    let answered = -Infinity; // when
    let leftOut = 0; // how often not to watch

    /** Answers the worker that waits: whatever happens, it must not wait for ever. */
    const answerAtOnce = (operation, args) => {
        answers++;
        try {
            answer(memory, withNews(perform(operation, args)));
        } catch (error) {
            answer(memory, failure(error, operation, args));
        }
    };

    /** Does what else comes within a short time. */
    const watch = () => {
        const before = answers;
        const end = performance.now() + WATCH_MS;
        ring.watched(true);
        for (let looks = 0; looks < LOOKS && answers < before + MOST && performance.now() < end; looks++) {
            if (ring.isEmpty()) pause();
            else if (obeyNext()) looks = 0;
            else break; // a mark
        }
        ring.watched(false);
        obeyAll(); // what came before the worker saw that
        leftOut = answers > before ? 0 : IN_VAIN;
    };

    /** Having answered: the next question may be under way. */
    const expectMore = () => {
        if (performance.now() - answered < SOON_MS) {
            if (leftOut) leftOut--;
            else watch();
        }
        answered = performance.now();
    };

    /** @param {[number, number[] | null, string, ...any]} message */
    const take = async ([sequence, freed, operation, ...args]) => {
        if (sequence === -2) return obeyOne(freed, operation, ...args);
        if (freed) freed.forEach(objects.release);
        if (sequence === 0) return answerAtOnce(operation, args);
        if (operation === 'reply') return settle(args);
        if (operation === 'release') return;
        const value = operation in later ? await performLater(operation, args) : perform(operation, args);
        send(['answer', sequence, value]);
    };

    /**
     * @param {MessageEvent} event [sequence, freed, operation, ...args]; 0: the worker waits, [0]: and
     *     its question is in the ring; -2: it does not, and tells what has no room there; -3: there is
     *     something in the ring
     */
    const onMessage = ({ data }) => {
        const [sequence] = data;
        if (sequence === -3) return lookSoon();
        const before = answers;
        obeyAll();
        if (data.length > 1) {
            if (ring && sequence !== 0) ring.pass();
            take(data);
            obeyAll(); // what was told behind the mark
        }
        if (ring && canWatch && answers > before) expectMore();
    };

    return {
        objects,

        /** @param {MessagePort} newPort @param {{answers: SharedArrayBuffer, ring: SharedArrayBuffer} | null} shared */
        open(newPort, shared) {
            port = newPort;
            memory = shared && views(shared.answers);
            ring = shared && createReader(shared.ring);
            port.onmessage = onMessage;
        },

        /** For a worker whose calls come through a service worker. */
        exchange(freed, operation, ...args) {
            if (freed) freed.forEach(objects.release);
            return withNews(perform(operation, args));
        },

        /** The worker has been ended: nothing of it may live on. */
        close() {
            obeyAll();
            ended = true;
            port?.close();
            objects.clear();
            stubs.clear();
            for (const { reject } of calls.values()) reject(new Error('the worker has ended'));
            calls.clear();
        },
    };
};
