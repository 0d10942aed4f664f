"""The modules that most pages do without: a second image, mounted if wanted."""

import sys

from pyscript._interpreter import host

_IMAGE = "/.pyscript-more"
_PLACE = "/more"

_images: list = []


def mount() -> None:
    """Let the package find its other modules, of which the page has brought the image."""
    if _images:
        return
    import os

    import vfs

    with open(_IMAGE, "rb") as file:
        _images.append(memoryview(_inflated(file)))
    os.remove(_IMAGE)
    vfs.mount(vfs.VfsRom(_images[0]), _PLACE)
    sys.path.insert(sys.path.index("/rom"), _PLACE)
    for name, module in sys.modules.items():
        if name.split(".")[0] == "pyscript" and hasattr(module, "__path__"):
            module.__path__ = _PLACE + "/" + name.replace(".", "/")


def _inflated(file) -> bytes:
    import deflate

    with deflate.DeflateIO(file, deflate.RAW, 15) as stream:
        return stream.read()


def become(name: str, names: dict) -> None:
    """Replace the stub of a module, which somebody imports unannounced, by the module."""
    if not _images:
        host.more()  # in one go, however long it takes
        mount()
    del sys.modules[name]
    module = __import__(name, None, None, ["*"])
    names.update(module.__dict__)
