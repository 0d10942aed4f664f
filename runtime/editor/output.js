/** What an editor's code shows: text, errors, and whatever `display` puts between them. */
import { ENDED, ENTERED, INTERRUPTED } from '../streams/protocol.js';

/** Characters that are kept; what came before them is dropped. */
const MAX_CHARACTERS = 200_000;

/** Colours and the like, which are for terminals. */
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;

/** How often text goes to the page, in milliseconds. */
const INTERVAL = 30;

let count = 0;

/** @implements {import('../streams/protocol.js').Screen} */
export class Output {
    isTerminal = false;

    #pending = [];
    #timer = 0;
    #length = 0;
    #end = 0;
    #answer = null;

    /** @param {HTMLElement} element that it goes into */
    constructor(element) {
        this.element = element;
        element.id ||= `py-editor-output-${count++}`;
    }

    get id() {
        return this.element.id;
    }

    clear() {
        this.cancel();
        this.#pending = [];
        this.#length = this.#end = 0;
        this.element.replaceChildren();
    }

    write(text, isError, shown) {
        this.#pending.push({ text, isError, shown });
        this.#timer ||= setTimeout(() => this.settle(), INTERVAL);
    }

    /** Shows at once what has been written, and the end of it, unless somebody has scrolled back. */
    settle() {
        const { scrollTop, scrollHeight, clientHeight } = this.element;
        const follows = scrollTop > Math.min(this.#end, scrollHeight - clientHeight) - 2;
        clearTimeout(this.#timer);
        this.#timer = 0;
        const pending = this.#pending;
        this.#pending = [];
        for (let at = 0; at < pending.length; ) {
            const { isError } = pending[at];
            let text = '';
            for (; at < pending.length && pending[at].isError === isError; at++) text += pending[at].text;
            this.#show(text.replace(ESCAPES, ''), isError);
        }
        if (follows && pending.length) {
            this.element.scrollTop = this.element.scrollHeight;
            this.#end = this.element.scrollTop;
        }
        for (const { shown } of pending) shown?.();
    }

    #show(text, isError) {
        let last = this.element.lastElementChild;
        if (last?.localName !== 'pre' || last.dataset.stream !== (isError ? 'stderr' : 'stdout')) {
            last = document.createElement('pre');
            last.dataset.stream = isError ? 'stderr' : 'stdout';
            this.element.append(last);
        }
        const node = last.firstChild ?? last.appendChild(document.createTextNode(''));
        if (/\r(?!\n)/.test(text)) node.data = overwritten(node.data + text);
        else node.appendData(text);
        this.#length += text.length;
        if (this.#length > MAX_CHARACTERS * 1.5) this.#forget();
    }

    /** Drops the oldest text. */
    #forget() {
        let left = 0;
        for (const pre of [...this.element.querySelectorAll(':scope > pre')].reverse()) {
            const { data } = pre.firstChild;
            if (left >= MAX_CHARACTERS) pre.remove();
            else if (left + data.length > MAX_CHARACTERS) {
                const kept = data.slice(left - MAX_CHARACTERS);
                pre.firstChild.data = `[…]\n${kept.slice(kept.indexOf('\n') + 1)}`;
            }
            left += data.length;
        }
        this.#length = Math.min(left, MAX_CHARACTERS);
    }

    /** A line to type into, below what has been shown. */
    ask(request) {
        this.settle();
        const form = document.createElement('form');
        const label = document.createElement('label');
        const prompt = document.createElement('span');
        prompt.textContent = request.slice(1);
        const field = Object.assign(document.createElement('input'), { type: 'text', autocomplete: 'off', name: 'line' });
        if (!prompt.textContent) field.setAttribute('aria-label', 'Input');
        label.append(prompt, field);
        form.append(label);
        this.element.append(form);
        field.focus();
        return new Promise((resolve) => {
            this.#answer = (reply) => {
                this.#answer = null;
                form.remove();
                this.#show(`${prompt.textContent}${reply[0] === ENTERED ? reply.slice(1) : ''}\n`, false);
                resolve(reply);
            };
            form.onsubmit = (event) => {
                event.preventDefault();
                this.#answer(ENTERED + field.value);
            };
            field.onkeydown = ({ key, ctrlKey }) => {
                if (ctrlKey && key === 'c' && field.selectionStart === field.selectionEnd) this.#answer(INTERRUPTED);
                else if (ctrlKey && key === 'd' && !field.value) this.#answer(ENDED);
            };
        });
    }

    /** Ends the asking. @returns {boolean} whether somebody asked */
    cancel() {
        if (!this.#answer) return false;
        this.#answer(INTERRUPTED);
        return true;
    }
}

/** Lines as a terminal shows them, where "\r" goes back to the beginning. */
const overwritten = (text) =>
    text
        .replaceAll('\r\n', '\n')
        .split('\n')
        .map((line) => {
            const parts = line.split('\r').filter(Boolean);
            const shown = parts.reduceRight((above, part) => above + part.slice(above.length), '');
            return line.endsWith('\r') ? `${shown}\r` : shown; // the next text begins there
        })
        .join('\n');
