"""What a page does in a browser that a report never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page


def watch(page: Page, address: str) -> list[str]:
    """A list that grows by a line for each thing the page does besides being shown.

    Requests but for the page itself and data in it, whatever is said on the console (there Chromium
    says too what a policy has refused), errors, dialogs, windows and downloads.
    """
    seen: list[str] = []

    def request(url: str) -> None:
        if url.partition("#")[0] != address and not url.startswith("data:"):
            seen.append(f"request of {url[:200]}")

    def dialog(one: Dialog) -> None:
        seen.append(f"dialog: {one.message}")
        one.dismiss()

    page.on("request", lambda one: request(one.url))
    page.on("console", lambda one: seen.append(f"console, {one.type}: {one.text}"))
    page.on("pageerror", lambda one: seen.append(f"error: {one.message}"))
    page.on("dialog", dialog)
    page.on("popup", lambda one: seen.append(f"window: {one.url}"))
    page.on("download", lambda one: seen.append(f"download: {one.url}"))
    return seen
