"""Which tests belong together when several processes share the work (`pytest -n 2`)."""

from __future__ import annotations

from pyscript_tools.testing import plugin
from pyscript_tools.testing.setup import Setup

# Its module's fixture is most of its work.
WHOLE = "tests/host/test_page_harness.py"


def unit(nodeid: str, setup: Setup) -> str:
    """Return what a test shares with all others that should run in the same process."""
    return WHOLE if nodeid.startswith(WHOLE) else plugin.unit(nodeid, setup)
