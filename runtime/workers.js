/** Starts workers: for tags, for `PyWorker` in Python and in JavaScript. */
import './common.js';
import { Hook, XWorker } from 'polyscript-esm/xworker.js';
import { workers as named } from 'polyscript-esm/workers.js';
import { newWorker } from './file-worker.js';
import { report, reportPython, startError } from './errors.js';
import { NAMES, baseOf, isOwn, moduleURL } from './interpreters.js';
import { RUNTIME } from './interpreter/names.js';
import { createPageEnd } from './references/page-end.js';
import { LINK } from './references/wire.js';
import { serveStreams } from './streams/serve.js';
import { OTHER, nextThread, withThread } from './thread.js';
import { attend, causeOf, configForWorker, withTimeout } from './worker-script.js';

/**
 * @param {object} options
 * @param {import('./calls/page-worker.js').PageWorker} [options.owner] what others have of it
 * @param {string} options.type `py` or `mpy`
 * @param {string} options.code
 * @param {string} options.key the script's name in tracebacks
 * @param {import('./config.js').Config} options.config
 * @param {boolean} [options.isAsync]
 * @param {Element} [options.element] it belongs to
 * @param {string | null} [options.name] under which others find it
 * @param {string | null} [options.serviceWorker]
 * @param {object} options.host what the worker may call on the page
 * @param {any} [options.screen] that shows its output and asks for input; without one the
 *     console shows it, and a dialog asks
 * @param {() => void} [options.ready] its script is about to run
 * @param {Record<string, string[]>} [options.hooks] instead of what plugins want
 * @returns {any} the worker, with `sync`, `ready` and `terminate()`
 */
export const startWorker = (options) => {
    const { type, code, key, config, element, name, serviceWorker, host, screen = null } = options;
    const number = ++count;
    const start = () =>
        XWorker.call(new Hook(null, {}), code, {
            type: NAMES[type],
            custom: type,
            version: moduleURL(type, config, { inWorker: true }),
            config: configForWorker(options, number),
            configURL: baseOf(config.url),
            async: true, // interpreter/script.js knows better
            serviceWorker,
        });
    const owner = options.owner ?? newWorker(key, name);
    const own = isOwn(type, config) ? type : '';
    // Begun for this script, before the file of its configuration was there.
    if (!own && element && !element.matches(OTHER)) withThread(type, nextThread).terminate?.();
    const worker = withThread(own, () => withTimeout(config.values, start));
    connect(worker, number, host);
    worker.sync.sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    worker.sync.pyscript_report = (text) => reportPython(text, key);
    attend(worker, owner, options);
    // What ends a worker before its script starts: its interpreter or configuration.
    worker.onerror = async ({ error, message }) =>
        report(startError(await causeOf(error ?? { message }, config), `the worker of ${key}`), key);
    // Without a message it could not even be loaded.
    worker.addEventListener('error', (event) => {
        if (event.message) return;
        const error = new Error('the browser refused to load its worker');
        report(startError(error, `the worker of ${key}`), key);
        owner.fail(error);
    });
    const session = serveStreams(worker, screen ?? (() => import('./streams/dialog.js')));
    if (screen) screen.session = session;
    owner.start(worker);
    if (name) {
        named[name].resolve(owner.ready);
        named[name].promise.catch(() => {}); // whoever wants it hears of it
    }
    return worker;
};

let count = 0;

/** Lets a worker's Python reach the page. */
const connect = (worker, number, host) => {
    const page = createPageEnd(host);
    const { pages } = globalThis[RUNTIME];
    pages.set(number, page.objects);
    worker.sync.pyscript_exchange = page.exchange;
    worker.addEventListener('message', (event) => {
        const { data, ports } = event;
        if (!data || typeof data !== 'object' || !(LINK in data)) return;
        event.stopImmediatePropagation(); // not for worker.onmessage
        page.open(ports[0], data[LINK]);
    });
    const { terminate } = worker;
    worker.terminate = () => {
        terminate.call(worker);
        pages.delete(number);
        page.close();
    };
};
