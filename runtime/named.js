/**
 * Workers by name. A name that nothing announces is given up after a while: see `find`.
 *
 * @typedef {import('./calls/page-worker.js').PageWorker} PageWorker
 */
import { RemoteError } from './calls/packets.js';
import { workerError } from './calls/page-worker.js';
import { UserError } from './user-error.js';
import { allStarted } from './starting.js';

/** How long a name is waited for that nothing has announced, in seconds. */
const PATIENCE = 10;

/** @type {Map<string, PageWorker>} */
const named = new Map();

/** @type {Map<string, Set<(worker: PageWorker) => void>>} */
const waiting = new Map();

/**
 * Gives a worker its name, before it starts.
 * @throws {UserError} PY0409, where another worker has that name
 */
export const announce = (name, worker) => {
    const other = named.get(name);
    if (other && !other.ended)
        throw new UserError('PY0409', `there is already a worker of the name ${JSON.stringify(name)}`);
    named.set(name, worker);
    waiting.get(name)?.forEach((resolve) => resolve(worker));
    waiting.delete(name);
};

const unknown = (name) => {
    const names = [...named.keys()].map((each) => JSON.stringify(each));
    const known = names.length ? `the page has ${names.join(', ')}` : 'the page has none';
    return new RemoteError({
        type: 'WorkerError',
        message:
            `no worker of the name ${JSON.stringify(name)} has appeared: ${known}. Write ` +
            `<script type="py" worker name=${JSON.stringify(name)}>, or create_named_worker(src, ${JSON.stringify(name)})`,
    });
};

const announced = (name) =>
    new Promise((resolve, reject) => {
        const resolvers = waiting.get(name) ?? new Set();
        waiting.set(name, resolvers.add(resolve));
        const giveUp = async () => {
            await allStarted();
            setTimeout(() => {
                if (!resolvers.delete(resolve)) return;
                reject(unknown(name));
            }, PATIENCE * 1000);
        };
        giveUp();
    });

/**
 * The worker of a name, when its script has run. Waits for a name that a tag or some code
 * announces later; but once the page is loaded and the interpreters of all its scripts have
 * started, not longer than `PATIENCE`.
 * @param {string} name
 * @returns {Promise<PageWorker>}
 * @throws {RemoteError} WorkerError
 */
export const find = async (name) => {
    const worker = named.get(name) ?? (await announced(name));
    await worker.usable;
    if (worker.ended) throw workerError({ message: worker.ended });
    return worker;
};
