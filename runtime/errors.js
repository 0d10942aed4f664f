/**
 * Errors that people can see: one dismissable box each at the end of the page, and the
 * console. Text only: nothing that an error says becomes markup.
 */
import { headline, isPythonError, location, trimTraceback, withSource } from './interpreter/errors.js';
import { UserError, codeOfStatus } from './user-error.js';

/** @type {Map<string, {code: string, quiet: boolean}>} by key */
const scripts = new Map();

/**
 * Remembers a script, for the lines that its errors show.
 * @param {string} key @param {string} code
 * @param {{plugins?: string[]}} config `!error` of its plugins keeps its errors off the page
 */
export const rememberScript = (key, code, { plugins = [] }) =>
    scripts.set(key, { code, quiet: [plugins].flat().includes('!error') });

/** @param {string} title @param {string} text */
const box = (title, text) => {
    const element = document.createElement('div');
    element.className = 'py-error';
    element.setAttribute('role', 'alert');
    const heading = document.createElement('strong');
    heading.textContent = title;
    const body = document.createElement('pre');
    body.textContent = text;
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = '×';
    close.setAttribute('aria-label', 'Dismiss this error');
    close.onclick = () => element.remove();
    element.append(close, heading, body);
    document.body.append(element);
};

/**
 * Shows what Python raised.
 * @param {string} text the traceback
 * @param {string} [key] the script it belongs to
 * @param {boolean} [logged] the browser has put it in the console already
 */
export const reportPython = (text, key = '', logged = false) => {
    const trimmed = trimTraceback(text);
    const at = location(trimmed);
    const traceback = withSource(trimmed, (file) => scripts.get(file)?.code);
    if (!logged) console.error(traceback);
    if (scripts.get(key || at?.file)?.quiet) return;
    const last = headline(trimmed);
    const where = at ? `${at.file}, line ${at.line}` : key;
    box(where ? `${where}: ${last}` : last, traceback);
};

/**
 * Says what kept an interpreter from starting, under its documented code.
 * @param {any} error from polyscript or the interpreter
 * @param {string} [what] is affected
 */
export const startError = (error, what = 'the interpreter') => {
    const { code, message = String(error) } = error ?? {};
    if (code?.startsWith?.('PY')) return error;
    const status = /^\[(\d{3})\]/.exec(message)?.[1];
    return new UserError(status ? codeOfStatus(status) : 'PY0001', `${what} could not start: ${message}`);
};

/** Shows an error of either sort. @param {any} error @param {string} [key] */
export const report = (error, key = '') => {
    const { code, name, message = String(error) } = error ?? {};
    if (isPythonError(error)) return reportPython(message, key);
    console.error(message);
    if (!scripts.get(key)?.quiet) box(code ?? name ?? 'Error', message);
};
