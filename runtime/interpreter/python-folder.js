/** A folder of Python's, where something of the device is mounted: what is in it, by path. */
import { NOT_EMPTY } from './device-folder.js';
import { createTracked } from './tracked.js';

/** As errno.h of Emscripten's C library has it. */
const ENOTEMPTY = 55;

/**
 * Mounts a file system that knows what changes.
 * @param {any} FS the interpreter's
 * @param {string} root its path, an empty folder
 * @param {boolean} isReadOnly for Python
 * @param {() => void} onChange when Python has changed something
 */
export const createPythonFolder = (FS, root, isReadOnly, onChange) => {
    const tracked = createTracked(FS, isReadOnly, onChange);
    FS.mount(tracked, {}, root);
    const { node: top } = FS.lookupPath(root);
    const absolute = (path) => `${root}/${path}`;

    const entryOf = (node) => {
        if (FS.isDir(node.mode)) return { kind: 'directory', node };
        return { kind: FS.isFile(node.mode) ? 'file' : 'link', version: node.version, node };
    };

    const visit = (folder, prefix, tell) => {
        for (const [name, node] of Object.entries(folder.contents)) {
            if (node.mounted) continue;
            const entry = entryOf(node);
            tell(prefix + name, entry);
            if (entry.kind === 'directory') visit(node, `${prefix}${name}/`, tell);
        }
    };

    const look = (path) => {
        let node = top;
        for (const name of path.split('/')) {
            if (!FS.isDir(node.mode) || !Object.hasOwn(node.contents, name)) return undefined;
            node = node.contents[name];
        }
        return entryOf(node);
    };

    const remove = (path, recursive) => {
        const entry = look(path);
        if (!entry) return;
        if (entry.kind !== 'directory') return FS.unlink(absolute(path));
        if (recursive) for (const name of Object.keys(entry.node.contents)) remove(`${path}/${name}`, true);
        FS.rmdir(absolute(path));
    };

    return {
        /** @returns {Map<string, {kind: string, version?: number, node: any}>} all that is there now */
        list() {
            const found = new Map();
            visit(top, '', (path, entry) => found.set(path, entry));
            return found;
        },

        look,

        /** A copy of what is in a file. */
        content({ kind, node }) {
            if (kind !== 'file') throw new Error('a symbolic link cannot be kept there');
            return tracked.content(node);
        },

        /** @param {string} path @param {Uint8Array} content @param {number} time of its last change, in ms */
        write: (path, content, time) =>
            tracked.unguarded(() => {
                FS.mkdirTree(absolute(path.slice(0, Math.max(0, path.lastIndexOf('/')))));
                FS.writeFile(absolute(path), content, { canOwn: true });
                FS.utime(absolute(path), time, time);
            }),

        makeFolder: (path) => tracked.unguarded(() => FS.mkdirTree(absolute(path))),

        /** @param {string} path @param {boolean} [recursive] */
        remove(path, recursive = false) {
            try {
                tracked.unguarded(() => remove(path, recursive));
            } catch (error) {
                if (error.errno !== ENOTEMPTY) throw error;
                throw Object.assign(new Error(`${path} is not empty`), { name: NOT_EMPTY });
            }
        },

        unmount: () => FS.unmount(root),
    };
};
