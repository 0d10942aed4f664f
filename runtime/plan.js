/**
 * What a configuration asks to be installed, with every spelling that is documented made one:
 * files and packages by absolute URLs, those of remote packages among them.
 */
import { fetchOrFail, kindOf } from './fetch.js';
import { UserError } from './user-error.js';

/**
 * @typedef {object} Plan
 * @prop {{url: string, path: string}[]} files where an archive goes, the path ends in `/*`
 * @prop {string[]} packages names, requirements, or URLs
 * @prop {string[]} indexes where they are looked for; empty for the usual places
 * @prop {string} cache `packages_cache` of the configuration
 * @prop {Record<string, Record<string, string>> | undefined} jsModules `js_modules`, completed
 */

/** @typedef {(text: string, kind: string, where: string) => Promise<any>} Parse as in config.js */

/** A problem of the configuration's, not of the network's. */
const wrong = (message) => new UserError('PY1000', `the configuration is not valid: ${message}`);

const isURL = (text) => /^[a-z][a-z\d+.-]*:\/\//i.test(text);

const isTemplate = (text) => /^\{[^}]+\}$/.test(text);

/** The name of a file, without the query of its URL. */
const nameOf = (source) => source.replace(/[?#].*$/, '').split('/').pop();

/** `{NAME}` stands for what the entry of this name says. */
const filled = (text, templates) =>
    text.replace(/\{[^}]+\}/g, (name) => {
        if (!templates.has(name)) throw wrong(`files use ${name}, which no entry before them defines`);
        return templates.get(name);
    });

const toText = (value, what) => {
    if (typeof value === 'string') return value;
    throw wrong(`${what} must be a text, not ${JSON.stringify(value)}`);
};

/** @param {any} files the `files` of a configuration @returns {[string, string][]} source, destination */
const fileEntries = (files) => {
    if (Array.isArray(files)) files = Object.fromEntries(files.map((source) => [source, '']));
    if (typeof files !== 'object') throw wrong(`files must be a table, "URL" = "path", not ${JSON.stringify(files)}`);
    const templates = new Map();
    const found = [];
    for (const [key, value] of Object.entries(files)) {
        const text = toText(value, `the destination of ${key} in files`);
        if (isTemplate(key)) {
            templates.set(key, filled(text, templates));
            continue;
        }
        const [source, destination] = [filled(key, templates), filled(text, templates)];
        // The FAQ has it the other way round: "path" = "https://…".
        found.push(isURL(destination) && !isURL(source) ? [destination, source] : [source, destination]);
    }
    return found;
};

const trimmed = (part) => part.trim().replace(/^\/+|\/+$/g, '');

/** Joins parts of a path, of which the first may be absolute. */
const joined = (...parts) => {
    const path = parts.map(trimmed).filter((part) => part && part !== '.');
    return (parts[0].startsWith('/') ? '/' : '') + path.join('/');
};

/** The older `fetch`: a list of `{from, files}` or `{from, to_file}`, with `to_folder`. */
const fetchEntries = (list) =>
    [list].flat().flatMap(({ from = '', to_folder: folder = '.', to_file: file, files }) => {
        const where = `the entry of fetch from "${from}"`;
        if (files !== undefined && file !== undefined) throw wrong(`${where} has both to_file and files: keep one`);
        const base = from && !from.endsWith('/') ? `${from}/` : from;
        if (files !== undefined) return [files].flat().map((name) => [base + name, joined(folder, name)]);
        if (!file && from.endsWith('/')) throw wrong(`${where} is a folder: name its files, or to_file`);
        return [[from, joined(folder, file ?? nameOf(from))]];
    });

const specifier = (version) => (version === '*' ? '' : /^\d/.test(version) ? `==${version}` : version);

/** @param {any} packages a list, one name, or a table `"name" = "requirement"` */
const packageList = (packages = []) => {
    if (packages && typeof packages === 'object' && !Array.isArray(packages))
        return Object.entries(packages).map(([name, version]) => name + specifier(version));
    return [packages].flat().map((name) => toText(name, 'a package'));
};

/** A package that is beside something, by its address; of any other, its name. */
const located = (name, url) => (/^(?:\/|\.\.?\/)/.test(name) ? new URL(name, url).href : name);

/** Index URLs are templates: `…/{package_name}/json`. */
const resolveIndex = (index, url) =>
    /^(?:\/|\.\.?\/)/.test(index) ? new URL(index, url).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}') : index;

const isConfiguration = (name) => /\.(?:json|toml)(?:[?#].*)?$/i.test(name);

/** A destination as a path of its own: without `./`, and with the name that it leaves open. */
const destinationOf = (source, destination) => {
    const path = !destination || destination.endsWith('/') ? destination + nameOf(source) : destination;
    return path.replace(/^(?:\.\/)+/, '');
};

/**
 * Adds what a configuration says to a plan, and what the remote packages say that it names.
 * @param {Plan} plan
 * @param {any} values
 * @param {string} url
 * @param {{seen: Set<string>, parse: Parse}} remote URLs of remote packages, and how to read them
 * @param {string} [name] of the remote package that this is
 */
const add = async (plan, values, url, { seen, parse }, name) => {
    const entries = [...fileEntries(values.files ?? {}), ...fetchEntries(values.fetch ?? [])];
    for (const [source, destination] of entries) {
        // What a remote package leaves open goes where `import` finds it, as it lies beside it.
        const inPackage = name && !destination && !isURL(source);
        const path = inPackage ? `${name}/${joined(source)}` : destinationOf(source, destination);
        plan.files.push({ url: new URL(source, url).href, path });
    }
    if (name)
        for (const [thread, modules] of Object.entries(values.js_modules ?? {})) {
            plan.jsModules ??= {};
            for (const [source, module] of Object.entries(modules))
                (plan.jsModules[thread] ??= {})[new URL(source, url).href] = module;
        }
    for (const entry of packageList(values.packages)) {
        const spec = located(entry, url);
        if (!isConfiguration(spec)) plan.packages.push(spec);
        else {
            const { href } = new URL(spec, url);
            if (seen.has(href)) continue;
            seen.add(href);
            const response = await fetchOrFail(href, 'a remote package');
            const remote = await parse(await response.text(), kindOf(href, response), `at ${href}`);
            if (!remote?.name) throw wrong(`the remote package at ${href} has no name`);
            await add(plan, remote, href, { seen, parse }, remote.name);
        }
    }
};

/** Two files for one place: which one is meant? */
const refuseDuplicates = (files) => {
    const taken = new Map();
    for (const { url, path } of files) {
        if (path.endsWith('/*') || path === '*') continue;
        const other = taken.get(path);
        if (other)
            throw new UserError('PY0409', `both ${other} and ${url} are to become the file ${path}: keep one`);
        taken.set(path, url);
    }
};

/**
 * @param {Record<string, any>} values of a configuration
 * @param {string} url what its relative URLs are relative to
 * @param {Parse} parse
 * @returns {Promise<Plan>}
 */
export const planOf = async (values, url, parse) => {
    const plan = {
        files: [],
        packages: [],
        indexes: [values.index_urls ?? []].flat().map((index) => resolveIndex(index, url)),
        cache: values.packages_cache ?? '',
        jsModules: values.js_modules && structuredClone(values.js_modules),
    };
    await add(plan, values, url, { seen: new Set(), parse });
    refuseDuplicates(plan.files);
    plan.packages = [...new Set(plan.packages)];
    return plan;
};
