"""The overview of a class: without scripts it is all there; with them it is sorted and filtered."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.browser import classes
from tests.browser.conftest import PageOf
from tests.browser.pages import html

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

if not classes.READY:
    pytest.skip("there is no overview of a class yet", allow_module_level=True)

ORDERED = """(rows, [at, kind]) => {
  const cells = rows.map(row => row.cells[at].textContent.trim());
  const keys = kind === "number" ? cells.map(Number.parseFloat) : cells;
  const empty = key => key === "" || Number.isNaN(key);
  const compare = (a, b) => empty(a) || empty(b) ? empty(a) - empty(b) : kind === "number"
    ? a - b : a.localeCompare(b, "en", {numeric: true, sensitivity: "base"});
  const steps = keys.slice(1).map((key, at) => [keys[at], key]);
  const said = keys.filter(key => !empty(key));
  return {
    up: steps.every(([a, b]) => compare(a, b) <= 0),
    down: steps.every(([a, b]) => empty(a) || empty(b) ? compare(a, b) <= 0 : compare(a, b) >= 0),
    flat: said.every(key => key === said[0]),
  };
}"""


def students(page: Page) -> Locator:
    """The rows of the table of students."""
    return table(page).locator("tbody tr")


def table(page: Page) -> Locator:
    """The table that can be sorted."""
    return page.locator("table", has=page.locator("th[data-sort]"))


@cache
def large() -> str:
    """A class as large as they come."""
    return classes.page(classes.made(classes.LARGE))


def test_without_scripts_all_rows_are_there(page_of: PageOf) -> None:
    """And no button or field that would do nothing."""
    page = page_of(html("class"), script=False)
    assert students(page).count() > classes.SMALL
    assert students(page).locator("visible=true").count() == students(page).count()
    dead = page.locator("button, input, select, [role=status], [aria-controls]").all()
    assert [one for one in dead if one.is_visible()] == []
    heads = table(page).locator("th[data-sort]").all_inner_texts()
    assert heads[:2] == ["Submission", "Points"]
    assert all(heads)


def test_the_script_is_that_of_the_policy(page_of: PageOf) -> None:
    """One script, which has run; nothing was fetched or refused, as after every test."""
    page = page_of(html("class"))
    assert page.locator("script").count() == 1
    assert page.get_by_role("searchbox").is_visible()
    assert students(page).count() > classes.SMALL


def test_each_column_is_sorted_by_its_button(page_of: PageOf) -> None:
    """A click sorts, a second one turns it round; `aria-sort` says so, at one column alone."""
    page = page_of(html("class"))
    names = set(students(page).locator("th").all_inner_texts())
    heads = table(page).locator("th[data-sort]").all()
    assert len(heads) > 3
    for at, head in [*enumerate(heads)][::-1]:  # the first is sorted at the beginning
        kind = head.get_attribute("data-sort")
        for direction, way in (("ascending", "up"), ("descending", "down"), ("ascending", "up")):
            head.get_by_role("button").evaluate("one => one.click()")
            said = [one.get_attribute("aria-sort") for one in heads]
            assert said == [direction if one is head else None for one in heads]
            order = students(page).evaluate_all(ORDERED, [at, kind])
            assert order[way], (head.inner_text(), direction)
            assert not (order["up"] and order["down"]) or order["flat"]
    assert set(students(page).locator("th").all_inner_texts()) == names


def test_the_table_is_filtered(page_of: PageOf) -> None:
    """Rows with all of the words stay, whatever their case, and their number is announced."""
    page = page_of(html("class"))
    field, status = page.get_by_role("searchbox"), page.get_by_role("status")
    texts = [text.lower() for text in students(page).all_text_contents()]
    assert field.get_attribute("aria-label") or page.locator("label[for=find]").is_visible()
    for asked in ("MISSING", "anna", "anna müller", "nobody has this name", "", "ÜNAL"):
        field.fill(asked)
        shown = students(page).evaluate_all("rows => rows.map(row => row.checkVisibility())")
        meant = [all(word in text for word in asked.lower().split()) for text in texts]
        assert shown == meant, asked
        numbers = list(map(int, re.findall(r"\d+", status.inner_text())))
        assert numbers == [sum(shown), len(texts)], asked
    assert sum(shown) == 1


def test_what_is_filtered_stays_so_when_it_is_sorted(page_of: PageOf) -> None:
    """And comes back in that order."""
    page = page_of(html("class"))
    page.get_by_role("searchbox").fill("anna")
    shown = students(page).locator("visible=true").count()
    table(page).get_by_role("button").nth(1).click()
    assert students(page).locator("visible=true").count() == shown
    page.get_by_role("searchbox").fill("")
    assert students(page).evaluate_all(ORDERED, [1, "number"])["up"]


def test_sorting_and_filtering_need_no_mouse(page_of: PageOf) -> None:
    """Tab goes from the field to the buttons; Enter and Space sort, and the focus stays."""
    page = page_of(html("class"))
    field = page.get_by_role("searchbox")
    field.focus()
    page.keyboard.type("anna")
    assert students(page).locator("visible=true").count() < students(page).count()
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    assert students(page).locator("visible=true").count() == students(page).count()
    buttons = table(page).get_by_role("button")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "button":
            break
    for key, direction in (("Enter", "descending"), ("Space", "ascending")):
        page.keyboard.press(key)
        assert buttons.first.evaluate("one => one === document.activeElement")
        assert table(page).locator("th").first.get_attribute("aria-sort") == direction


def test_headings_are_printed(page_of: PageOf) -> None:
    """Paper has no buttons, but what stands on them."""
    page = page_of(html("class"))
    page.emulate_media(media="print")
    heads = table(page).locator("th[data-sort]")
    assert all(heads.all_inner_texts())
    assert not any(button.is_visible() for button in table(page).locator("button").all())


def test_a_large_class_is_shown_soon(page_of: PageOf) -> None:
    """Opened, sorted and filtered within what a person waits for, on a machine that is busy."""
    page = page_of(large())
    spent = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert students(page).count() == classes.LARGE
    assert spent < 2000
    spent = page.evaluate("""() => {
      const begun = performance.now(), field = document.querySelector("[type=search]");
      document.querySelectorAll("th[data-sort] button")[1].click();
      field.value = "anna";
      field.dispatchEvent(new Event("input", {bubbles: true}));
      document.body.getBoundingClientRect();
      return performance.now() - begun;
    }""")
    assert spent < 2000
    assert students(page).locator("visible=true").count() < classes.LARGE
