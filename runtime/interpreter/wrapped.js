/**
 * Finds the real interpreter that a module of ours wraps: the one beside it, or the one that
 * its own URL names. Starts to load it at once.
 *
 * @param {string} self `import.meta.url` of the wrapping module: `mpy.mjs`, or with a query
 *     `env=NAME`, `of=URL` or `env=NAME&of=URL`; NAME is the environment of the page that it is
 *     for, unless that is the one of all scripts. No fragment: Chromium mixes up modules whose
 *     URLs differ in theirs.
 * @param {string} beside
 */
export const wrapped = (self, beside) => {
    const [, base, environment, of] = /^([^?]*)(?:\?env=([^&]*))?(?:[?&]of=(.*))?$/.exec(self);
    const url = of ?? new URL(beside, base).href;
    // Each environment has a module of its own, with its variables.
    const own = environment ? `${url}${url.includes('?') ? '&' : '?'}env=${environment}` : url;
    return {
        url,
        own: !of,
        environment: environment && decodeURIComponent(environment),
        load: import(/* @vite-ignore */ own),
    };
};
