import { UserError, codeOfStatus } from './user-error.js';

/**
 * Fetches what a page cannot do without.
 * @param {string} url
 * @param {string} what for the message: `the script`, `the configuration`
 * @returns {Promise<Response>}
 * @throws {UserError} PY0401, PY0403, PY0404, PY0500, PY0503 by status, else PY0001
 */
export const fetchOrFail = async (url, what) => {
    let response;
    try {
        response = await fetch(url);
    } catch (error) {
        throw new UserError('PY0001', `${what} could not be fetched from ${url}: ${error.message}`);
    }
    const { ok, status, statusText } = response;
    if (ok) return response;
    const reason = `${status} ${statusText}`.trimEnd();
    throw new UserError(codeOfStatus(status), `${what} could not be fetched from ${url}: ${reason}`);
};

/**
 * @param {string} url
 * @param {Response} response
 * @returns {string} `json` or `toml` by its name, else by what the server says, else `""`
 */
export const kindOf = (url, response) =>
    /\.(json|toml)$/.exec(new URL(url).pathname)?.[1] ??
    /\b(json|toml)\b/.exec(response.headers.get('content-type') ?? '')?.[1] ??
    '';
