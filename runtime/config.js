/** Finds and reads the configuration: attribute or tag; inline or by URL; JSON or TOML. */
import { UserError } from './errors.js';
import { fetchOrFail } from './fetch.js';

/**
 * @typedef {object} Config
 * @prop {Record<string, any>} values
 * @prop {string} url what its relative URLs are relative to
 */

/** Text that is a URL: one line, neither JSON nor `key = value` nor a `[table]`. */
const isURL = (text) => !/^[{["]|[\n]|^[\w"'.-]+\s*=\s/.test(text) && !/^[\w-]+=["'[{\d]/.test(text);

const parseJSON = (text, where) => {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new UserError('PY1000', `the configuration ${where} is not valid JSON: ${error.message}`);
    }
};

const parseTOML = async (text, where) => {
    const { parse } = await import('smol-toml');
    try {
        return parse(text);
    } catch (error) {
        throw new UserError('PY1000', `the configuration ${where} is not valid TOML: ${error.message}`);
    }
};

/**
 * @param {string} text
 * @param {string} kind `json`, `toml`, or `""` to go by the text
 * @param {string} where for messages
 * @param {string | null} parser URL of a module with a `parse` of its own
 */
const parse = async (text, kind, where, parser) => {
    if (parser) {
        const module = await import(/* @vite-ignore */ new URL(parser, document.baseURI).href);
        return (module.parse ?? module.default)(text);
    }
    if (!kind) kind = /^\s*[{"]/.test(text) ? 'json' : 'toml';
    return kind === 'json' ? parseJSON(text, where) : parseTOML(text, where);
};

const RELATIVE = /^(?:\/|\.\.?\/)/;

/** Index URLs are templates: `…/{package_name}/json`. */
const resolveIndex = (index, url) =>
    RELATIVE.test(index) ? new URL(index, url).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}') : index;

/**
 * A configuration must be an object; of anything else (a bare string) nothing is kept.
 * Its index URLs are made absolute: a worker has nothing that they could be relative to.
 * @returns {Config}
 */
const asConfig = (value, url) => {
    const values = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
    if (values.index_urls) values.index_urls = [values.index_urls].flat().map((index) => resolveIndex(index, url));
    return { values, url };
};

/**
 * @param {string} text of an attribute or tag, or a URL
 * @param {{kind?: string, parser?: string | null, where?: string}} [options]
 * @returns {Promise<Config>}
 */
export const readConfig = async (text, { kind = '', parser = null, where = 'in the page' } = {}) => {
    const trimmed = text.trim();
    if (!trimmed) return { values: {}, url: document.baseURI };
    if (!isURL(trimmed))
        return asConfig(await parse(trimmed, kind, where, parser), document.baseURI);
    const url = new URL(trimmed, document.baseURI).href;
    const response = await fetchOrFail(url, 'the configuration');
    const byName = /\.(json|toml)$/.exec(new URL(url).pathname)?.[1];
    const byType = /\b(json|toml)\b/.exec(response.headers.get('content-type') ?? '')?.[1];
    const values = await parse(await response.text(), kind || byName || byType || '', `at ${url}`, parser);
    return asConfig(values, url);
};

/** @type {Map<string, Promise<Config>>} */
const tags = new Map();

const readTag = async (type) => {
    const found = [...document.querySelectorAll(`${type}-config`)];
    if (found.length > 1)
        throw new UserError('PY0409', `the page has ${found.length} <${type}-config> elements: keep one`);
    const [element] = found;
    if (!element) return { values: {}, url: document.baseURI };
    const source = element.getAttribute('src');
    return readConfig(source ?? element.textContent, {
        kind: element.getAttribute('type') ?? '',
        parser: element.getAttribute('config-parser'),
        where: `in <${type}-config>`,
    });
};

/**
 * The configuration of an element: its own `config` attribute, else the page's tag.
 * @param {Element} element
 * @param {string} type `py` or `mpy`
 * @returns {Promise<Config>}
 */
export const configOf = (element, type) => {
    const own = element.getAttribute('config');
    if (own !== null) return readConfig(own, { parser: element.getAttribute('config-parser') });
    if (!tags.has(type)) tags.set(type, readTag(type));
    return tags.get(type);
};
