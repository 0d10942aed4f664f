/** Finds and reads the configuration: attribute or tag; inline or by URL; JSON or TOML. */
import { fetchOrFail, kindOf } from './fetch.js';
import { UserError } from './user-error.js';

/**
 * @typedef {object} Config
 * @prop {Record<string, any>} values
 * @prop {string} url what its relative URLs are relative to
 * @prop {import('./plan.js').Plan | null} plan what it asks to be installed
 * @prop {string | null} [version] of the interpreter, where the values name none
 */

/** Keys that ask for something to be installed. */
const INSTALLED = ['files', 'fetch', 'packages', 'index_urls'];

/** Text that is a URL: one line, neither JSON nor `key = value` nor a `[table]`. */
const isURL = (text) => !/^[{["#]|\n|^[\w"'.-]+(?:\s*=\s|=(?:["'[{\d+-]|true$|false$))/.test(text);

/** Two texts with the same one ask for the same. @param {string | null} text of a configuration */
export const meaningOf = (text) => {
    try {
        return JSON.stringify(JSON.parse(text));
    } catch {
        return text.trim();
    }
};

/**
 * @param {string} text
 * @param {string} kind `json`, `toml`, or `""` to go by the text
 * @param {string} where for messages
 * @param {string | null} [parser] URL of a module with a `parse` of its own
 */
export const parse = async (text, kind, where, parser) => {
    if (!parser && kind !== 'toml' && /^\s*{/.test(text))
        try {
            return JSON.parse(text);
        } catch {
            // told below
        }
    return (await import('./config-text.js')).parse(text, kind, where, parser);
};

/**
 * A configuration must be an object; of anything else (a bare string) nothing is kept.
 * @param {any} value
 * @param {string} url what its relative URLs are relative to
 * @returns {Promise<Config>}
 */
export const asConfig = async (value, url = document.baseURI) => {
    const values = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
    if (!INSTALLED.some((key) => values[key])) return { values, url, plan: null };
    const { planOf } = await import(/* beside this file */ './plan.js');
    return { values, url, plan: await planOf(values, url, parse) };
};

/**
 * @param {string} text of an attribute or tag, or a URL
 * @param {{kind?: string, parser?: string | null, where?: string, isText?: boolean, base?: string}} [options]
 *     `isText` is for what cannot be a URL; `base` is what URLs are relative to, if not to the page
 * @returns {Promise<Config>}
 */
export const readConfig = async (text, options = {}) => {
    const { kind = '', parser = null, where = 'in the page', isText = false, base = document.baseURI } = options;
    const trimmed = text.trim();
    if (!trimmed) return asConfig({});
    if (isText || !isURL(trimmed)) return asConfig(await parse(trimmed, kind, where, parser), base);
    const url = new URL(trimmed, base).href;
    const response = await fetchOrFail(url, 'the configuration');
    const content = await response.text();
    return asConfig(await parse(content, kind || kindOf(url, response), `at ${url}`, parser), url);
};

/** @type {Map<string, Promise<Config>>} */
const tags = new Map();

const readTag = async (type) => {
    const found = [...document.querySelectorAll(`${type}-config`)];
    if (found.length > 1)
        throw new UserError('PY0409', `the page has ${found.length} <${type}-config> elements: keep one`);
    const [element] = found;
    if (!element) return asConfig({});
    const source = element.getAttribute('src');
    return readConfig(source ?? element.textContent, {
        kind: element.getAttribute('type') ?? '',
        parser: element.getAttribute('config-parser'),
        where: `in <${type}-config>`,
        isText: source === null,
    });
};

/**
 * The configuration of an element: its own `config` attribute, else the page's tag.
 * @param {Element} element
 * @param {string} type `py` or `mpy`
 * @returns {Promise<Config>}
 */
export const configOf = async (element, type) => {
    const own = element.getAttribute('config');
    if (own === null && !tags.has(type)) tags.set(type, readTag(type));
    const parser = element.getAttribute('config-parser');
    const config = await (own === null ? tags.get(type) : readConfig(own, { parser }));
    return { ...config, version: element.getAttribute('version') };
};
