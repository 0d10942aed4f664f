/**
 * A worker's end of the calls between threads: answers what the page and other workers ask of
 * its Python, and lets its Python ask them.
 */
import { Caller } from './caller.js';
import { interruptible, makeTurn } from './interrupt.js';
import { ASK, HELLO, Link, MORE } from './link.js';
import { Server } from './server.js';
import { RemoteError, attempt, fragment, pack, packed, unpack, unpackReply } from './packets.js';

/** A lock that the worker holds until it ends, whatever ends it. */
const holdLock = () => {
    if (!navigator.locks) return '';
    const name = `pyscript:${Math.random()}`;
    return new Promise((resolve) => {
        navigator.locks.request(name, () => {
            resolve(name);
            return new Promise(() => {});
        });
    });
};

/** Another worker, as this one's Python sees it. */
class RemoteWorker {
    #link;
    #names;

    /** @param {Link} link @param {Set<string>} names what it offers @param {() => void} terminate */
    constructor(link, names, terminate) {
        this.#link = link;
        this.#names = names;
        this.terminate = terminate;
    }

    has = (name) => this.#names.has(name);
    pending = () => this.#link.pending;
    names = () => [...this.#names].sort().join('\n');
    call = (name, packet) => this.#link.call(name, packet);
    cancel = (id) => this.#link.cancel(id);
}

/**
 * @param {any} xworker polyscript's end of the worker
 * @param {any} host of this worker, which gets `workers`, for Python
 * @param {Int32Array | null} signal by which Python is interrupted
 */
export const startAgent = ({ sync, polyfill: isBlocking }, host, signal) => {
    const server = new Server();
    const caller = new Caller();
    /** @type {Set<string>} what this worker offers */
    const offered = new Set();
    /** @type {Map<number, Link>} to the workers that this one calls */
    const peers = new Map();
    /** @type {Set<Link>} to all that may call this one */
    const links = new Set();

    const missing = (name) => {
        const names = [...offered].sort();
        const others = names.length ? `it has ${names.join(', ')}` : '__export__ names none';
        return new RemoteError({ type: 'AttributeError', message: `the worker has no function ${name}(): ${others}` });
    };

    const connect = (port, heard, label = 'the worker') => {
        /** @type {Map<number, number>} */
        const running = new Map();
        const memory = signal && { turn: makeTurn(), signal };
        const link = new Link(
            {
                async answer(name, packet, asked) {
                    if (!offered.has(name)) throw missing(name);
                    let begun;
                    try {
                        begun = interruptible(memory, asked, () => server.call(name, packet));
                        if (!begun) return '0null';
                    } catch (error) {
                        // Python answers with what it raises: this is the end of an interpreter.
                        for (const each of links) each.tell('crashed', String(error.message ?? error));
                        throw error;
                    }
                    running.set(asked, begun.id);
                    try {
                        return await begun.reply;
                    } finally {
                        running.delete(asked);
                    }
                },
                cancelled: (asked) => server.cancel(running.get(asked)),
                heard,
                closed() {
                    links.delete(link);
                    link.end(`${label} has ended`);
                },
            },
            port,
        );
        links.add(link);
        if (memory) link.tell('memory', memory);
        return link;
    };

    const fromPage = {
        connect(port) {
            connect(port).tell('offers', ...offered);
        },
        ended(id, message) {
            peers.get(id)?.end(message);
            peers.delete(id);
        },
    };

    const { port1, port2 } = new MessageChannel();
    postMessage(HELLO, [port2]);
    const page = connect(port1, (topic, ...rest) => fromPage[topic](...rest));
    const locked = Promise.resolve(holdLock()).then((lock) => lock && page.tell('lock', lock));

    let reached = 0;

    /**
     * Asks the page for a worker.
     * @returns {{found: Promise<RemoteWorker | string>, terminate: () => void}}
     */
    const reach = (service, ...args) => {
        const id = ++reached;
        const terminate = () => page.call('pyscript:terminate', pack([[id], {}]));
        return { found: receive(id, page.call(service, pack([[id, ...args], {}])), terminate), terminate };
    };

    /** The page answers with a port, and what that worker offers. */
    const receive = async (id, call, terminate) => {
        const reply = await call.reply;
        let answer;
        try {
            answer = unpackReply(reply);
        } catch {
            return reply;
        }
        const [port, label, ...names] = answer;
        const known = new Set(names);
        const link = connect(port, (topic, ...rest) => {
            if (topic === 'offers') rest.forEach((name) => known.add(name));
            else link.end(`${label} has crashed: ${rest[0]}`);
        }, label);
        peers.set(id, link);
        return new RemoteWorker(link, known, () => {
            link.end(`${label} was terminated`);
            terminate();
        });
    };

    /** The answer of the page, for which this whole thread waits. */
    const askAndWait = (name, packet) => {
        const reply = sync[ASK](name, packet);
        if (typeof reply === 'string' || typeof reply[0] === 'string') return reply;
        const [ticket, kinds, ...sizes] = reply;
        const items = sizes.map((size, index) => {
            const whole = new Uint8Array(size);
            for (let at = 0; at < size; ) {
                const piece = sync[MORE](ticket, index, at);
                whole.set(piece, at);
                at += piece.length;
            }
            return whole;
        });
        sync[MORE](ticket, -1, 0);
        return ['0*', kinds, ...items];
    };

    host.workers = {
        isBlocking: Boolean(isBlocking),
        find: (name) => reach('pyscript:find', name).found,
        create: (...packet) => reach('pyscript:create', ...unpack(packed(...packet))),
        connect(receive, deliver) {
            // Python that is to be suspended must have been called so that it can.
            server.serve(host.page?.mode === 'messages' ? receive.callPromising.bind(receive) : receive);
            caller.connect(deliver);
        },
        call: (...args) => caller.call(...args),
        cancel: (number) => caller.cancel(number),
        answer: (...args) => server.answer(...args),
        /** Lets others call a function of Python's. */
        offer(name) {
            offered.add(name);
            links.forEach((link) => link.tell('offers', name));
        },
        /** Asks the page: for an answer if this thread can wait for it, else for the number of a call. */
        ask: (name, ...packet) =>
            isBlocking ? attempt(() => askAndWait(name, packed(...packet))) : caller.call(page, name, ...packet),
        fragment: (value, before) => attempt(() => fragment(value, before)),
    };

    return {
        /** Says that the script has run, and what it raised. @param {string} [failure] */
        scriptEnded: (failure = '') => locked.then(() => page.tell('script', failure)),
    };
};
