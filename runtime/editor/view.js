/** How an editor looks: CodeMirror, a button, and a place for output. */
import { autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { minimalSetup } from 'codemirror';

const RUN = 'M5 3.5v13l11-6.5z';
const STOP = 'M5 5h10v10H5z';

const NAMES = { py: 'Pyodide', mpy: 'MicroPython' };

const SVG = 'http://www.w3.org/2000/svg';

const icon = (shape) => {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 20 20');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', shape);
    svg.append(path);
    return svg;
};

const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
};

/** What an attribute of the page's author puts on a button: text, or an SVG image. */
const custom = (value) => {
    if (!value.trim().startsWith('<svg')) return value;
    const { documentElement } = new DOMParser().parseFromString(
        value.includes('xmlns') ? value : value.replace('<svg', `<svg xmlns="${SVG}"`),
        'image/svg+xml',
    );
    return documentElement.localName === 'svg' ? document.importNode(documentElement, true) : value;
};

/** The indentation that some code has, for the code to come. */
const indentationOf = (code) => /^([ \t]+)\S/m.exec(code)?.[1] ?? '    ';

export class View {
    /** Called by the button and the keys. */
    onRun = () => {};
    onStop = () => {};

    #editor;
    #button;
    #status;
    #isRunning = false;
    #looks;

    /**
     * @param {HTMLElement} script
     * @param {{type: string, env: string, code: string}} options
     */
    constructor(script, { type, env, code }) {
        const { rows, run, stop } = { rows: Number(script.getAttribute('rows')), ...script.dataset };
        this.#looks = { run: () => (run ? custom(run) : icon(RUN)), stop: () => (stop ? custom(stop) : icon(STOP)) };
        const label = env ? `${NAMES[type]} · ${env}` : NAMES[type];
        this.#button = make('button', `${type}-editor-run-button`);
        this.#button.type = 'button';
        this.#button.onclick = () => (this.#isRunning ? this.onStop() : this.onRun());
        this.#status = make('span', 'py-editor-status');
        this.#status.setAttribute('role', 'status');
        this.output = make('div', `${type}-editor-output`);
        this.output.setAttribute('role', 'log');
        const bar = make('div', 'py-editor-bar', this.#button, this.#status, make('span', 'py-editor-env', label));
        const input = make('div', `${type}-editor-input`, bar); // pages look for the button in there
        this.element = make('div', `py-editor ${type}-editor-box`, input, this.output);
        this.element.setAttribute('role', 'group');
        this.element.setAttribute('aria-label', `Python editor, ${label}`);
        if (rows > 0) this.element.style.setProperty('--py-editor-rows', rows);

        const press = (key) => ({
            key,
            preventDefault: true,
            run: () => {
                if (!this.#isRunning) this.onRun();
                return true;
            },
        });
        this.#editor = new EditorView({
            parent: input,
            doc: code,
            extensions: [
                keymap.of([press('Ctrl-Enter'), press('Cmd-Enter'), press('Shift-Enter')]),
                minimalSetup,
                lineNumbers(),
                drawSelection(),
                bracketMatching(),
                closeBrackets(),
                indentOnInput(),
                indentUnit.of(indentationOf(code)),
                autocompletion(),
                python(),
                syntaxHighlighting(classHighlighter),
                keymap.of([...closeBracketsKeymap, indentWithTab]),
                EditorView.contentAttributes.of({ 'aria-label': `Code, ${label}` }),
            ],
        });
        this.#draw();
    }

    get code() {
        return this.#editor.state.doc.toString();
    }

    set code(code) {
        this.#editor.dispatch({ changes: { from: 0, to: this.#editor.state.doc.length, insert: String(code) } });
    }

    get isRunning() {
        return this.#isRunning;
    }

    set isRunning(isRunning) {
        this.#isRunning = isRunning;
        this.#draw();
    }

    set status(text) {
        this.#status.textContent = text;
    }

    #draw() {
        const [name, look] = this.#isRunning ? ['Stop', this.#looks.stop] : ['Run', this.#looks.run];
        this.#button.replaceChildren(look());
        this.#button.setAttribute('aria-label', name);
        this.#button.title = name === 'Run' ? 'Run (Ctrl+Enter)' : name;
        this.element.classList.toggle('py-editor-running', this.#isRunning);
        this.#button.classList.toggle('running', this.#isRunning);
    }

    /** Asks, in the page. @returns {Promise<boolean>} whether to stop what runs */
    confirm(question) {
        const keep = make('button', '', 'Keep running');
        const stop = make('button', '', 'Stop');
        stop.value = 'stop';
        const form = make('form', '', make('p', '', question), make('div', '', keep, stop));
        form.method = 'dialog';
        const dialog = make('dialog', 'py-input', form);
        document.body.append(dialog);
        dialog.showModal();
        stop.focus();
        return new Promise((resolve) => {
            this.#close = () => dialog.close();
            dialog.onclose = () => {
                dialog.remove();
                resolve(dialog.returnValue === 'stop');
            };
        });
    }

    #close = () => {};

    /** What was asked about is over. */
    forget() {
        this.#close();
    }

    focus() {
        this.#editor.focus();
    }
}
