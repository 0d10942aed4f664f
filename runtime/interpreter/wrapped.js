/**
 * Finds the real interpreter that a module of ours wraps: the one beside it, or the one that
 * its own URL names, `mpy.mjs?of=URL`. Starts to load it at once.
 *
 * @param {string} self `import.meta.url` of the wrapping module
 * @param {string} beside
 */
export const wrapped = (self, beside) => {
    const [base, of] = self.split('?of=');
    const url = of ?? new URL(beside, base).href;
    return { url, own: !of, load: import(/* @vite-ignore */ url) };
};
