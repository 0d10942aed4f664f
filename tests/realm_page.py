"""The page in which the tests of one file run, in one realm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, TimeoutError

from tests import tracebacks
from tests.asserts import remember_comparisons
from tests.browser import ROOT, Stage, page_html
from tests.realms import Realm

HARNESS = ROOT / "tests" / "harness"
START_SECONDS = 60


class PageFailure(Exception):
    """A test in a page failed; the text is all that there is to say."""


@dataclass(frozen=True, eq=False)
class Sources:
    """A file of page tests: what the page calls it, where it is, what it says of itself."""

    path: str
    file: Path
    config: dict[str, Any]
    timeout: float


class RealmPage:
    """Opens the page; runs tests in it by name, one after another."""

    def __init__(self, stage: Stage, sources: Sources, realm: Realm, variant: str) -> None:
        self.sources = sources
        address = self._write(stage, realm, variant)
        self.page = stage.open_page()
        self.usable = True
        self.page.raw.goto(address, wait_until="commit")
        message = self._next(START_SECONDS, f"the page was not ready after {START_SECONDS} s")
        if message["kind"] != "ready":
            self._fail(message["text"])

    def _write(self, stage: Stage, realm: Realm, variant: str) -> str:
        """Write the page and its driver; return its URL."""
        folder = stage.new_folder()
        channel = f"harness-{folder.name}"
        path = self.sources.path
        settings = {
            "channel": channel,
            "realm": realm.name,
            "interpreter": realm.interpreter,
            "in_worker": realm.in_worker,
            "variant": variant,
            "module": path.rpartition("/")[2].removesuffix(".py"),
            "files": {
                "tests/harness/harness.py": (HARNESS / "harness.py").read_text(),
                path: remember_comparisons(self.sources.file.read_text()),
            },
        }
        driver = (HARNESS / "driver.py").read_text().replace("PAGE = {}", f"PAGE = {settings!r}", 1)
        (folder / "driver.py").write_text(driver)
        attributes = {"src": "driver.py"}
        if self.sources.config:
            attributes["config"] = json.dumps(self.sources.config).replace("{server}", stage.server.url)
        bridge = f'<script src="/harness/bridge.js" data-channel="{channel}"></script>'
        html = page_html(f"/{variant}/", realm.script(**attributes), bridge)
        (folder / "index.html").write_text(html)
        return stage.url(folder / "index.html")

    def run(self, name: str, is_async: bool, wants_target: bool) -> str | None:
        """Run one test. Return why it was skipped, or `None`; raise `PageFailure`."""
        self.page.forget()
        self.page.messages.clear()
        self.page.raw.evaluate("test => harness.run(...test)", [name, is_async, wants_target])
        result = self._result()
        outcome = result["outcome"]
        if outcome == "failed":
            self._fail(self._traceback(result), usable=True)
        if outcome == "crashed":
            self._fail(f"an exception that Python could not catch ended {name}: {result['text']}")
        errors = self.page.unexpected_errors()
        if errors:
            self._fail("unexpected errors in the console:\n\n" + "\n".join(errors), usable=True)
        return str(result["text"]) if outcome == "skipped" else None

    def _result(self) -> dict[str, Any]:
        seconds = self.sources.timeout
        while True:
            message = self._next(seconds, f"no result after {seconds} s")
            if message["kind"] == "done":
                self.page.raw.evaluate("0")  # what the console still has to say comes first
                return message
            if message["kind"] == "expect":
                self.page.expect_error(message["text"])
            elif message["kind"] == "ask":
                self.page.raw.evaluate(
                    "([id, reply]) => harness.answer(id, reply)",
                    [message["id"], self._answer(message["action"], *message["args"])],
                )

    def _answer(self, action: str, *args: Any) -> dict[str, Any]:
        if action == "console":
            return {"value": self.page.lines}
        if action != "user":
            return {"error": f"nobody can {action}"}
        method, selector, *rest = args
        try:
            getattr(self.page.raw.locator(selector), method)(*rest, timeout=3000)
        except Error as error:
            return {"error": str(error)}
        return {"value": None}

    def _next(self, seconds: float, otherwise: str) -> dict[str, Any]:
        try:
            self.page.wait_for(lambda: self.page.messages, seconds)
        except TimeoutError:
            self._fail(otherwise)
        return self.page.messages.pop(0)

    def _traceback(self, result: dict[str, Any]) -> str:
        text = tracebacks.tidy(result["text"], self.sources.path, self.sources.file)
        compared = result.get("compared")
        if compared and compared[0] == tracebacks.last_line(result["text"], self.sources.path):
            _, operator, left, right = compared
            text += f"\n\nfailed: left {operator} right\n  left:  {left}\n  right: {right}"
        return text

    def _fail(self, text: str, usable: bool = False) -> None:
        """Raise with the console's lines; the page is closed unless it is still usable."""
        lines = "\n".join(self.page.lines)
        if not usable:
            self.close()
        raise PageFailure(f"{text}\n\nconsole:\n{lines}" if lines else text)

    def close(self) -> None:
        self.usable = False
        self.page.raw.close()
