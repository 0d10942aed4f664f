/** What both interpreters' exceptions have in common, seen from JavaScript. */

/**
 * @param {any} error
 * @returns {boolean} whether it carries a Python traceback; one that has come from another
 *     thread has lost its name
 */
export const isPythonError = (error) =>
    error?.name === 'PythonError' ||
    (error instanceof Error && /^(?: {2}\+ Exception Group )?Traceback \(most recent call last\)/.test(error.message));

/**
 * Whether a script has ended because it, or its user, wanted to.
 * @param {any} error
 * @param {any} [screen] where a user could interrupt it, if there is one
 */
export const isExit = (error, screen) =>
    (screen && error?.type === 'KeyboardInterrupt') ||
    (error?.type === 'SystemExit' && /SystemExit(?:: (?:None|0)?)?\s*$/.test(error.message));

const FRAME = /^ {2}File "([^"]*)", line (\d+)/;

// What is before the lines of a group of exceptions.
const MARGIN = /^ +\| /;

// Frames of the machinery below the user's code: the interpreters' own, of Python and of
// JavaScript, asyncio's, this package's.
const MACHINERY = /^(?:\/lib\/python3\d*|\/lib\/pyscript\b|pyscript\/|asyncio\/|<stdin>$|.*\/(?:m?py|mpy-worker|pyodide|pyodide\.asm|micropython)\.(?:mjs|wasm)\b|wasm:)/;

/**
 * Drops the frames that say nothing about the user's code, unless nothing would remain.
 * @param {string} text a traceback
 */
export const trimTraceback = (text) => {
    const kept = [];
    let skipping = false;
    let frames = 0;
    for (const line of text.trimEnd().split('\n')) {
        const own = line.replace(MARGIN, '');
        const frame = FRAME.exec(own);
        if (frame) {
            skipping = MACHINERY.test(frame[1]);
            if (!skipping) frames++;
        } else if (!own.startsWith('  ')) skipping = false;
        if (!skipping) kept.push(line);
    }
    return frames ? kept.join('\n') : text.trimEnd();
};

// What is between an exception and the one that came of it.
const CHAIN =
    /\n\n(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):\n\n(?=Traceback \(| {2}\+ Exception Group)/;

const HEADER = /^(?: {2}\+ Exception Group )?Traceback \(most recent call last\):$/;

/** A traceback without what led to it: the lines of its frames, and those of the exception. */
const parts = (text) => {
    const lines = text
        .split(CHAIN)
        .at(-1)
        .split('\n')
        .map((line) => line.replace(MARGIN, ''))
        .filter((line, index) => index || !HEADER.test(line));
    // A message may look like anything, frames among it.
    const end = lines.findIndex((line) => /^\S/.test(line));
    return end < 0 ? { frames: lines, exception: [] } : { frames: lines.slice(0, end), exception: lines.slice(end) };
};

/**
 * @param {string} text a traceback, or a message
 * @returns {string} the exception in one line: its type, and the first line of its message
 */
export const headline = (text) => parts(text.trimEnd()).exception[0] ?? text.trim();

/**
 * @param {string} text a traceback
 * @returns {{file: string, line: number} | null} where the user's code was, innermost
 */
export const location = (text) => {
    let found = null;
    for (const line of parts(text).frames) {
        const frame = FRAME.exec(line);
        if (frame && !MACHINERY.test(frame[1])) found = { file: frame[1], line: Number(frame[2]) };
    }
    return found;
};

/**
 * Adds the lines of the source that a traceback names and does not show, as MicroPython's.
 * @param {string} text a traceback
 * @param {(file: string) => string | undefined} sourceOf
 */
export const withSource = (text, sourceOf) => {
    const lines = text.split('\n');
    return lines
        .flatMap((line, index) => {
            const frame = FRAME.exec(line);
            const source = frame && !lines[index + 1]?.startsWith('    ') && sourceOf(frame[1]);
            const shown = source && source.split('\n')[frame[2] - 1]?.trim();
            return shown ? [line, `    ${shown}`] : [line];
        })
        .join('\n');
};
