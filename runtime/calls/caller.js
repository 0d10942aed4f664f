/**
 * Calls of Python's: it knows them by numbers, and gets the answers delivered.
 *
 * @typedef {import('./packets.js').Packet} Packet
 */
import { attempt, packed } from './packets.js';

export class Caller {
    #deliver;
    #next = 1;
    /** @type {Map<number, () => void>} how to give up those that have no answer yet */
    #pending = new Map();

    /** @param {(id: number, text: string, kinds?: string, items?: any[]) => void} deliver Python's */
    connect(deliver) {
        this.#deliver = deliver;
    }

    /**
     * @param {{call: (name: string, packet: Packet) => {id: number, reply: Promise<Packet>},
     *     cancel: (id: number) => void}} target
     * @param {string} name
     * @param {...any} packet
     * @returns {number | string} its number; an answer, if it cannot even be sent
     */
    call(target, name, ...packet) {
        return attempt(() => {
            const { id, reply } = target.call(name, packed(...packet));
            const number = this.#next++;
            this.#pending.set(number, () => target.cancel(id));
            reply.then((answer) => {
                if (!this.#pending.delete(number)) return;
                if (typeof answer === 'string') this.#deliver(number, answer);
                else this.#deliver(number, answer[0], answer[1], answer.slice(2));
            });
            return number;
        });
    }

    /** @param {number} number */
    cancel(number) {
        const cancel = this.#pending.get(number);
        this.#pending.delete(number);
        cancel?.();
    }
}
