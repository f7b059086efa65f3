"""No page breaks a rule of WCAG 2.2 AA that a program can check, in either colour scheme."""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.axe import violations
from tests.browser.conftest import PageOf
from tests.browser.pages import PAGES, html

BAD = """<!doctype html><html><head><title>x</title></head><body><main><h1>x</h1>
<p style="color: #aaa; background: #fff">grey</p><input></main></body></html>"""


@pytest.mark.parametrize("name", PAGES)
def test_no_rule_is_broken(page_of: PageOf, name: str) -> None:
    """With everything unfolded, in light and in dark; then with everything folded.

    What is shown when all is folded has been seen in both schemes by then.
    """
    page = page_of(html(name))
    looks.unfold(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_only=True) == []
    page.emulate_media(color_scheme="light")
    looks.fold(page)
    assert violations(page) == []


def test_what_is_wrong_is_found(page_of: PageOf) -> None:
    """The checker looks: at the language, at contrast, at labels."""
    page = page_of(BAD)
    found = {line.split(":")[0] for line in violations(page)}
    assert found >= {"html-has-lang", "color-contrast", "label"}
    colours = {line.split(":")[0] for line in violations(page, colours_only=True)}
    assert colours == {"color-contrast"}
