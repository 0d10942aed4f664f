/**
 * The host: what Python calls when something must happen on the page in one step, or may
 * throw where the interpreter cannot catch. docs/design.md has the table.
 *
 * This file is also evaluated on its own, in pages without the runtime, so it imports
 * nothing and has one export, first.
 *
 * @param {typeof globalThis} window the global object of the page
 */
export default function createHost(window) {
    const { document, JSON, Object, Array, Promise, Set, String, Map, Error } = window;

    /** Errors of attempts that failed, by the placeholder that was returned instead. */
    const failures = new window.WeakMap();

    const find = (target) => {
        if (typeof target !== 'string') return target;
        const id = target.startsWith('#') ? target.slice(1) : target;
        const element = document.getElementById(id);
        if (element) return element;
        try {
            return document.querySelector(target);
        } catch {
            return null; // not a selector either
        }
    };

    const image = (data, meta) => {
        const img = document.createElement('img');
        img.src = data;
        for (const [name, value] of Object.entries(meta)) {
            try {
                img.setAttribute(name, String(value));
            } catch {
                // a name that no attribute can have: metadata is not ours to judge
            }
        }
        return img;
    };

    const script = (code) => {
        const element = document.createElement('script');
        element.textContent = code;
        return element;
    };

    // A contextual fragment, unlike innerHTML, runs the scripts it holds.
    const fragment = (html) => document.createRange().createContextualFragment(html);

    const text = (data) => document.createTextNode(data);

    const preformatted = (data) => {
        const pre = document.createElement('pre');
        pre.textContent = data;
        return pre;
    };

    const makers = { html: fragment, image, json: preformatted, node: (node) => node, script, text };

    /** @returns {Node[]} the nodes that a selector, a node, or a list of them stands for */
    const resolve = (targets) => {
        if (typeof targets === 'string') return [...document.querySelectorAll(targets)];
        if (typeof targets.addEventListener === 'function') return [targets];
        return Array.from(targets);
    };

    const host = {
        undefined: void 0,

        /** Calls a function, or a method by its name; a failure is an object `failure` knows. */
        attempt(callee, self, ...args) {
            try {
                if (typeof callee === 'function') return callee.apply(self, args);
                if (typeof self[callee] !== 'function')
                    throw new TypeError(`${callee} is not a function`);
                return self[callee](...args);
            } catch (error) {
                const placeholder = {};
                failures.set(placeholder, error instanceof Error ? error : new Error(String(error)));
                return placeholder;
            }
        },

        failure: (value) => failures.get(value),

        destroyable: (callback) => Object.assign(callback, { destroy() {} }),

        /** Enough of toString for a configuration: `""` for what is not an object. */
        json: (value) => (value && typeof value === 'object' ? JSON.stringify(value) : ''),

        set: (items) => new Set(items),

        assign: (target, ...sources) => Object.assign(target, ...sources),

        direct: (value) => value,

        query: (target, path) =>
            path
                .split(/[.[\]]+/)
                .filter(Boolean)
                .reduce((value, name) => value[name], target),

        gather: (target, ...paths) => paths.map((path) => host.query(target, path)),

        load: (...urls) =>
            Promise.all(urls.map((url) => import(/* @vite-ignore */ new URL(url, document.baseURI).href))),

        insert(target, append, ...parts) {
            const element = find(target);
            if (!element) return false;
            const nodes = [];
            for (let i = 0; i < parts.length; i += 3) {
                const [kind, data, meta] = parts.slice(i, i + 3);
                const node = makers[kind](data, meta ? JSON.parse(meta) : {});
                if (kind === 'node' || (!append && parts.length === 3)) nodes.push(node);
                else {
                    const div = document.createElement('div');
                    div.append(node);
                    nodes.push(div);
                }
            }
            if (append) element.append(...nodes);
            else element.replaceChildren(...nodes);
            return true;
        },

        listen(targets, types, callback, options, release = () => callback.destroy?.()) {
            const nodes = resolve(targets);
            const names = types.split(' ');
            const { once, signal, ...rest } = options ?? {};
            const subscription = {
                count: nodes.length,
                remove() {
                    if (!callback) return;
                    for (const node of nodes)
                        for (const name of names) node.removeEventListener(name, listener, rest);
                    signal?.removeEventListener('abort', subscription.remove);
                    release();
                    callback = null;
                },
            };
            let left = nodes.length * names.length;
            const listener = (event) => {
                const handler = callback;
                if (!handler) return;
                if (once) event.currentTarget.removeEventListener(event.type, listener, rest);
                try {
                    handler(event);
                } catch (error) {
                    host.report(error.message, '');
                }
                if (once && --left === 0) subscription.remove();
            };
            if (signal?.aborted || !left) subscription.remove();
            else {
                for (const node of nodes)
                    for (const name of names) node.addEventListener(name, listener, rest);
                signal?.addEventListener('abort', subscription.remove, { once: true });
            }
            return subscription;
        },

        // The page runtime replaces these; a page without it has no scripts to know.
        keys: () => '',
        current: () => '',
        target: () => '',
        report: (text) => window.console.error(text),
    };

    return host;
}
