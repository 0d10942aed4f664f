/**
 * The page's side of `pyscript.web`: functions of the host. Python describes what it wants as
 * one string, and this does it in one step. docs/design.md has the grammar.
 *
 * Like host.js, this file is also evaluated on its own: it imports nothing, has one export,
 * first, and nothing here throws, for that could not be caught everywhere.
 */
export default function createWeb() {
    /** Between the parts of a description; what stands for it, and for itself, inside of one. */
    const [SEPARATOR, ESCAPE] = ['\x1f', '\x1b'];

    /** @param {string} description @returns {string[]} */
    const split = (description) => {
        const parts = description.split(SEPARATOR);
        if (parts[0] !== ESCAPE) return parts;
        const unescape = (whole, code) => (code === '1' ? SEPARATOR : ESCAPE);
        return parts.slice(1).map((part) => part.replace(/\x1b(.)/g, unescape));
    };

    const SVG = 'http://www.w3.org/2000/svg';
    const MATHML = 'http://www.w3.org/1998/Math/MathML';

    /** By the first character of a part, as Python writes tags of other namespaces. */
    const NAMESPACES = { '{': SVG, '}': MATHML };
    const PREFIXES = { [SVG]: '{', [MATHML]: '}' };

    const create = (part) => {
        const name = part.slice(1);
        return part[0] === '<' ? document.createElement(name) : document.createElementNS(NAMESPACES[part[0]], name);
    };

    /**
     * What an element has and can. A form's fields go before its properties: where it has a
     * field of the name "append", `form.append` is that.
     */
    const its = (node) => {
        if (!(node instanceof HTMLFormElement)) return node;
        const kind = Object.getPrototypeOf(node);
        return new Proxy(node, {
            get: (_, name) => {
                const value = Reflect.get(kind, name, node);
                return typeof value === 'function' ? value.bind(node) : value;
            },
            set: (_, name, value) => Reflect.set(kind, name, value, node),
            has: (_, name) => name in kind,
        });
    };

    const tagOf = (node) => {
        const { namespaceURI, localName, nodeName } = its(node);
        return (PREFIXES[namespaceURI] ?? '<') + (localName ?? nodeName);
    };

    const isNode = (value) => typeof its(value)?.nodeType === 'number';

    // Which nodes ------------------------------------------------------------------------

    const ROOTS = {
        document: () => document,
        html: () => document.documentElement,
        head: () => document.head,
        body: () => document.body,
    };

    /** A node, or one of an array, or one of those that have a name. */
    const at = (object, index) => {
        if (index >= 0) return object[index];
        return typeof object === 'string' ? ROOTS[object]() : object;
    };

    /** Nodes of an array: all, or `start,step,count`. */
    const some = (array, which) => {
        if (!which) return array;
        const [start, step, count] = which.split(',').map(Number);
        return Array.from({ length: count }, (_, i) => array[start + i * step]);
    };

    /** @returns {any[]} the nodes, with their tags; where all are the same, how many and which */
    const found = (nodes) => {
        const all = [...nodes];
        const tags = all.map(tagOf);
        const isOne = tags.every((tag) => tag === tags[0]);
        all.tags = isOne ? `${tags.length} ${tags[0]}` : tags.map((tag) => tag.replaceAll(',', '_')).join();
        return all;
    };

    /** The same, where it is a collection, though there be but one. */
    const many = (nodes) => {
        const all = found(nodes);
        all.tags = `+${all.tags}`;
        return all;
    };

    const failure = (error) => `${error?.name ?? 'Error'}: ${error?.message ?? error}`;

    /** A function of the host: an error becomes a string, which no other result is. */
    const safely =
        (action) =>
        (...args) => {
            try {
                return action(...args);
            } catch (error) {
                return failure(error);
            }
        };

    // Identity and listeners -------------------------------------------------------------

    /** @type {WeakMap<Node, string>} */
    const ids = new WeakMap();
    let identified = 0;

    /** The Pythons of this page, by name: who gets an event, who hears that a node has gone. */
    const owners = new Map();

    const gone = new FinalizationRegistry(({ owner, id }) => {
        const { release, waiting } = owners.get(owner);
        // Many go at once: one call for all of them.
        if (waiting.push(id) > 1) return;
        setTimeout(() => release(waiting.splice(0).join()), 0);
    });

    /** @type {WeakMap<Node, Map<string, (event: Event) => void>>} */
    const listening = new WeakMap();

    const listen = (node, owner, id, type) => {
        let listeners = listening.get(node);
        if (!listeners) listening.set(node, (listeners = new Map()));
        const key = `${owner} ${id} ${type}`;
        if (listeners.has(key)) return;
        if (![...listeners.keys()].some((other) => other.startsWith(`${owner} ${id} `)))
            gone.register(node, { owner, id });
        const listener = (event) => owners.get(owner).dispatch(id, type, event);
        listeners.set(key, listener);
        its(node).addEventListener(type, listener);
    };

    const unlisten = (node, owner, id, type) => {
        const key = `${owner} ${id} ${type}`;
        const listener = listening.get(node)?.get(key);
        if (!listener) return;
        its(node).removeEventListener(type, listener);
        listening.get(node).delete(key);
    };

    // Properties and attributes ----------------------------------------------------------

    /** What may depend on other properties and on children, and so comes last. */
    const LATE = new Set(['value', 'valueAsNumber', 'valueAsDate', 'selectedIndex', 'checked', 'open']);

    const assign = (element, name, value) => {
        if (name in element) element[name] = value;
        else if (value === null || value === false) element.removeAttribute(name);
        else element.setAttribute(name, value === true ? '' : value);
    };

    /** `None`: as if it had never been set. */
    const unset = (element, name) => {
        if (!(name in element)) return element.removeAttribute(name);
        if (typeof element[name] === 'boolean') element[name] = false;
        else if (name === 'htmlFor') element.removeAttribute('for');
        else if (name === 'className') element.removeAttribute('class');
        else if (element.hasAttribute(name)) element.removeAttribute(name);
        else if (typeof element[name] === 'string') {
            if (element[name]) element[name] = '';
        } else if (typeof element[name] !== 'number') element[name] = null;
    };

    const setStyle = ({ style }, name, value) => {
        if (!name.includes('-') && name in style) name = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        if (!name.startsWith('--') && !(name in style)) throw new Error(`there is no style ${JSON.stringify(name)}`);
        const important = /\s*!important\s*$/i;
        style.setProperty(name, value.replace(important, ''), important.test(value) ? 'important' : '');
    };

    /** An element as HTML shows it, without what it holds. */
    const outline = (element) => /^<[^]*?>(?=<\/|$)/.exec(element.cloneNode(false).outerHTML)?.[0] ?? '';

    const words = (text) => text.split(/[\t\n\f\r ]+/).filter(Boolean);

    const setClasses = (element, change, text) => {
        const { classList } = element;
        if (change === '+' && /^\S+$/.test(text)) return classList.add(text);
        const names = words(text);
        if (change === '=') return element.setAttribute('class', names.join(' '));
        if (change === '+') return classList.add(...names);
        const missing = change === '-' ? names.filter((name) => !classList.contains(name)) : [];
        if (missing.length) console.warn(`${outline(element)} has no class ${missing}`);
        classList.remove(...names);
    };

    /**
     * One part that changes an element.
     * @param {{extras: any[], taken: number}} source where values come from that are no text
     */
    const change = (node, part, source) => {
        const element = its(node);
        const equals = part.indexOf('=', 2);
        const name = part.slice(1, equals);
        const value = part.slice(equals + 1);
        switch (part[0]) {
            case 'p':
                return assign(element, name, value);
            case '#':
                return assign(element, name, Number(value));
            case '?':
                return assign(element, name, value === '1');
            case 'z':
                return unset(element, part.slice(1));
            case 'o':
                return assign(element, part.slice(1), source.extras[source.taken++]);
            case 'a':
                return element.setAttribute(name, value);
            case 'x':
                return element.removeAttribute(part.slice(1));
            case 'c':
                return setClasses(element, part[1], part.slice(2));
            case 's':
                return setStyle(element, name, value);
            case 'S':
                return (element.style.cssText = part.slice(1));
            case 'r':
                return element.remove();
            case 'i':
                return ids.set(node, part.slice(1));
            case 'l': {
                const [owner, id, ...type] = part.slice(1).split('|');
                return listen(node, owner, id, type.join('|'));
            }
            default:
                throw new Error(`unknown part: ${part}`);
        }
    };

    // Building ---------------------------------------------------------------------------

    /** Nodes of HTML, as they are inside of an element of SVG or MathML, or anywhere else. */
    const parse = (html, inside) => {
        const template = document.createElement('template');
        if (!PREFIXES[inside?.namespaceURI]) {
            template.innerHTML = html;
            return template.content;
        }
        // In the document of templates nothing is loaded, and scripts do not run.
        const context = template.content.ownerDocument.importNode(inside, false);
        context.innerHTML = html;
        while (context.firstChild) template.content.append(context.firstChild);
        return template.content;
    };

    const isMarkup = /[<&]/;

    /** What the children of an element are in. */
    const inner = (node) => (node instanceof HTMLTemplateElement ? node.content : node);

    /**
     * Makes the nodes of a description.
     * @param {Node?} place what they go into
     * @returns {{top: (Node | string)[], made: Node[], end: number}} what is outermost, every
     *     element that was described, and the index of the part after the last
     */
    const compose = (parts, source, made, place, start = 0) => {
        const top = [];
        const open = [];
        let parent = null;
        let into = null; // where its children go
        let late = null;
        const put = (node) => {
            if (!parent) top.push(node);
            else if (typeof node !== 'string') into.appendChild(node);
            else if (into.firstChild) into.append(node);
            else into.textContent = node;
        };
        let i = start;
        for (; i < parts.length; i++) {
            const part = parts[i];
            if (!part) continue;
            switch (part[0]) {
                case '<':
                case '{':
                case '}': {
                    const element = create(part);
                    made.push(element);
                    put(element);
                    open.push(parent, into, late);
                    parent = element;
                    into = its(inner(element));
                    late = null;
                    break;
                }
                case '>':
                    if (late) for (const each of late) change(parent, each, source);
                    late = open.pop();
                    into = open.pop();
                    parent = open.pop();
                    break;
                case 't':
                    put(part.slice(1));
                    break;
                case 'h': {
                    const html = part.slice(1);
                    if (!isMarkup.test(html)) put(html);
                    else if (parent && inner(parent) === parent) into.insertAdjacentHTML('beforeend', html);
                    else for (const node of [...document.adoptNode(parse(html, parent ?? place)).childNodes]) put(node);
                    break;
                }
                case 'n': {
                    const given = source.extras[source.taken++];
                    for (const node of isNode(given) ? [given] : [...given]) put(node);
                    break;
                }
                case 'm':
                    put(source.extras[source.taken++][part.slice(1)]);
                    break;
                case 'M': // of the same array
                    put(source.extras[source.taken - 1][part.slice(1)]);
                    break;
                case 'w': {
                    const [dispatch, release] = source.extras.slice(source.taken, (source.taken += 2));
                    const name = part.slice(1);
                    owners.set(name, { dispatch, release, waiting: owners.get(name)?.waiting ?? [] });
                    break;
                }
                case '[':
                    i = fill(parts, i, source, made, parent ?? place, put);
                    break;
                case ']':
                    return { top, end: i };
                case 'p':
                case '#':
                case '?':
                    if (LATE.has(part.slice(1, part.indexOf('=')))) (late ??= []).push(part);
                    else change(parent, part, source);
                    break;
                default:
                    change(parent, part, source);
            }
        }
        return { top, end: i };
    };

    const composed = (description, extras, place) => {
        const made = [];
        const { top } = compose(split(description), { extras, taken: 0 }, made, place);
        return { top, made };
    };

    // Templates --------------------------------------------------------------------------

    const RAW = /^(?:script|style|textarea|title)$/;

    /** A hole in an attribute, or in text that the parser leaves alone. */
    const HOLE = /\uf8ff(\d+)\uf8fe/;
    const HOLES = new RegExp(HOLE, 'g');
    const hole = (index) => `\uf8ff${index}\uf8fe`;

    /**
     * The HTML of a template with its holes marked: in text by comments, elsewhere by
     * characters, as the HTML parser would see them. In a comment nothing is put.
     */
    const marked = (strings) => {
        let html = '';
        let quote = ''; // what ends the present value of an attribute
        let tag = null; // the name of the tag that is open
        let raw = ''; // the name of the element whose content is text
        let isComment = false;
        strings.forEach((string, index) => {
            for (const [token] of string.matchAll(/<!--(?:-?>)?|--!?>|<\/?[a-zA-Z][^\s/>]*|["'>]|[^"'<>-]+|[^]/g)) {
                if (isComment) isComment = !/^--!?>/.test(token);
                else if (quote) quote = token === quote ? '' : quote;
                else if (tag !== null) {
                    if (token === '"' || token === "'") quote = token;
                    else if (token.endsWith('>')) {
                        raw = RAW.test(tag) ? tag : '';
                        tag = null;
                    }
                } else if (/^<\/?[a-zA-Z]/.test(token) && (!raw || token.toLowerCase() === `</${raw}`)) {
                    tag = token.slice(1).toLowerCase();
                    raw = '';
                } else isComment = token === '<!--' && !raw;
            }
            html += string;
            if (isComment || index === strings.length - 1) return;
            if (raw === 'script' || raw === 'style') throw new Error(`nothing can be put into <${raw}>`);
            if (tag === null && !raw) html += `<!--${hole(index)}-->`;
            // The slash of `<input value={1}/>` is not of the value.
            else html += hole(index) + (tag !== null && !quote && strings[index + 1].startsWith('/>') ? ' ' : '');
        });
        return html;
    };

    const templates = new Map();

    /** The content of a template; the same template is parsed once for each kind of place. */
    const content = (strings, place) => {
        const kind = PREFIXES[place?.namespaceURI] ? tagOf(place) : '';
        const key = JSON.stringify([kind, ...strings]);
        let fragment = templates.get(key);
        if (!fragment) {
            if (templates.size > 500) templates.clear();
            const html = marked(strings);
            fragment = parse(html, place);
            const places = nodesOf(fragment).flatMap(holesOf);
            const lost = indexes(html).find((index) => !places.includes(index));
            if (lost) throw new Error(`nothing can be put behind ${strings[lost].slice(-40)}`);
            templates.set(key, fragment);
        }
        return fragment.cloneNode(true);
    };

    /** All elements and comments, those in `<template>`, too. */
    const nodesOf = (root) => {
        const walker = document.createTreeWalker(root, 1 | 128);
        const nodes = [];
        while (walker.nextNode()) {
            nodes.push(walker.currentNode);
            if (walker.currentNode instanceof HTMLTemplateElement) nodes.push(...nodesOf(walker.currentNode.content));
        }
        return nodes;
    };

    /** The holes of a node itself: what goes in place of a comment, into attributes, into bare text. */
    const holesOf = (node) => {
        if (node.nodeType === 8) return indexOf(node) ?? [];
        const { attributes, localName, textContent } = its(node);
        const texts = [...attributes].map(({ name, value }) => name + value);
        return indexes(texts + (RAW.test(localName) ? textContent : ''));
    };

    const indexes = (text) => [...text.matchAll(HOLES)].map(([, index]) => index);

    const indexOf = ({ data }) => /^\uf8ff(\d+)\uf8fe$/.exec(data)?.[1];

    /** What HTML or CSS calls a key of a dict, as in a constructor; events keep their names. */
    const htmlName = (key) => (/^(?:--|on_)/.test(key) ? key : key.replace(/_$/, '').replaceAll('_', '-'));

    /** What goes into a hole, as text: of a dict the names of what is true, as for classes. */
    const textOf = ({ top, pairs }, between = ' ') =>
        (pairs ? pairs.filter(([, given]) => given).map(([name]) => name) : top)
            .map((each) => (typeof each === 'string' ? each : each.textContent))
            .join(between);

    /** @param {string | boolean | null | {listener: string}} given an attribute's value, or who listens */
    const setGiven = (node, name, given) => {
        const element = its(node);
        const event = /^on[-_]?(.+)$/i.exec(name)?.[1];
        const isWord = /^(?:aria|data)-/.test(name); // `true` or `false`
        if (given === null || (given === false && !isWord)) element.removeAttribute(name);
        else if (event) {
            if (!given.listener) throw new Error(`${name} needs a function`);
            element.removeAttribute(name);
            listen(node, ...given.listener.split('|'), event);
        } else if (given.listener) throw new Error(`${name} cannot be a function: events are called on_…`);
        else element.setAttribute(name, given === true && !isWord ? '' : given);
    };

    /** Puts values into an attribute: all of it may be what is no text, and parts may be dicts. */
    const fillAttribute = (element, { name, value }, values) => {
        const used = indexes(value).map((index) => values[index]);
        const given = used.find(({ given }) => given?.listener)?.given;
        if (given || (value.replace(HOLE, '') === '' && used[0].given !== undefined))
            return setGiven(element, name, used.length > 1 ? given : used[0].given);
        const isStyle = name === 'style';
        const text = value.replace(HOLES, (_, index) => (isStyle && values[index].pairs ? '' : textOf(values[index], isStyle ? '; ' : ' ')));
        setGiven(element, name, isStyle && !text ? null : text);
        if (!isStyle) return;
        for (const { pairs = [] } of used)
            for (const [key, each] of pairs) setStyle(its(element), htmlName(key), each === null || each === false ? '' : String(each));
    };

    /** Puts one template with its values in place; returns the index of its last part. */
    const fill = (parts, start, source, made, place, put) => {
        const count = Number(parts[start].slice(1));
        const strings = parts.slice(start + 1, start + 2 + count).map((part) => part.slice(1));
        const fragment = content(strings, place);
        const nodes = nodesOf(fragment);
        const holes = []; // comments, by the index of what comes there
        for (const node of nodes) {
            const index = indexOf(node);
            if (index) holes[index] = node;
        }
        let i = start + 2 + count;
        const values = [];
        for (let index = 0; index < count; index++, i++) {
            const part = parts[i];
            const value = { top: [] };
            if (part[0] === 'f') value.given = { listener: part.slice(1) };
            else if (part[0] === '?') Object.assign(value, { given: part[1] === '1', top: [part[1] === '1' ? 'True' : 'False'] });
            else if (part[0] === 'z') value.given = null;
            else if (part[0] === 'd') value.pairs = JSON.parse(part.slice(1));
            else {
                const parent = holes[index]?.parentNode;
                const inner = compose(parts, source, made, parent === fragment ? place : parent, i + 1);
                value.top = inner.top;
                i = inner.end;
            }
            values.push(value);
        }
        for (const node of nodes) {
            for (const attribute of [...(its(node).attributes ?? [])]) {
                if (HOLE.test(attribute.name)) {
                    const [whole, index] = HOLE.exec(attribute.name);
                    const { given, pairs } = values[index];
                    if (whole !== attribute.name || !(pairs || given === null))
                        throw new Error('a dict is needed where attributes are');
                    its(node).removeAttribute(attribute.name);
                    for (const [key, each] of pairs ?? []) {
                        const name = htmlName(key);
                        if (each?.pairs) fillAttribute(node, { name, value: hole(0) }, [each]);
                        else setGiven(node, name, each);
                    }
                } else if (HOLE.test(attribute.value)) fillAttribute(node, attribute, values);
            }
            if (RAW.test(its(node).localName) && HOLE.test(node.textContent))
                node.textContent = node.textContent.replace(HOLES, (_, index) => textOf(values[index]));
        }
        // Only now that the attributes are what they should be does the page see them.
        customElements.upgrade(document.adoptNode(fragment));
        holes.forEach((comment, index) => {
            const { given, pairs, top } = values[index];
            if (given?.listener || pairs) throw new Error('a function or a dict cannot be content');
            comment.replaceWith(...top);
        });
        for (const node of [...fragment.childNodes]) put(node);
        return i - 1;
    };

    // Reading ----------------------------------------------------------------------------

    /** The value of a form's field, as JSON has it; `undefined` for what has none. */
    const fieldValue = (field) => {
        const { type, value } = field;
        if (type === 'checkbox') return field.hasAttribute('value') ? (field.checked ? value : null) : field.checked;
        if (type === 'number' || type === 'range') return value === '' ? null : field.valueAsNumber;
        if (type === 'select-multiple') return [...field.selectedOptions].map((option) => option.value);
        if (type === 'file') return [...field.files].map((file) => file.name);
        if (/^(?:submit|button|reset|image|fieldset|output)$/.test(type)) return undefined;
        return value;
    };

    /** The fields of a form by their names. */
    const fieldsOf = (form) => {
        const fields = new Map();
        for (const field of form.elements) {
            const { name } = field;
            if (fields.has(name)) fields.get(name).push(field);
            else if (name) fields.set(name, [field]);
        }
        return fields;
    };

    const hasValue = (field) => fieldValue(field) !== undefined;
    const isRadio = ({ type }) => type === 'radio';
    const isChosen = ({ type }) => type === 'radio' || type === 'checkbox';

    const valueOf = (fields) => {
        if (fields.every(isRadio)) return fields.find(({ checked }) => checked)?.value ?? null;
        if (fields.length === 1) return fieldValue(fields[0]);
        return fields.flatMap((field) => (!isChosen(field) ? fieldValue(field) : field.checked ? field.value : []));
    };

    const formValues = (form) => {
        const all = [...fieldsOf(form)].map(([name, fields]) => [name, fields.filter(hasValue)]);
        return Object.fromEntries(all.filter(([, fields]) => fields.length).map(([name, fields]) => [name, valueOf(fields)]));
    };

    const setField = (form, name, value) => {
        const all = fieldsOf(form);
        const named = all.get(name);
        if (!named) throw new Error(`the form has no field ${JSON.stringify(name)}, it has ${[...all.keys()].join(', ') || 'none'}`);
        const fields = named.some(hasValue) ? named.filter(hasValue) : named;
        const values = Array.isArray(value) ? value : value === null ? [] : [value];
        const wanted = values.map(String);
        const texts = fields.filter((field) => !isChosen(field) && field.type !== 'select-multiple');
        if (fields.length > 1 && texts.length === fields.length && value !== null && values.length !== texts.length)
            throw new Error(`the form has ${texts.length} fields ${JSON.stringify(name)}, not ${values.length}`);
        for (const field of fields) {
            const { type } = field;
            if (type === 'checkbox' && fields.length === 1 && typeof value === 'boolean') field.checked = value;
            else if (isChosen(field)) field.checked = wanted.includes(field.value);
            else if (type === 'select-multiple') for (const option of field.options) option.selected = wanted.includes(option.value);
            else if (type === 'file' && values.length) throw new Error('only the user can choose files');
            else field.value = (fields.length > 1 ? values[texts.indexOf(field)] : value) ?? '';
        }
    };

    /** What `read` can tell about an element, always as text. */
    const READERS = {
        style: ({ style }, name) => style.getPropertyValue(name) || (name in style ? style[name] : ''),
        styles: ({ style }) => JSON.stringify([...style].map((name) => [name, style.getPropertyValue(name)])),
        attribute: (element, name) => element.getAttribute(name),
        attributes: (element) => JSON.stringify([...element.attributes].map(({ name, value }) => [name, value])),
        outline,
        form: (form) => JSON.stringify(formValues(form)),
    };

    /** @returns {HTMLOptionElement[]} */
    const optionsOf = (node) => [...(node.options ?? node.querySelectorAll('option'))];

    const samples = new Map();

    /** The name that differs from another in the fewest letters, in whatever order they are. */
    const nearest = (name, names) => {
        const letters = (text) => [...text.toLowerCase().replace(/[-_]/g, '')];
        let best = '';
        let least = Math.max(1, name.length >> 2) + 1;
        for (const each of names) {
            const more = letters(each);
            const less = letters(name).filter((letter) => !more.includes(letter) || void more.splice(more.indexOf(letter), 1));
            const far = Math.max(more.length, less.length);
            if (far < least) [best, least] = [each, far];
        }
        return best;
    };

    const isSettable = (element, name) => {
        for (let object = element; object; object = Object.getPrototypeOf(object)) {
            const property = Object.getOwnPropertyDescriptor(object, name);
            if (property) return Boolean(property.set ?? property.writable);
        }
        return false;
    };

    return {
        /**
         * Makes what is described, and puts it somewhere: `how` is the name of a method, or "".
         * @returns {Node[] | string} each described element, in order, or an error
         */
        build: safely((object, index, how, description, ...extras) => {
            const node = how && at(object, index);
            const isBeside = /^(?:before|after|replaceWith)$/.test(how);
            const { top, made } = composed(description, extras, isBeside ? its(node).parentNode : node);
            if (how) {
                const target = its(isBeside ? node : inner(node));
                if (top.length < 1000) target[how](...top);
                else {
                    const fragment = document.createDocumentFragment();
                    for (const each of top) fragment.append(each);
                    target[how](fragment);
                }
            }
            return made;
        }),

        /** What a description makes, as found elements. */
        parse: safely((description, ...extras) => {
            const { top } = composed(description, extras);
            return found(top.filter((node) => node.nodeType === 1));
        }),

        /** Changes one element. */
        change: safely((object, index, description, ...extras) => {
            const element = at(object, index);
            const source = { extras, taken: 0 };
            for (const part of split(description)) {
                if (part[0] === 'w') compose([part], source, []);
                else change(element, part, source);
            }
            return null;
        }),

        /** Changes many in the same way. */
        changeAll: safely((array, which, description, ...extras) => {
            const parts = split(description);
            for (const element of some(array, which)) {
                const source = { extras, taken: 0 };
                for (const part of parts) change(element, part, source);
            }
            return null;
        }),

        /** The values of a property of many, as JSON, or `""` where they are no plain values. */
        values: safely((array, which, name) => {
            const values = [];
            for (const element of some(array, which).map(its)) {
                const value = name in element ? element[name] : element.getAttribute(name);
                if (value !== null && typeof value === 'object') return '';
                values.push(value ?? null);
            }
            return JSON.stringify(values);
        }),

        /** A reading of each of many. */
        readings: safely((array, which, what, name) =>
            JSON.stringify(some(array, which).map((element) => READERS[what](its(element), name))),
        ),

        /** Elements: all that a selector finds, children, the parent. Invalid selectors are errors. */
        seek: safely((object, index, what, argument) => {
            const itself = at(object, index);
            const node = its(/^(?:find|children|id)$/.test(what) ? inner(itself) : itself);
            if (what === 'find') return found(node.querySelectorAll(argument));
            if (what === 'children') return found(node.children);
            if (what === 'parent') return found(node.parentElement ? [node.parentElement] : []);
            if (what === 'options') return found(optionsOf(node));
            if (what === 'selected') {
                const chosen = optionsOf(node).filter(({ selected }) => selected);
                return node.closest('select')?.multiple ? many(chosen) : found(chosen.slice(0, 1));
            }
            if (what === 'clone') {
                const copy = node.cloneNode(true);
                if (argument) its(copy).id = argument;
                else its(copy).removeAttribute?.('id');
                return found([copy]);
            }
            if (what === 'id') {
                const inside = (id) => node.querySelector(`[id="${CSS.escape(id)}"]`);
                const element = inside(argument) ?? inside(argument.replace(/^#/, ''));
                return found(element ? [element] : []);
            }
            return found([itself]);
        }),

        /** All that a selector finds in many, each once, in the order of the page. */
        findIn: safely((array, which, selector) => {
            const all = new Set(some(array, which).flatMap((node) => [...its(inner(node)).querySelectorAll(selector)]));
            const isAfter = (a, b) => (its(a).compareDocumentPosition(b) & 2 ? 1 : -1);
            return found([...all].sort(isAfter));
        }),

        /** What `page[key]` is: the element of an id, or all that a selector finds. */
        look: safely((key) => {
            const element = document.getElementById(key) ?? document.getElementById(key.replace(/^#/, ''));
            if (element) return found([element]);
            const isName = /^#?[^\s[\]>+~*,()"'#.:]+$/.test(key);
            let nodes;
            try {
                nodes = document.querySelectorAll(key);
            } catch (error) {
                if (/^#?[^\s[\]>+~*,()"']*$/.test(key)) return null;
                throw error;
            }
            return isName && !nodes.length ? null : many(nodes);
        }),

        /** The elements of others' arrays and of nodes, as found. */
        among: safely((...given) => found(given.flatMap((each) => (isNode(each) ? [each] : [...each])))),

        read: (object, index, what, name) => READERS[what](its(at(object, index)), name),

        /** Chooses the options of these values, from JSON, and these options; no others. */
        choose: safely((object, index, values, ...given) => {
            const node = at(object, index);
            const options = optionsOf(node);
            const wanted = new Set(given);
            for (const value of JSON.parse(values))
                wanted.add(options.find((each) => each.value === value && !wanted.has(each)) ?? value);
            for (const each of wanted)
                if (!options.includes(each)) throw new Error(`there is no option of the value ${JSON.stringify(each.value ?? each)}`);
            const select = node.closest('select');
            if (select && !select.multiple && wanted.size > 1) throw new Error('only one option can be chosen');
            // Of options that lose their choice one by one, the browser chooses another.
            if (wanted.size || !select || select.multiple) for (const option of options) option.selected = wanted.has(option);
            else if (options.some(({ selected }) => selected)) select.selectedIndex = -1;
            return null;
        }),

        /** Sets fields of a form, from JSON. */
        setForm: safely((object, index, values) => {
            for (const [name, value] of Object.entries(JSON.parse(values))) setField(its(at(object, index)), name, value);
            return null;
        }),

        root: (name) => ROOTS[name](),

        identify(object, index) {
            const node = at(object, index);
            if (!ids.has(node)) ids.set(node, `0.${++identified}`);
            return ids.get(node);
        },

        unlisten: (object, index, owner, id, type) => unlisten(at(object, index), owner, id, type),

        /**
         * Whether an element has a property of this name, or of another one in small letters.
         * @returns {string} how a description begins that sets it; `!` and the nearest name there is
         */
        spelled: safely((tag, name, names) => {
            if (!samples.has(tag)) samples.set(tag, create(tag));
            const element = samples.get(tag);
            const start = (property) => (isSettable(element, property) ? `p${property}=` : `!${name}`);
            if (name in element) return start(name);
            const others = words(names);
            for (const property in element) {
                if (property.toLowerCase() === name) return start(property);
                if (typeof element[property] !== 'function' && isSettable(element, property)) others.push(property);
            }
            return `!${nearest(name, others)}`;
        }),

        /** Draws an image, a video or a canvas on a canvas; returns `""` or an error. */
        draw: safely((object, index, what, which, width, height) => {
            const canvas = at(object, index);
            const source = at(what, which);
            const wide = source.videoWidth ?? source.naturalWidth ?? source.width;
            const high = source.videoHeight ?? source.naturalHeight ?? source.height;
            canvas.width = width ?? (height && high ? Math.round((height * wide) / high) : wide);
            canvas.height = height ?? (width && wide ? Math.round((width * high) / wide) : high);
            canvas.getContext('2d').drawImage(source, 0, 0, canvas.width, canvas.height);
            return null;
        }),

        /** Calls methods of a canvas's context and sets its properties, from JSON. */
        paint: safely((object, index, calls) => {
            const context = at(object, index).getContext('2d');
            for (const [name, ...args] of JSON.parse(calls)) {
                if (!(name in context)) throw new Error(`a canvas has no ${name}`);
                if (typeof context[name] === 'function') context[name](...args);
                else context[name] = args[0];
            }
            return null;
        }),

        download: safely((object, index, filename) => {
            const link = document.createElement('a');
            link.download = filename;
            link.href = at(object, index).toDataURL();
            link.click();
            return null;
        }),
    };
}
