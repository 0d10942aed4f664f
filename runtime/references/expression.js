/** Says in Python what a worker was doing when something failed. */
import { MARK } from './wire.js';

const SHOWN = 60;

const nameOf = (object) => {
    const name = object === globalThis ? 'window' : object === document ? 'document' : object?.constructor?.name;
    return typeof object === 'function' ? object.name || 'function' : (name ?? typeof object);
};

const literal = (objects, value) => {
    if (typeof value === 'string' && value[0] === MARK && value[1] !== 's') {
        const decoded = value[1] === 'f' ? null : objects.decode(value);
        return value[1] === 'f' ? 'function' : nameOf(decoded);
    }
    if (value && typeof value === 'object') return nameOf(value.tree ?? value.copy);
    if (value === undefined || value === null) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
};

const WRITTEN = {
    get: (object, name) => `${object}.${name}`,
    column: (object, name) => `${object}.${name}`,
    set: (object, name, value) => `${object}.${name} = ${value}`,
    delete: (object, name) => `del ${object}.${name}`,
    call: (object, name, ...args) => `${object}.${name}(${args.join(', ')})`,
    apply: (object, owner, ...args) => `${object}(${args.join(', ')})`,
    construct: (object, name, ...args) => `${name || object}.new(${args.join(', ')})`,
    item: (object, key) => `${object}[${key}]`,
    setItem: (object, key, value) => `${object}[${key}] = ${value}`,
    deleteItem: (object, key) => `del ${object}[${key}]`,
    contains: (object, value) => `${value} in ${object}`,
    length: (object) => `len(${object})`,
    settle: (object) => `await ${object}`,
};

const NAMED = new Set(['get', 'column', 'set', 'delete', 'call', 'construct']);

/**
 * @param {ReturnType<typeof import('./objects.js').createObjects>} objects
 * @param {string} operation
 * @param {any[]} args [address, …]
 * @returns {string} `""` where that cannot be said
 */
export const expression = (objects, operation, [address, ...args]) => {
    try {
        const object = objects.at(address);
        const owner = operation === 'column' ? object[args[1]] : object;
        const words = args.map((value, index) =>
            index === 0 && NAMED.has(operation) ? value : literal(objects, value),
        );
        return WRITTEN[operation]?.(nameOf(owner), ...words) ?? '';
    } catch {
        return '';
    }
};
