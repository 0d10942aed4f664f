"""Pages that load themselves anew when a file of their folder changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from .project import files_of
from .serve import Request, Response, Route

SCRIPT_PATH = "/.pyscript/reload.js"
EVENTS_PATH = "/.pyscript/changes"
INTERVAL = 0.3  # seconds between two looks at the folder
PATIENCE = 10  # seconds after which a silent connection is tried, to see whether it is one

_SCRIPT = f"""new EventSource("{EVENTS_PATH}").onmessage = () => location.reload();
"""
_TAG = f'<script src="{SCRIPT_PATH}"></script>\n'.encode()


class Reloader:
    """Watches a folder as long as somebody looks at its pages.

    `routes` and `amend` are for the `Server`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed = threading.Condition()
        self._version = 0
        self._thread: threading.Thread | None = None
        self.routes: dict[str, Route] = {SCRIPT_PATH: self._script, EVENTS_PATH: self._events}

    def amend(self, path: Path, content: bytes) -> bytes:
        """Return a file as it is sent: pages listen to changes."""
        return content + _TAG if path.suffix in (".html", ".htm") else content

    def _script(self, request: Request) -> Response:
        return Response(_SCRIPT, "text/javascript; charset=utf-8")

    def _events(self, request: Request) -> Response:
        with self._changed:
            if self._thread is None:
                # Looked at before the page hears that somebody watches.
                self._thread = threading.Thread(
                    target=self._watch, args=(self._look(),), daemon=True
                )
                self._thread.start()
            version = self._version
        return Response(self._changes(version), "text/event-stream")

    def _changes(self, version: int) -> Iterator[bytes]:
        yield b": listening\n\n"
        while True:
            with self._changed:
                is_new = self._version != version or self._changed.wait(PATIENCE)
                version = self._version
            yield b"data: changed\n\n" if is_new else b":\n\n"

    def _watch(self, known: dict[Path, tuple[int, int]]) -> None:
        while True:
            time.sleep(INTERVAL)
            found = self._look()
            if found == known:
                continue
            # A file that is being written, or many: when all is quiet.
            while (later := self._look()) != found:
                found = later
                time.sleep(INTERVAL / 3)
            known = found
            with self._changed:
                self._version += 1
                self._changed.notify_all()

    def _look(self) -> dict[Path, tuple[int, int]]:
        """Return when each file was changed, and its size."""
        found = {}
        for path in files_of(self._folder):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone since
            found[path] = (stat.st_mtime_ns, stat.st_size)
        return found
