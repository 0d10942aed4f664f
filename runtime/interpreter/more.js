/** Which scripts need modules of the package that a page does not have from the beginning. */
import names from 'pyscript:more';

/** `input()`; `import code`, `mip`; `pyscript.web`; `from pyscript import (display, web)`, or `*`. */
const PATTERN =
    names &&
    new RegExp(
        '\\binput\\s*\\(|^\\s*(?:import|from)\\s+(?:code|mip)\\b|' +
            '\\bpyscript\\b\\s*(?:\\.\\s*|import\\s*(?:\\([^)]*?|(?:\\\\\\r?\\n|[^\\n])*?))' +
            `(?:\\b(?:${names.join('|') || '$.'})\\b|\\*)`,
        'm',
    );

/** @param {string} code @returns {boolean} */
export const wantsMore = (code) => Boolean(PATTERN && PATTERN.test(code));
