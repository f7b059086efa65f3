"""Everything can be reached, seen and used with a keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import looks
from tests.browser.conftest import PageOf
from tests.browser.pages import PAGES, html

if TYPE_CHECKING:
    from playwright.sync_api import Page

STOPS = """() => {
  const all = document.querySelectorAll("a[href], summary, button, input, [tabindex='0']");
  const stops = [...all].filter(one => one.checkVisibility());
  stops.forEach((one, at) => { one.stop = at });
  return stops.length;
}"""
FOCUS = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    stop: one.stop ?? null, tag: one.localName, text: one.textContent.trim(),
    ring: look.outlineStyle === "none" ? 0 : parseFloat(look.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def focus(page: Page) -> dict[str, Any]:
    """What has the focus, and how that is shown."""
    found: dict[str, Any] = page.evaluate(FOCUS)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_stop_is_reached_in_order_and_seen(page_of: PageOf, name: str) -> None:
    """Links, summaries and boxes that scroll, in the order of the text, each with a ring."""
    page = page_of(html(name))
    count = page.evaluate(STOPS)
    assert count > 3
    for at in range(count):
        page.keyboard.press("Tab")
        found = focus(page)
        assert found["stop"] == at, found
        assert found["ring"] >= 2, found
        assert found["seen"], found


@pytest.mark.parametrize("name", PAGES)
def test_what_comes_before_can_be_skipped(page_of: PageOf, name: str) -> None:
    """The first stop leads to the main part; the next one is in there."""
    page = page_of(html(name))
    page.keyboard.press("Tab")
    assert focus(page)["text"].startswith("Skip to the ")
    page.keyboard.press("Enter")
    assert focus(page)["tag"] == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_summary_opens_and_closes(page_of: PageOf, key: str) -> None:
    """Every one of them, by either key."""
    page = page_of(html("typical"))
    looks.unfold(page)
    folds = page.locator("details").all()
    assert len(folds) > 3
    for fold in folds:
        fold.locator("> summary").focus()
        for unfolded in (False, True):
            page.keyboard.press(key)
            assert fold.evaluate("one => one.open") is unfolded


def test_links_lead_to_what_they_name(page_of: PageOf) -> None:
    """The next step and each line of the table, also where that is folded away."""
    page = page_of(html("typical"))
    links = page.locator("main a[href^='#']").all()
    assert len(links) > 10
    for link in links:
        target = page.locator(str(link.get_attribute("href")))
        assert page.evaluate("one => one.focus()", link.element_handle()) is None
        page.keyboard.press("Enter")
        assert target.evaluate("one => one.checkVisibility()"), link.inner_text()
        top = target.evaluate("one => one.getBoundingClientRect().top")
        assert -1 <= top < 800, link.inner_text()
