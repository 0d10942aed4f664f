/**
 * What the page calls in the worker, apart from what the worker calls on the page: each is
 * held by the other side's garbage collector, and together they would never be freed.
 *
 * @param {any} callback Python's
 * @param {(text: string) => void} report
 */
const receiver = (callback, report) => ({
    receive(event) {
        try {
            callback?.(event);
        } catch (error) {
            report(error.message);
        }
    },
    release() {
        callback?.destroy?.();
        callback = null;
    },
});

/**
 * `listen` of a worker's host: to what is on the page by way of the page's host, to what
 * the worker itself has (its own global object, sockets, channels) directly.
 *
 * @param {any} host of the worker
 * @param {(...args: any[]) => any} remote `listen` of the page's host
 * @param {(value: any) => boolean} isRemote whether a value belongs to the page
 */
export const listenThrough = (host, remote, isRemote) => {
    const local = host.listen;
    const isOwn = (value) => typeof value === 'object' && value !== null && !isRemote(value);

    return (targets, types, callback, options) => {
        if (isOwn(targets) && typeof targets.addEventListener === 'function')
            return local(targets, types, callback, options);
        // A signal of the worker's own cannot be sent.
        const signal = isOwn(options?.signal) ? options.signal : null;
        if (signal) options = { ...options, signal: null };

        const { receive, release } = receiver(callback, host.report);
        const end = remote(targets, types, receive, options, release);
        if (typeof end === 'string') return end;

        const remove = () => {
            signal?.removeEventListener('abort', remove);
            release(); // at once: events may be on their way
            end();
        };
        if (signal?.aborted) remove();
        else signal?.addEventListener('abort', remove);
        return remove;
    };
};
