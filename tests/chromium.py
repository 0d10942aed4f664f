"""How tests and benchmarks start Chromium."""

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
    # Chromium samples the memory of some browsers at random. That walks up the stack, also
    # the one that WebAssembly suspends on, past its end: the page crashes. Seen in Chromium
    # 156 in one of four pages with Pyodide, where that profiler is on.
    "HeapProfilerReporting",
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
