/** A file system in memory that knows what has changed in it, and can refuse to be changed. */

/** As errno.h of Emscripten's C library has it. */
const EROFS = 69;
const WRITES = 3; // O_WRONLY | O_RDWR

/**
 * Emscripten's MEMFS, each of whose files has a `version`, a number that changes with its content
 * and that no other file has.
 * @param {any} FS the interpreter's
 * @param {boolean} isReadOnly for Python
 * @param {() => void} onChange when Python has changed something
 */
export const createTracked = (FS, isReadOnly, onChange) => {
    const { MEMFS } = FS.filesystems;
    let ours = false;
    let count = 0;

    const check = () => {
        if (isReadOnly && !ours) throw new FS.ErrnoError(EROFS);
    };
    const changed = (node) => {
        node.version = ++count;
        if (!ours) onChange();
    };

    /** An operation on folders. */
    const guarded =
        (operation) =>
        (...args) => {
            check();
            const result = operation(...args);
            if (!ours) onChange();
            return result;
        };

    const setattr = (operation) => (node, attributes) => {
        check();
        operation(node, attributes);
        if (attributes.size !== undefined) changed(node);
    };

    /** An operation on content. */
    const writing =
        (operation) =>
        (stream, ...args) => {
            check();
            const result = operation(stream, ...args);
            changed(stream.node);
            return result;
        };

    let operations;
    const operationsOf = () => {
        const { dir, file, link } = MEMFS.ops_table;
        const { node, stream } = file;
        return (operations ??= {
            folder: {
                ...dir.node,
                mknod: guarded((...args) => adopt(dir.node.mknod(...args))),
                symlink: guarded((...args) => adopt(dir.node.symlink(...args))),
                rename: guarded(dir.node.rename),
                unlink: guarded(dir.node.unlink),
                rmdir: guarded(dir.node.rmdir),
                setattr: setattr(dir.node.setattr),
            },
            file: { ...node, setattr: setattr(node.setattr) },
            link: { ...link.node, setattr: setattr(link.node.setattr) },
            stream: {
                ...stream,
                open({ fd, flags }) {
                    if (!(flags & WRITES) || ours || !isReadOnly) return;
                    FS.closeStream(fd);
                    check();
                },
                write: writing(stream.write),
                msync: writing(stream.msync),
            },
        });
    };

    const adopt = (node) => {
        const { folder, file, link, stream } = operationsOf();
        node.version = ++count;
        if (FS.isDir(node.mode)) node.node_ops = folder;
        else if (FS.isLink(node.mode)) node.node_ops = link;
        else if (FS.isFile(node.mode)) Object.assign(node, { node_ops: file, stream_ops: stream });
        return node;
    };

    return {
        mount: (mount) => adopt(MEMFS.mount(mount)),

        /** Calls a function whose changes are not Python's. */
        unguarded(change) {
            ours = true;
            try {
                return change();
            } finally {
                ours = false;
            }
        },

        /** A copy of what is in a file now. */
        content: (node) => MEMFS.getFileDataAsTypedArray(node).slice(),
    };
};
