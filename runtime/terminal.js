/** Terminals: xterm.js, and what a Python interpreter needs of one. Loaded when a page has one. */
import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { CODE, ENDED, INTERRUPTED } from './streams/protocol.js';
import { loadStyle } from './style.js';
import { LineEditor } from './terminal/line.js';

/** Colours that can be read on a dark ground. */
const THEME = {
    background: '#16181d',
    foreground: '#e6e6e6',
    cursor: '#e6e6e6',
    selectionBackground: '#4a5568',
    black: '#484f58',
    red: '#ff7b72',
    green: '#56d364',
    yellow: '#e3b341',
    blue: '#79c0ff',
    magenta: '#d2a8ff',
    cyan: '#76e3ea',
    white: '#d0d4da',
    brightBlack: '#8b949e',
    brightRed: '#ffa198',
    brightGreen: '#7ee787',
    brightYellow: '#f2cc60',
    brightBlue: '#a5d6ff',
    brightMagenta: '#e2c5ff',
    brightCyan: '#b3f0ff',
    brightWhite: '#ffffff',
};

/** How long an interpreter may take to notice Ctrl-C, in milliseconds. */
const PATIENCE = 1000;

/** @implements {import('./streams/protocol.js').Screen} */
export class Screen {
    isTerminal = true;

    #session = null;
    #connect;
    #connected = new Promise((resolve) => {
        this.#connect = resolve;
    });

    #lines;
    #isRaw = false;
    #sent = null; // the last key
    #interrupted = 0;
    #fit = new FitAddon();
    #fits = true;
    #isFitting = false;
    #fillsHeight;
    #readers = new Set();

    /** @param {HTMLElement} container @param {object} [options] xterm's */
    constructor(container, options) {
        /** xterm's own, which scripts see. */
        this.terminal = new Terminal({
            allowProposedApi: true,
            convertEol: true,
            cursorBlink: true,
            fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
            fontSize: 14,
            scrollback: 5000,
            theme: THEME,
            ...options,
        });
        const { terminal } = this;
        terminal.loadAddon(this.#fit);
        terminal.loadAddon(new WebLinksAddon());
        this.#lines = new LineEditor(terminal, widths(terminal));
        this.#lines.onInterrupt = () => this.#interrupt();
        this.element = document.createElement('py-terminal'); // pages style and move it by this name
        this.element.className = 'py-terminal';
        this.#fillsHeight = container.clientHeight > 60 && !container.childNodes.length;
        container.append(this.element);
        if (this.#fillsHeight) this.element.style.height = '100%';
        terminal.open(this.element);
        terminal.onData((data) => this.#typed(data));
        terminal.attachCustomKeyEventHandler((event) => this.#isForTerminal(event));
        terminal.onResize(({ cols, rows }) => {
            if (!this.#isFitting) this.#fits = false; // somebody wants another size
            this.session?.resized?.(cols, rows);
        });
        new ResizeObserver(() => this.#fitIn()).observe(this.element);
        this.#fitIn();
    }

    /** Of the interpreter that this belongs to. @type {import('./streams/protocol.js').Session | null} */
    get session() {
        return this.#session;
    }

    set session(session) {
        this.#session = session;
        session?.resized?.(this.columns, this.rows);
        this.#connect();
    }

    get columns() {
        return this.terminal.cols;
    }

    get rows() {
        return this.terminal.rows;
    }

    write(text, isError, shown) {
        if (this.#lines.asking) this.#lines.interject(text, shown);
        else this.terminal.write(text, shown);
    }

    ask(request) {
        for (const resolve of this.#readers) resolve();
        this.#readers.clear();
        return this.#lines.ask(request);
    }

    raw(isOn) {
        this.#isRaw = isOn;
        for (const resolve of this.#readers) resolve();
        this.#readers.clear();
    }

    /**
     * Runs code as if it had been typed. Waits for a script that has not ended to ask for it.
     * @param {string} code
     * @returns {Promise<import('./streams/protocol.js').Failure | null>} the exception that ended it
     */
    async process(code) {
        code = String(code).replace(/\r\n?/g, '\n');
        await this.#connected;
        await Promise.race([this.session?.ended, this.#reads()]);
        if (!this.session) throw new Error('this terminal has no interpreter any more');
        if (this.#isRaw) {
            // MicroPython's paste mode.
            await this.session.keys(`\x05${code.replaceAll('\n', '\r')}\x04`);
            return null;
        }
        const { asking } = this.#lines;
        if (asking === CODE) {
            const again = this.#nextRead();
            this.#lines.process(code);
            await again;
            return null;
        }
        if (asking) {
            this.#lines.keys(`${code.replaceAll('\n', '\r')}\r`);
            return null;
        }
        return this.session.process(code);
    }

    /** Whether something reads. */
    get isReading() {
        return this.#isRaw || Boolean(this.#lines.asking);
    }

    /** Resolves when something reads. */
    #reads() {
        return this.isReading ? Promise.resolve() : this.#nextRead();
    }

    #nextRead() {
        return new Promise((resolve) => this.#readers.add(resolve));
    }

    #typed(data) {
        if (!this.#isRaw) this.#lines.keys(data);
        else if (data === '\x03') this.#sent = this.#interruptRaw();
        else this.#sent = this.#sent ? this.#sent.then(() => this.session?.keys(data)) : this.session.keys(data);
    }

    /** The REPL clears its line; what it runs is interrupted. */
    async #interruptRaw() {
        if (await this.#interrupt(true)) await this.session.keys('\x03');
    }

    /** @returns {Promise<boolean>} whether nothing was running */
    async #interrupt(isQuiet = false) {
        const { session } = this;
        if (!session?.interrupt) return true;
        if (this.#interrupted) {
            if (performance.now() - this.#interrupted > PATIENCE && session.kill) {
                session.kill();
                this.#end();
            }
            return false;
        }
        this.#interrupted = performance.now();
        if (!isQuiet) this.terminal.write('^C');
        const hint = setTimeout(() => {
            if (session.kill)
                this.terminal.write('\r\n[It has not noticed yet. Press Ctrl-C again to end this Python altogether.]\r\n');
        }, PATIENCE);
        const wasIdle = await session.interrupt();
        clearTimeout(hint);
        this.#interrupted = 0;
        return Boolean(wasIdle);
    }

    /** After the interpreter has gone. */
    #end() {
        this.#isRaw = false;
        this.#lines.answer(ENDED);
        this.terminal.write('\r\n[ended]\r\n');
        this.session = null;
    }

    /** Keys that are the browser's: copying, pasting, and leaving the terminal. */
    #isForTerminal(event) {
        const { key, ctrlKey, metaKey, shiftKey, type } = event;
        if (type !== 'keydown') return true;
        if ((ctrlKey || metaKey) && key === 'c' && this.terminal.hasSelection()) return false;
        if (ctrlKey && key === 'v') return false;
        if (key === 'Tab') {
            return (this.#isRaw || this.#lines.isForCode) && !shiftKey;
        }
        return true;
    }

    #fitIn() {
        if (!this.#fits) return;
        const size = this.#fit.proposeDimensions();
        if (!size || Number.isNaN(size.cols)) return; // hidden
        this.#isFitting = true;
        this.terminal.resize(size.cols, this.#fillsHeight ? size.rows : this.terminal.rows);
        this.#isFitting = false;
    }

    /** Empties it, and forgets what had been shown. */
    clear() {
        this.terminal.clear();
    }

    /** As new: also colours and modes. */
    reset() {
        this.terminal.reset();
    }

    /** Answers who reads with Ctrl-C. */
    cancel() {
        this.#lines.answer(INTERRUPTED);
    }
}

/** How many cells a character takes, as the terminal itself has it. */
const widths = (terminal) => {
    let provider;
    // The addon registers what knows, and nothing else.
    new Unicode11Addon().activate({
        unicode: {
            register(each) {
                provider = each;
                terminal.unicode.register(each);
            },
        },
    });
    terminal.unicode.activeVersion = provider.version;
    return (character) => provider.wcwidth(character.codePointAt(0));
};

/**
 * Opens a terminal in an element, at its end; it may be hidden (`display: none`). To let a worker
 * have it, pass it on:
 *
 *     const screen = await openTerminal(container);
 *     const worker = startWorker({ …, screen });
 *     await worker.ready;
 *     const failure = await screen.process('print(6 * 7)'); // as if it had been typed
 *     const other = await screen.session.run('x = 1', { filename: 'donkey' }); // unseen
 *     screen.clear();
 *     screen.session.kill();
 *
 * `failure` is `null`, or the exception's `{ type, message }`, which the terminal shows.
 * @param {HTMLElement} container
 * @param {object} [options] of xterm's Terminal
 * @returns {Promise<Screen>}
 */
export const openTerminal = async (container, options) => {
    await loadStyle('terminal.css');
    return new Screen(container, options);
};
