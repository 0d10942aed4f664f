/** An error of the page's author, with its documented code. */
export class UserError extends Error {
    /** @param {string} code as PY0404 @param {string} message */
    constructor(code, message) {
        super(`(${code}): ${message}`);
        this.name = 'UserError';
        this.code = code;
    }
}

const DOCUMENTED = new Set(['401', '403', '404', '500', '503']);

/** @param {string | number} status of an HTTP response @returns {string} the documented code */
export const codeOfStatus = (status) => (DOCUMENTED.has(String(status)) ? `PY0${status}` : 'PY0001');
