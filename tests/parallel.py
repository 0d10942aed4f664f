"""Which tests belong together when several processes share the work (`pytest -n 2`)."""

from __future__ import annotations

import re

PAGE_TEST = re.compile(
    r"(?P<file>.*\bpage/test_\w+\.py)::\w+\[(?P<realm>[\w-]+)-(?P<variant>\w+)\]"
)
# Its module's fixture is most of its work.
WHOLE = "tests/host/test_page_harness.py"


def unit(nodeid: str) -> str:
    """Return what a test shares with all others that should run in the same process.

    Page tests share their page. Of the others each is its own unit.
    """
    if nodeid.startswith(WHOLE):
        return WHOLE
    match = PAGE_TEST.fullmatch(nodeid)
    if not match:
        return nodeid
    file = match["file"] if match["variant"] == "source" else ""
    return f"{file} {match['realm']} {match['variant']}"
