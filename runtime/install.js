/**
 * Gives an interpreter what its configuration names: files, unpacked archives, packages. On
 * the thread of the interpreter, and only where there is something to install.
 */
import { download, together } from './install/download.js';
import * as micropython from './install/micropython.js';
import * as pyodide from './install/pyodide.js';
import { MORE } from './interpreter/names.js';
import { UserError } from './user-error.js';

const writerOf = ({ FS, PATH, PATH_FS, _module = {} }) => {
    const paths = PATH_FS ?? _module.PATH_FS;
    const folders = PATH ?? _module.PATH;
    const made = new Set(['/', '.']);
    const make = (folder) => {
        if (made.has(folder)) return;
        made.add(folder);
        make(folders.dirname(folder));
        try {
            FS.mkdir(folder);
        } catch {
            // it exists: to ask first would throw as well
        }
    };
    /** @param {string} path relative to the current folder @param {Uint8Array} bytes */
    return (path, bytes) => {
        const file = paths.resolve(path);
        if (path.endsWith('/')) return make(file);
        make(folders.dirname(file));
        FS.writeFile(file, bytes, { canOwn: true });
    };
};

/** @param {string} url @returns {string} `zip`, `tar`, `gztar`, or `""` */
const formatOf = (url) => {
    const [, extension] = /\.(zip|whl|tgz|tar|tar\.gz)(?:[?#].*)?$/i.exec(url) ?? [];
    return { zip: 'zip', whl: 'zip', tgz: 'gztar', tar: 'tar', 'tar.gz': 'gztar' }[extension?.toLowerCase()] ?? '';
};

/** @returns {(bytes: Uint8Array, url: string, folder: string) => Promise<void>} */
const unpackerOf = (type, interpreter, write) => async (bytes, url, folder) => {
    const format = formatOf(url);
    if (!format)
        throw new UserError('PY1000', `${url} cannot be unpacked: an archive is a .zip, .whl, .tar, .tar.gz or .tgz`);
    try {
        if (type === 'py') interpreter.unpackArchive(bytes, format, { extractDir: folder || '.' });
        else {
            const { unpack } = await import(/* beside this file */ './archive.js');
            for (const [name, content] of await unpack(bytes, format)) write(folder + name, content);
        }
    } catch (error) {
        throw new UserError('PY1000', `${url} cannot be unpacked: ${error.message}`);
    }
};

/**
 * @param {'py' | 'mpy'} type
 * @param {any} interpreter
 * @param {import('./plan.js').Plan} plan
 * @param {import('./install/download.js').Progress} progress
 * @throws {UserError} with the documented code
 */
export const install = async (type, interpreter, plan, progress) => {
    const { files, packages } = plan;
    const write = writerOf(interpreter);
    const unpack = unpackerOf(type, interpreter, write);
    if (files.length) {
        const part = together(progress, 'Loading files');
        progress('Loading files');
        await Promise.all(
            files.map(async ({ url, path }) => {
                const bytes = await download(url, 'a file', part());
                if (/(?:^|\/)\*$/.test(path)) await unpack(bytes, url, path.slice(0, -1));
                else write(path, bytes);
            }),
        );
        progress('Loaded files');
    }
    if (packages.length) {
        progress('Loading packages');
        await installPackages(type, interpreter, plan, progress, { write, unpack });
        progress('Loaded packages');
    }
    // What has come may import anything of ours.
    if (files.length || packages.length) await interpreter[MORE]?.();
    // Python may have looked into these folders before.
    if (type === 'py') interpreter.runPython('__import__("importlib").invalidate_caches()');
};

const installPackages = async (type, interpreter, plan, progress, tools) => {
    const { packages } = plan;
    if (type === 'mpy')
        // ulab is a variant of the interpreter.
        return micropython.installPackages(
            tools,
            packages.filter((name) => name !== 'ulab'),
            plan.indexes,
            together(progress, 'Loading packages'),
        );
    try {
        await pyodide.installPackages(interpreter, packages, plan, progress);
    } catch (error) {
        throw pyodide.packageError(error, packages);
    }
};

/**
 * Installs packages while Python runs, and imports them: `py_import`.
 * @param {'py' | 'mpy'} type
 * @param {any} interpreter
 * @param {string[]} packages
 * @param {import('./plan.js').Plan | null} plan
 * @param {import('./install/download.js').Progress} progress
 * @returns {Promise<any[]>} modules
 */
export const importPackages = async (type, interpreter, packages, plan, progress) => {
    const { indexes = [], cache = '' } = plan ?? {};
    await install(type, interpreter, { files: [], packages, indexes, cache, jsModules: undefined }, progress);
    return type === 'py'
        ? pyodide.importPackages(interpreter, packages)
        : packages.map((name) => interpreter.pyimport(name.split('@')[0].replaceAll('-', '_')));
};
