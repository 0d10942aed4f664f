/** Installs packages from micropython-lib and wheels into MicroPython. */
import { UserError } from '../user-error.js';
import { download } from './download.js';

/** https://docs.micropython.org/en/latest/reference/packages.html */
const INDEX = 'https://micropython.org/pi/v2';

const LIBRARY = '/lib/';

const HOSTS = {
    'github:': (owner, repository, branch, path) =>
        `https://raw.githubusercontent.com/${owner}/${repository}/${branch}/${path}`,
    'gitlab:': (owner, repository, branch, path) =>
        `https://gitlab.com/${owner}/${repository}/-/raw/${branch}/${path}`,
};

/** `github:owner/repository/path` → a URL. */
const resolved = (spec, version) => {
    const host = Object.keys(HOSTS).find((prefix) => spec.startsWith(prefix));
    if (!host) return spec;
    const [owner, repository, ...path] = spec.slice(host.length).split('/');
    return HOSTS[host](owner, repository, version || 'HEAD', path.join('/'));
};

const withVersion = (spec) => {
    const at = spec.lastIndexOf('@');
    // A URL may have a user before its host.
    return at > 0 && !spec.slice(at).includes('/') ? [spec.slice(0, at), spec.slice(at + 1)] : [spec, ''];
};

const isAddress = (spec) => /^(?:[a-z][a-z\d+.-]*:\/\/|github:|gitlab:)/i.test(spec);

const textOf = (bytes) => new TextDecoder().decode(bytes);

/**
 * Installs what is not yet there, with what it needs.
 * @param {object} target
 * @param {(path: string, bytes: Uint8Array) => void} target.write
 * @param {(bytes: Uint8Array, url: string, folder: string) => Promise<void>} target.unpack
 * @param {(error: Error, spec: string) => Error} target.failure
 * @param {string[]} specs names with or without `@version`, or URLs
 * @param {string[]} indexes where names are looked for
 * @param {() => (loaded: number, total: number) => void} part of the progress
 */
export const installPackages = async ({ write, unpack }, specs, indexes, part) => {
    const places = indexes.filter((index) => index !== 'PYPI').map((index) => index.replace(/\/$/, ''));
    if (!places.length) places.push(INDEX);
    const seen = new Set();

    const file = async (path, url) => write(LIBRARY + path, await download(url, 'a package', part()));

    /** The package.json of micropython-lib's index or of a repository. */
    const manifest = async (bytes, url, version, index) => {
        const { hashes = [], urls = [], deps = [] } = JSON.parse(textOf(bytes));
        await Promise.all([
            ...hashes.map(([path, hash]) => file(path, `${index}/file/${hash.slice(0, 2)}/${hash}`)),
            ...urls.map(([path, from]) => {
                const address = resolved(from, version);
                return file(path, new URL(address, url).href);
            }),
            ...deps.map(([name, wanted]) => install(wanted && wanted !== 'latest' ? `${name}@${wanted}` : name)),
        ]);
    };

    const fromIndex = async (name, version) => {
        let failure;
        for (const index of places) {
            const url = `${index}/package/py/${name}/${version || 'latest'}.json`;
            try {
                const bytes = await download(url, `the package ${name}`, part());
                return await manifest(bytes, url, version, index);
            } catch (error) {
                failure ??= error;
            }
        }
        throw failure;
    };

    const install = async (spec) => {
        if (seen.has(spec)) return;
        seen.add(spec);
        const [name, version] = withVersion(spec);
        if (!isAddress(name)) return fromIndex(name, version);
        const url = resolved(name, version);
        const last = new URL(url).pathname.split('/').pop();
        if (/\.whl$/.test(last)) return unpack(await download(url, 'a package', part()), url, LIBRARY);
        if (/\.m?py$/.test(last)) return file(last, url);
        const from = last.endsWith('.json') ? url : `${url.replace(/\/$/, '')}/package.json`;
        return manifest(await download(from, 'a package', part()), from, version, places[0]);
    };

    for (const spec of specs)
        try {
            await install(spec);
        } catch (error) {
            throw new UserError('PY1001', `the package ${spec} could not be installed: ${error.message}`);
        }
};
