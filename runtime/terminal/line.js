/** Edits one line of input in a terminal: keys, history, completion. */
import {
    CODE,
    COMPLETE,
    COMPLETIONS,
    ENDED,
    ENTERED,
    INTERRUPTED,
    LINE,
    PROCESS,
} from '../streams/protocol.js';

const segmenter = new Intl.Segmenter();
const graphemes = (text) => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Sequences that take no space. */
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** One key of what a terminal reports: a sequence of its own, or a character. */
const KEY = /^(?:\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|[^[O])|[^])/u;

/** What goes into the line as it is. */
const TEXT = /^[^\x00-\x1f\x7f]+/;

const WORD_BEFORE = /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u;
const WORD_AFTER = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u;

export class LineEditor {
    #terminal;
    #widthOf;
    #prompt = '';
    #origin = 0;
    #before = '';
    #after = '';
    #row = 0; // of the cursor, from that of the prompt
    #killed = '';
    #kind = LINE;
    #reply = null;
    #waiting = ''; // keys that came before anybody asked
    #isBusy = false;

    /** @type {Record<string, string[]>} by kind, the newest last */
    #histories = { [LINE]: [], [CODE]: [] };
    #at = 0;
    #kept = '';

    /** Called with Ctrl-C while nobody asks. */
    onInterrupt = () => {};

    /**
     * @param {import('@xterm/xterm').Terminal} terminal
     * @param {(character: string) => number} widthOf in cells
     */
    constructor(terminal, widthOf) {
        this.#terminal = terminal;
        this.#widthOf = widthOf;
    }

    /** Whether who asks, or asked last, wants code. */
    get isForCode() {
        return this.#kind !== LINE;
    }

    /** The kind of request that waits for a reply, or `""`. */
    get asking() {
        return this.#reply ? this.#kind : '';
    }

    /** @param {string} request @returns {Promise<string>} */
    ask(request) {
        return new Promise((resolve) => {
            // First: keys that have come before may answer at once.
            this.#reply = resolve;
            if (request[0] === COMPLETIONS) this.#complete(request.slice(1).split('\n'));
            else this.#begin(request[0], request.slice(1));
        });
    }

    #begin(kind, prompt) {
        this.#kind = kind;
        this.#prompt = prompt;
        this.#before = this.#after = this.#kept = '';
        this.#at = this.#history.length;
        this.#isBusy = true;
        // Where the prompt begins is known once what comes before it has been shown.
        this.#terminal.write('', () => {
            this.#origin = this.#terminal.buffer.active.cursorX;
            this.#row = 0;
            this.#draw();
            this.#isBusy = false;
            this.#go();
        });
    }

    get #history() {
        return this.#histories[this.#kind === LINE ? LINE : CODE];
    }

    /** Ends the reading from outside. @param {string} reply */
    answer(reply) {
        const resolve = this.#reply;
        this.#reply = null;
        resolve?.(reply);
    }

    /** Gives code to the REPL that asks, as if it had been typed. @param {string} code */
    process(code) {
        this.#before = this.#after = '';
        this.#erase();
        this.#terminal.write(this.#prompt);
        this.answer(PROCESS + code);
    }

    /** @param {string} data what the terminal reports */
    keys(data) {
        this.#waiting += data;
        this.#go();
    }

    #go() {
        while (this.#waiting && !this.#isBusy) {
            const [key] = KEY.exec(this.#waiting);
            if (!this.#reply) {
                const stop = this.#waiting.lastIndexOf('\x03');
                if (stop < 0) return;
                this.#waiting = this.#waiting.slice(stop + 1);
                this.onInterrupt();
                return;
            }
            const text = TEXT.exec(this.#waiting)?.[0];
            this.#waiting = this.#waiting.slice((text ?? key).length);
            if (text) this.#change(this.#before + text, this.#after);
            else this[KEYS[key] ?? 'nothing']();
        }
    }

    // Keys ------------------------------------------------------------------------------

    enter() {
        const line = this.#before + this.#after;
        this.#change(line, '');
        this.#terminal.write('\r\n');
        const history = this.#history;
        if (line.trim() && history.at(-1) !== line) history.push(line);
        this.answer(ENTERED + line);
    }

    interrupt() {
        this.#change(this.#before + this.#after, '');
        this.#terminal.write('^C\r\n');
        this.#waiting = '';
        this.answer(INTERRUPTED);
    }

    end() {
        if (this.#before || this.#after) return this.deleteAfter();
        this.#terminal.write('\r\n');
        this.answer(ENDED);
    }

    deleteBefore() {
        this.#change(graphemes(this.#before).slice(0, -1).join(''), this.#after);
    }

    deleteAfter() {
        this.#change(this.#before, graphemes(this.#after).slice(1).join(''));
    }

    left() {
        const all = graphemes(this.#before);
        const last = all.pop() ?? '';
        this.#change(all.join(''), last + this.#after);
    }

    right() {
        const [first = '', ...rest] = graphemes(this.#after);
        this.#change(this.#before + first, rest.join(''));
    }

    wordLeft() {
        const [word] = WORD_BEFORE.exec(this.#before);
        this.#change(this.#before.slice(0, this.#before.length - word.length), word + this.#after);
    }

    wordRight() {
        const [word] = WORD_AFTER.exec(this.#after);
        this.#change(this.#before + word, this.#after.slice(word.length));
    }

    home() {
        this.#change('', this.#before + this.#after);
    }

    last() {
        this.#change(this.#before + this.#after, '');
    }

    killAfter() {
        this.#killed = this.#after;
        this.#change(this.#before, '');
    }

    killBefore() {
        this.#killed = this.#before;
        this.#change('', this.#after);
    }

    killWord() {
        const kept = this.#before.replace(/\S+\s*$/, '');
        this.#killed = this.#before.slice(kept.length);
        this.#change(kept, this.#after);
    }

    yank() {
        this.#change(this.#before + this.#killed, this.#after);
    }

    clear() {
        this.#terminal.write('\x1b[2J\x1b[H');
        this.#origin = this.#row = 0;
        this.#draw();
    }

    older() {
        this.#recall(-1);
    }

    newer() {
        this.#recall(1);
    }

    #recall(step) {
        const history = this.#history;
        const at = this.#at + step;
        if (at < 0 || at > history.length) return;
        if (this.#at === history.length) this.#kept = this.#before + this.#after;
        this.#at = at;
        this.#change(history[at] ?? this.#kept, '');
    }

    complete() {
        if (this.#kind === LINE) return;
        if (/^\s*$/.test(this.#before)) this.#change(`${this.#before}    `, this.#after);
        else {
            this.#isBusy = true;
            this.answer(COMPLETE + this.#before);
        }
    }

    /** @param {string[]} matches of the word that comes first */
    #complete([word, ...matches]) {
        this.#isBusy = false;
        let common = matches[0] ?? word;
        for (const match of matches) while (!match.startsWith(common)) common = common.slice(0, -1);
        if (common.length > word.length)
            this.#change(this.#before.slice(0, this.#before.length - word.length) + common, this.#after);
        else if (matches.length > 1)
            this.interject(`${matches.map((match) => match.slice(match.lastIndexOf('.') + 1)).join('  ')}\n`);
        this.#terminal.write('', () => this.#go());
    }

    nothing() {}

    // What is on the screen ---------------------------------------------------------------

    /** Shows something above the line. @param {string} text @param {() => void} [shown] */
    interject(text, shown) {
        this.#erase();
        this.#terminal.write(text.endsWith('\n') ? text : `${text}\n`, shown);
        this.#origin = 0;
        this.#draw();
    }

    #change(before, after) {
        this.#erase();
        this.#before = before;
        this.#after = after;
        this.#draw();
    }

    #erase() {
        const up = this.#row ? `\x1b[${this.#row}A` : '';
        const right = this.#origin ? `\x1b[${this.#origin}C` : '';
        this.#terminal.write(`${up}\r${right}\x1b[J`);
        this.#row = 0;
    }

    #draw() {
        const { rows } = this.#terminal;
        const cursor = this.#place(this.#prompt + this.#before);
        const end = this.#place(this.#prompt + this.#before + this.#after);
        // A terminal goes to the next line only when there is something to show in it.
        const wrap = end.column === 0 && end.row ? ' \b' : '';
        const up = end.row > cursor.row ? `\x1b[${end.row - cursor.row}A` : '';
        const right = cursor.column ? `\x1b[${cursor.column}C` : '';
        this.#terminal.write(`${this.#prompt}${this.#before}${this.#after}${wrap}${up}\r${right}`);
        this.#row = Math.min(cursor.row, rows - 1);
    }

    /** Where the cursor is after a text, counted from the beginning of the prompt's row. */
    #place(text) {
        const { cols } = this.#terminal;
        let row = 0;
        let column = this.#origin;
        for (const character of text.replace(ESCAPES, '')) {
            if (character === '\n') {
                row++;
                column = 0;
                continue;
            }
            const width = this.#widthOf(character);
            if (column + width > cols) {
                row++;
                column = 0;
            }
            column += width;
        }
        return column === cols ? { row: row + 1, column: 0 } : { row, column };
    }
}

/** What each key does, by the name of a method. */
const KEYS = {
    '\r': 'enter',
    '\n': 'enter',
    '\x7f': 'deleteBefore',
    '\b': 'deleteBefore',
    '\t': 'complete',
    '\x01': 'home',
    '\x02': 'left',
    '\x03': 'interrupt',
    '\x04': 'end',
    '\x05': 'last',
    '\x06': 'right',
    '\x0b': 'killAfter',
    '\x0c': 'clear',
    '\x0e': 'newer',
    '\x10': 'older',
    '\x15': 'killBefore',
    '\x17': 'killWord',
    '\x19': 'yank',
    '\x1b[A': 'older',
    '\x1b[B': 'newer',
    '\x1b[C': 'right',
    '\x1b[D': 'left',
    '\x1bOA': 'older',
    '\x1bOB': 'newer',
    '\x1bOC': 'right',
    '\x1bOD': 'left',
    '\x1b[H': 'home',
    '\x1b[F': 'last',
    '\x1bOH': 'home',
    '\x1bOF': 'last',
    '\x1b[1~': 'home',
    '\x1b[4~': 'last',
    '\x1b[3~': 'deleteAfter',
    '\x1b[1;5C': 'wordRight',
    '\x1b[1;5D': 'wordLeft',
    '\x1b[1;3C': 'wordRight',
    '\x1b[1;3D': 'wordLeft',
    '\x1bf': 'wordRight',
    '\x1bb': 'wordLeft',
    '\x1b\x7f': 'killWord',
};
