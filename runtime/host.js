/**
 * The host: what Python calls when something must happen on the page in one step, or may
 * throw where the interpreter cannot catch. docs/design.md has the table.
 *
 * This file is also evaluated on its own, in pages without the runtime, so it imports
 * nothing and has one export, first.
 */
export default function createHost() {
    // A worker has none, and is given another by Python later.
    const { document } = globalThis;

    /** Errors of attempts that failed, by the placeholder that was returned instead. */
    const failures = new WeakMap();

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

    /** Elements that show nothing, or only text that is not content, of what is put into them. */
    const CLOSED = new Set(
        (
            'area audio base br canvas col embed hr iframe img input link meta meter object progress ' +
            'script select source style template textarea title track video wbr'
        ).split(' '),
    );

    /** @returns {string} why nothing can be inserted: `missing`, the name of the node, or `""` */
    const refusal = (target) => {
        if (!target) return 'missing';
        const { nodeType, nodeName, localName } = target;
        if (nodeType === 11 || (nodeType === 1 && !CLOSED.has(localName))) return '';
        return localName ?? nodeName ?? String(target);
    };

    const image = (data, parent, meta) => {
        const img = document.createElement('img');
        for (const [name, value] of Object.entries(meta)) {
            try {
                img.setAttribute(name, value);
            } catch {
                // a name that no attribute can have: metadata is not ours to judge
            }
        }
        img.src = data;
        return img;
    };

    const script = (code) => {
        const element = document.createElement('script');
        element.textContent = code;
        return element;
    };

    /** A contextual fragment, unlike innerHTML, runs the scripts it holds. */
    const fragment = (html, parent) => {
        const range = document.createRange();
        range.selectNodeContents(parent);
        return range.createContextualFragment(html);
    };

    const text = (data) => document.createTextNode(data);

    const preformatted = (data) => {
        const pre = document.createElement('pre');
        pre.textContent = data;
        return pre;
    };

    const indented = (data) => {
        try {
            // Numbers as they are written, where the browser can tell.
            const keep = (key, value, context) =>
                typeof value === 'number' && context ? JSON.rawJSON(context.source) : value;
            return preformatted(JSON.stringify(JSON.parse(data, JSON.rawJSON && keep), null, 2));
        } catch {
            return preformatted(data);
        }
    };

    const makers = {
        html: fragment,
        image,
        json: indented,
        node: (node) => node,
        pre: preformatted,
        script,
        text,
    };

    /** White space that a browser would not show. */
    const COLLAPSES = /[\n\r\t]| {2}|^ | $/;

    /** @returns {Node} one value of `insert`, in a `<div>` unless it goes into the target itself */
    const rendered = (target, isDirect, kind, data, meta) => {
        const keepsSpace = kind === 'text' && COLLAPSES.test(data);
        const parent = isDirect && !keepsSpace ? target : document.createElement('div');
        const node = makers[kind](data, parent, meta && JSON.parse(meta));
        if (parent === target) return node;
        if (keepsSpace) parent.style.whiteSpace = 'pre-wrap';
        parent.append(node);
        return parent;
    };

    /** @returns {EventTarget[]} what a selector, an event target, or a list of these stands for */
    const resolve = (targets) => {
        if (typeof targets === 'string') {
            validate(targets);
            const found = document.querySelectorAll(targets);
            if (!found.length) throw new Error(`No elements found for selector: ${targets}`);
            return [...found];
        }
        if (typeof targets?.addEventListener === 'function') return [targets];
        if (typeof targets?.length !== 'number' && !targets?.[Symbol.iterator])
            throw new Error(`${targets} has no events: not an element, a list of elements or a selector`);
        const found = Array.from(targets).flatMap(resolve);
        if (!found.length) throw new Error('No elements found: the collection is empty.');
        return found;
    };

    const validate = (selector) => {
        try {
            document.querySelector(selector);
        } catch {
            throw new Error(`Invalid selector: ${selector}`);
        }
    };

    const host = {
        undefined: void 0,

        /** The element of an id, `#id` or selector, or null. */
        find,

        /** Calls a method by its name; a failure is an object that `failure` knows. */
        attempt(object, name, ...args) {
            try {
                if (typeof object[name] !== 'function') throw new TypeError(`${name} is not a function`);
                return object[name](...args);
            } catch (error) {
                const placeholder = {};
                failures.set(placeholder, error instanceof Error ? error : new Error(String(error)));
                return placeholder;
            }
        },

        failure: (value) => failures.get(value) ?? null,

        /** Calls what returns a promise; only errors reject it: Python can raise nothing else. */
        raisable: (object, name, ...args) =>
            object[name](...args).catch((error) => {
                throw error instanceof Error ? error : new Error(String(error));
            }),

        nothing() {},

        /** Puts bytes where MicroPython can read them at once; here there is no such place. */
        spill: () => '',

        /** Enough of toString for a configuration: `""` for what is not an object. */
        json: (value) => (value && typeof value === 'object' ? JSON.stringify(value) : ''),

        set: (items) => new Set(items),

        /** A copy of MicroPython's bytes; its interpreter module knows a faster way. */
        bytes: (value) => Uint8Array.from(value),

        assign: (target, ...sources) => Object.assign(target, ...sources),

        direct: (value) => value,

        // As in a worker, where reflected-ffi does it: what is missing is undefined.
        query: (target, path) =>
            path
                .replace(/\[(['"]?)(.+?)\1\]/g, '.$2')
                .split('.')
                .reduce((value, name) => value?.[name], target),

        gather: (target, ...paths) => paths.map((path) => host.query(target, path)),

        /** A function that has another one called in the next turn of the event loop. */
        bell(callback) {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => callback();
            return () => port2.postMessage(null);
        },

        /** An absolute URL; relative ones are relative to the page, also in a worker of it. */
        resolve(url) {
            return new URL(url, this.base()).href;
        },

        load: (...urls) =>
            Promise.all(urls.map((url) => import(/* @vite-ignore */ new URL(url, document.baseURI).href))),

        /** One of the JavaScript modules that a configuration names. */
        module: (name) => globalThis[Symbol.for('polyscript.js_modules')]?.get(name),

        insert(target, append, ...parts) {
            const element = find(target);
            const problem = refusal(element);
            if (problem) return problem;
            const nodes = [];
            for (let i = 0; i < parts.length; i += 3) {
                const [kind, data, meta] = parts.slice(i, i + 3);
                const isDirect = kind === 'node' || (!append && parts.length === 3);
                nodes.push(rendered(element, isDirect, kind, data, meta));
            }
            if (append) element.append(...nodes);
            else element.replaceChildren(...nodes);
            return '';
        },

        listen(targets, types, callback, options, release = () => callback.destroy?.()) {
            const { signal, live, prevent_default: prevents, stop_propagation: stops, ...rest } = options ?? {};
            let nodes;
            try {
                if (live) validate(targets);
                nodes = new Set(live ? [document] : resolve(targets));
            } catch (error) {
                release();
                return error.message;
            }
            const names = new Set(types.split(' '));
            let left = nodes.size * names.size;

            const each = (method) => {
                for (const node of nodes)
                    for (const name of names)
                        if (live) for (const capture of [true, false]) node[method](name, onDocument, { ...rest, capture });
                        else node[method](name, listener, rest);
            };
            const remove = () => {
                if (!callback) return;
                each('removeEventListener');
                signal?.removeEventListener('abort', remove);
                nodes.clear();
                release();
                callback = release = null;
            };
            const listener = (event) => {
                if (prevents) event.preventDefault();
                if (stops) event.stopPropagation();
                try {
                    callback?.(event);
                } finally {
                    if (rest.once && --left === 0) remove();
                }
            };

            /** Events that bubble are met on their way up, for whoever matches; others, on their way down. */
            const onDocument = (event) => {
                const isOnItsWayDown = event.eventPhase === 1;
                if (isOnItsWayDown === event.bubbles) return;
                for (let node = event.target; node && callback; node = event.bubbles && node.parentNode) {
                    if (!node.matches?.(targets)) continue;
                    // As if the element itself had been listening.
                    Object.defineProperty(event, 'currentTarget', { configurable: true, value: node });
                    try {
                        listener(event);
                    } finally {
                        delete event.currentTarget;
                    }
                    if (event.cancelBubble) return;
                }
            };

            if (signal?.aborted) remove();
            else {
                each('addEventListener');
                signal?.addEventListener('abort', remove);
            }
            return remove;
        },

        // The page runtime replaces these; a page without it has no scripts to know.
        base: () => document?.baseURI ?? location.href,
        keys: () => '',
        current: () => '',
        several: () => false,
        target: () => '',
        report: (text) => console.error(text),

        /** In a worker: its end of the references to the page, runtime/references/worker-end.js. */
        page: null,
    };

    return host;
}
