/** The page runtime: finds the Python of a page and runs it. */
import { observeExtras } from './extras.js';
import { observe } from './scripts.js';

export { openWorker } from './file-worker.js';

observe();
observeExtras();
