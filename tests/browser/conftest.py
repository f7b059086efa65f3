"""Pages in a real browser: the Chromium of this machine, driven by Playwright.

Without one the tests are skipped and say what to install; where the variable `CI` is set they fail.
The browser lives as long as a file of tests: while Playwright runs, its event loop runs in this
thread too, and tests of other folders start loops of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, Protocol

import pytest

from tests.browser.chromium import NoBrowserError, find, started
from tests.browser.watch import Watch
from tests.speaking import speak_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]
HEIGHT = 800
PATIENCE = 10_000
"""Milliseconds until something that does not happen is an error."""


class PageOf(Protocol):
    """Opens a page."""

    def __call__(
        self, html: str, *, scheme: Scheme = "light", width: int = 1280, script: bool = True
    ) -> Page:
        """It in a window so wide; without `script`, the browser runs none."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where there is no browser to try, one skipped test speaks for all, in one sentence."""
    if os.environ.get("CI"):
        return
    try:
        find()
    except NoBrowserError as error:
        ours = [one for one in items if "browser" in getattr(one, "fixturenames", ())]
        speak_once(config, items, ours, f"browser tests cannot run: {error}")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser."""
    with ExitStack() as stack:
        reason = ""
        try:
            chromium = stack.enter_context(started(tmp_path_factory.mktemp("browser")))
        except NoBrowserError as error:
            reason = f"the browser tests cannot run: {error}"
        if reason and os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        if reason:
            pytest.skip(reason)
        yield chromium


@pytest.fixture(scope="module")
def windows(browser: Browser) -> dict[bool, Watch]:
    """Two windows without a network: one runs scripts, the other does not."""
    made = {}
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script, offline=True, locale="en")
        context.set_default_timeout(PATIENCE)
        made[script] = Watch(context.new_page())
    return made


@pytest.fixture
def page_of(
    windows: dict[bool, Watch], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PageOf]:
    """Opens pages; at the end of the test, none of them has done anything but be shown."""
    folder = tmp_path_factory.mktemp("pages")
    for window in windows.values():
        window.seen.clear()

    def opened(
        html: str, *, scheme: Scheme = "light", width: int = 1280, script: bool = True
    ) -> Page:
        path = folder / f"{len(list(folder.iterdir()))}.report.html"
        path.write_text(html, encoding="utf-8")
        page = windows[script].page
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, media="screen", forced_colors="none")
        windows[script].open(path.as_uri())
        return page

    yield opened
    for window in windows.values():
        window.page.title()  # whatever is on its way is here before the answer
        assert window.seen == []
