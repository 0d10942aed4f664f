/** A screen on the main thread, as a worker sees it. */
import { SHARES_MEMORY } from '../memory.js';
import {
    HEADER_BYTES,
    HELLO,
    INTERRUPT,
    LENGTH,
    MAX_UNSHOWN,
    MORE,
    REPLIED,
    REPLY_BYTES,
    UNSHOWN,
} from './protocol.js';

/**
 * @param {import('./protocol.js').Session} session what the screen may call
 * @returns {import('./protocol.js').Screen & {[more: string]: any}}
 */
export const remoteScreen = (session) => {
    const { port1: port, port2 } = new MessageChannel();
    const memory = SHARES_MEMORY ? new SharedArrayBuffer(HEADER_BYTES + REPLY_BYTES) : null;
    const control = memory && new Int32Array(memory, 0, HEADER_BYTES / 4);
    const bytes = memory && new Uint8Array(memory, HEADER_BYTES);

    /** @type {Map<number, (reply: string) => void>} */
    const asked = new Map();
    let count = 0;
    const size = { columns: 80, rows: 24 };

    const send = (...message) => port.postMessage(message);

    /** A part of a reply, when it is there. */
    const nextPart = () => {
        // In a loop: the notification of the part before may come only now.
        while (!Atomics.load(control, REPLIED)) Atomics.wait(control, REPLIED, 0);
        Atomics.store(control, REPLIED, 0);
        return bytes.slice(0, control[LENGTH]);
    };

    port.onmessage = async ({ data: [name, id, ...args] }) => {
        if (name === 'size') Object.assign(size, id);
        else if (name === 'reply') {
            asked.get(id)(args[0]);
            asked.delete(id);
        } else send('done', id, (await session[name](...args)) ?? null);
    };
    postMessage({ [HELLO]: memory }, [port2]);

    return {
        isTerminal: true,
        control,

        get columns() {
            return size.columns;
        },

        get rows() {
            return size.rows;
        },

        write(text, isError) {
            send('write', text, isError);
            if (!control) return;
            Atomics.add(control, UNSHOWN, text.length);
            this.settle(MAX_UNSHOWN);
        },

        /** Waits until all but so much is on the screen, unless somebody wants to interrupt. */
        settle(most = 0) {
            if (!most) send('settle');
            if (!control) return;
            let unshown;
            while ((unshown = Atomics.load(control, UNSHOWN)) > most && !Atomics.load(control, INTERRUPT))
                Atomics.wait(control, UNSHOWN, unshown);
        },

        ask(request) {
            const id = ++count;
            send('ask', request, id);
            return new Promise((resolve) => asked.set(id, resolve));
        },

        /** Waits for the reply, asleep. */
        askNow(request) {
            Atomics.store(control, REPLIED, 0);
            send('ask', request, 0);
            const parts = [nextPart()];
            while (control[MORE]) {
                send('more');
                parts.push(nextPart());
            }
            return decode(parts);
        },

        raw: (isOn) => send('raw', isOn),
    };
};

/** @param {Uint8Array[]} parts of one text */
const decode = (parts) => {
    const decoder = new TextDecoder();
    return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
};
