"""The browsers that tests can run in: how each is started, and gives a fresh page."""

from __future__ import annotations

import os
from functools import cached_property

from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    CDPSession,
    Error,
    Page,
    Playwright,
)

from pyscript_tools.problem import Problem

from .chromium import FLAGS, OPTIONS, find_chromium

DEVICES = ("camera", "microphone")

# Cameras and microphones are there, and nobody is asked.
_FIREFOX: dict[str, str | float | bool] = {
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
}


class Engine:
    """A browser of Playwright's, started when first needed."""

    def __init__(self, name: str, playwright: Playwright, origin: str, headless: bool) -> None:
        self.name = name
        self.origin = origin
        self._type: BrowserType = getattr(playwright, name)
        self._headless = headless
        self._opened: list[BrowserContext] = []

    @cached_property
    def browser(self) -> Browser:
        try:
            return self.launch()
        except Error as error:
            if "Executable doesn't exist" not in error.message:
                raise
            raise Problem(
                f"no {self.name.capitalize()}: `playwright install {self.name}` brings one, "
                f"or set {self.name.upper()} to its path"
            ) from None

    def launch(self) -> Browser:
        path = os.environ.get(self.name.upper())
        return self._type.launch(executable_path=path, headless=self._headless)

    def new_page(self) -> Page:
        """Return a page for which nothing is stored."""
        for context in [each for each in self._opened if not each.pages]:
            self._opened.remove(context)
            context.close()
        self._opened.append(self.browser.new_context())
        return self._opened[-1].new_page()

    def permit(self, device: str, setting: str) -> None:
        """Answer as the user would, `granted` or `denied`, when a page asks for a device."""
        raise Problem(f"only Chromium can be told that a {device} is {setting}")


class Firefox(Engine):
    """Playwright's own, or the one that `$FIREFOX` names."""

    def launch(self) -> Browser:
        path = os.environ.get("FIREFOX")
        return self._type.launch(
            executable_path=path,
            # One that is not Playwright's own speaks WebDriver BiDi.
            channel="moz-firefox" if path else None,
            headless=self._headless,
            firefox_user_prefs=_FIREFOX,
        )


class Chromium(Engine):
    """All its pages share a context, so that what they load is cached."""

    _context_id = ""

    def launch(self) -> Browser:
        return self._type.launch(
            executable_path=find_chromium(), args=FLAGS + OPTIONS, headless=self._headless
        )

    def new_page(self) -> Page:
        page = self._context.new_page()
        session = self._context.new_cdp_session(page)
        kinds = "cookies,file_systems,indexeddb,local_storage"
        session.send("Storage.clearDataForOrigin", {"origin": self.origin, "storageTypes": kinds})
        session.detach()
        return page

    def permit(self, device: str, setting: str) -> None:
        _ = self._context
        self._set_permission(device, setting)

    @cached_property
    def _context(self) -> BrowserContext:
        # A page of its own stays open: making the window anew for each of the others costs
        # as much as starting MicroPython in them.
        context = self.browser.new_context()
        first = context.new_page()
        session = context.new_cdp_session(first)
        self._context_id = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        session.detach()
        for name in DEVICES:
            self._set_permission(name, "granted")
        return context

    def _set_permission(self, device: str, setting: str) -> None:
        self._browser_session.send(
            "Browser.setPermission",
            {
                "permission": {"name": device},
                "setting": setting,
                "origin": self.origin,
                "browserContextId": self._context_id,
            },
        )

    @cached_property
    def _browser_session(self) -> CDPSession:
        return self.browser.new_browser_cdp_session()


ENGINES: dict[str, type[Engine]] = {"chromium": Chromium, "firefox": Firefox, "webkit": Engine}
