"""How tests start Chromium, and where it is."""

from __future__ import annotations

import os
import shutil

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

# Playwright turns features off with the same flag, and the last one counts: its names first,
# of those that matter here.
_DISABLED = [
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    # Chromium samples the memory of some processes at random. That walks up the stack, also
    # the one that WebAssembly suspends on, past its end: the page crashes. Seen in Chromium
    # 156 in one of four pages with Pyodide where the first is on, in one of two with the second.
    "HeapProfilerReporting",
    "GwpAsanMalloc",
    "GwpAsanPartitionAlloc",
    # A page's process for each window, for what shows below an address that nobody types.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join(_DISABLED),
]

# Garbage can be collected; cameras and microphones are there.
OPTIONS = ["--js-flags=--expose-gc", "--use-fake-device-for-media-stream"]


def find_chromium() -> str | None:
    """Return where Chromium is: `$CHROMIUM`, or what is installed, or `None`."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
