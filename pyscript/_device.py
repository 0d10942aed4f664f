"""Ask the page for what belongs to the user's device: `media` and `fs` do."""

from pyscript._interpreter import host
from pyscript.context import on_page


async def on_device(what: str, name: str, *args):
    """Call a function of runtime/device.js on the page, for `what` a user has called."""
    need_runtime(what)
    return await on_page("device", name, *args)


def need_runtime(what: str) -> None:
    """Raise unless the page has our runtime."""
    if not hasattr(host, "beside"):
        raise RuntimeError(f"{what} needs the page runtime: load the page with core.js")
