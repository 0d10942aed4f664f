/** What the attribute `service-worker` names, for pages without the isolation headers. */
import { SHARES_MEMORY } from './memory.js';
import { UserError } from './user-error.js';

/**
 * Registers it, or says why not: otherwise a worker would wait for ever, or the page be loaded
 * again and again.
 * @param {string | null | undefined} url
 * @returns {Promise<string | undefined>} its absolute URL; nothing where it is not needed
 * @throws {UserError} PY0001
 */
export const registered = async (url) => {
    if (!url || SHARES_MEMORY) return undefined;
    const file = new URL(url, document.baseURI);
    const refuse = (reason) => {
        throw new UserError('PY0001', `service-worker="${url}" cannot be used: ${reason}`);
    };
    const container = navigator.serviceWorker;
    if (!container) refuse('this browser has service workers only on https: and on this machine');
    const folder = new URL('.', file).href;
    if (!location.href.startsWith(folder))
        refuse(`it serves the pages below ${folder}, not this one: copy it beside the page, or above it`);
    try {
        await container.register(file.href);
    } catch (error) {
        refuse(error.message);
    }
    return file.href;
};
