/** `async for` and `async with` at the top level of a script, on MicroPython. */

// In functions they need nothing, but one more look would be needed to see that.
const BLOCK = /^[ \t]*async (?:for|with)\b/m;

/** What cannot follow another statement in its line. */
const COMPOUND = /^(?:@|(?:async|class|def|for|if|try|while|with)\b)/;

/** Never awaited. */
const AWAIT = '__name__ is None and (await None)';

/**
 * MicroPython takes such blocks only behind an `await`: puts one into the first line, which
 * keeps the numbers of all lines.
 * @param {string} code of a script that may await
 */
export const allowBlocks = (code) => {
    if (!BLOCK.test(code) || COMPOUND.test(code)) return code;
    return AWAIT + (/^\s*(?:#|\n|\r)/.test(code) ? ' ' : '; ') + code;
};
