/** The page runtime: finds the Python of a page and runs it. */
import { observeExtras } from './extras.js';
import { observe } from './scripts.js';

export { openWorker } from './file-worker.js';

/** @type {typeof import('./donkey.js').donkey} */
export const donkey = async (options) => (await import('./donkey.js')).donkey(options);

/** @type {typeof import('./bridged.js').functionsOf} */
export const functionsOf = async (url, options) => (await import('./bridged.js')).functionsOf(url, options);

observe();
observeExtras();
