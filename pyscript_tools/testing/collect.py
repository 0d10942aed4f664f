"""Turns files of Python for the page into tests: one for each realm.

pytest never imports these files. Such a file may say, as literals at its top level:
`CONFIG = {…}`, the configuration of its script tag ("{server}" in a string is the URL of
the test server); `TIMEOUT = 60`, seconds for each test; `REALMS = ["pyodide"]`, parts of
the names of the realms it is for.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyscript_tools.problem import Problem

from .realm_page import Comparison, PageFailure, Place, RealmPage, Sources
from .realms import realms_named
from .setup import Setup
from .stage import Stage

SETTINGS = ("CONFIG", "TIMEOUT", "REALMS")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class PageFile(pytest.File):
    """A file of tests for the page."""

    def collect(self) -> Iterator[PageTest]:
        try:
            tree = ast.parse(self.path.read_bytes(), self.path)
        except SyntaxError as error:
            raise self.CollectError(f"{self.path}:{error.lineno}: {error.msg}") from None
        settings = _settings(tree)
        try:
            realms = realms_named(settings.get("REALMS", [""]))
        except ValueError as error:
            raise self.CollectError(f"REALMS: {error}") from None
        setup = Setup.of(self.config)
        try:
            runtimes = setup.runtimes
        except Problem as problem:
            raise self.CollectError(str(problem)) from None
        sources = Sources(
            path=setup.path_of(self.path),
            file=self.path,
            config=settings.get("CONFIG", {}),
            timeout=settings.get("TIMEOUT", 20),
        )
        config = json.dumps(sources.config) if sources.config else setup.config_url
        for realm in setup.realms:
            if realm not in realms:
                continue
            for runtime in runtimes:
                place = Place(realm, runtime.name, config)
                for function in _tests(tree):
                    yield PageTest.from_parent(
                        self,
                        name=f"{function.name}[{setup.name_of(realm, runtime)}]",
                        function=function,
                        sources=sources,
                        place=place,
                        is_shared=runtime.is_shared and not sources.config,
                    )


class PageTest(pytest.Item):
    """One function of such a file, in one realm."""

    is_page_test = True

    def __init__(
        self,
        *,
        function: Function,
        sources: Sources,
        place: Place,
        is_shared: bool,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.function = function
        self.sources = sources
        self.place = place
        self.is_shared = is_shared

    def runtest(self) -> None:
        page = pages_of(self.config).get(self)
        is_async = isinstance(self.function, ast.AsyncFunctionDef)
        wants_target = bool(self.function.args.args)
        skipped = page.run(self.sources, self.function.name, is_async, wants_target)
        if skipped is not None:
            raise pytest.skip.Exception(skipped, _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        failure = excinfo.value
        if not isinstance(failure, PageFailure):
            return super().repr_failure(excinfo, style)
        compared = self._explain(failure.compared) if failure.compared else []
        return "\n".join([failure.text, *compared, *failure.console])

    def _explain(self, compared: Comparison) -> list[str]:
        """Tell both sides, and how they differ, as pytest does of values that it can have."""
        lines = [
            f"\nnot left {compared.operator} right:",
            f"  left:  {compared.left}",
            f"  right: {compared.right}",
        ]
        try:
            left, right = ast.literal_eval(compared.left), ast.literal_eval(compared.right)
        except (ValueError, SyntaxError):
            return lines
        compare = self.ihook.pytest_assertrepr_compare
        found = compare(config=self.config, op=compared.operator, left=left, right=right)
        # Their first line is what is above already.
        return lines + [line for each in found[:1] if each for line in each[1:]]

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.function.lineno - 1, self.name


PageKey = tuple[Place, Sources | None]


class Pages:
    """The pages that are open, and those that did not start."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._open: dict[PageKey, RealmPage] = {}
        self._failures: dict[PageKey, PageFailure] = {}
        self._front: RealmPage | None = None

    def get(self, test: PageTest) -> RealmPage:
        """Return the page for a test, with the test's file loaded."""
        key = _key(test)
        if key in self._failures:  # it would fail again
            raise self._failures[key]
        page = self._open.get(key)
        if not page or not page.usable:
            try:
                page = self._open[key] = self._front = RealmPage(self._stage, test.place)
            except PageFailure as failure:
                failure.text = f"the page did not start: {failure.text}"
                self._failures[key] = failure
                raise
            except Problem as problem:
                self._failures[key] = PageFailure(str(problem))
                raise self._failures[key] from None
        if page is not self._front:  # a page behind another one draws no frames
            page.page.raw.bring_to_front()
            self._front = page
        page.load(test.sources)
        return page

    def close_after(self, test: PageTest, following: object) -> list[str]:
        """Close what is no longer needed; return errors that came too late for a test."""
        if isinstance(following, PageTest):
            shared = _key(test)[1] is None
            ending = [] if shared or _key(test) == _key(following) else [_key(test)]
        else:
            ending = list(self._open)
        pages = [self._open.pop(key) for key in ending if key in self._open]
        return [error for page in pages for error in page.close()]


def _key(test: PageTest) -> PageKey:
    return test.place, None if test.is_shared else test.sources


PAGES = pytest.StashKey[Pages]()


def pages_of(config: pytest.Config) -> Pages:
    """Return the pages in which page tests run."""
    if PAGES not in config.stash:
        config.stash[PAGES] = Pages(Setup.of(config).stage)
    return config.stash[PAGES]


def _problem(node: ast.stmt, text: str) -> pytest.Collector.CollectError:
    return pytest.Collector.CollectError(f"line {node.lineno}: {text}")


def _settings(tree: ast.Module) -> dict[str, Any]:
    found = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not node.value:
            continue
        name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        if name in SETTINGS:
            try:
                found[name] = ast.literal_eval(node.value)
            except ValueError:
                raise _problem(node, f"{name} must be a literal: nothing here is run") from None
    return found


def _tests(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        _refuse(node)
        if isinstance(node, Function) and node.name.startswith("test_"):
            names = [argument.arg for argument in node.args.args]
            if names not in ([], ["target"]):
                raise _problem(node, f"{node.name} may have one parameter, target, not {names}")
            yield node


def _refuse(node: ast.stmt) -> None:
    """Raise for what pytest's own files may have, and these may not."""
    modules = []
    if isinstance(node, ast.ImportFrom):
        modules = [node.module or ""]
    elif isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    if any(name.partition(".")[0] == "pytest" for name in modules):
        raise _problem(node, "the page has no pytest: pyscript_testing has raises, skip and more")
    if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
        methods = [each for each in node.body if isinstance(each, Function)]
        if any(each.name.startswith("test_") for each in methods):
            raise _problem(node, f"tests of the page are functions: {node.name} would not run")
