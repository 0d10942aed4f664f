/** Starts workers: for tags, for `PyWorker` in Python and in JavaScript. */
import { Hook, XWorker } from 'polyscript-esm/xworker.js';
import { workers as named } from 'polyscript-esm/workers.js';
import { report, reportPython, startError } from './errors.js';
import { SCRIPT } from './interpreter/prepare.js';
import { NAMES, baseOf, moduleURL } from './interpreters.js';

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
 * @returns {any} the worker, with `sync`, `ready` and `terminate()`
 */
export const startWorker = ({ type, code, key, config, isAsync = true, node, name, serviceWorker }) => {
    const source = URL.createObjectURL(new Blob([code], { type: 'text/plain' }));
    const worker = XWorker.call(new Hook(null, {}), source, {
        ...node,
        type: NAMES[type],
        custom: type,
        version: moduleURL(type, config),
        config: { ...config.values, [SCRIPT]: { key } },
        configURL: baseOf(config.url),
        async: isAsync,
        serviceWorker,
    });
    worker.sync.sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    worker.sync.pyscript_report = (text) => reportPython(text, key);
    // What ends a worker before its script starts: its interpreter or configuration.
    worker.onerror = ({ error, message }) => report(startError(error ?? { message }, `the worker of ${key}`));
    const ended = () => URL.revokeObjectURL(source);
    worker.ready.then(ended, ended);
    if (name) named[name].resolve(worker.ready);
    return worker;
};
