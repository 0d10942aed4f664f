/** Folders of the device, and of the browser's own file system, that Python has mounted. */
import { forgetFolder, knownFolder } from '../known-folders.js';
import { createDeviceFolder } from './device-folder.js';
import { createPythonFolder } from './python-folder.js';
import { isChanged, reconcile } from './reconcile.js';

/** How many of the files that have failed are named. */
const NAMED = 3;

/**
 * The folder of the origin-private file system that has this path.
 * @param {string} path @param {boolean} create
 */
const privateFolder = async (path, create) => {
    if (!navigator.storage?.getDirectory)
        throw new Error('only pages that came by https, or from localhost, may keep files in the browser');
    let folder = await navigator.storage.getDirectory();
    try {
        for (const name of path.split('/')) folder = await folder.getDirectoryHandle(name, { create });
    } catch (error) {
        if (error.name !== 'NotFoundError') throw error;
        throw new Error('the browser keeps no such folder yet, and a mode that only reads makes none');
    }
    return folder;
};

/** What has been made, by the interpreter's file system. */
const made = new WeakMap();

/**
 * What Python calls.
 * @param {any} FS the interpreter's file system
 * @param {{report(text: string, key: string): void}} host its host
 */
export const mountsOf = (FS, host) => {
    if (!made.has(FS)) made.set(FS, createMounts(FS, (text) => host.report(text, '')));
    return made.get(FS);
};

/**
 * @param {any} FS the interpreter's file system
 * @param {(text: string) => void} report shows an error that nobody waits for
 */
const createMounts = (FS, report) => {
    const mounts = new Map();

    const fail = (failures) => {
        const more = failures.length - NAMED;
        const named = failures.slice(0, NAMED).join('; ');
        throw new Error(more > 0 ? `${named}; and ${more} more` : named);
    };

    const settle = async (mount, here, there, paths) => {
        const { failures, conflicts } = await reconcile(mount, here, there, paths);
        if (conflicts.length)
            console.warn(
                `${mount.path}: changed by Python and by others since the last sync, what others have written ` +
                    `is kept as ${conflicts.join(', ')}`,
            );
        if (failures.length) fail(failures);
    };

    const syncAll = async (mount) => {
        const there = await mount.device.list();
        const here = mount.python.list();
        await settle(mount, here, there, new Set([...mount.before.keys(), ...here.keys(), ...there.keys()]));
    };

    /** Saves what Python has changed, without a look at the rest. */
    const save = async (mount) => {
        const { python, device, before } = mount;
        const listed = python.list();
        const paths = [...new Set([...before.keys(), ...listed.keys()])].filter((path) =>
            isChanged(listed.get(path), before.get(path)),
        );
        const there = await device.find(paths);
        const here = new Map();
        for (const path of paths) {
            const entry = python.look(path);
            if (entry) here.set(path, entry);
        }
        await settle(mount, here, there, paths);
    };

    /** One after another. */
    const inTurn = (mount, work) => {
        const done = mount.turn.then(() => mounts.get(mount.path) === mount && work(mount));
        mount.turn = done.catch(() => {});
        return done;
    };

    const saveSoon = (mount) => {
        if (mount.isSaving) return;
        mount.isSaving = true;
        // All that Python does in one go is saved together.
        setTimeout(() =>
            inTurn(mount, () => {
                mount.isSaving = false;
                return save(mount);
            }).catch(({ message }) => report(`RuntimeError: ${mount.path} could not be saved: ${message}`)),
        );
    };

    const of = (path) => {
        const mount = mounts.get(path);
        if (!mount) throw new Error('nothing is mounted there any more');
        return mount;
    };

    const functions = {
        /**
         * @param {string} path an empty folder of Python's
         * @param {string} key of a folder that the user has chosen
         * @param {string} own the path of one in the origin-private file system instead, or `""`
         * @param {boolean} isReadOnly
         * @param {boolean} savesSoon whether what changes is saved by itself
         */
        async mount(path, key, own, isReadOnly, savesSoon) {
            const handle = own ? await privateFolder(own, !isReadOnly) : await knownFolder(key);
            const mount = {
                path,
                isReadOnly,
                before: new Map(),
                device: createDeviceFolder(handle),
                turn: Promise.resolve(),
                isSaving: false,
            };
            mount.python = createPythonFolder(FS, path, isReadOnly, () => savesSoon && saveSoon(mount));
            mounts.set(path, mount);
            try {
                await inTurn(mount, syncAll);
            } catch (error) {
                mounts.delete(path);
                mount.python.unmount();
                throw error;
            }
        },

        sync: (path) => inTurn(of(path), syncAll),

        unmount(path) {
            return inTurn(of(path), async (mount) => {
                if (!mount.isReadOnly) await syncAll(mount);
                mounts.delete(path);
                mount.python.unmount();
            });
        },

        /** @param {string} key @returns whether that was remembered */
        async forget(key) {
            if (!(await knownFolder(key))) return 'unknown';
            await forgetFolder(key);
        },
    };

    // Nothing of these rejects: Python gets what went wrong as text, `""` where nothing did.
    const told =
        (work) =>
        async (...args) => {
            try {
                return (await work(...args)) || '';
            } catch (error) {
                return error?.message || String(error?.name ?? error);
            }
        };
    return Object.fromEntries(Object.entries(functions).map(([name, work]) => [name, told(work)]));
};
