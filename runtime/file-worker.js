/** Workers that run a Python file: for `PyWorker` and `create_named_worker`, and for other workers. */
import { Caller } from './calls/caller.js';
import { PageWorker, workerError } from './calls/page-worker.js';
import { RemoteError, attempt, fragment, packError, packed, unpack } from './calls/packets.js';
import { Server } from './calls/server.js';
import { asConfig, readConfig } from './config.js';
import { report } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { announce, find } from './named.js';
import { registered } from './service-workers.js';

let hostOfWorker = () => ({});

/** Says what such a worker may call on the page. @param {() => object} create */
export const serveWith = (create) => {
    hostOfWorker = create;
};

const SERVICES = {
    sleep: (_, seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    'pyscript:find': (asking, id, name) => lead(asking, id, () => find(name)),
    'pyscript:create': (asking, id, src, options) =>
        lead(asking, id, () => {
            const worker = openWorker(src, options);
            ledBy(asking).set(id, new WeakRef(worker)); // it may be given up before it is there
            return worker.usable;
        }),
    'pyscript:terminate': (asking, id) => ledBy(asking).get(id)?.deref()?.terminate(),
};

/** @type {WeakMap<PageWorker, Map<number, WeakRef<PageWorker>>>} */
const led = new WeakMap();

/** The workers that one has asked for, by the numbers that it gave them. @param {PageWorker} asking */
const ledBy = (asking) => {
    if (!led.has(asking)) led.set(asking, new Map());
    return led.get(asking);
};

/** Gives one worker the port to another, and tells it later when that has ended. */
const lead = async (asking, id, look) => {
    let worker;
    try {
        worker = await look();
    } catch (error) {
        throw workerError(error);
    }
    if (worker === asking) throw new RemoteError({ type: 'ValueError', message: 'a worker cannot call itself' });
    ledBy(asking).set(id, new WeakRef(worker));
    worker.addEventListener('ended', ({ detail }) => asking.ended || asking.tell('ended', id, detail), { once: true });
    return [worker.connect(), worker.label, ...worker.names().split('\n').filter(Boolean)];
};

/** A worker of the page that has not started. @param {string} key its file @param {string | null} [name] */
export const newWorker = (key, name) => {
    const worker = new PageWorker(name ? `the worker ${JSON.stringify(name)}` : `the worker of ${key}`, SERVICES);
    if (name) announce(name, worker);
    return worker;
};

/** The text of a Python file. @param {string} url absolute */
export const fetchCode = async (url) => (await fetchOrFail(url, 'the script')).text();

/**
 * Starts a worker, when all is there that it needs.
 * @param {PageWorker} owner
 * @param {string} key
 * @param {string | Promise<string>} pending its code
 * @param {object} options as of `openWorker`, and of `startWorker`; `base` is what the URLs of its
 *     configuration are relative to, if not to the page
 */
export const launch = async (owner, key, pending, options) => {
    const { config, base, version, service_worker, serviceWorker = service_worker, async: isAsync, ...rest } = options;
    const [{ startWorker }, sw, found, code] = await Promise.all([
        import('./workers.js'),
        registered(serviceWorker),
        typeof config === 'string'
            ? readConfig(config, { where: `of the worker of ${key}`, base })
            : asConfig(config ?? {}, base),
        pending,
    ]);
    const given = { ...found, version };
    startWorker({ host: hostOfWorker(), ...rest, owner, key, code, config: given, isAsync, serviceWorker: sw });
};

/**
 * @param {string} url of the Python file
 * @param {{type: string, config?: string | object, version?: string, name?: string,
 *     service_worker?: string, serviceWorker?: string, async?: boolean}} options
 * @returns {PageWorker}
 */
export const openWorker = (url, options) => {
    const key = url.trim().replace(/^\.\//, '');
    // The page itself; and no script can have an empty key.
    if (!key) throw new RemoteError({ type: 'ValueError', message: `a worker needs the URL of a Python file, not '${url}'` });
    const worker = newWorker(key, options.name);
    launch(worker, key, fetchCode(new URL(url, document.baseURI).href), options).catch((error) => {
        report(error, key);
        worker.fail(error);
    });
    return worker;
};

/** What it resolves to, or an answer that tells why not: Python cannot catch a rejection everywhere. */
const settled = (promise) => promise.catch((error) => packError(workerError(error)));

/** `host.workers` of the main thread, for one interpreter's Python. */
export const workersForPython = () => {
    const server = new Server();
    const caller = new Caller();
    return {
        find: (name) => settled(find(name)),
        create(...packet) {
            const [src, options] = unpack(packed(...packet));
            let worker;
            const found = settled((async () => (worker = openWorker(src, options)).usable)());
            return { found, terminate: () => worker?.terminate() };
        },
        open(...packet) {
            const [url, options] = unpack(packed(...packet));
            return attempt(() => openWorker(url, options), workerError);
        },
        connect(receive, deliver) {
            server.serve(receive);
            caller.connect(deliver);
        },
        call: (...args) => caller.call(...args),
        cancel: (number) => caller.cancel(number),
        answer: (...args) => server.answer(...args),
        /** Lets a worker call a function of Python's. */
        offer: (worker, name, key) => worker.offer(name, (packet) => server.call(key, packet).reply),
        fragment: (value, before) => attempt(() => fragment(value, before)),
        ready: (worker) => settled(worker.usable.then(() => '')),
    };
};
