"""A page in which page tests run, in one realm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from playwright.sync_api import Error, TimeoutError

from . import tracebacks
from .asserts import remember_comparisons
from .realms import Realm
from .stage import BESIDE, PAGE, Stage, page_html

START_SECONDS = 60


@dataclass(frozen=True)
class Comparison:
    """One that has failed: both sides as Python shows them."""

    operator: str
    left: str
    right: str


class PageFailure(Exception):
    """A test in a page failed: why, the comparison that did, what the console said."""

    def __init__(
        self, text: str, compared: Comparison | None = None, console: Sequence[str] = ()
    ) -> None:
        super().__init__(text)
        self.text = text
        self.compared = compared
        self.console = ["\nconsole:", *console] if console else []


@dataclass(frozen=True, eq=False)
class Sources:
    """A file of page tests: its path in the project, and what it says of itself."""

    path: str
    file: Path
    config: dict[str, Any]
    timeout: float

    @property
    def module(self) -> str:
        return self.file.stem


@dataclass(frozen=True)
class Place:
    """What a page is made for.

    `runtime` is the name of what it loads, `config` the configuration of its script: JSON,
    a URL, or nothing.
    """

    realm: Realm
    runtime: str
    config: str


class RealmPage:
    """Opens the page; in it, loads files of tests and runs their tests by name."""

    def __init__(self, stage: Stage, place: Place) -> None:
        address = _write_page(stage, place)
        self.page = stage.open_page()
        self._project = stage.project
        self.usable = True
        self._loaded: set[Sources] = set()
        self.page.raw.goto(address, wait_until="commit")
        result = self._result(START_SECONDS)
        if result["outcome"] != "passed":
            self._fail(result["text"], lost=True)

    def load(self, sources: Sources) -> None:
        """Import a file of tests, unless that has been done."""
        if sources in self._loaded:
            return
        text = remember_comparisons(sources.file.read_text(encoding="utf-8"))
        self._do("load", sources, {"text": text})
        self._loaded.add(sources)

    def run(self, sources: Sources, name: str, is_async: bool, wants_target: bool) -> str | None:
        """Run one test. Return why it was skipped, or `None`; raise `PageFailure`."""
        details = {"name": name, "is_async": is_async, "wants_target": wants_target}
        result = self._do("run", sources, details)
        return str(result["text"]) if result["outcome"] == "skipped" else None

    def close(self) -> list[str]:
        """Close the page; return errors that came after the last test."""
        if not self.usable:
            return []
        self.usable = False
        self.page.raw.close()
        return self.page.errors

    def _do(self, job: str, sources: Sources, details: dict[str, Any]) -> dict[str, Any]:
        """Have something done. What the console said since the last time counts, too."""
        try:
            return self._try(job, sources, details)
        except Error as error:  # Playwright's: the tests after this one get another page
            self._fail(f"the page has crashed or is gone: {error.message}", lost=True)
        finally:
            self.page.forget()

    def _try(self, job: str, sources: Sources, details: dict[str, Any]) -> dict[str, Any]:
        message = {"module": sources.module, "path": sources.path, **details}
        self.page.raw.evaluate("([job, message]) => harness.begin(job, message)", [job, message])
        result = self._result(sources.timeout)
        if result["outcome"] == "crashed":
            text = f"no result after an exception that nobody caught: {result['text']}"
            self._fail(text, lost=True)
        if result["outcome"] == "failed":
            text = tracebacks.tidy(result["text"], sources.path, self._project)
            self._fail(tracebacks.headed(text), compared=_comparison(result, sources))
        self.page.wait_for_expected()
        if errors := self.page.unexpected_errors():
            self._fail("\n".join(["unexpected errors in the console:", *errors]))
        for line in self.page.lines:
            print(line)  # for `pytest -s`, and -rP
        return result

    def _result(self, seconds: float) -> dict[str, Any]:
        """Wait for the end of the job, doing meanwhile what it asks for."""
        while True:
            try:
                self.page.wait_for(lambda: self.page.messages, seconds)
            except TimeoutError:
                self._fail(f"no result after {seconds} s", lost=True)
            message = self.page.messages.pop(0)
            if message["kind"] == "done":
                return message
            if message["kind"] == "expect":
                self.page.expect_error(message["text"])
            else:
                reply = [message["id"], self._answer(message["action"], *message["args"])]
                self.page.raw.evaluate("([id, reply]) => harness.answer(id, reply)", reply)

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

    def _fail(self, text: str, lost: bool = False, compared: Comparison | None = None) -> NoReturn:
        """Raise with what the console said; a page that is lost is closed."""
        if lost:
            self.close()
        raise PageFailure(text, compared, list(self.page.lines))


def _write_page(stage: Stage, place: Place) -> str:
    """Write the page and its driver; return its URL."""
    realm = place.realm
    folder = stage.new_folder()
    channel = f"testing-{folder.name}"
    settings = {
        "channel": channel,
        "realm": realm.name,
        "interpreter": realm.interpreter,
        "in_worker": realm.in_worker,
        "runtime": place.runtime,
        "testing": (PAGE / "pyscript_testing.py").read_text(encoding="utf-8"),
    }
    driver = (PAGE / "driver.py").read_text(encoding="utf-8")
    driver = driver.replace("PAGE = {}", f"PAGE = {settings!r}", 1)
    (folder / "driver.py").write_text(driver, encoding="utf-8")
    attributes = {"src": "driver.py"}
    if place.config:
        attributes["config"] = place.config.replace("{server}", stage.server.url)
    script = realm.script(**attributes)
    bridge = f'<script src="{BESIDE}bridge.js" data-channel="{channel}"></script>'
    html = page_html(f"/{place.runtime}/", script, bridge)
    (folder / "index.html").write_text(html, encoding="utf-8")
    return stage.url(folder / "index.html")


def _comparison(result: dict[str, Any], sources: Sources) -> Comparison | None:
    """Return the comparison that the test ended with."""
    compared = result["compared"]
    if compared and compared[0] == tracebacks.ends_at(result["text"], sources.path, sources.file):
        return Comparison(*compared[1:])
    return None
