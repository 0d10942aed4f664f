"""Folders of the device, and of the browser's own file system, as folders of Python's.

The browser's directory picker cannot be driven: a folder of the origin-private file system
takes the place of the one that a user would choose. Nothing else is replaced.
"""

import asyncio
import os
import sys
import time

from pyscript_testing import IN_WORKER, RUNTIME, console, on_page, raises, skip, tick, until, user
from pyscript import fs, when

_count = 0


def fresh():
    """Return a name that no other test uses, in no page of this origin."""
    global _count
    _count += 1

    return f"t{_count}-{int(time.time() * 1e6) % 10**12}"


# What is in the browser's file system, seen by the page.
_READ = """
(async () => {
    const found = {};
    const visit = async (folder, prefix) => {
        for await (const [name, handle] of folder.entries()) {
            if (handle.kind === 'directory') { found[prefix + name + '/'] = ''; await visit(handle, prefix + name + '/'); }
            else found[prefix + name] = [...new Uint8Array(await (await handle.getFile()).arrayBuffer())]
                .map((byte) => String.fromCharCode(byte)).join('');
        }
    };
    let folder = await navigator.storage.getDirectory();
    for (const name of '%s'.split('/')) folder = await folder.getDirectoryHandle(name);
    await visit(folder, '');
    return found;
})()
"""


async def device(folder):
    """Return what a folder of the browser's file system has, a dict of text by path."""
    return await on_page(_READ % folder)


_CHANGE = """
(async () => {
    let folder = await navigator.storage.getDirectory();
    for (const name of '%s'.split('/')) folder = await folder.getDirectoryHandle(name, { create: true });
    const write = async (name, text, where = folder) => {
        const stream = await (await where.getFileHandle(name, { create: true })).createWritable();
        await stream.write(text);
        await stream.close();
    };
    %s
})()
"""


async def change(folder, code):
    """Change a folder as others would; in the JavaScript it is `folder`."""
    return await on_page(_CHANGE % (folder, code))


def will_have(folder, expected):
    """Return a function that tells whether a folder has this content."""

    async def has():
        try:
            return await device(folder) == expected
        except RuntimeError:  # it is being written
            return False

    return has


def write(path, text, mode="w"):
    with open(path, mode) as file:
        file.write(text)


def read(path):
    with open(path) as file:
        return file.read()


async def test_files_persist():
    """What Python writes below the path is in the browser's file system, byte for byte."""
    id = fresh()
    await fs.mount("/opfs", root="opfs", id=id)
    content = bytes(range(256)) * 5
    with open("/opfs/all.bin", "wb") as file:
        file.write(content)
    os.mkdir("/opfs/sub")
    write("/opfs/sub/text.txt", "hello")
    await fs.sync("/opfs")
    found = await device(f"{id}/opfs")
    assert sorted(found) == ["all.bin", "sub/", "sub/text.txt"]
    assert [ord(character) for character in found["all.bin"]] == list(content)
    assert found["sub/text.txt"] == "hello"
    await fs.unmount("/opfs")
    assert os.listdir("/opfs") == []
    await fs.mount("/opfs", root="opfs", id=id)
    with open("/opfs/all.bin", "rb") as file:
        assert file.read() == content
    assert read("/opfs/sub/text.txt") == "hello"
    await fs.unmount("/opfs")


async def mount(root="opfs", **options):
    """Mount a fresh folder; return its path in Python, and in the browser's file system."""
    name = fresh()
    await fs.mount(f"/{name}", root=root, **options)
    return f"/{name}", f"{options.get('id', 'pyscript')}/{name}"


async def test_changes_arrive_on_the_device():
    """What is changed, renamed and deleted is so on the device after `sync`."""
    path, folder = await mount()
    os.mkdir(path + "/docs")
    for name in ("kept", "changed", "cut", "deleted", "renamed", "docs/moved"):
        write(f"{path}/{name}", name)
    await fs.sync(path)
    write(path + "/changed", "afresh")  # of the same length
    with open(path + "/cut", "w"):
        pass
    os.remove(path + "/deleted")
    os.rename(path + "/renamed", path + "/name")
    os.rename(path + "/docs", path + "/papers")
    await fs.sync(path)
    assert await device(folder) == {
        "kept": "kept",
        "changed": "afresh",
        "cut": "",
        "name": "renamed",
        "papers/": "",
        "papers/moved": "docs/moved",
    }
    await fs.unmount(path)


async def test_a_file_becomes_a_folder():
    """And a folder a file."""
    path, folder = await mount()
    os.mkdir(path + "/a")
    os.mkdir(path + "/a/deep")
    write(path + "/a/deep/x", "x")
    write(path + "/b", "b")
    await fs.sync(path)
    os.remove(path + "/a/deep/x")
    os.rmdir(path + "/a/deep")
    os.rmdir(path + "/a")
    write(path + "/a", "a file")
    os.remove(path + "/b")
    os.mkdir(path + "/b")
    write(path + "/b/y", "y")
    await fs.sync(path)
    assert await device(folder) == {"a": "a file", "b/": "", "b/y": "y"}
    await change(
        folder,
        "await folder.removeEntry('a'); await folder.removeEntry('b', { recursive: true });"
        "await write('z', 'z', await folder.getDirectoryHandle('a', { create: true })); await write('b', 'b');",
    )
    await fs.sync(path)
    assert read(path + "/a/z") == "z"
    assert read(path + "/b") == "b"
    await fs.unmount(path)


async def test_changes_of_others_arrive():
    """What others make, change and delete on the device is so in Python after `sync`."""
    path, folder = await mount()
    for name in ("kept", "theirs", "gone"):
        write(f"{path}/{name}", name)
    await fs.sync(path)
    await change(
        folder,
        "await write('theirs', 'changed'); await folder.removeEntry('gone');"
        "await write('new', 'new', await folder.getDirectoryHandle('more', { create: true }));",
    )
    await fs.sync(path)
    assert sorted(os.listdir(path)) == ["kept", "more", "theirs"]
    assert read(path + "/theirs") == "changed"
    assert read(path + "/more/new") == "new"
    await fs.unmount(path)


async def test_nothing_of_others_is_lost():
    """Files that were made on the device since survive `sync` and `unmount`."""
    path, folder = await mount()
    os.mkdir(path + "/a")
    os.mkdir(path + "/b")
    write(path + "/b/changed", "before")
    await fs.sync(path)
    await change(
        folder,
        "await write('new', 'new', await folder.getDirectoryHandle('a'));"
        "await write('changed', 'by others', await folder.getDirectoryHandle('b'));",
    )
    os.rmdir(path + "/a")
    os.remove(path + "/b/changed")
    os.rmdir(path + "/b")
    write(path + "/mine", "mine")
    await fs.unmount(path)
    expected = {"a/": "", "a/new": "new", "b/": "", "b/changed": "by others", "mine": "mine"}
    assert await device(folder) == expected


async def test_deleted_by_others_and_changed_here():
    """What Python has changed is written again."""
    path, folder = await mount()
    os.mkdir(path + "/sub")
    write(path + "/sub/file", "before")
    await fs.sync(path)
    await change(folder, "await folder.removeEntry('sub', { recursive: true });")
    write(path + "/sub/file", "after")
    await fs.sync(path)
    assert await device(folder) == {"sub/": "", "sub/file": "after"}
    await fs.unmount(path)


async def test_changed_on_both_sides():
    """Both versions are kept, and the console says where; alike is no conflict."""
    path, folder = await mount()
    write(path + "/one", "before")
    write(path + "/two", "before")
    await fs.sync(path)
    await change(folder, "await write('one', 'theirs'); await write('two', 'the same');")
    write(path + "/one", "mine")
    write(path + "/two", "the same")
    await fs.sync(path)
    expected = {"one": "mine", "one.theirs": "theirs", "two": "the same"}
    assert await device(folder) == expected
    assert sorted(os.listdir(path)) == sorted(expected)
    assert read(path + "/one.theirs") == "theirs"
    await change(folder, "await write('one', 'theirs again');")
    write(path + "/one", "mine again")
    await fs.sync(path)
    expected["one"] = "mine again"
    expected["one.theirs-2"] = "theirs again"
    assert await device(folder) == expected

    async def warned():
        return [line for line in await console() if path in line]

    lines = await until(warned)
    assert "kept as one.theirs" in lines[0]
    assert not [line for line in lines if "two" in line]
    await fs.unmount(path)


async def test_read_only():
    """With `mode="read"` Python can change nothing; `sync` reads again."""
    path, folder = await mount()
    write(path + "/file", "content")
    os.mkdir(path + "/sub")
    await fs.unmount(path)
    await fs.mount(path, root="opfs", mode="read")
    for wrong in (
        lambda: write(path + "/file", "other"),
        lambda: write(path + "/new", "new"),
        lambda: write(path + "/file", "more", "a"),
        lambda: os.remove(path + "/file"),
        lambda: os.rename(path + "/file", path + "/other"),
        lambda: os.mkdir(path + "/folder"),
        lambda: os.rmdir(path + "/sub"),
    ):
        with raises(OSError):
            wrong()
    assert read(path + "/file") == "content"
    await change(folder, "await write('file', 'by others'); await write('more', 'more');")
    await fs.sync(path)
    assert read(path + "/file") == "by others"
    assert read(path + "/more") == "more"
    await change(folder, "await folder.removeEntry('sub');")
    await fs.unmount(path)
    assert await device(folder) == {"file": "by others", "more": "more"}


async def test_many_failed_attempts_leave_no_open_files():
    """Each is refused in the same way."""
    path, _ = await mount()
    write(path + "/file", "content")
    await fs.unmount(path)
    await fs.mount(path, root="opfs", mode="read")
    for _ in range(5000):
        with raises(OSError, "69"):
            write(path + "/file", "more", "a")
    assert read(path + "/file") == "content"
    await fs.unmount(path)


async def test_reading_what_does_not_exist():
    """A folder to be read only is not made."""
    with raises(RuntimeError, "fs.mount('/nowhere'): the browser keeps no such folder"):
        await fs.mount("/nowhere", root="opfs", mode="read", id=fresh())
    assert "/nowhere" not in fs.mounted
    assert os.listdir("/nowhere") == []


async def test_mounted():
    """`mounted` says what is mounted where."""
    before = list(fs.mounted)
    path, _ = await mount()
    assert [each for each in fs.mounted if each not in before] == [path]
    found = fs.mounted[path]
    assert (found.path, found.mode, found.root, found.id) == (path, "readwrite", "opfs", "pyscript")
    assert path in repr(found)
    await fs.unmount(path)
    assert list(fs.mounted) == before


async def test_nothing_mounted():
    """`sync` and `unmount` of what is not mounted raise `KeyError`, and say how to mount."""
    for function in (fs.sync, fs.unmount):
        with raises(KeyError, "await fs.mount('/none')"):
            await function("/none")


async def test_mounted_already():
    """A second mount of a path is a `ValueError`, whatever its id; so is one inside it."""
    path, _ = await mount()
    for id in ("pyscript", "other"):
        with raises(ValueError, f"await fs.unmount('{path}')"):
            await fs.mount(path, root="opfs", id=id)
    with raises(ValueError, path):
        await fs.mount(path + "/sub", root="opfs")
    assert os.listdir(path) == []
    await fs.unmount(path)


async def test_mounting_twice_at_once():
    """The second is refused while the first goes on."""
    path = f"/{fresh()}"
    first = fs.mount(path, root="opfs")

    task = asyncio.create_task(first)
    await tick()
    with raises(ValueError, path):
        await fs.mount(path, root="opfs")
    await task
    await fs.unmount(path)


async def test_paths_that_are_not_free():
    """A folder with something in it, a file, and the root cannot be mounted at."""
    path = f"/{fresh()}"
    os.mkdir(path)
    write(path + "/file", "")
    with raises(ValueError, "is not empty"):
        await fs.mount(path, root="opfs")
    with raises(ValueError, "folder"):
        await fs.mount(path + "/file", root="opfs")
    with raises(ValueError, "folder"):
        await fs.mount(path + "/file/sub", root="opfs")
    with raises(ValueError, "is not empty"):
        await fs.mount("/", root="opfs")


async def test_wrong_arguments():
    """Each says what would be right."""
    with raises(ValueError, "'readwrite', 'read'"):
        await fs.mount("/wrong", mode="write")
    with raises(ValueError, "'documents'"):
        await fs.mount("/wrong", root="/home")
    for id in ("", "a/b", "..", None):
        with raises(ValueError, "id must be"):
            await fs.mount("/wrong", id=id)
    for path in ("", None, 5):
        with raises(TypeError, "'/local'"):
            await fs.mount(path, root="opfs")


async def test_paths():
    """A relative path belongs to the current folder; `.` and `..` are resolved."""
    name = fresh()
    await fs.mount(f"/tmp/../{name}/./sub//", root="opfs", id=name)
    assert f"/{name}/sub" in fs.mounted
    before = os.getcwd()
    os.chdir(f"/{name}")
    try:
        write("sub/file", "relative")
        await fs.sync("sub")
        await fs.unmount("sub/")
    finally:
        os.chdir(before)
    assert await device(f"{name}/{name}/sub") == {"file": "relative"}


async def test_autosync():
    """What changes is saved by itself, as soon as Python lets the browser."""
    path, folder = await mount(autosync=True)
    write(path + "/file", "one")
    os.mkdir(path + "/sub")
    await until(will_have(folder, {"file": "one", "sub/": ""}))
    os.rename(path + "/file", path + "/sub/file")
    await until(will_have(folder, {"sub/": "", "sub/file": "one"}))
    with open(path + "/sub/file", "a") as file:
        file.write(" and two")
    await until(will_have(folder, {"sub/": "", "sub/file": "one and two"}))
    os.remove(path + "/sub/file")
    os.rmdir(path + "/sub")
    await until(will_have(folder, {}))
    write(path + "/last", "last")
    await fs.unmount(path)
    assert await device(folder) == {"last": "last"}


async def test_autosync_overwrites_nothing_of_others():
    """It looks at no more than what Python has changed."""
    path, folder = await mount(autosync=True)
    await change(folder, "await write('theirs', 'theirs');")
    write(path + "/mine", "mine")
    await until(will_have(folder, {"mine": "mine", "theirs": "theirs"}))
    assert os.listdir(path) == ["mine"]
    await fs.sync(path)
    assert sorted(os.listdir(path)) == ["mine", "theirs"]
    await fs.unmount(path)


# Somebody has the file open for himself alone; a worker can.
_LOCK = """
new Promise((resolve) => {
    const code = `onmessage = async ({ data: path }) => {
        let folder = await navigator.storage.getDirectory();
        const names = path.split('/'), name = names.pop();
        for (const each of names) folder = await folder.getDirectoryHandle(each);
        self.access = await (await folder.getFileHandle(name)).createSyncAccessHandle();
        postMessage('');
    }`;
    window.locker = new Worker(URL.createObjectURL(new Blob([code])));
    locker.onmessage = resolve;
    locker.postMessage('%s');
}).then(() => 'locked')
"""


async def test_what_cannot_be_written():
    """`sync` names it and writes the rest; `unmount` does not let it be lost."""
    path, folder = await mount()
    write(path + "/locked", "before")
    await fs.sync(path)
    await on_page(_LOCK % f"{folder}/locked")
    write(path + "/locked", "after")
    write(path + "/other", "other")
    with raises(RuntimeError, f"fs.sync('{path}'): locked: "):
        await fs.sync(path)
    with raises(RuntimeError, "locked"):
        await fs.unmount(path)
    assert path in fs.mounted
    assert read(path + "/locked") == "after"
    await on_page("locker.terminate()")

    async def synced():
        try:
            await fs.unmount(path)
        except RuntimeError:  # not let go of yet
            return False
        return True

    await until(synced)
    assert await device(folder) == {"locked": "after", "other": "other"}


async def test_symbolic_links():
    """They cannot be kept, and are not silently left out."""
    if not hasattr(os, "symlink"):
        skip("MicroPython has no symbolic links")
    path, folder = await mount()
    write(path + "/file", "file")
    os.symlink("file", path + "/link")
    with raises(RuntimeError, "link: a symbolic link"):
        await fs.sync(path)
    os.remove(path + "/link")
    await fs.unmount(path)
    assert await device(folder) == {"file": "file"}


async def test_at_once():
    """Several that wait for the same, and several mounts, do not get into each other's way."""

    one, first = await mount()
    two, second = await mount(id=fresh())
    for number in range(20):
        write(f"{one}/{number}", str(number))
        write(f"{two}/{number}", str(-number))
    await asyncio.gather(fs.sync(one), fs.sync(two), fs.sync(one))
    assert len(await device(first)) == len(await device(second)) == 20
    write(one + "/20", "20")
    await asyncio.gather(fs.sync(one), fs.unmount(one), fs.unmount(two))
    assert len(await device(first)) == 21


async def test_a_change_during_sync():
    """What Python writes while `sync` writes is there after the next one."""

    path, folder = await mount()
    write(path + "/file", "aaaa")
    task = asyncio.create_task(fs.sync(path))
    for number in range(1000, 1200):
        write(path + "/file", str(number))
        await asyncio.sleep(0)
    await task
    await fs.sync(path)
    assert await device(folder) == {"file": "1199"}
    await fs.unmount(path)


async def test_times():
    """A file has the time of its last change."""
    path, folder = await mount()
    await change(folder, "await write('file', 'content');")
    await fs.sync(path)
    modified = await change(
        folder, "return (await (await folder.getFileHandle('file')).getFile()).lastModified;"
    )
    assert os.stat(path + "/file")[8] == modified // 1000
    await fs.unmount(path)


async def test_modules():
    """Python imports from there."""
    path, folder = await mount()
    name = "module_" + folder.split("/")[-1].replace("-", "_")
    await change(folder, f"await write('{name}.py', 'value = 42');")
    await fs.sync(path)
    sys.path.append(path)
    try:
        assert __import__(name).value == 42
    finally:
        sys.path.remove(path)
    await fs.unmount(path)


# What the browser's picker does, as far as a test can: it wants a click, and gives a folder.
_PICKER = """
window.picked = [];
window.showDirectoryPicker = async (options) => {
    if (!navigator.userActivation.isActive) throw new DOMException('Must be handling a user gesture', 'SecurityError');
    picked.push(options);
    if ('%s' === 'nothing') throw new DOMException('The user aborted a request.', 'AbortError');
    return (await navigator.storage.getDirectory()).getDirectoryHandle('%s', { create: true });
};
void 0
"""


async def pick(folder):
    """From now on the user chooses this folder of the browser's file system."""
    await on_page(_PICKER % (folder, folder))


async def options_of_picker():
    """Return what the picker was called with, each time."""
    return await on_page("picked")


class click:
    """Mount, `async with` a click: `await click(target, "/path", mode="read")`."""

    def __init__(self, target, *args, **options):
        self.target = target
        self.mounting = lambda: fs.mount(*args, **options)

    async def result(self):
        """Click on a button whose handler mounts; return what came of it."""
        results = []

        @when("click", f"#{self.target}")
        async def clicked(event):
            try:
                await self.mounting()
            except Exception as error:
                results.append(error)
            else:
                results.append(None)

        await on_page(f"document.getElementById('{self.target}').textContent = 'Mount'")
        await user("click", f"#{self.target}")
        await until(lambda: results)
        clicked.remove()
        return results[0]


async def mount_by_click(target, *args, **options):
    """Mount in the handler of a click; raise what that raised."""
    error = await click(target, *args, **options).result()
    if error is not None:
        raise error


async def test_the_users_choice(target):
    """The user is asked once; what is written is in the folder that was chosen."""
    name = fresh()
    path = "/" + name
    await pick(name)
    await mount_by_click(target, path)
    write(path + "/file", "content")
    await fs.sync(path)
    assert await device(name) == {"file": "content"}
    await fs.unmount(path)
    assert await device(name) == {"file": "content"}
    await fs.mount(path)
    assert read(path + "/file") == "content"
    assert await options_of_picker() == [{"mode": "readwrite", "id": "pyscript"}]
    await fs.unmount(path)
    assert await fs.revoke(path) is True


async def test_hints_for_the_picker(target):
    """It learns of the mode, of where to begin, and of an `id` that it can take."""
    name = fresh()
    await pick(name)
    await mount_by_click(target, "/a" + name, mode="read", root="documents", id="models_2")
    await fs.unmount("/a" + name)
    await mount_by_click(target, "/b" + name, id="Ünïcode, and more than 32 characters")
    await fs.unmount("/b" + name)
    assert await options_of_picker() == [
        {"mode": "read", "startIn": "documents", "id": "models_2"},
        {"mode": "readwrite"},
    ]


async def test_two_folders_for_one_path(target):
    """Each `id` has its own folder; to go back to it asks nobody."""
    name = fresh()
    path = "/" + name
    for id in ("one", "two"):
        await pick(f"{name}-{id}")
        await mount_by_click(target, path, id=id)
        write(path + "/file", id)
        await fs.unmount(path)
    await on_page("delete window.showDirectoryPicker")
    for id in ("one", "two"):
        await fs.mount(path, id=id)
        assert read(path + "/file") == id
        await fs.unmount(path)
        assert await fs.revoke(path, id) is True


async def test_the_user_chooses_nothing(target):
    """That is a `RuntimeError`, and nothing is mounted."""
    path = "/" + fresh()
    await pick("nothing")
    with raises(RuntimeError, f"fs.mount('{path}'): the user chose no folder"):
        await mount_by_click(target, path)
    assert path not in fs.mounted
    await pick(path[1:])
    await mount_by_click(target, path)
    await fs.unmount(path)


async def test_revoke(target):
    """What was chosen is forgotten; what is mounted with it is written back first."""
    name = fresh()
    path = "/" + name
    await pick(name)
    assert await fs.revoke(path) is False
    await mount_by_click(target, path)
    write(path + "/file", "not synced yet")
    assert await fs.revoke(path, "another") is False
    assert path in fs.mounted
    assert await fs.revoke(path) is True
    assert path not in fs.mounted
    assert os.listdir(path) == []
    assert await device(name) == {"file": "not synced yet"}
    assert await fs.revoke(path) is False
    await pick(name + "-other")
    await mount_by_click(target, path)
    assert os.listdir(path) == []
    await fs.unmount(path)
    assert await fs.revoke(path) is True


async def test_revoke_keeps_what_the_browser_keeps():
    """A folder of the browser's own needs no permission that could be forgotten."""
    path, folder = await mount()
    write(path + "/file", "content")
    assert await fs.revoke(path) is False
    assert path in fs.mounted
    await fs.unmount(path)
    assert await device(folder) == {"file": "content"}


async def test_the_folder_has_gone(target):
    """`mount` says what to do when the chosen folder is no longer there."""
    name = fresh()
    path = "/" + name
    await pick(name)
    await mount_by_click(target, path)
    await fs.unmount(path)
    await on_page(f"navigator.storage.getDirectory().then((root) => root.removeEntry('{name}'))")
    with raises(RuntimeError, f"gone (await fs.revoke('{path}', 'pyscript')"):
        await fs.mount(path)
    assert await fs.revoke(path) is True
