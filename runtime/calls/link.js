/**
 * Calls between two threads over a `MessagePort`. Both ends call, both answer.
 *
 * Messages: `[id, name, packet]` calls, `[-id, packet]` is the answer, whose text begins with
 * `0` or, for an error, `1`; `[id]` cancels; `[0, topic, ...]` is news, which nobody answers.
 *
 * @typedef {import('./packets.js').Packet} Packet
 */
import { interrupt } from './interrupt.js';
import { RemoteError, packError, transferred, unsendable } from './packets.js';

/** What a worker's first message says, which brings the port. */
export const HELLO = 'pyscript:hello';

/** Under this name of polyscript's `sync` the page answers what waits with its whole thread blocked. */
export const ASK = 'pyscript:ask';

/** Under this name it has the rest of an answer that was too long. */
export const MORE = 'pyscript:more';

/** What a call is answered with that can have no answer any more. @param {string} message */
const lost = (message) => packError(new RemoteError({ type: 'WorkerError', message }));

/**
 * @typedef {object} LinkOptions
 * @prop {(name: string, packet: Packet, id: number) => Packet | Promise<Packet>} [answer]
 * @prop {(id: number) => void} [cancelled] whoever called wants no answer any more
 * @prop {(topic: string, ...rest: any[]) => void} [heard] takes the news
 * @prop {() => void} [closed] the other end is gone
 * @prop {(name: string) => Promise<void> | undefined} [until] what a call has to wait for
 */
export class Link {
    /** Why no more calls are possible; empty as long as they are. */
    ended = '';

    #options;
    /** @type {MessagePort | undefined} */
    #port;
    #memory;
    #next = 1;
    /** @type {Map<number, (reply: Packet) => void>} */
    #pending = new Map();

    /** @param {LinkOptions} options @param {MessagePort} [port] */
    constructor(options, port) {
        this.#options = options;
        if (port) this.connect(port);
    }

    /** @param {MessagePort} port */
    connect(port) {
        this.#port = port;
        port.onmessage = ({ data }) => this.#receive(...data);
        // Some browsers tell at once that the other thread is gone.
        port.onclose = () => this.#options.closed?.();
    }

    /**
     * @param {string} name
     * @param {Packet} packet
     * @returns {{id: number, reply: Promise<Packet>}} the answer, which never rejects
     * @throws what `postMessage` throws, where something cannot be sent
     */
    call(name, packet) {
        const id = this.#next++;
        const reply = new Promise((resolve) => {
            this.#pending.set(id, (answer) => {
                this.#pending.delete(id);
                resolve(answer);
            });
        });
        const post = () => {
            if (this.#pending.has(id)) this.#port.postMessage([id, name, packet], transferred(packet));
        };
        try {
            const later = this.ended ? undefined : this.#options.until?.(name);
            if (this.ended) this.#pending.get(id)(lost(this.ended));
            else if (later) {
                packet = structuredClone(packet, { transfer: transferred(packet) });
                later.then(post);
            } else post();
        } catch (error) {
            this.#pending.delete(id);
            throw error;
        }
        return { id, reply };
    }

    /** How many calls have no answer yet. */
    get pending() {
        return this.#pending.size;
    }

    /** @param {number} id of a call */
    cancel(id) {
        if (!this.#pending.delete(id)) return;
        this.#port?.postMessage([id]);
        if (this.#memory) interrupt(this.#memory, id);
    }

    /** Tells the other end something. */
    tell(topic, ...rest) {
        this.#port.postMessage([0, topic, ...rest], rest.filter((each) => each instanceof MessagePort));
    }

    /** Answers all that is pending with an error, and all that is called from now on. */
    end(message) {
        if (this.ended) return;
        this.ended = message;
        for (const settle of [...this.#pending.values()]) settle(lost(message));
        this.#port?.close();
    }

    #receive(id, ...rest) {
        if (id === 0 && rest[0] === 'memory') this.#memory = rest[1];
        else if (id === 0) this.#options.heard?.(...rest);
        else if (id < 0) this.#pending.get(-id)?.(...rest);
        else if (rest.length) this.#answer(id, ...rest);
        else this.#options.cancelled?.(id);
    }

    async #answer(id, name, packet) {
        let reply;
        try {
            reply = await this.#options.answer(name, packet, id);
        } catch (error) {
            reply = packError(error);
        }
        try {
            this.#port.postMessage([-id, reply], transferred(reply));
        } catch (error) {
            this.#port.postMessage([-id, packError(unsendable(error, `what ${name}() returned`))]);
        }
    }
}
