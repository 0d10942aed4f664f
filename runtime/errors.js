/**
 * Errors that people can see: one dismissable box each at the end of the page, and the
 * console. Text only: nothing that an error says becomes markup.
 */
import { isPythonError, location, readable, trimTraceback } from './interpreter/errors.js';

/** An error of the page's author, with its documented code. */
export class UserError extends Error {
    /** @param {string} code as PY0404 @param {string} message */
    constructor(code, message) {
        super(`(${code}): ${message}`);
        this.name = 'UserError';
        this.code = code;
    }
}

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
    const traceback = readable(trimTraceback(text));
    const at = location(traceback);
    if (!logged) console.error(traceback);
    const last = traceback.slice(traceback.lastIndexOf('\n') + 1);
    const where = at ? `${at.file}, line ${at.line}` : key;
    box(where ? `${where}: ${last}` : last, traceback);
};

/**
 * Says what kept an interpreter from starting, under its documented code.
 * @param {any} error from polyscript, the interpreter or micropip
 * @param {string} [what] is affected
 */
export const startError = (error, what = 'the interpreter') => {
    if (error instanceof UserError) return error;
    const { message = String(error) } = error ?? {};
    const status = /^\[(\d{3})\]/.exec(message)?.[1];
    if (status) return new UserError(codeOfStatus(status), `${what} could not start: ${message}`);
    // The only Python that runs before a script's own is that which installs packages.
    if (isPythonError(error))
        return new UserError('PY1001', `packages could not be installed: ${message.trimEnd().split('\n').pop()}`);
    return new UserError('PY0001', `${what} could not start: ${message}`);
};

const DOCUMENTED = new Set(['401', '403', '404', '500', '503']);

/** @param {string | number} status of an HTTP response @returns {string} the documented code */
export const codeOfStatus = (status) => (DOCUMENTED.has(String(status)) ? `PY0${status}` : 'PY0001');

/** Shows an error of either sort. @param {any} error @param {string} [key] */
export const report = (error, key) => {
    const { code, name, message = String(error) } = error ?? {};
    if (isPythonError(error)) return reportPython(message, key);
    console.error(message);
    box(code ?? name ?? 'Error', message);
};
