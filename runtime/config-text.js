/** Configurations in text that is not plain JSON. Loaded when a page has one. */
import './common.js';
import { parse as parseAsTOML } from 'smol-toml';
import { UserError } from './user-error.js';

const parseJSON = (text, where) => {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new UserError('PY1000', `the configuration ${where} is not valid JSON: ${error.message}`);
    }
};

/** What begins like a table of TOML's may be a list of JSON's. */
const isList = (text) => {
    try {
        return /^\s*\[/.test(text) && Array.isArray(JSON.parse(text));
    } catch {
        return false;
    }
};

const parseTOML = (text, where) => {
    try {
        // Dates as text, in each realm.
        return JSON.parse(JSON.stringify(parseAsTOML(text)));
    } catch (error) {
        throw new UserError('PY1000', `the configuration ${where} is not valid TOML: ${error.message}`);
    }
};

const parseWith = async (parser, text, where) => {
    const url = new URL(parser, document.baseURI).href;
    try {
        const module = await import(/* @vite-ignore */ url);
        return await (module.parse ?? module.default)(text);
    } catch (error) {
        throw new UserError('PY1000', `config-parser="${parser}" cannot read the configuration ${where}: ${error.message}`);
    }
};

/**
 * @param {string} text
 * @param {string} kind `json`, `toml`, or `""` to go by the text
 * @param {string} where for messages
 * @param {string | null} [parser] URL of a module with a `parse` of its own
 */
export const parse = async (text, kind, where, parser) => {
    if (parser) return parseWith(parser, text, where);
    if (isList(text))
        throw new UserError(
            'PY1000',
            `the configuration ${where} is a list: it must be an object, as {"packages": ["name"]} is`,
        );
    if (!kind) kind = /^\s*[{"]/.test(text) ? 'json' : 'toml';
    return kind === 'json' ? parseJSON(text, where) : parseTOML(text, where);
};
