"""What a page does in a browser that a report never does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page


@dataclass  # without slots: Playwright notes something in whatever it calls
class Watch:
    """Keeps a line for each thing that the page does besides being shown.

    Requests but for the page itself and data in it, whatever is said on the console (there Chromium
    says too what a policy has refused), errors, dialogs, windows and downloads.

    Attributes:
        page: The page; it may be one after the other.
        seen: What it did.
        address: The one that it may ask for.
    """

    page: Page
    seen: list[str] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        """Begin."""
        note = self.seen.append
        self.page.on("request", lambda one: self._request(one.url))
        self.page.on("console", lambda one: note(f"console, {one.type}: {one.text}"))
        self.page.on("pageerror", lambda one: note(f"error: {one.message}"))
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda one: note(f"window: {one.url}"))
        self.page.on("download", lambda one: note(f"download: {one.url}"))

    def open(self, address: str) -> None:
        """Show what is at this address."""
        self.address = address
        self.page.goto(address)

    def _request(self, url: str) -> None:
        if url.partition("#")[0] != self.address and not url.startswith("data:"):
            self.seen.append(f"request of {url[:200]}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()
