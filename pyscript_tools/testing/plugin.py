"""The plugin: `pip install "pyscript-pure[test]"` is all that it needs.

Files named `test_*.py` in `tests/page/` (the setting `pyscript_tests`) run in the page, in
every realm. All other tests are pytest's own; in them `open_app` opens the project's pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pyscript_tools.problem import Problem

from .setup import SETUP, Runtime, Setup

#: The fixture of whatever uses our browser.
STAGE = "pyscript_stage"

if TYPE_CHECKING:  # Playwright is slow to import
    from pyscript_tools.serve import Server

    from .console import WatchedPage
    from .stage import Stage


class Hooks:
    """What a `conftest.py` may have a say in."""

    @pytest.hookspec(firstresult=True)
    def pytest_pyscript_runtimes(self, config: pytest.Config) -> Sequence[Runtime] | None:
        """Return what pages load, if it is not the one that is installed."""

    @pytest.hookspec
    def pytest_pyscript_server(self, config: pytest.Config, server: Server) -> None:
        """Add routes or mounts to the server of the tests."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Learn of the hooks above."""
    pluginmanager.add_hookspecs(Hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and settings."""
    group = parser.getgroup("pyscript", "tests that run in the page")
    group.addoption(
        "--realm",
        action="append",
        default=[],
        metavar="PART",
        help="run page tests only where the realm's name contains this, such as pyodide, "
        "worker or micropython-main; may be repeated",
    )
    group.addoption(
        "--engine",
        choices=["chromium", "firefox", "webkit"],
        default="chromium",
        help="the browser: Playwright's, or what the variable of that name (FIREFOX) says",
    )
    group.addoption("--show-browser", action="store_true", help="show the browser")
    parser.addini(
        "pyscript_tests", "folders whose tests run in the page", "args", default=["tests/page"]
    )
    parser.addini(
        "pyscript_project",
        "the folder that is served, which the others are relative to: pytest's, if not said",
        default="",
    )
    parser.addini("pyscript_realms", "realms of page tests, or parts of their names", "args")
    parser.addini("pyscript_config", "the configuration of page tests: a file", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Look at what is set, before anything begins."""
    Setup.of(config).check()


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Take the files whose tests run in the page; leave the others to pytest."""
    if not Setup.of(parent.config).is_for_pages(module_path):
        return None
    from .collect import PageFile

    file: PageFile = PageFile.from_parent(parent, path=module_path)
    return file


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let only tests that need it see the event loop of our browser.

    It runs from its start; beside it `asyncio.run`, or another Playwright, would refuse to.
    """
    if not (getattr(item, "is_page_test", False) or STAGE in getattr(item, "fixturenames", ())):
        return (yield)
    with Setup.of(item.config).with_loop():
        return (yield)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close pages that no later test needs."""
    if SETUP not in item.config.stash or "stage" not in vars(Setup.of(item.config)):
        return
    from .collect import PageTest, pages_of

    if isinstance(item, PageTest):
        late = pages_of(item.config).close_after(item, nextitem)
        if late:
            pytest.fail("\n".join(["errors after the last test:", *late]), pytrace=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the browser and the server."""
    if SETUP in config.stash:
        Setup.of(config).close()


# Several processes ---------------------------------------------------------------------

# What `Setup.name_of` makes.
_PAGE_TEST = re.compile(
    r"(?P<file>.*)::\w+\[(?P<realm>(?:micropython|pyodide)-(?:main|worker))(?:-(?P<runtime>\w+))?\]"
)


def unit(nodeid: str, setup: Setup) -> str:
    """Return what a test shares with all others that should run in the same process.

    Page tests share their page. Of the others each is its own unit.
    """
    match = _PAGE_TEST.fullmatch(nodeid)
    if not match or not setup.is_for_pages(setup.file_of(nodeid)):
        return nodeid
    runtime = match["runtime"]
    shared = [each.is_shared for each in setup.runtimes if runtime in (None, each.name)]
    return f"{'' if shared == [True] else match['file']} {match['realm']} {runtime}"


def schedule(config: pytest.Config, log: Any, unit: Callable[[str], str]) -> Any:
    """Keep together what shares a page: xdist's own groups do nothing in pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = unit
    return scheduling


@pytest.hookimpl(optionalhook=True, trylast=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep together what shares a page, unless another distribution is asked for."""
    if config.getoption("dist", "load") != "load":
        return None
    return schedule(config, log, lambda nodeid: unit(nodeid, Setup.of(config)))


# Fixtures ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def pyscript_stage(pytestconfig: pytest.Config) -> Stage:
    """The browser and the server of this run."""
    try:
        stage = Setup.of(pytestconfig).stage
        _ = stage.browser
    except Problem as problem:
        raise pytest.fail.Exception(str(problem), pytrace=False) from None
    return stage


@pytest.fixture
def open_app(pyscript_stage: Stage) -> Iterator[Callable[..., WatchedPage]]:
    """Opens pages of the project: `page = open_app("about.html")`.

    What it returns is a page of Playwright's, with `lines`, what the console said, and
    `expect_error(text)`. Its scripts have ended, unless `wait=False`. An error in its
    console that was not expected fails the test.
    """
    from .console import close_all, wait_done

    pages: list[WatchedPage] = []

    def open_app(
        path: str = "", *, wait: bool = True, seconds: float = 60, **options: Any
    ) -> WatchedPage:
        page = pyscript_stage.open_page()
        pages.append(page)
        page.raw.goto(pyscript_stage.server.url + path.lstrip("/"), **options)
        return wait_done(page, seconds) if wait else page

    yield open_app
    for page in pages:
        for line in page.lines:
            print(line)  # for failures, and `pytest -s`
    close_all(pages)
