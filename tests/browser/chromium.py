"""Finds and starts the Chromium of this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


class NoBrowserError(Exception):
    """Says in a sentence what to install."""


def find() -> str:
    """The path of a Chromium; `GRADER_CHROMIUM` comes before what is on the PATH.

    Raises:
        NoBrowserError: There is none, or no Playwright to drive it.
    """
    if find_spec("playwright") is None:
        raise NoBrowserError("Playwright is not installed: run `make setup`")
    named = os.environ.get("GRADER_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    path = next(filter(None, found), None)
    if path is None:
        where = f"GRADER_CHROMIUM={named}" if named else "the PATH"
        raise NoBrowserError(
            f"no Chromium at {where}: install one (Debian: apt-get install chromium) or set "
            "GRADER_CHROMIUM to its path"
        )
    return path


@contextmanager
def started(folder: Path) -> Iterator[Browser]:
    """A running Chromium that can read files in a folder.

    Raises:
        NoBrowserError: There is none, or it cannot do that.
    """
    path = find()
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - it may be missing

    root = os.geteuid() == 0  # Chromium's own sandbox refuses root
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=path, args=FLAGS, chromium_sandbox=not root
            )
            _try_it(browser, folder)
        except Error as error:
            said = error.message.strip().split("\n")[0]
            raise NoBrowserError(
                f"{path} does not start, or cannot read files in {folder} ({said}): install "
                "another Chromium and set GRADER_CHROMIUM to its path"
            ) from error
        with browser:
            yield browser


def _try_it(browser: Browser, folder: Path) -> None:
    """Open a file, which a Chromium in a container of its own might not see."""
    path = folder / "empty.html"
    path.write_text("<!doctype html>", encoding="utf-8")
    with browser.new_page() as page:
        page.goto(path.as_uri())
