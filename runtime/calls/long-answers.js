/**
 * Answers for a worker whose whole thread waits go through shared memory of a limited size:
 * what is longer is kept here, and fetched in pieces.
 *
 * @typedef {import('./packets.js').Packet} Packet
 */
const PIECE = 8 << 20;

export class LongAnswers {
    #next = 1;
    /** @type {Map<number, Uint8Array[]>} */
    #kept = new Map();

    /**
     * @param {Packet} reply
     * @returns {Packet | [number, string, ...number[]]} the same, or a ticket, the kinds, and the sizes
     */
    shorten(reply) {
        if (!Array.isArray(reply)) return reply;
        const [text, kinds, ...items] = reply;
        if (items.reduce((sum, { length }) => sum + length, 0) < PIECE) return reply;
        if (!text.endsWith('*')) {
            // A short text joins the items.
            return this.shorten([`${text[0]}*`, `${kinds}b`, ...items, new TextEncoder().encode(text.slice(1))]);
        }
        const ticket = this.#next++;
        this.#kept.set(ticket, items);
        return [ticket, kinds, ...items.map(({ length }) => length)];
    }

    /** Part of an item; without an index the answer is forgotten. */
    piece(ticket, index, at) {
        if (index >= 0) return this.#kept.get(ticket)[index].slice(at, at + PIECE);
        this.#kept.delete(ticket);
        return undefined;
    }
}
