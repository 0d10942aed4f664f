/** Editors: `<script type="py-editor">` and `mpy-editor`. Loaded when a page has one. */
import './common.js';
import dedent from 'codedent';
import { report } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { UserError } from './user-error.js';
import { ENDED, environmentOf } from './editor/environment.js';
import { Output } from './editor/output.js';
import { View } from './editor/view.js';
import { nameOf } from './scripts.js';
import { loadStyle } from './style.js';

const readCode = async (script) => {
    const source = script.getAttribute('src');
    if (source === null) return dedent(script.textContent).trim();
    if (!source) throw new UserError('PY0409', 'the src of an editor is empty');
    const response = await fetchOrFail(new URL(source, document.baseURI).href, 'the code of an editor');
    return response.text();
};

const find = (value, attribute) => {
    let found = document.getElementById(value.replace(/^#/, ''));
    try {
        found ??= document.querySelector(value);
    } catch {
        // not a selector either
    }
    if (found) return found;
    throw new UserError(
        'PY0404',
        `there is no element for an editor with ${attribute}="${value}": give one this id, or leave ${attribute} out`,
    );
};

/** A failure of Python's, for who awaits `process`. */
const asError = ({ type, message }) => Object.assign(new Error(message), { name: type });

/**
 * Makes an editor of a script tag.
 * @param {HTMLElement} script
 */
const attach = async (script) => {
    const tag = script.type.toLowerCase();
    const type = tag.split('-')[0];
    const dispatch = (name, detail) => script.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    const filename = nameOf(script, `${type}-editor`);
    const code = readCode(script);
    const environment = environmentOf(script, type);
    environment().configure(script);
    Object.defineProperty(script, 'xworker', { configurable: true, get: () => environment().worker });

    if (script.hasAttribute('setup')) {
        if (!script.hasAttribute('env'))
            throw new UserError(
                'PY0409',
                `a <script type="${tag}" setup> prepares an environment, but names none: add env="…" to it, ` +
                    'and to the editors that it is for',
            );
        environment().prepare(code, filename);
        script.process = async (other) => {
            const output = new Output(document.createElement('div'));
            const failure = await environment().run(output, String(other), { filename }, new AbortController().signal);
            if (failure) throw asError(failure);
        };
        await code;
        return;
    }

    await loadStyle('editor.css');
    const text = await code;
    const view = new View(script, { type, env: script.getAttribute('env') ?? '', code: text });
    const target = script.getAttribute('target');
    const elsewhere = script.getAttribute('output');
    const output = new Output(elsewhere ? find(elsewhere, 'output') : view.output);
    if (elsewhere) view.output.remove();
    if (target) find(target, 'target').append(view.element);
    else if (script.closest('body')) script.after(view.element);
    else document.body.append(view.element);

    let abort = null;

    const runNow = async (source) => {
        output.clear();
        abort = new AbortController();
        view.isRunning = true;
        view.status = 'Waiting …';
        let failure = null;
        try {
            failure = await environment().run(
                output,
                source,
                {
                    filename,
                    before: script.getAttribute('onbeforerun') ?? '',
                    serviceWorker: script.getAttribute('service-worker'),
                    progress: (status) => {
                        view.status = status;
                    },
                },
                abort.signal,
            );
        } catch (error) {
            report(error, filename);
            failure = { type: error.name, message: error.message };
        }
        view.isRunning = false;
        view.forget();
        const stopped = failure === ENDED || failure?.type === 'KeyboardInterrupt';
        view.status = stopped ? 'Stopped' : failure ? 'Failed' : 'Done';
        dispatch(`${tag}:done`);
        if (type === 'mpy') dispatch('py-editor:done'); // as it is documented
        if (failure && failure !== ENDED) throw asError(failure);
    };

    let turn = Promise.resolve();

    /** After what this editor has been given before. */
    const run = (source) => (turn = turn.catch(() => {}).then(() => runNow(source)));

    /** What the button does; `script.handleEvent` may do something else. */
    const press = async (source = view.code) => {
        const event = Object.assign(new CustomEvent('run'), { code: source });
        if ((await script.handleEvent(event)) !== false) await run(source);
    };

    view.onRun = () => press().catch(() => {}); // the output says why
    view.onStop = async () => {
        if (!(await view.confirm('Stop the code that is running?'))) return;
        abort.abort();
        view.status = 'Stopping …';
        await environment().stop(output);
    };

    script.handleEvent ??= () => {};
    script.process = (source, asRunButton = false) => {
        const done = asRunButton ? press(String(source)) : run(String(source));
        done.catch(() => {}); // nobody has to wait
        return done;
    };
    Object.defineProperties(script, {
        code: {
            configurable: true,
            get: () => view.code,
            set(value) {
                view.code = value;
            },
        },
        target: { configurable: true, value: output.element },
    });
    dispatch(tag);
};

/** @param {HTMLElement} script */
export const start = (script) => attach(script).catch((error) => report(error, script.getAttribute('src') ?? ''));
