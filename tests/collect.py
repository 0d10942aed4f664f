"""Turns `tests/page/test_*.py`, Python for the page, into tests: one for each realm.

pytest never imports these files. Such a file may say, as literals at its top level:
`CONFIG = {…}`, the configuration of its script tag ("{server}" in a string is the URL of
the test server); `TIMEOUT = 60`, seconds for each test; `REALMS = ["pyodide"]`, parts of
the names of the realms it is for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Stage
from tests.realm_page import PageFailure, RealmPage, Sources
from tests.realms import REALMS, VARIANTS, Realm

SETTINGS = ("CONFIG", "TIMEOUT", "REALMS")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class PageFile(pytest.File):
    """A file of tests for the page."""

    def collect(self) -> Iterator[PageTest]:
        text = self.path.read_text()
        try:
            tree = ast.parse(text, self.path)
        except SyntaxError as error:
            raise self.CollectError(f"{self.path}:{error.lineno}: {error.msg}") from None
        settings = _settings(tree)
        sources = Sources(
            path=f"tests/page/{self.path.name}",
            file=self.path,
            config=settings.get("CONFIG", {}),
            timeout=settings.get("TIMEOUT", 20),
        )
        for realm in REALMS:
            if not any(part in realm.name for part in settings.get("REALMS", [""])):
                continue
            for variant in selected_variants(self.config):
                for function in _tests(tree):
                    yield PageTest.from_parent(
                        self,
                        name=f"{function.name}[{realm.name}-{variant}]",
                        function=function,
                        sources=sources,
                        realm=realm,
                        variant=variant,
                    )


class PageTest(pytest.Item):
    """One function of such a file, in one realm."""

    def __init__(
        self, *, function: Function, sources: Sources, realm: Realm, variant: str, **options: Any
    ) -> None:
        super().__init__(**options)
        self.function = function
        self.page_key = (sources, realm, variant)

    def runtest(self) -> None:
        page = pages_of(self.config).get(self.page_key)
        is_async = isinstance(self.function, ast.AsyncFunctionDef)
        skipped = page.run(self.function.name, is_async, bool(self.function.args.args))
        if skipped is not None:
            raise pytest.skip.Exception(skipped, _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, PageFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.function.lineno - 1, self.name


PageKey = tuple[Sources, Realm, str]


class Pages:
    """The page that is open: the tests of one file and realm come one after another."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._key: PageKey | None = None
        self._page: RealmPage | None = None
        self._failure = ""

    def get(self, key: PageKey) -> RealmPage:
        """Return the page for this file and realm, opened if need be."""
        if key != self._key:
            self.close()
            self._key = key
        if self._failure:  # it would fail again
            raise PageFailure(self._failure)
        if not self._page or not self._page.usable:
            try:
                self._page = RealmPage(self._stage, *key)
            except PageFailure as failure:
                self._failure = f"the page did not start: {failure}"
                raise
        return self._page

    def close(self) -> None:
        """Close the page, if one is open."""
        if self._page and self._page.usable:
            self._page.close()
        self._key = self._page = None
        self._failure = ""


STAGE = pytest.StashKey[Stage]()
PAGES = pytest.StashKey[Pages]()


def selected_variants(config: pytest.Config) -> tuple[str, ...]:
    """Return the builds that `--variant` selects."""
    chosen = config.getoption("variant")
    return VARIANTS if chosen == "both" else (chosen,)


def stage_of(config: pytest.Config) -> Stage:
    """Return the browser and server of this run."""
    if STAGE not in config.stash:
        factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
        config.stash[STAGE] = Stage(factory.mktemp("files"))
    return config.stash[STAGE]


def pages_of(config: pytest.Config) -> Pages:
    """Return the pages in which page tests run."""
    if PAGES not in config.stash:
        config.stash[PAGES] = Pages(stage_of(config))
    return config.stash[PAGES]


def _settings(tree: ast.Module) -> dict[str, Any]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in SETTINGS:
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def _tests(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test_"):
            names = [argument.arg for argument in node.args.args]
            if names not in ([], ["target"]):
                raise pytest.Collector.CollectError(
                    f"line {node.lineno}: {node.name} may have one parameter, target, not {names}"
                )
            yield node
