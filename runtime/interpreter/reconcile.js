/**
 * Makes two folders alike: Python's, in memory, and one of the device.
 *
 * Both may have changed since they were alike. What each path was like then is remembered, so it
 * is known who has changed, made or deleted what: that is done on the other side as well, and
 * nothing else. Where both sides have changed a file both versions are kept, Python's under its
 * name; where one has changed what the other has deleted, it is kept.
 */
import { NOT_EMPTY, each } from './device-folder.js';

/** @typedef {{kind: string, here?: number, there?: string}} Before what a path was like */

const sameBytes = (a, b) => {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
};

/** @param {{kind: string, version?: any} | undefined} now @param {string | undefined} kind @param {any} version */
const isSame = (now, kind, version) => now?.kind === kind && (now?.kind !== 'file' || now.version === version);

/**
 * Who has changed something about a path.
 * @param {any} here what Python has there now @param {any} there what the device has
 * @param {Before | undefined} before
 */
const changesOf = (here, there, before) => ({
    isOurs: !isSame(here, before?.kind, before?.here),
    isTheirs: !isSame(there, before?.kind, before?.there),
});

/** @param {any} here @param {Before | undefined} before */
export const isChanged = (here, before) => !isSame(here, before?.kind, before?.here);

/**
 * @param {object} sides
 * @param {ReturnType<typeof import('./python-folder.js').createPythonFolder>} sides.python
 * @param {ReturnType<typeof import('./device-folder.js').createDeviceFolder>} sides.device
 * @param {Map<string, Before>} sides.before changed in place
 * @param {boolean} sides.isReadOnly whether nothing may be changed on the device
 * @param {Map<string, any>} here what Python has, of these paths
 * @param {Map<string, any>} there what the device has
 * @param {Iterable<string>} paths
 * @returns {Promise<{failures: string[], conflicts: string[]}>} the latter name the copies
 */
export const reconcile = async ({ python, device, before, isReadOnly }, here, there, paths) => {
    const failures = [];
    const conflicts = [];

    const attempt = async (path, work) => {
        try {
            await work();
        } catch (error) {
            failures.push(`${path}: ${error.message || error.name}`);
        }
    };

    const note = (path, entry) => {
        const mine = python.look(path);
        if (!mine && !entry) before.delete(path);
        else before.set(path, { kind: entry.kind, here: mine?.version, there: entry.version });
    };

    /** What a folder has in it must not have changed if something else is to take its place. */
    const clear = async (path, side, isChangedThere, remove) => {
        const inside = [...side.keys()].filter((each) => each.startsWith(`${path}/`));
        if (inside.some((each) => isChangedThere(side.get(each), before.get(each))))
            throw new Error('it is a folder on one side and a file on the other');
        await remove(path);
        for (const each of inside) {
            side.delete(each);
            before.delete(each);
        }
    };

    const toDevice = async (path) => {
        const [mine, theirs] = [here.get(path), there.get(path)];
        if (theirs && theirs.kind !== mine.kind)
            await clear(
                path,
                there,
                (now, was) => !isSame(now, was?.kind, was?.there),
                () => device.remove(path, true),
            );
        if (mine.kind === 'directory') {
            await device.makeFolder(path);
            before.set(path, { kind: 'directory' });
            return;
        }
        const content = python.content(mine);
        const { version } = mine.node; // as long as nothing was awaited
        const written = await device.write(path, content, !theirs);
        before.set(path, { kind: 'file', here: version, there: written.version });
    };

    const toPython = async (path) => {
        const theirs = there.get(path);
        if (theirs.problem) throw theirs.problem;
        const content = theirs.kind === 'file' ? new Uint8Array(await theirs.file.arrayBuffer()) : null;
        // Python has gone on meanwhile: the next time decides.
        if (!isSame(python.look(path), here.get(path)?.kind, here.get(path)?.version)) return;
        if (here.get(path) && here.get(path).kind !== theirs.kind)
            await clear(path, here, isChanged, (folder) => python.remove(folder, true));
        if (content) python.write(path, content, theirs.file.lastModified);
        else python.makeFolder(path);
        note(path, theirs);
    };

    /** A name that nothing has on either side. */
    const freeName = async (path) => {
        for (let count = 1; ; count++) {
            const name = `${path}.theirs${count > 1 ? `-${count}` : ''}`;
            if (!python.look(name) && !(await device.find([name])).size) return name;
        }
    };

    /** Both have it, changed: often in the same way. */
    const toBoth = async (path) => {
        const [mine, theirs] = [here.get(path), there.get(path)];
        if (mine.kind !== theirs.kind) throw new Error('it is a folder on one side and a file on the other');
        if (mine.kind === 'directory') return note(path, theirs);
        if (theirs.problem) throw theirs.problem;
        const bytes = new Uint8Array(await theirs.file.arrayBuffer());
        if (sameBytes(python.content(mine), bytes)) {
            before.set(path, { kind: 'file', here: mine.node.version, there: theirs.version });
            return;
        }
        const copy = await freeName(path);
        const written = await device.write(copy, bytes, true);
        python.write(copy, bytes, theirs.file.lastModified);
        note(copy, written);
        conflicts.push(copy);
        await toDevice(path);
    };

    // What is made and changed, folders first; then what is deleted, folders last.
    const folders = [];
    const files = [];
    const deletions = [];
    for (const path of paths) {
        const [mine, theirs] = [here.get(path), there.get(path)];
        let { isOurs, isTheirs } = changesOf(mine, theirs, before.get(path));
        if (isReadOnly) {
            isTheirs ||= isOurs;
            isOurs = false;
        }
        if (!isOurs && !isTheirs) continue;
        if (!mine && !theirs) before.delete(path);
        else if (isOurs && isTheirs && mine && theirs) files.push([path, toBoth]);
        else {
            // Whoever has it, has it changed, or the other has deleted it unchanged.
            const givesDevice = isOurs && (mine || !isTheirs);
            const [source, work] = givesDevice ? [mine, toDevice] : [theirs, toPython];
            if (!source) deletions.push([path, givesDevice ? device : python]);
            else if (source.kind === 'directory') folders.push([path, work]);
            else files.push([path, work]);
        }
    }
    const byPath = ([a], [b]) => (a < b ? -1 : 1);
    for (const [path, work] of folders.sort(byPath)) await attempt(path, () => work(path));
    await each(files, ([path, work]) => attempt(path, () => work(path)));

    for (const [path, side] of deletions.sort(byPath).reverse())
        await attempt(path, async () => {
            if (!before.has(path)) return; // it went with a folder whose place was taken
            if (side === python && isChanged(python.look(path), before.get(path))) return;
            try {
                await side.remove(path);
                before.delete(path);
            } catch (error) {
                if (error.name !== NOT_EMPTY) throw error;
                // The other side has made something in this folder: it stays.
                if (side === device) python.makeFolder(path);
                else if (!isReadOnly) await device.makeFolder(path);
            }
        });
    return { failures, conflicts };
};
