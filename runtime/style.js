/** Style sheets that only some pages need. */

/** @type {Map<string, Promise<void>>} */
const loaded = new Map();

/**
 * Loads a style sheet beside core.js, once, before the page's own so that these win.
 * @param {string} name
 */
export const loadStyle = (name) => {
    if (!loaded.has(name)) {
        const link = Object.assign(document.createElement('link'), {
            rel: 'stylesheet',
            href: new URL(`./${name}`, import.meta.url).href,
        });
        loaded.set(
            name,
            new Promise((resolve) => {
                link.onload = link.onerror = () => resolve();
            }),
        );
        document.head.prepend(link);
    }
    return loaded.get(name);
};
