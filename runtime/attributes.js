/**
 * `py-click="name"`, `mpy-click="name"`: functions of the main thread's scripts as event
 * handlers. The value is a name, with dots or without, and is looked up: never evaluated.
 */
import { environments } from './environments.js';
import { report } from './errors.js';

const { getAttributeNames, hasAttributes } = Element.prototype;

const PREFIX = /^(m?py)-(?!env$)(.+)$/;

/** How often it is looked, in ms, whether a script that has not ended knows a name by now. */
const INTERVAL = 200;

/** @type {Map<Element, Set<string>>} disabled controls → the attributes that they wait for */
const waiting = new Map();

/** @type {Map<string, string>} environment and name → key of the script that defined it */
const owners = new Map();

let timer = 0;

/**
 * Every element that a page is given goes through this: XPath, which can ask for such names,
 * takes twenty times as long, and makes an object of each attribute.
 * @param {Document | Element} root
 * @returns {[Element, string][]} elements, and the names of their attributes that are meant here
 */
const attributesIn = (root) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    let node = root.nodeType === Node.DOCUMENT_NODE ? walker.nextNode() : root;
    for (; node; node = walker.nextNode()) {
        const element = /** @type {Element} */ (node);
        // A form's own methods may be hidden by its fields.
        if (!hasAttributes.call(element)) continue;
        for (const name of getAttributeNames.call(element)) if (PREFIX.test(name)) found.push([element, name]);
    }
    return found;
};

/**
 * What an attribute stands for.
 * @param {Element} element
 * @param {string} attribute its name
 */
const read = (element, attribute) => {
    const [, type, event] = PREFIX.exec(attribute) ?? [];
    const name = element.getAttribute(`${type}-env`) || type;
    return { type, event, name, environment: environments.get(name), path: element.getAttribute(attribute)?.trim() };
};

const modules = new WeakMap();

/** The module of Python's that looks up and calls. */
const python = ({ wrap: { interpreter } }) => {
    if (!modules.has(interpreter)) modules.set(interpreter, interpreter.pyimport('pyscript.events'));
    return modules.get(interpreter);
};

const call = async (element, attribute, event) => {
    const { type, name, environment, path } = read(element, attribute);
    if (path === undefined) return;
    const id = element.id && ` id="${element.id}"`;
    const where = `<${element.localName}${id} ${attribute}="${path}">`;
    if (!environment) {
        const scripts = `<script type="${type}"${name === type ? '' : ` env="${name}"`}>`;
        const message = `${where}: no ${scripts} runs on the main thread, where its function would be`;
        report({ name: 'NameError', message });
        return;
    }
    // Where the interpreter is ready, the function can still prevent what the event does.
    if (!environment.wrap)
        try {
            await environment.ready;
            await environment.queue;
        } catch {
            return; // why it did not start is on the page
        }
    python(environment)._call(path, event, where, owners.get(`${name} ${path}`) ?? '');
};

const listener = (event) => {
    for (const type of ['py', 'mpy']) call(event.currentTarget, `${type}-${event.type}`, event);
};

/** Enables the controls whose functions exist by now, or never will. */
const look = () => {
    for (const [element, attributes] of [...waiting]) {
        for (const attribute of [...attributes]) {
            const { environment, path } = read(element, attribute);
            const isComing = path !== undefined && environment?.left;
            if (!isComing || (environment.wrap && python(environment)._exists(path))) attributes.delete(attribute);
        }
        if (!attributes.size) {
            waiting.delete(element);
            element.disabled = false;
        }
    }
    if (!waiting.size) timer = clearInterval(timer);
};

/** A control can be used when its function exists. */
const wait = (element, attribute) => {
    if (!waiting.has(element)) {
        if (!('disabled' in element) || element.disabled) return;
        waiting.set(element, new Set());
        element.disabled = true;
    }
    waiting.get(element).add(attribute);
    timer ||= setInterval(look, INTERVAL);
};

/**
 * An attribute is there, or is no longer.
 * @param {Element} element
 * @param {string} attribute its name
 */
export const attributeChanged = (element, attribute) => {
    if (!PREFIX.test(attribute)) return;
    const { event, environment } = read(element, attribute);
    if (!element.hasAttribute(attribute)) {
        const other = attribute.startsWith('m') ? attribute.slice(1) : `m${attribute}`;
        if (!element.hasAttribute(other)) element.removeEventListener(event, listener);
        return;
    }
    element.addEventListener(event, listener);
    if (environment?.left) wait(element, attribute);
};

/** Handles the attributes of a node and of what is in it. @param {Document | Element} root */
export const handleAttributes = (root) => {
    for (const [element, name] of attributesIn(root)) attributeChanged(element, name);
};

/**
 * A script has run for the first time until it had to wait, or has come to its end.
 * @param {import('./environments.js').Environment} environment
 * @param {string} key the script
 */
export const scriptRan = (environment, key) => {
    if (environment.wrap)
        for (const [element, attribute] of attributesIn(document)) {
            const { event, name, path } = read(element, attribute);
            const id = `${name} ${path}`;
            if (path && name === environment.name && !owners.has(id) && python(environment)._exists(path))
                owners.set(id, key);
        }
    look();
};
