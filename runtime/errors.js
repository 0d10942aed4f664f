/**
 * Errors that people can see: one dismissable box each at the end of the page, and the
 * console. Text only: nothing that an error says becomes markup.
 */
import { location, trimTraceback } from './interpreter/errors.js';

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
 */
export const reportPython = (text, key = '') => {
    const traceback = trimTraceback(text);
    const at = location(traceback);
    console.error(traceback);
    const last = traceback.slice(traceback.lastIndexOf('\n') + 1);
    const where = at ? `${at.file}, line ${at.line}` : key;
    box(where ? `${where}: ${last}` : last, traceback);
};

/** Shows any other error. @param {unknown} error */
export const reportError = (error) => {
    const { message = String(error), code = '' } = /** @type {any} */ (error);
    console.error(message);
    box(code || 'Error', message);
};

/** Shows an error of either sort. @param {unknown} error @param {string} [key] */
export const report = (error, key) => {
    const { name, message } = /** @type {any} */ (error);
    if (name === 'PythonError') reportPython(message, key);
    else reportError(error);
};
