/** Starts workers: for tags, for `PyWorker` in Python and in JavaScript. */
import { Hook, XWorker } from 'polyscript-esm/xworker.js';
import { workers as named } from 'polyscript-esm/workers.js';
import { report, reportPython, startError } from './errors.js';
import { NAMES, baseOf, moduleURL } from './interpreters.js';
import { RUNTIME, SCRIPT } from './interpreter/prepare.js';
import { createPageEnd } from './references/page-end.js';
import { LINK } from './references/wire.js';
import { serveStreams } from './streams/serve.js';

/**
 * @param {object} options
 * @param {string} options.type `py` or `mpy`
 * @param {string} options.code
 * @param {string} options.key the script's name in tracebacks
 * @param {import('./config.js').Config} options.config
 * @param {boolean} [options.isAsync]
 * @param {{id: string, tag: string}} [options.node] the element it belongs to
 * @param {string | null} [options.name] under which others find it
 * @param {string | null} [options.serviceWorker]
 * @param {object} options.host what the worker may call on the page
 * @param {any} [options.screen] that shows its output and asks for input; without one the
 *     console shows it, and a dialog asks
 * @returns {any} the worker, with `sync`, `ready` and `terminate()`
 */
export const startWorker = ({
    type,
    code,
    key,
    config,
    isAsync = true,
    node,
    name,
    serviceWorker,
    host,
    screen = null,
}) => {
    const source = URL.createObjectURL(new Blob([code], { type: 'text/plain' }));
    const worker = XWorker.call(new Hook(null, {}), source, {
        ...node,
        type: NAMES[type],
        custom: type,
        version: moduleURL(type, config),
        config: { ...config.values, [SCRIPT]: { key, page: ++count, base: document.baseURI, ...screenOf(screen, node) } },
        configURL: baseOf(config.url),
        async: isAsync,
        serviceWorker,
    });
    connect(worker, count, host);
    worker.sync.sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    worker.sync.pyscript_report = (text) => reportPython(text, key);
    // What ends a worker before its script starts: its interpreter or configuration.
    worker.onerror = ({ error, message }) => report(startError(error ?? { message }, `the worker of ${key}`));
    const session = serveStreams(worker, screen ?? (() => import('./streams/dialog.js')));
    if (screen) screen.session = session;
    const ended = () => URL.revokeObjectURL(source);
    worker.ready.then(ended, ended);
    if (name) named[name].resolve(worker.ready);
    return worker;
};

let count = 0;

/** What a worker is told of its screen: the kind, and the id of the tag whose terminal it is. */
const screenOf = (screen, node) =>
    screen && { screen: screen.kind ?? 'terminal', terminal: screen.terminal ? node?.id : '' };

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
