"""Use folders of the user's device, or of the browser, as folders of Python's."""

import os

from pyscript._device import need_runtime, on_device
from pyscript._interpreter import host

__all__ = ["Mount", "mount", "mounted", "revoke", "sync", "unmount"]

_MODES = ("readwrite", "read")
_ROOTS = ("", "desktop", "documents", "downloads", "music", "pictures", "videos", "opfs")


class Mount:
    """What is mounted at a path: its `path`, `mode`, `root` and `id`."""

    def __init__(self, path: str, mode: str, root: str, id: str):
        self.path = path
        self.mode = mode
        self.root = root
        self.id = id

    def __repr__(self) -> str:
        return f"<Mount {self.path} mode={self.mode!r} root={self.root!r} id={self.id!r}>"


mounted: "dict[str, Mount]" = {}
"""What is mounted now, by its absolute path."""

_beginning: list = []  # paths at which something is being mounted


async def mount(
    path: str,
    mode: str = "readwrite",
    root: str = "",
    id: str = "pyscript",
    autosync: bool = False,
) -> None:
    """Make a folder of the user's device a folder of Python's, at `path`.

    The user chooses it, once for each `path` and `id`: later the same is used, with the
    user's permission. Where no click has just preceded, a dialog asks for one. All its files
    are copied into memory; what Python changes there is written back by `sync(path)`, or by
    itself with `autosync=True`. With `mode="read"` Python cannot change anything.

    `root` is where the browser begins to look: `"desktop"`, `"documents"`, `"downloads"`,
    `"music"`, `"pictures"` or `"videos"`. `root="opfs"` asks nobody: it uses a folder that the
    browser itself keeps for this site, `id` and `path` together being its name.

    Only browsers made of Chromium let pages use folders of the device; `root="opfs"` works in
    all, and in workers that cannot reach the page. `ValueError` if something is mounted there,
    or in the way; `RuntimeError` if there is no permission, or no support.
    https://developer.mozilla.org/en-US/docs/Web/API/File_System_API
    """
    _check("mode", mode, _MODES)
    _check("root", root, _ROOTS)
    if not isinstance(id, str) or not id or "/" in id or id in (".", ".."):
        raise ValueError(f"id must be a name without '/', not {id!r}")
    path = _absolute(path)
    _check_free(path)
    call = f"fs.mount({path!r})"
    _beginning.append(path)
    try:
        mounts = await _mounts(call)
        _prepare(path)
        key = _key(path, id)
        private = id + path if root == "opfs" else ""
        if not private:
            _raise_if(call, await on_device(call, "openFolder", key, path, mode, root, id))
            _prepare(path)  # much may have happened meanwhile
        problem = await mounts.mount(path, key, private, mode == "read", bool(autosync))
        if problem and not private:
            problem += f" (await fs.revoke({path!r}, {id!r}) lets the user choose another folder)"
        _raise_if(call, problem)
        mounted[path] = Mount(path, mode, root, id)
    finally:
        _beginning.remove(path)


async def sync(path: str) -> None:
    """Write what Python has changed, and read what others have.

    Where both have changed a file, that of others is kept as `NAME.theirs`. With
    `mode="read"` it only reads. `KeyError` if nothing is mounted there; `RuntimeError` if
    something could not be written, which the next `sync` tries again.
    """
    path = _known(path)
    call = f"fs.sync({path!r})"
    _raise_if(call, await (await _mounts(call)).sync(path))


async def unmount(path: str) -> None:
    """Write back what Python has changed, then free the memory and the path.

    `KeyError` if nothing is mounted there; `RuntimeError` if something could not be written:
    then it stays mounted.
    """
    path = _known(path)
    call = f"fs.unmount({path!r})"
    _raise_if(call, await (await _mounts(call)).unmount(path))
    mounted.pop(path, None)


async def revoke(path: str, id: str = "pyscript") -> bool:
    """Forget what the user chose for this path and `id`; tell whether that was known.

    The next `mount` lets the user choose anew. What is mounted with it is unmounted first, and
    so written back. Files that the browser keeps (`root="opfs"`) stay as they are.
    """
    path = _absolute(path)
    found = mounted.get(path)
    if found is not None and found.id == id and found.root != "opfs":
        await unmount(path)
    call = f"fs.revoke({path!r})"
    result = await (await _mounts(call)).forget(_key(path, id))
    if result == "unknown":
        return False
    _raise_if(call, result)
    return True


async def _mounts(call: str):
    """Return what the interpreter's side of the runtime has for this."""
    need_runtime(call)
    return (await host.beside("./mounts.js")).mountsOf(host.FS, host)


def _raise_if(call: str, problem: str) -> None:
    if problem:
        raise RuntimeError(f"{call}: {problem}")


def _check(name: str, value, known: tuple) -> None:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, not {value!r}")


def _key(path: str, id: str) -> str:
    return f"{path}@{id}"


def _absolute(path) -> str:
    """Return a path from the root, without `.` and `..`."""
    if hasattr(path, "__fspath__"):
        path = path.__fspath__()
    if not isinstance(path, str) or not path:
        raise TypeError(f"path must be a str such as '/local', not {path!r}")
    if path[0] != "/":
        path = f"{os.getcwd()}/{path}"
    parts: list = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part and part != ".":
            parts.append(part)
    return "/" + "/".join(parts)


def _known(path) -> str:
    path = _absolute(path)
    if path not in mounted:
        raise KeyError(f"nothing is mounted at {path!r}: await fs.mount({path!r}) does that")
    return path


def _check_free(path: str) -> None:
    """Raise unless something can be mounted here."""
    for other in list(mounted) + _beginning:
        if other == path:
            state = "is being mounted" if path in _beginning else "is mounted already"
            raise ValueError(f"{path!r} {state}: await fs.unmount({path!r}) first")
        if path.startswith(other + "/") or other.startswith(path + "/"):
            raise ValueError(f"{path!r} cannot be mounted while {other!r} is: one is in the other")


def _prepare(path: str) -> None:
    """Make the folder, unless it is there and empty."""
    parts = path.split("/")
    for end in range(2, len(parts) + 1):
        try:
            os.mkdir("/".join(parts[:end]))
        except OSError:
            pass  # it exists, or the next step says what is wrong
    try:
        contents = os.listdir(path)
    except OSError:
        contents = None
    if contents is None:
        raise ValueError(f"{path!r} is not, and cannot become, a folder")
    if contents:
        raise ValueError(f"{path!r} is not empty: mount at a path of its own, such as '/local'")
