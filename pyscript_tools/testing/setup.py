"""What a run of pytest is about: realms, runtimes, browser and server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pyscript_tools.runtime import PREFIX, runtime_folder

from .realms import Realm, realms_named

if TYPE_CHECKING:  # Playwright is slow to import
    from .stage import Stage


@dataclass(frozen=True)
class Runtime:
    """Files that pages load, under a name.

    With `is_shared` the files of tests that have no configuration of their own share one
    page per realm: starting an interpreter is most of what tests cost.
    """

    name: str
    folder: Path
    is_shared: bool = False


class Setup:
    """See `pyscript_…` in the settings of pytest, and `pytest --help`."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._running: asyncio.AbstractEventLoop | None = None

    @staticmethod
    def of(config: pytest.Config) -> Setup:
        """Return that of this run."""
        return config.stash.setdefault(SETUP, Setup(config))

    def check(self) -> None:
        """Raise `UsageError` for settings that mean nothing."""
        _ = self.realms
        if not self.project.is_dir():
            raise pytest.UsageError(f"pyscript_project: {self.project} is no folder")
        path = self._config_path
        if path and not (self.project / path).is_file():
            raise pytest.UsageError(f"pyscript_config: {self.project / path} is missing")

    @property
    def project(self) -> Path:
        """The folder that is served as `/`."""
        return self._config.rootpath / str(self._config.getini("pyscript_project"))

    def file_of(self, nodeid: str) -> Path:
        """Return the file that the name of a test begins with."""
        return self._config.rootpath / nodeid.partition("::")[0]

    def is_for_pages(self, file: Path) -> bool:
        """Whether the tests in a file run in the page."""
        folders = [self.project / name for name in self._config.getini("pyscript_tests")]
        return any(folder in file.parents for folder in folders)

    @cached_property
    def realms(self) -> list[Realm]:
        """Where tests run in the page: those of `--realm`, else of the settings, else all."""
        wanted = self._config.getoption("realm") or self._config.getini("pyscript_realms")
        try:
            return realms_named(wanted or [""])
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def runtimes(self) -> list[Runtime]:
        """What pages load: several are several runs of all tests."""
        found = self._config.hook.pytest_pyscript_runtimes(config=self._config)
        return list(found or [Runtime(PREFIX, runtime_folder())])

    @property
    def config_url(self) -> str:
        """The configuration of the tests that have none of their own."""
        return self._config_path and f"/{self._config_path}"

    @property
    def _config_path(self) -> str:
        return str(self._config.getini("pyscript_config"))

    @cached_property
    def stage(self) -> Stage:
        """The browser and the server of this run."""
        from .stage import Stage

        factory: pytest.TempPathFactory = self._config._tmp_path_factory  # type: ignore[attr-defined]
        runtimes = {runtime.name: runtime.folder for runtime in self.runtimes}
        engine = str(self._config.getoption("engine"))
        headless = not self._config.getoption("show_browser")
        stage = Stage(self.project, runtimes, factory.mktemp("files"), engine, headless)
        self._config.hook.pytest_pyscript_server(config=self._config, server=stage.server)
        return stage

    @contextmanager
    def with_loop(self) -> Iterator[None]:
        """Have Playwright's event loop be the one that runs here, and hide it afterwards."""
        others = asyncio._get_running_loop()
        asyncio._set_running_loop(self._running)
        try:
            yield
        finally:
            self._running = asyncio._get_running_loop()
            asyncio._set_running_loop(others)

    def close(self) -> None:
        """Close what has been opened."""
        if "stage" in self.__dict__:
            with self.with_loop():
                self.stage.close()

    def path_of(self, file: Path) -> str:
        """Return what the page calls a file of tests."""
        return file.relative_to(self.project).as_posix()

    def name_of(self, realm: Realm, runtime: Runtime) -> str:
        """Return what stands behind the name of a test that runs in the page."""
        return realm.name if len(self.runtimes) == 1 else f"{realm.name}-{runtime.name}"


SETUP = pytest.StashKey[Setup]()
