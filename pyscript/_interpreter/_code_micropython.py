"""The module `code` on MicroPython, which has none: its own REPL."""

from pyscript._interpreter import host

__all__ = ["interact"]


def interact(banner=None, readfunc=None, local=None, exitmsg=None, local_exit=False):
    """Start MicroPython's REPL in the script's terminal, and return at once.

    The script goes on, and so do tasks and handlers; `await code.interact()` waits until
    Ctrl-D ends the REPL. Its names are the script's.
    """
    if readfunc is not None or local is not None:
        raise NotImplementedError(
            "MicroPython's code.interact() reads from the terminal and uses the script's names: "
            "call it without readfunc and local"
        )
    if banner:
        print(banner)
    ended = host.streams.repl()
    if not exitmsg:
        return ended

    async def wait():
        await ended
        print(exitmsg)

    import asyncio

    return asyncio.create_task(wait())
