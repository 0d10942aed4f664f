/** Games: `<script type="py-game">`, pygame-ce on Pyodide and a canvas. Loaded when a page has one. */
import './common.js';
import dedent from 'codedent';
import { asConfig, readConfig } from './config.js';
import { report } from './errors.js';
import { fetchOrFail } from './fetch.js';
import { UserError } from './user-error.js';
import { isExit } from './interpreter/errors.js';
import { startInterpreter } from './interpreters.js';
import { nameOf } from './scripts.js';

const PACKAGE = 'pygame-ce';

/** With pygame-ce, in whichever form a configuration has them. */
const withGame = (packages = []) => {
    if (typeof packages === 'object' && !Array.isArray(packages)) return { [PACKAGE]: '*', ...packages };
    const names = [packages].flat();
    return names.some((name) => String(name).startsWith(PACKAGE)) ? names : [PACKAGE, ...names];
};

const readCode = async (script) => {
    const source = script.getAttribute('src');
    if (source === null) return dedent(script.textContent);
    if (!source) throw new UserError('PY0409', 'the src of a game is empty');
    const response = await fetchOrFail(new URL(source, document.baseURI).href, 'the game');
    return response.text();
};

const canvasOf = (script) => {
    const target = script.getAttribute('target') ?? 'canvas';
    const canvas = document.getElementById(target.replace(/^#/, ''));
    if (canvas instanceof HTMLCanvasElement) return canvas;
    const what = canvas ? `a <${canvas.localName}>` : 'missing';
    throw new UserError(
        'PY0404',
        `a game needs a canvas, but target="${target}" is ${what}: add <canvas id="${target.replace(/^#/, '')}">`,
    );
};

/** Games draw all the time: only the browser's own dialog holds them while it asks. */
const ASK = '__import__("builtins").__setattr__("input", lambda prompt="": __import__("js").prompt(str(prompt)) or "")';

const attach = async (script) => {
    const filename = nameOf(script, 'py-game');
    const canvas = canvasOf(script);
    const text = script.getAttribute('config');
    const [code, { values, url }] = await Promise.all([
        readCode(script),
        text === null ? asConfig({}) : readConfig(text, { parser: script.getAttribute('config-parser') }),
    ]);
    const config = await asConfig({ ...values, packages: withGame(values.packages) }, url);

    const progress = ({ detail }) => script.dispatchEvent(new CustomEvent('py-game:progress', { bubbles: true, detail }));
    addEventListener('py:progress', progress);
    let interpreter;
    try {
        interpreter = await startInterpreter('py', config);
    } finally {
        removeEventListener('py:progress', progress);
    }
    interpreter._api._skip_unwind_fatal_error = true; // SDL leaves its main loop by throwing
    interpreter.canvas.setCanvas2D(canvas);
    interpreter.runPython(ASK);
    const wrap = { type: 'py', interpreter, config: config.values };
    const event = new CustomEvent('py-game', {
        bubbles: true,
        cancelable: true,
        detail: { canvas, code, config: config.values, wrap },
    });
    if (!script.dispatchEvent(event)) return;
    try {
        await interpreter.runPythonAsync(code, { filename });
    } catch (error) {
        if (!isExit(error)) throw error;
    }
};

/** @param {HTMLElement} script */
export const start = (script) => attach(script).catch((error) => report(error, script.getAttribute('src') ?? ''));
