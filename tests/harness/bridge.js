/**
 * The page's side of the test harness: between pytest, which reads the console and calls
 * `harness`, and the driver, which is Python in this page or in a worker of it and
 * talks over a BroadcastChannel, the same in every realm.
 */
(() => {
    const PREFIX = 'harness:';
    const channel = new BroadcastChannel(document.currentScript.dataset.channel);
    const tell = (message) => console.debug(PREFIX + JSON.stringify(message));
    const answer = (id, reply) => channel.postMessage(JSON.stringify({ kind: 'reply', id, ...reply }));

    let state = 'starting';
    let expectsErrors = false;
    let container = null;
    let runs = 0;

    const broken = (text) => {
        if (state !== 'starting') return;
        state = 'broken';
        tell({ kind: 'broken', text });
    };

    // An exception that nobody catches often means that the test will never come back.
    // It gets a moment to prove otherwise.
    const uncaught = (text) => {
        if (state === 'starting') return;
        const run = runs;
        if (state === 'running' && !expectsErrors)
            setTimeout(() => run === runs && state === 'running' && finish({ outcome: 'crashed', text }), 1500);
    };

    const finish = (result) => {
        state = 'idle';
        container?.remove();
        container = null;
        tell({ kind: 'done', ...result });
    };

    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

    const actions = {
        tick: nextFrame,
        evaluate: (code) => (0, eval)(code),
        async collect() {
            globalThis.gc?.();
            await nextFrame(); // what finalisers do
        },
    };

    const handlers = {
        ready() {
            state = 'idle';
            tell({ kind: 'ready' });
        },
        broken: ({ text }) => broken(text),
        done: (result) => finish(result),
        uncaught: ({ text }) => uncaught(text),
        expect({ text }) {
            expectsErrors = true;
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

    addEventListener('error', ({ target, message }) => {
        // Of a script or style that did not load there is only the element.
        if (target?.localName) broken(`not loaded: ${target.src ?? target.href}`);
        else uncaught(message);
    }, true);
    addEventListener('unhandledrejection', ({ reason }) => uncaught(String(reason)));
    addEventListener('py:all-done', () => {
        setTimeout(broken, 3000, 'the script of the driver ended before it was ready');
    });

    globalThis.harness = {
        run(name, isAsync, wantsTarget) {
            state = 'running';
            expectsErrors = false;
            runs += 1;
            container = document.createElement('div');
            container.id = `target-${runs}`;
            document.body.append(container);
            const target = wantsTarget ? container.id : '';
            channel.postMessage(JSON.stringify({ kind: 'run', name, isAsync, target }));
        },
        answer,
    };
})();
