"""Report what tasks raise that nobody awaits."""

import asyncio

from pyscript._interpreter import format_exception, host, quicken_tasks


def _report(loop, context) -> None:
    error = context.get("exception")
    if error is None:
        loop.default_exception_handler(context)
    else:
        host.report(format_exception(error), "")


def watch() -> None:
    """From now on, show the exceptions of tasks as those of scripts are shown."""
    quicken_tasks()
    asyncio.get_event_loop().set_exception_handler(_report)
