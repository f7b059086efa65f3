"""What can be asked of an opened page about how it looks; `looks.js` finds the answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANDSCAPE = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
  .some(rule => /@page[^}]*landscape/.test(rule.cssText))"""
SPREAD = """() => {
  document.querySelectorAll("body, body *").forEach(({style}) => {
    style.lineHeight = "1.5"; style.letterSpacing = "0.12em"; style.wordSpacing = "0.16em";
  });
  document.querySelectorAll("p").forEach(({style}) => { style.marginBottom = "2em" });
}"""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, stands beyond its edges or is cut off.

    Boxes that scroll by themselves are no fault: code and wide tables.
    """
    return _ask(page, "wide")


def scrolling(page: Page) -> list[str]:
    """Boxes that have to be scrolled sideways, which cannot be done on paper."""
    return _ask(page, "scrolling")


def unseen(page: Page) -> list[str]:
    """Elements with text that is not shown; what is there to be operated need not be."""
    return _ask(page, "unseen")


def too_small(page: Page) -> list[str]:
    """Targets under 24 pixels: too low, or so narrow that another is within their 24 pixels."""
    return _ask(page, "small")


def too_faint(page: Page) -> list[str]:
    """Words and signs of a status, and what is in charts, too much like the ground below."""
    return _ask(page, "faint")


def spread(page: Page) -> None:
    """Give text the spacing of WCAG 1.4.12."""
    page.evaluate(SPREAD)


def enlarge(page: Page) -> None:
    """Make text twice as large, and only text."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def unfold(page: Page) -> None:
    """Open whatever can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def fold(page: Page) -> None:
    """Close whatever can be closed."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false })")


def paper(page: Page) -> int:
    """How wide A4 is between margins of 18 mm, the way that the page wants it."""
    return round((261 if page.evaluate(LANDSCAPE) else 174) / 25.4 * 96)


def _ask(page: Page, question: str) -> list[str]:
    found: list[str] = page.evaluate(f"{_script().strip()}.{question}()")
    return found


@cache
def _script() -> str:
    return Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
