/** Downloads, with news of how far they are. */
import { UserError, codeOfStatus } from '../user-error.js';

/**
 * @typedef {(what: string, loaded?: number, total?: number) => void} Progress
 *     `what` as "Loading files"; bytes where they are known
 */

/**
 * Several downloads as one: the sum of their bytes.
 * @param {Progress} progress
 * @param {string} what
 */
export const together = (progress, what) => {
    const parts = [];
    return () => {
        const part = { loaded: 0, total: 0 };
        parts.push(part);
        return (loaded, total) => {
            Object.assign(part, { loaded, total });
            const sum = (key) => parts.reduce((all, each) => all + each[key], 0);
            progress(what, sum('loaded'), parts.every((each) => each.total) ? sum('total') : 0);
        };
    };
};

/** The bytes that a response announces: of a compressed one they are not the bytes that come. */
const lengthOf = ({ headers }) =>
    headers.get('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);

/**
 * @param {string} url
 * @param {string} what for messages: `a file`
 * @param {(loaded: number, total: number) => void} [onBytes]
 * @returns {Promise<Uint8Array>}
 */
export const download = async (url, what, onBytes) => {
    let reason;
    let code = 'PY0001';
    try {
        const response = await fetch(url);
        if (response.ok) return await bytesOf(response, onBytes);
        reason = `${response.status} ${response.statusText}`.trimEnd();
        code = codeOfStatus(response.status);
    } catch (error) {
        reason = error.message;
    }
    throw new UserError(code, `${what} could not be fetched from ${url}: ${reason}`);
};

const bytesOf = async (response, onBytes) => {
    if (!onBytes || !response.body) return new Uint8Array(await response.arrayBuffer());
    const total = lengthOf(response);
    const chunks = [];
    let loaded = 0;
    onBytes(0, total);
    for (const reader = response.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        chunks.push(value);
        loaded += value.length;
        onBytes(loaded, total);
    }
    const bytes = new Uint8Array(loaded);
    let at = 0;
    for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
    }
    return bytes;
};
