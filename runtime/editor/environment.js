/** Where the code of editors runs: a worker for each environment, started when it is needed. */
import { UserError } from '../user-error.js';
import { meaningOf, readConfig } from '../config.js';
import { host } from '../environments.js';
import { newWorker } from '../file-worker.js';
import { registered } from '../service-workers.js';

/** How long interrupted code may take to end, in milliseconds, before its worker is ended. */
const PATIENCE = 1000;

/** @type {Map<string, Environment>} by interpreter and name */
const environments = new Map();

let count = 0;

/** An environment ended, and with it what ran in it. */
export const ENDED = { type: 'Ended', message: '' };

export class Environment {
    /** What runs before the first editor: of each setup its code, when it is there. */
    #setups = [];
    #ran = [];
    #config = null;
    #worker = null;
    #screen = null;
    #shown = null; // the output of the editor that runs, or ran last
    #session = null;
    #queue = Promise.resolve();
    #running = null;
    #end = null;

    /** @param {string} type `py` or `mpy` @param {string} name */
    constructor(type, name) {
        this.type = type;
        this.name = name;
    }

    get worker() {
        return this.#worker;
    }

    /**
     * Takes the configuration of an editor's tag; there can be but one.
     * @param {HTMLElement} element
     */
    configure(element) {
        const config = element.getAttribute('config');
        if (config === null) return;
        const about = `${element.getAttribute('type')} with env="${this.name}"`;
        if (this.#config && meaningOf(this.#config.text) !== meaningOf(config))
            throw new UserError(
                'PY0409',
                `two configurations for one environment: ${about} has config="${config}", another one ` +
                    `config="${this.#config.text}": keep one, or give one of them another env`,
            );
        if (this.#worker && !this.#config)
            throw new UserError(
                'PY0409',
                `${about} comes with a configuration, but its environment has started without one: ` +
                    'put config where env is first used, or add env-override to start anew',
            );
        this.#config ??= {
            text: config,
            value: readConfig(config, { parser: element.getAttribute('config-parser') }),
            serviceWorker: element.getAttribute('service-worker'),
        };
        this.#config.value.catch(() => {}); // reported by who runs
    }

    /** @param {Promise<string>} code of a setup @param {string} filename */
    prepare(code, filename) {
        this.#setups.push({ code, filename });
    }

    /**
     * Runs code after all that has been asked for before.
     * @param {import('./output.js').Output} output
     * @param {string} code
     * @param {{filename: string, before?: string, serviceWorker?: string | null, progress?: (status: string) => void}} options
     * @param {AbortSignal} signal gives up before it begins
     * @returns {Promise<import('../streams/protocol.js').Failure | null>}
     */
    run(output, code, options, signal) {
        const mine = this.#queue.then(async () => {
            if (signal.aborted) return ENDED;
            const ended = new Promise((resolve) => {
                this.#end = resolve;
            });
            this.#running = output;
            try {
                return await Promise.race([this.#run(output, code, options), ended]);
            } catch (error) {
                if (this.#worker?.ended) this.#forget();
                throw error;
            } finally {
                output.settle();
                this.#running = this.#end = null;
            }
        });
        this.#queue = mine.catch(() => {});
        return mine;
    }

    async #run(output, code, { filename, before, serviceWorker, progress }) {
        this.#shown = output;
        // What a setup prints is not for the reader; what it raises is.
        this.output = {
            ask: (request) => output.ask(request),
            write(text, isError, shown) {
                if (isError) return output.write(text, isError, shown);
                console.log(text.trimEnd());
                shown?.();
            },
        };
        if (!this.#session) {
            progress?.('Starting …');
            const { owner, screen } = await this.#start(filename, serviceWorker);
            try {
                await owner.usable;
            } catch ({ name, message }) {
                this.#forget(); // why is on the page
                return { type: name, message };
            }
            this.#session = screen.session;
        }
        progress?.('Running …');
        const run = (...args) => this.#worker.whileAlive(this.#session.run(...args));
        while (this.#setups.length) {
            const setup = this.#setups[0];
            const failure = await run(await setup.code, { filename: setup.filename });
            if (failure) return failure;
            this.#ran.push(this.#setups.shift());
        }
        this.output = output;
        return run(code, { filename, before });
    }

    async #start(key, serviceWorker) {
        const [{ startWorker }, sw, config] = await Promise.all([
            import('../workers.js'),
            registered(this.#config?.serviceWorker ?? serviceWorker),
            this.#config?.value ?? { values: {}, url: document.baseURI, plan: null },
        ]);
        const environment = this;
        const screen = {
            kind: 'editor',
            isTerminal: false,
            write: (...args) => environment.output.write(...args),
            settle: () => environment.#shown.settle(),
            ask: (request) => environment.output.ask(request),
        };
        const owner = newWorker(key, null);
        this.#screen = screen;
        this.#worker = owner;
        startWorker({
            owner,
            type: this.type,
            code: '',
            key,
            config,
            serviceWorker: sw,
            host: {
                ...host,
                target: () => this.#shown?.id ?? '',
                insert: (target, ...rest) => host.insert(target || this.#shown?.element || null, ...rest),
            },
            screen,
        });
        return { owner, screen };
    }

    /**
     * Stops what runs: first politely, which keeps the environment, then by ending its worker.
     * @param {import('./output.js').Output} output of what is to stop; nothing else is stopped
     */
    async stop(output) {
        const end = this.#end;
        if (this.#running !== output) return;
        if (output.cancel()) return; // it was waiting for input
        setTimeout(() => {
            if (this.#end === end) this.reset(); // else something else runs now
        }, PATIENCE);
        await this.#session?.interrupt();
    }

    /** Ends the worker, and what runs there. */
    reset() {
        this.#end?.(ENDED);
        this.#forget();
    }

    /** The next run starts another worker, with the same setup and configuration. */
    #forget() {
        this.#worker?.terminate();
        // What is still on its way belongs to nobody.
        if (this.#screen) this.#screen.write = (text, isError, shown) => shown?.();
        this.#session = this.#worker = null;
        this.#setups = [...this.#ran, ...this.#setups];
        this.#ran = [];
    }
}

/**
 * The environment that an editor's tag names, or one of its own.
 * @param {HTMLElement} element
 * @param {string} type
 */
export const environmentOf = (element, type) => {
    const name = element.getAttribute('env') || `${type}-${count++}`;
    const key = `${type} ${name}`;
    if (element.hasAttribute('env-override')) {
        environments.get(key)?.reset();
        environments.delete(key);
    }
    if (!environments.has(key)) environments.set(key, new Environment(type, name));
    return () => environments.get(key);
};
