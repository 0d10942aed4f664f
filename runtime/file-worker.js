import { report } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { readConfig } from './config.js';

const start = async (url, { type, config, name, service_worker: serviceWorker, async: isAsync, host }) => {
    const [{ startWorker }, found, response] = await Promise.all([
        import('./workers.js'),
        typeof config === 'string'
            ? readConfig(config)
            : { values: config ?? {}, url: document.baseURI },
        fetchOrFail(new URL(url, document.baseURI).href, 'the script'),
    ]);
    const code = await response.text();
    const key = url.replace(/^\.\//, '');
    return startWorker({ type, code, key, config: found, isAsync, name, serviceWorker, host });
};

/**
 * A worker that runs a Python file, usable at once: what is set or called before the real
 * worker exists reaches it when it does.
 */
export class FileWorker extends EventTarget {
    /** The functions that the worker may call, and those of the worker. */
    sync;

    /** Resolves when the script has run; rejects when it cannot. */
    ready;

    #worker;
    #ended = false;

    /**
     * @param {string} url of the Python file
     * @param {{type: string, config?: string | object, name?: string, service_worker?: string, async?: boolean, host: object}} options
     */
    constructor(url, options) {
        super();
        const early = {};
        let sync = null;
        this.sync = new Proxy(early, {
            // Never thenable: it may be what a promise resolves to.
            get: (_, name) =>
                typeof name !== 'string' || name === 'then'
                    ? undefined
                    : (early[name] ?? (async (...args) => (await this.#worker).sync[name](...args))),
            set(_, name, value) {
                early[name] = value;
                if (sync) sync[name] = value;
                return true;
            },
        });
        this.#worker = start(url, options).then((worker) => {
            Object.assign(worker.sync, early);
            sync = worker.sync;
            worker.addEventListener('message', ({ data }) =>
                this.dispatchEvent(new MessageEvent('message', { data })),
            );
            if (this.#ended) worker.terminate();
            return worker;
        });
        this.ready = this.#worker.then(async (worker) => {
            await worker.ready;
            return this;
        });
        this.#worker.catch((error) => report(error, url));
        this.ready.catch(() => {});
    }

    /** @param {any} data */
    postMessage(data, ...rest) {
        this.#worker.then((worker) => worker.postMessage(data, ...rest));
    }

    /** Ends the worker at once, whatever it is doing. */
    terminate() {
        this.#ended = true;
        this.#worker.then((worker) => worker.terminate());
    }
}
