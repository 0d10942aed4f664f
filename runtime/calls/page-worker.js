/**
 * A worker as the page has it, from the moment somebody wants it: what is called or set before
 * it has started reaches it when it has.
 *
 * @typedef {import('./packets.js').Packet} Packet
 */
import { ASK, HELLO, Link, MORE } from './link.js';
import { LongAnswers } from './long-answers.js';
import { RemoteError, pack, packArguments, packError, unpack, unpackReply, unsendable } from './packets.js';

/** After so many milliseconds two that seem to wait for each other are called a deadlock. */
const SUSPICIOUS = 3000;

/** An error as Python gets it. @param {any} error */
export const workerError = (error) => {
    if (error instanceof RemoteError) return error;
    const type = error.code === 'PY0409' ? 'ValueError' : 'WorkerError';
    return new RemoteError({ type, message: error.message ?? String(error) });
};

const ended = (message) => new RemoteError({ type: 'WorkerError', message });

export class PageWorker extends EventTarget {
    /** The functions that the worker may call, and those of the worker. */
    sync;

    /** Resolves to this when the script has run; rejects when it cannot. */
    ready;

    /** The same, but rejects also when the script has raised something. */
    usable;

    /** What messages call it: its name, or its file. */
    label;

    /** @type {((event: MessageEvent) => void) | null} */
    onmessage = null;

    #link;
    #raw;
    #services;
    #terminate = () => {};
    /** @type {Promise<any>} */
    #started;
    #settle = {};
    /** @type {Set<string>} */
    #offered = new Set();
    #hasRun = false;
    /** @type {Map<string, () => void>} */
    #expected = new Map();
    /** @type {Map<string, (packet: Packet) => Packet | Promise<Packet>>} */
    #functions = new Map();
    /** @type {Map<string, Function>} */
    #early = new Map();
    /** @type {Set<object>} */
    #blocked = new Set();
    #long = new LongAnswers();

    /**
     * @param {string} label for messages: the name, or the file
     * @param {Record<string, (...args: any[]) => any>} services that only the page can do, by the
     *     names by which the worker asks for them
     */
    constructor(label, services) {
        super();
        this.label = label;
        this.#services = services;
        this.#link = new Link({
            answer: (name, packet) => this.#perform(name, packet),
            heard: (topic, ...rest) => this.#heard[topic](...rest),
            closed: () => this.#end(`${label} has ended`),
            until: (name) => this.#until(name),
        });
        this.#started = new Promise((resolve, reject) => Object.assign(this.#settle, { resolve, reject }));
        const script = new Promise((resolve) => (this.#settle.script = resolve));
        const lost = new Promise((_, reject) => (this.#settle.lost = reject));
        this.ready = Promise.race([this.#started.then((raw) => Promise.all([raw.ready, script])), lost]).then(() => this);
        this.usable = Promise.all([script, this.ready]).then(([failure]) => {
            if (failure) throw ended(`the script of ${this.label} has raised ${failure}`);
            return this;
        }, (error) => Promise.reject(workerError(error)));
        for (const promise of [this.#started, this.ready, this.usable, lost]) promise.catch(() => {});
        this.sync = this.#proxy();
    }

    // Its life ---------------------------------------------------------------------------

    /** Takes the worker that polyscript has made. */
    start(raw) {
        if (this.#link.ended) return raw.terminate();
        this.#raw = raw;
        this.#terminate = () => raw.terminate();
        raw.sync[ASK] = (name, packet) => this.#asked(name, packet);
        raw.sync[MORE] = (...args) => this.#long.piece(...args);
        for (const [name, callback] of this.#early) raw.sync[name] = callback;
        raw.addEventListener('message', (event) => {
            const { data, ports } = event;
            if (data === HELLO) {
                event.stopImmediatePropagation();
                this.#link.connect(ports[0]);
                return;
            }
            const copy = new MessageEvent('message', { data, ports: [...ports] });
            this.onmessage?.(copy);
            this.dispatchEvent(copy);
        });
        raw.ready.catch((error) => this.fail(error));
        this.#settle.resolve(raw);
    }

    /** Says why it never starts, or has stopped. @param {Error} error */
    fail(error) {
        this.#settle.lost(error);
        this.#settle.reject(error);
        this.#end(`${this.label} could not start: ${error.message}`);
    }

    /** Ends the worker at once, whatever it is doing. */
    terminate() {
        this.#terminate();
        this.#end(`${this.label} was terminated`);
    }

    /** Has `xworker.sync.isStuck()` say so to a loop of the worker's, until that calls `notStuck()`. */
    unstuck() {
        this.#started.then((raw) => raw.unstuck());
    }

    /** Why it can no longer be called; empty as long as it can. */
    get ended() {
        return this.#link.ended;
    }

    /**
     * What a promise resolves to, if that is before this worker ends; rejects when it has.
     * @template T
     * @param {T | Promise<T>} promise
     * @returns {Promise<T>}
     */
    async whileAlive(promise) {
        let end;
        const over = new Promise((_, reject) => {
            end = () => reject(ended(this.ended));
            this.addEventListener('ended', end);
            if (this.ended) end();
        });
        try {
            return await Promise.race([over, promise]);
        } finally {
            this.removeEventListener('ended', end);
        }
    }

    #end(message) {
        if (this.#link.ended) return;
        this.#link.end(message);
        this.#settle.lost(ended(message));
        this.dispatchEvent(new CustomEvent('ended', { detail: message }));
    }

    /** @param {any} data */
    postMessage(data, ...rest) {
        this.#started.then((raw) => raw.postMessage(data, ...rest));
    }

    #heard = {
        offers: (...names) => {
            for (const name of names) {
                this.#offered.add(name);
                this.#expected.get(name)?.();
            }
        },
        script: (failure) => {
            this.#hasRun = true;
            this.#settle.script(failure);
            for (const resolve of this.#expected.values()) resolve();
        },
        crashed: (message) => {
            this.#terminate();
            this.#end(`${this.label} has crashed: ${message}`);
        },
        lock: (name) => navigator.locks.request(name, () => this.#end(`${this.label} has ended`)),
    };

    // What it offers ---------------------------------------------------------------------

    has = (name) => this.#offered.has(name);

    pending = () => this.#link.pending;

    names = () => [...this.#offered].sort().join('\n');

    /** A port by which another worker can call this one. */
    connect() {
        const { port1, port2 } = new MessageChannel();
        this.#link.tell('connect', port1);
        return port2;
    }

    /** Tells the worker something. */
    tell = (...news) => this.#link.tell(...news);

    /** @see Link.call */
    call(name, packet) {
        const call = this.#link.call(name, packet);
        const waiting = [...this.#blocked];
        if (waiting.length) {
            const timer = setTimeout(() => {
                if (waiting.some((each) => this.#blocked.has(each)))
                    console.warn(`💀🔒 - Possible deadlock if proxy.${name}(...args) is awaited`);
            }, SUSPICIOUS);
            call.reply.then(() => clearTimeout(timer));
        }
        return call;
    }

    cancel(id) {
        this.#link.cancel(id);
    }

    /** A call that comes before the script has run waits for its function. */
    #until(name) {
        if (this.#hasRun || this.#offered.has(name)) return undefined;
        return new Promise((resolve) => {
            const other = this.#expected.get(name);
            this.#expected.set(name, () => {
                other?.();
                resolve();
            });
        });
    }

    // What it may call -------------------------------------------------------------------

    /**
     * Lets the worker call a function.
     * @param {string} name
     * @param {(packet: Packet) => Packet | Promise<Packet>} perform
     */
    offer(name, perform) {
        this.#functions.set(name, perform);
    }

    async #perform(name, packet) {
        const perform = this.#functions.get(name);
        if (perform) return perform(packet);
        if (Object.hasOwn(this.#services, name)) {
            const [args] = unpack(packet);
            return pack(await this.#services[name](this, ...args), '0');
        }
        const names = [...this.#functions.keys()].sort().join(', ');
        const others = names ? `it has ${names}` : 'it has none';
        const message = `the page has no function ${name}() for ${this.label}: ${others}`;
        throw new RemoteError({ type: 'AttributeError', message });
    }

    /** Answers a worker whose whole thread waits: by copy, and in pieces. */
    async #asked(name, packet) {
        const self = {};
        this.#blocked.add(self);
        try {
            const reply = await this.#perform(name, packet);
            if (Array.isArray(reply) && reply[1].includes('o'))
                throw unsendable(
                    { message: `a worker that waits for it can take no ${reply[2 + reply[1].indexOf('o')]}` },
                    `what ${name}() returned`,
                );
            return this.#long.shorten(reply);
        } catch (error) {
            return packError(error);
        } finally {
            this.#blocked.delete(self);
        }
    }

    /** `worker.sync` for JavaScript: calls get and take plain values. */
    #proxy() {
        const send = (name, packet) => {
            try {
                return this.call(name, packet);
            } catch ({ message }) {
                throw unsendable({ message: `${message} Send what is of interest of it, as its id or its text.` }, 'an argument');
            }
        };
        const call = async (name, args) => unpackReply(await send(name, packArguments(args)).reply);
        const perform = (callback) => async (packet) => {
            const [args] = unpack(packet);
            const result = await callback(...args);
            try {
                return pack(result, '0');
            } catch (error) {
                throw unsendable(error, 'what the function of the page returned');
            }
        };
        return new Proxy(Object.create(null), {
            // Never thenable: it may be what a promise resolves to.
            get: (_, name) =>
                typeof name !== 'string' || name === 'then' ? undefined : (...args) => call(name, args),
            set: (_, name, callback) => {
                if (typeof callback !== 'function') throw new TypeError(`sync.${String(name)} must be a function`);
                this.offer(name, perform(callback));
                if (this.#raw) this.#raw.sync[name] = callback; // for polyscript's own xworker.sync
                else this.#early.set(name, callback);
                return true;
            },
        });
    }
}
