/**
 * The page's side of the test harness: between pytest, which reads the console and calls
 * `harness`, and the driver, which is Python in this page or in a worker of it and
 * talks over a BroadcastChannel, the same in every realm.
 */
(() => {
    const PREFIX = 'harness:';
    const channel = new BroadcastChannel(document.currentScript.dataset.channel);
    const tell = (message) => console.debug(PREFIX + JSON.stringify(message));
    const send = (message) => channel.postMessage(JSON.stringify(message));

    /** What pytest waits for; the first one is that the driver starts. */
    let job = { name: 'start', expectsErrors: false, container: null };
    let jobs = 1;

    const begin = (name, message) => {
        const container = document.createElement('div');
        container.id = `target-${jobs++}`;
        document.body.append(container);
        job = { name, expectsErrors: false, container };
        send({ kind: name, target: container.id, ...message });
    };

    /** Ends the job, unless that has already happened. */
    const end = (ending, result) => {
        if (!ending || ending !== job) return;
        job = null;
        // What it left to run at once still belongs to it, and a page that hangs now tells
        // nothing.
        setTimeout(() => {
            ending.container?.remove();
            tell({ kind: 'done', ...result });
        });
    };

    const endLater = (milliseconds, result) => setTimeout(end, milliseconds, job, result);

    // An exception that nobody catches often means that the test will never come back.
    // It gets a moment to prove otherwise.
    const uncaught = (text) => {
        if (job && !job.expectsErrors) endLater(1000, { outcome: 'crashed', text });
    };

    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

    const actions = {
        tick: nextFrame,
        evaluate: (code) => (0, eval)(code),
        collect() {
            globalThis.gc();
            return nextFrame(); // for finalisers
        },
    };

    const answer = (id, reply) => send({ kind: 'reply', id, ...reply });

    const handlers = {
        done: (result) => end(job, result),
        uncaught: ({ text }) => uncaught(text),
        expect({ text }) {
            if (job) job.expectsErrors = true;
            tell({ kind: 'expect', text });
        },
        async ask({ id, action, args }) {
            if (!actions[action]) return tell({ kind: 'ask', id, action, args });
            try {
                answer(id, { value: (await actions[action](...args)) ?? null });
            } catch (error) {
                answer(id, { error: String(error) });
            }
        },
    };

    channel.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        handlers[message.kind]?.(message);
    };

    const listen = (type, listener) => addEventListener(type, listener, true);
    listen('error', ({ target, message }) => {
        // Of a script or style that could not be loaded there is only the element.
        if (message) uncaught(message);
        else if (job?.name === 'start') end(job, { outcome: 'crashed', text: `${target.outerHTML} was not loaded` });
    });
    listen('unhandledrejection', ({ reason }) => uncaught(String(reason)));
    listen('py:all-done', () => {
        if (job?.name === 'start') endLater(2000, { outcome: 'crashed', text: 'its script ended early' });
    });

    globalThis.harness = { begin, answer };
})();
