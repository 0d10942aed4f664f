"""Pages that remember what their console said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page, TimeoutError

MARK = "harness:"  # the console lines that are messages to us


def _tell(kind: str) -> str:
    """JavaScript that sends us a message."""
    return f"console.debug('{MARK}' + JSON.stringify({{ kind: '{kind}' }}))"


class WatchedPage:
    """A Playwright page, all of whose attributes it has, that remembers its console.

    `lines`: every console line and uncaught error, as `type: text`. `errors`: the texts
    of those that are errors. `raw` is Playwright's own object.
    """

    def __init__(self, page: Page) -> None:
        self.raw = page
        self.lines: list[str] = []
        self.errors: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.all_done = False
        self._expected: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        # Who waits for this may come late; the listener does not.
        page.add_init_script(f"addEventListener('py:all-done', () => {_tell('all-done')})")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)

    def expect_error(self, text: str) -> None:
        """Say that an error containing `text` must appear in the console."""
        self._expected.append(text)

    def forget(self) -> None:
        """Begin anew with an empty console and nothing expected."""
        self.lines.clear()
        self.errors.clear()
        self._expected.clear()

    def wait_for_expected(self) -> None:
        """Give errors that are expected a little time to appear."""
        try:
            self.wait_for(lambda: not self._missing(), 10)
        except TimeoutError:
            pass  # unexpected_errors() tells

    def unexpected_errors(self) -> list[str]:
        """Return the errors that nobody expected, and complaints about missing ones."""
        expected = self._expected
        found = [error for error in self.errors if not any(text in error for text in expected)]
        return found + [f"expected, but not in the console: {text}" for text in self._missing()]

    def _missing(self) -> list[str]:
        return [text for text in self._expected if not any(text in error for error in self.errors)]

    def wait_for(self, condition: Callable[[], object], seconds: float) -> None:
        """Wait until something is true that the console's lines make true.

        Unlike `evaluate`, this also ends when the page hangs.
        """
        # Between this look and the listener of expect_event no message can arrive.
        if condition():
            return
        with self.raw.expect_event("console", lambda _: bool(condition()), timeout=seconds * 1000):
            pass

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        if text.startswith(MARK):
            content = json.loads(text[len(MARK) :])
            if content["kind"] == "all-done":
                self.all_done = True
            elif content["kind"] != "wake":
                self.messages.append(content)
            return
        if text.startswith("Failed to load resource"):
            text += f" {message.location['url']}"
        self.lines.append(f"{message.type}: {text}")
        if message.type == "error":
            self.errors.append(text)

    def _on_error(self, error: Error) -> None:
        stack = (error.stack or error.message).splitlines()
        frames = [line for line in stack if "wasm-function" not in line]
        self.lines.append("\n".join([f"uncaught: {frames[0]}", *frames[1:]]))
        self.errors.append(error.message)
        try:  # wakes up who waits for the console
            self.raw.evaluate(_tell("wake"))
        except Error:
            pass  # the page has been closed


def wait_done(page: WatchedPage, seconds: float = 60) -> WatchedPage:
    """Wait until all scripts of the page have ended, also if that was long ago."""
    try:
        page.wait_for(lambda: page.all_done, seconds)
    except TimeoutError:
        problem = f"py:all-done did not come within {seconds} s"
        raise AssertionError("\n".join([problem, *page.lines])) from None
    # What workers have printed takes a way of its own; after a trip to the page it is here.
    page.evaluate("0")
    return page


def close_all(pages: Iterable[WatchedPage]) -> None:
    """Close pages; `AssertionError` for what nobody expected in their consoles."""
    errors = []
    for page in pages:
        page.wait_for_expected()
        page.raw.close()  # what the console still has to say comes first
        errors += page.unexpected_errors()
    if errors:
        raise AssertionError("\n".join(["errors in the console:", *errors]))
