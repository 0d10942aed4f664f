/** The main thread's end of a worker's standard streams. */
import {
    HEADER_BYTES,
    HELLO,
    INTERRUPT,
    INTERRUPTED,
    LENGTH,
    MORE,
    REPLIED,
    REPLY_BYTES,
    SIGINT,
    UNSHOWN,
} from './protocol.js';

/**
 * Gives a worker a screen: once it writes, or asks for input, the screen does that.
 * @param {Worker} worker
 * @param {import('./protocol.js').Screen | (() => Promise<import('./protocol.js').Screen>)} screen
 *     or where to get one when it is needed
 * @returns {import('./protocol.js').Session} of the worker's interpreter
 */
export const serveStreams = (worker, screen) => {
    let port;
    let control;
    let bytes;
    let shown = typeof screen === 'function' ? null : screen;
    let kill;
    const killed = new Promise((resolve) => {
        kill = resolve;
    });
    let connected;
    const connection = new Promise((resolve, reject) => {
        connected = resolve;
        worker.ready.catch(() => reject(new Error('this Python did not start')));
    });
    connection.catch(() => {});

    /** @type {Map<number, (result: any) => void>} calls of the session's */
    const calls = new Map();
    let count = 0;

    const call = async (name, ...args) => {
        await connection;
        const id = ++count;
        port.postMessage([name, id, ...args]);
        return new Promise((resolve) => calls.set(id, resolve));
    };

    // A reply longer than the memory goes there in parts; the worker asks for each.
    let rest = new Uint8Array();
    const sendPart = () => {
        const part = rest.subarray(0, REPLY_BYTES);
        rest = rest.subarray(part.length);
        bytes.set(part);
        control[LENGTH] = part.length;
        control[MORE] = rest.length ? 1 : 0;
        Atomics.store(control, REPLIED, 1);
        Atomics.notify(control, REPLIED);
    };

    const receive = {
        write(text, isError) {
            const done =
                control &&
                (() => {
                    Atomics.sub(control, UNSHOWN, text.length);
                    Atomics.notify(control, UNSHOWN);
                });
            shown.write(text, isError, done);
        },
        async ask(request, id) {
            shown ??= await screen();
            const reply = await shown.ask(request);
            if (id) port.postMessage(['reply', id, reply]);
            else {
                rest = new TextEncoder().encode(reply);
                sendPart();
            }
        },
        more: sendPart,
        settle: () => shown?.settle?.(),
        raw: (isOn) => shown.raw?.(isOn),
        done(id, result) {
            calls.get(id)(result);
            calls.delete(id);
        },
    };

    worker.addEventListener('message', (event) => {
        if (!event.data || typeof event.data !== 'object' || !(HELLO in event.data)) return;
        event.stopImmediatePropagation(); // no message of the worker's own
        const memory = event.data[HELLO];
        if (memory) {
            control = new Int32Array(memory, 0, HEADER_BYTES / 4);
            bytes = new Uint8Array(memory, HEADER_BYTES);
        }
        [port] = event.ports;
        port.onmessage = ({ data: [name, ...args] }) => receive[name](...args);
        if (shown?.columns) session.resized(shown.columns, shown.rows);
        connected();
    });

    const session = {
        /** The script's end, whatever came of it. */
        ended: Promise.race([worker.ready.catch(() => {}), killed]),
        killed,
        process: (code) => call('process', code),
        run: (code, options) => call('run', code, options),
        keys: (text) => call('keys', text),
        interrupt() {
            if (control) {
                Atomics.store(control, INTERRUPT, SIGINT);
                Atomics.notify(control, UNSHOWN);
            }
            return call('interrupt');
        },
        resized: (columns, rows) => port?.postMessage(['size', { columns, rows }]),
        kill() {
            worker.terminate();
            kill();
            for (const resolve of calls.values()) resolve({ type: INTERRUPTED, message: 'ended' });
            calls.clear();
        },
    };
    return session;
};
