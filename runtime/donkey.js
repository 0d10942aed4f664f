/** Donkeys: Python in a worker that runs what JavaScript gives it. Loaded when a page asks for one. */
import './common.js';
import dedent from 'codedent';
import { RemoteError } from './calls/packets.js';
import { host, hostOfWorker } from './environments.js';
import { launch, newWorker } from './file-worker.js';
import { serving, typeOf } from './foreign.js';
import { named } from './outputs.js';
import { INTERRUPTED } from './streams/protocol.js';
import { UserError } from './user-error.js';

/** Terminals whose donkeys have ended: the next one in the same place replaces them. */
const ended = new WeakMap();

/** Where the terminal goes. @param {any} terminal the option @returns {HTMLElement | null} */
const containerOf = (terminal) => {
    if (terminal === false || terminal === null) return null;
    if (terminal instanceof HTMLElement) return terminal;
    if (!terminal) {
        const container = document.createElement('div');
        document.body.append(container);
        return container;
    }
    const found = host.find(terminal);
    if (found instanceof HTMLElement) return found;
    throw new UserError(
        'PY0404',
        `there is no element for the terminal of a donkey: terminal: ${JSON.stringify(terminal)} takes the id of ` +
            'one, or a selector; without it the terminal is at the end of the page, with false there is none',
    );
};

/** @param {HTMLElement} container */
const openScreen = async (container) => {
    const { openTerminal } = await import('./terminal.js');
    for (const child of [...container.children]) {
        ended.get(child)?.dispose();
        if (ended.has(child)) child.remove();
    }
    return openTerminal(container);
};

/** What a donkey's `display` shows comes after its terminal. @param {HTMLElement} container */
const hostIn = (container) => {
    let output;
    const place = () => {
        if (!output) container.append((output = named('donkey-', document.createElement('div'))));
        return output;
    };
    return { ...host, target: () => place().id, insert: (target, ...rest) => host.insert(target || place(), ...rest) };
};

const textOf = (value, call) => {
    if (typeof value === 'string') return dedent(value).trim();
    throw new TypeError(`${call} takes Python as a string, not ${value}`);
};

/**
 * @param {import('./core.js').DonkeyOptions} [options]
 * @returns {Promise<import('./core.js').Donkey>}
 */
export const donkey = async (options = {}) => {
    const { type = 'py', persistent = false, terminal = '', config, service_worker, serviceWorker = service_worker } = options;
    const kind = typeOf(type, 'a donkey');
    const container = containerOf(terminal);
    const screen = container && (await openScreen(container));
    const owner = newWorker('the donkey');
    const code = serving('serve_donkey', { inWorker: true, args: [persistent ? 'True' : 'False'] });
    try {
        const shown = screen ? { screen, host: hostIn(container) } : { host: hostOfWorker(null) };
        await launch(owner, 'donkey', code, { type: kind, config, serviceWorker, ...shown });
        await owner.usable;
    } catch (error) {
        owner.terminate();
        screen?.terminal.dispose();
        (terminal ? screen?.element : container)?.remove();
        throw error;
    }
    if (screen) {
        screen.session.killed.then(() => owner.terminate()); // by Ctrl-C
        owner.addEventListener('ended', () => {
            screen.cancel();
            screen.terminal.write('\x1b[?25l'); // no cursor
            ended.set(screen.element, screen.terminal);
        });
    }

    /** Text for the terminal, after all that has been printed. @param {string} text */
    const write = (text) => new Promise((resolve) => screen.terminal.write(text, resolve));

    /** Waits until what has been printed is shown. */
    const settle = async () => {
        if (!screen || owner.ended) return;
        await screen.session.keys(''); // answered after it has been sent
        await write('');
    };

    let queue = Promise.resolve();

    /** One call after another. @template T @param {() => Promise<T>} call @returns {Promise<T>} */
    const inTurn = (call) => {
        const done = queue.then(async () => {
            try {
                return await (owner.ended ? undefined : call());
            } finally {
                await settle();
            }
        });
        const mine = owner.whileAlive(done);
        queue = mine.then(
            () => {},
            () => {},
        );
        return mine;
    };

    const execute = async (statement) => {
        const source = textOf(statement, 'execute(statement)');
        await inTurn(() => owner.sync.execute(source));
    };

    const process = async (source) => {
        const text = textOf(source, 'process(code)');
        const run = async () => {
            const failure = await screen.process(text);
            if (failure?.type === INTERRUPTED) return; // the end of the worker, which tells itself
            if (failure) throw new RemoteError(failure);
        };
        // It may be what the code reads whose turn it is.
        await (screen.isReading ? owner.whileAlive(run()) : inTurn(run));
    };

    return {
        process: screen ? process : execute,
        execute,
        async evaluate(expression) {
            const source = textOf(expression, 'evaluate(expression)');
            return inTurn(() => owner.sync.evaluate(source));
        },
        clear: async () => owner.whileAlive(screen && write('\x1b[2J\x1b[3J\x1b[H')),
        reset: async () => owner.whileAlive(screen && write('\x1bc')),
        async kill() {
            owner.terminate();
            screen?.session.kill();
        },
    };
};
