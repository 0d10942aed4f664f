/**
 * The standard streams of an interpreter, beside it: to the browser's console, until a
 * screen takes them.
 */
/* global IN_WORKER -- by the build */
import { trimTraceback } from '../interpreter/errors.js';
import { SHARES_MEMORY } from '../memory.js';
import { ENDED, ENTERED, INTERRUPT, INTERRUPTED, LINE, SIGINT } from './protocol.js';
import { remoteScreen } from './remote.js';

/** Text of one output, of which the interpreter gives bytes, on MicroPython one by one. */
const output = (write) => {
    const decoder = new TextDecoder();
    let pending = '';
    let scheduled = false;
    let written = 0;
    let last = '';
    const flush = () => {
        scheduled = false;
        if (!pending) return;
        const text = pending;
        pending = '';
        written = performance.now();
        last = text.slice(-16);
        write(text);
    };
    const add = (bytes) => {
        pending += decoder.decode(bytes, { stream: true });
        if (pending.endsWith('\n') || pending.length > 4096) flush();
        else if (!scheduled) {
            scheduled = true;
            queueMicrotask(flush); // once Python pauses
        }
    };
    /** For code that neither ends its line nor pauses. */
    const flushOld = () => {
        if (pending && performance.now() - written > 30) flush();
    };
    return { add, flush, flushOld, tail: () => (last + pending).slice(-16) };
};

const NEEDS_WORKER =
    'input() cannot wait here without freezing the page: give the script the attribute worker, ' +
    'or call it from async code in a browser that can suspend WebAssembly (JSPI)';
const NEEDS_HEADERS =
    'input() cannot wait in this worker: the server does not send the headers that this needs, ' +
    'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

/** Keys as terminals send them. */
const KEY = /\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Za-z]|[^]/gu;

/** The key up, the last line, as one character. */
const ONLY_ON_EMPTY = { '\x1b[A': '\x10', '\x1bOA': '\x10', '\x10': '\x10' };

/** @returns {string} the Python expression that calls a function of pyscript._streams */
const call = (name, ...args) =>
    `__import__("pyscript._streams", None, None, ["${name}"]).${name}(${args.map((arg) => JSON.stringify(arg)).join()})`;

/**
 * @param {object} options
 * @param {{stdout: (text: any) => void, stderr: (text: any) => void}} options.console where text goes first
 */
export const createStreams = ({ console }) => {
    /** @type {import('./protocol.js').Screen | null} */
    let screen = null;
    let interpreter;
    let host;
    let seam;
    let repl = null;

    const outputs = {
        stdout: output((text) => screen.write(text, false)),
        stderr: output((text) => screen.write(text, true)),
    };

    const flush = () => {
        if (!screen) return;
        seam.drain?.();
        outputs.stdout.flush();
        outputs.stderr.flush();
    };

    /** A screen for input alone: output still goes to the console. */
    let dialog = null;
    const asking = () => screen ?? (dialog ??= IN_WORKER ? remoteScreen(session) : host);

    /** Evaluates an expression of Python whose value has to be awaited. */
    const evaluate = async (expression) => {
        try {
            return await (seam.evaluate?.(expression) ?? interpreter.runPythonAsync(`await ${expression}`));
        } finally {
            flush();
        }
    };

    /** @type {import('./protocol.js').Session} */
    const session = {
        async process(code) {
            const failed = await evaluate(call('process', code));
            if (!failed) return null;
            const [type, ...message] = failed.split('\n');
            return { type, message: message.join('\n') };
        },

        async run(code, { filename, before = '' }) {
            try {
                if (before) await interpreter.runPythonAsync(before, { filename: `${filename}, before` });
                await interpreter.runPythonAsync(code, { filename });
                return null;
            } catch (error) {
                flush();
                const text = trimTraceback(error.message);
                if (error.type === 'SystemExit') return null;
                screen.write(`${text}\n`, true);
                return { type: error.type, message: text };
            } finally {
                flush();
            }
        },

        async keys(text) {
            for (const key of text.match(KEY) ?? []) {
                if (!repl) return;
                for (const byte of new TextEncoder().encode(accepted(key)))
                    if (interpreter.replProcessChar(byte)) endRepl();
            }
            flush();
        },

        async interrupt() {
            // If nobody has noticed, nothing is running, or it waits for something.
            if (screen?.control && !Atomics.exchange(screen.control, INTERRUPT, 0)) return false;
            return !interpreter.runPython(call('interrupt'));
        },
    };

    /**
     * What MicroPython's REPL should get of a key. It begins a line anew with each key that leaves
     * it empty, so that on an empty line it understands no key of several characters. It drops
     * what is not ASCII, which in texts can be written otherwise.
     */
    const accepted = (key) => {
        if (repl.isPasting) {
            repl.isPasting = !['\x03', '\x04'].includes(key);
            return key;
        }
        if (key > '\x7f') key = `\\U${key.codePointAt().toString(16).padStart(8, 0)}`;
        if (!outputs.stdout.tail().endsWith('>>> ')) return key;
        repl.isPasting = key === '\x05';
        return ONLY_ON_EMPTY[key] ?? (/^[\x01-\x05\t\r -~]$/.test(key) ? key : '');
    };

    const endRepl = () => {
        flush();
        screen.raw(false);
        repl.resolve();
        repl = null;
    };

    return {
        session,
        outputs,
        flush,

        get screen() {
            return screen;
        },

        write: (name) => (data) => {
            if (!screen) console[name](data);
            else if (typeof data === 'string') screen.write(`${data}\n`, name === 'stderr');
            else outputs[name].add(data);
        },

        /** Called now and then while Python runs, where there is a way to. */
        poll() {
            outputs.stdout.flushOld();
            const control = screen?.control;
            if (control?.[INTERRUPT] === SIGINT) {
                control[INTERRUPT] = 0;
                return true;
            }
            return false;
        },

        /** Gives the streams to a screen; of a worker, to the one that the page has for it. */
        use(shown = remoteScreen(session)) {
            screen = shown;
            seam.useScreen?.(screen);
        },

        /**
         * @param {any} python
         * @param {any} itsHost gets what Python calls
         * @param {object} itsSeam
         */
        connect(python, itsHost, itsSeam) {
            interpreter = python;
            host = itsHost;
            seam = itsSeam;
            host.streams = {
                evaluate,

                /** Whether a screen is there that shows what is printed. */
                isShown: () => screen !== null,

                /** Asks, and gives a promise. */
                ask(request) {
                    outputs.stdout.flush();
                    outputs.stderr.flush();
                    return asking().ask(request);
                },

                /** Asks, and waits. */
                askNow(request) {
                    outputs.stdout.flush();
                    outputs.stderr.flush();
                    if (!IN_WORKER) {
                        if (!seam.prompts) throw new Error(NEEDS_WORKER);
                        // The browser's own dialog, which stops the page.
                        const line = prompt(request.slice(1));
                        return line === null ? ENDED : ENTERED + line;
                    }
                    if (!SHARES_MEMORY) throw new Error(NEEDS_HEADERS);
                    return asking().askNow(request);
                },

                /** MicroPython's own REPL: on from now; the promise resolves when it ends. */
                repl() {
                    if (!screen?.raw)
                        throw new Error('code.interact() needs a terminal: <script type="mpy" terminal>');
                    repl?.resolve();
                    interpreter.replInit();
                    flush();
                    screen.raw(true);
                    return new Promise((resolve) => {
                        repl = { resolve };
                    });
                },
            };
            // Python's own input() knows no screen. By its name it is no code of the user's.
            interpreter.runPython(
                'setattr(__import__("builtins"), "input", lambda prompt="": ' +
                    '__import__("pyscript._streams", None, None, ["read"]).read(prompt))',
                { filename: 'pyscript/input' },
            );
        },

        /** In an editor, what `display` shows comes after the text that was printed before. */
        keepOrder() {
            const { page } = host;
            if (!page) return;
            const { exchange } = page;
            page.tells = false; // each `display` is waited for
            page.exchange = (...words) => {
                if (words[2] === 'insert') {
                    flush();
                    screen.settle();
                }
                return exchange(...words);
            };
        },

        /** Before the first line of a script; of a worker, with the id of its tag if it has a terminal. */
        begin(id = '') {
            return interpreter.runPythonAsync(call('begin', id));
        },

        /** The same before a script that cannot wait. */
        beginNow(id) {
            interpreter.runPython(call('begin', id));
        },

        /** Shows how a script ended, where its output is shown. */
        fail(error) {
            if (!screen) return;
            flush();
            const [red, plain] = screen.isTerminal ? ['\x1b[31m', '\x1b[0m'] : ['', ''];
            if (error.type !== 'SystemExit')
                screen.write(`${red}${trimTraceback(error.message)}${plain}\n`, true);
        },

        /** A line for `sys.stdin`, of which Pyodide reads without Python; `null` at its end. */
        readLine() {
            if (!IN_WORKER) return prompt();
            const reply = host.streams.askNow(LINE);
            if (reply[0] === INTERRUPTED && screen?.control) screen.control[INTERRUPT] = SIGINT;
            return reply[0] === ENTERED ? `${reply.slice(1)}\n` : null;
        },
    };
};
