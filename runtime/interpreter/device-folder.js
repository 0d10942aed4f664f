/** A folder of the device, or of the browser's own file system: what is in it, by path. */

/**
 * @typedef {object} Entry
 * @prop {"file" | "directory"} kind
 * @prop {FileSystemHandle} handle
 * @prop {File} [file]
 * @prop {string} [version] changes with the content of a file
 * @prop {Error} [problem] why a file cannot be read
 */

/** The name of the error when a folder is to be removed that has something in it. */
export const NOT_EMPTY = 'InvalidModificationError';

/** How many files are read or written at once. */
const AT_ONCE = 16;

/** @param {any[]} items @param {(item: any) => Promise<void>} work */
export const each = async (items, work) => {
    let next = 0;
    const take = async () => {
        while (next < items.length) await work(items[next++]);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, take));
};

const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);

/** @param {FileSystemFileHandle} handle @returns {Promise<Entry>} */
const describe = async (handle) => {
    try {
        const file = await handle.getFile();
        return { kind: 'file', handle, file, version: `${file.size} ${file.lastModified}` };
    } catch (problem) {
        return { kind: 'file', handle, problem };
    }
};

/** Writes a file, where the browser lets only workers write, in the way that it has for them. */
const write = async (handle, content) => {
    if (handle.createWritable) {
        const stream = await handle.createWritable();
        await stream.write(content);
        return stream.close();
    }
    if (!handle.createSyncAccessHandle)
        throw new Error('this browser writes files only in workers: let the script be one');
    const access = await handle.createSyncAccessHandle();
    try {
        access.truncate(0);
        access.write(content, { at: 0 });
        access.flush();
    } finally {
        access.close();
    }
};

/** @param {FileSystemDirectoryHandle} root */
export const createDeviceFolder = (root) => {
    /** @type {Map<string, Promise<FileSystemDirectoryHandle>>} */
    let folders = new Map([['', Promise.resolve(root)]]);

    const folder = (path, create) => {
        let found = folders.get(path);
        if (!found) {
            found = folder(parentOf(path), create).then((parent) => parent.getDirectoryHandle(nameOf(path), { create }));
            folders.set(path, found);
            found.catch(() => folders.delete(path));
        }
        return found;
    };

    /** @param {(path: string, entry: Entry) => void} tell */
    const visit = async (handle, prefix, tell) => {
        const children = [];
        for await (const child of handle.entries()) children.push(child);
        await each(children, async ([name, child]) => {
            const path = prefix + name;
            if (child.kind === 'file') {
                const entry = await describe(child);
                if (entry.problem?.name !== 'NotFoundError') tell(path, entry); // it has just been removed
            } else {
                folders.set(path, Promise.resolve(child));
                tell(path, { kind: 'directory', handle: child });
                await visit(child, `${path}/`, tell);
            }
        });
    };

    const lookUp = async (path) => {
        try {
            const parent = await folder(parentOf(path), false);
            try {
                return await describe(await parent.getFileHandle(nameOf(path)));
            } catch (error) {
                if (error.name !== 'TypeMismatchError') throw error;
                return { kind: 'directory', handle: await parent.getDirectoryHandle(nameOf(path)) };
            }
        } catch (error) {
            if (['NotFoundError', 'TypeMismatchError'].includes(error.name)) return null;
            throw error;
        }
    };

    return {
        /** @returns {Promise<Map<string, Entry>>} all that is there now */
        async list() {
            const found = new Map();
            folders = new Map([['', Promise.resolve(root)]]);
            try {
                await visit(root, '', (path, entry) => found.set(path, entry));
            } catch (error) {
                if (error.name !== 'NotFoundError') throw error;
                throw new Error('the folder, or one in it, has gone');
            }
            return found;
        },

        /** @param {string[]} paths @returns {Promise<Map<string, Entry>>} those that are there now */
        async find(paths) {
            const found = new Map();
            folders = new Map([['', Promise.resolve(root)]]);
            await each(paths, async (path) => {
                const entry = await lookUp(path);
                if (entry) found.set(path, entry);
            });
            return found;
        },

        /** Makes a folder, and those around it. @param {string} path */
        makeFolder: (path) => folder(path, true),

        /** @param {string} path @param {Uint8Array} content @param {boolean} isNew @returns {Promise<Entry>} */
        async write(path, content, isNew) {
            const parent = await folder(parentOf(path), true);
            const handle = await parent.getFileHandle(nameOf(path), { create: true });
            try {
                await write(handle, content);
            } catch (error) {
                if (isNew) await parent.removeEntry(nameOf(path)).catch(() => {}); // it would be empty
                throw error;
            }
            return describe(handle);
        },

        /** @param {string} path @param {boolean} [recursive] */
        async remove(path, recursive = false) {
            try {
                const parent = await folder(parentOf(path), false);
                await parent.removeEntry(nameOf(path), { recursive });
            } catch (error) {
                if (error.name !== 'NotFoundError') throw error; // somebody else has removed it
            }
            for (const known of folders.keys()) if (known === path || known.startsWith(`${path}/`)) folders.delete(known);
        },
    };
};
