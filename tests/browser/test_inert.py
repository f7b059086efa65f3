"""Whatever a student writes, the browser shows it and does nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.report.html import render_html
from grader.report.safe import one_line
from tests.browser.conftest import PageOf
from tests.browser.watch import Watch
from tests.report.conftest import HOSTILE, PICTURE, hostile_result, png

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HIT = "window.__hit=1,alert(1)"
TEXTS = [text.replace("alert(1)", HIT) for text in HOSTILE]
TOUCH = """document.querySelectorAll("*").forEach(one => {
  for (const kind of ["mouseover", "focus", "toggle", "load", "error"])
    one.dispatchEvent(new Event(kind, {bubbles: true}));
  if (one.matches("details")) one.open = true;
  if (one.matches("[tabindex], a, summary")) one.focus();
})"""
BREACHES = {
    "script": ("<script>window.__hit=1</script>", "__hit"),
    "handler": ("<img src=x: onerror=window.__hit=1>", "__hit"),
    "touched": ("<p onmouseover=window.__hit=1>x</p>", "__hit"),
    "dialog": ("<script>alert(1)</script>", "dialog: 1"),
    "request": ("<img src=https://evil.example/x.png>", "request of https://evil.example/x.png"),
    "style": ("<style>p{background:url(//evil.example/y)}</style><p>", "request of"),
    "error": ("<script>nothing()</script>", "error: nothing is not defined"),
    "said": ("<script>console.info('hello')</script>", "console, info: hello"),
    "window": ("<script>window.open('about:blank?w')</script>", "window: "),
    "policy": (
        "<meta http-equiv=Content-Security-Policy content='script-src data:'><script>0</script>",
        "violates the following Content Security Policy",
    ),
}
"""What a page might do, and what is noted then."""


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_does_nothing(page_of: PageOf, text: str) -> None:
    """No script of it runs, nothing is fetched, and title and heading are ours."""
    page = page_of(render_html(hostile_result(text), {PICTURE: png()}))
    page.evaluate(TOUCH)
    assert page.evaluate("window.__hit") is None
    name = one_line(text, 120)
    assert page.title().split() == f"0 of 1 points: {name}".split()
    assert page.locator("h1").all_inner_texts() == [" ".join(f"Feedback on {name}".split())]
    assert page.locator("script, iframe, object, embed, form, base, link").count() == 0
    assert page.locator("body > *").count() == 3  # icons, skip link, main


@pytest.mark.parametrize(("html", "noted"), BREACHES.values(), ids=BREACHES)
def test_a_page_that_does_something_is_noticed(
    browser: Browser, tmp_path: Path, html: str, noted: str
) -> None:
    """The watch that finds nothing above finds each of these."""
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><title>x</title>{html}", encoding="utf-8")
    with browser.new_context(offline=True) as context, context.new_page() as page:
        watch = Watch(page)
        watch.open(path.as_uri())
        page.evaluate(TOUCH)
        page.wait_for_timeout(50)
        if page.evaluate("window.__hit") is not None:
            watch.seen.append("__hit")
        assert [line for line in watch.seen if noted in line], watch.seen
