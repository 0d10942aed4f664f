"""Python that runs as in another folder of somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_python(
    folder: Path, path: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with what is in `path` to import; nothing of this pytest's."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
