/** The page runtime: finds the Python of a page and runs it. */
import { observeExtras } from './extras.js';
import { observe } from './scripts.js';

export { openWorker } from './file-worker.js';

/** @type {typeof import('./donkey.js').donkey} */
export const donkey = async (options) => (await import('./donkey.js')).donkey(options);

/** @type {typeof import('./bridged.js').functionsOf} */
export const functionsOf = async (url, options) => (await import('./bridged.js')).functionsOf(url, options);

const begin = () => {
    observe();
    observeExtras();
};

// With `<script type="module" async>`: the code of a script may have come but in part.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
