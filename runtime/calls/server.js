/**
 * Python's functions, as JavaScript of the same thread calls them for others.
 *
 * @typedef {import('./packets.js').Packet} Packet
 */
export class Server {
    #receive;
    #next = 1;
    /** @type {Map<number, (reply: Packet) => void>} */
    #running = new Map();

    /**
     * @param {(id: number, key: string, text?: string, kinds?: string, items?: any[]) => string | Promise<string>} receive
     *     Python's: calls a function, and returns the answer, or `""` if it will call `answer`.
     *     Without a text it stops the call of this id.
     */
    serve(receive) {
        this.#receive = receive;
    }

    /**
     * @param {string} key of the function
     * @param {Packet} packet
     * @returns {{id: number, reply: Packet | Promise<Packet>}}
     */
    call(key, packet) {
        const id = this.#next++;
        const [text, ...rest] = [packet].flat();
        const later = new Promise((resolve) => this.#running.set(id, resolve));
        const now = rest.length ? this.#receive(id, key, text, rest[0], rest.slice(1)) : this.#receive(id, key, text);
        if (now === '') return { id, reply: later };
        if (typeof now !== 'string') {
            // Python that can be suspended, and has been.
            now.then((reply) => reply && this.answer(id, reply));
            return { id, reply: later };
        }
        this.#running.delete(id);
        return { id, reply: now };
    }

    /** Called by Python, with the answer of what `receive` has only begun. */
    answer(id, text, kinds, ...items) {
        this.#running.get(id)?.(kinds ? [text, kinds, ...items] : text);
        this.#running.delete(id);
    }

    /** @param {number} id */
    cancel(id) {
        if (this.#running.delete(id)) this.#receive(id, '');
    }
}
