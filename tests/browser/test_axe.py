"""No page breaks a rule of WCAG 2.2 AA that a program can check, in either colour scheme."""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.axe import violations
from tests.browser.conftest import PageOf, Scheme
from tests.browser.pages import PAGES, html

BAD = """<!doctype html><html><head><title>x</title></head><body><main><h1>x</h1>
<p style="color: #aaa; background: #fff">grey</p><input></main></body></html>"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_rule_is_broken(page_of: PageOf, name: str, scheme: Scheme) -> None:
    """With everything unfolded."""
    page = page_of(html(name), scheme=scheme)
    looks.unfold(page)
    assert violations(page, colours_only=scheme == "dark") == []


@pytest.mark.parametrize("name", PAGES)
def test_no_rule_is_broken_by_what_is_folded_away(page_of: PageOf, name: str) -> None:
    """With everything folded; what is shown then has been seen in both schemes above."""
    page = page_of(html(name))
    looks.fold(page)
    assert violations(page) == []


def test_what_is_wrong_is_found(page_of: PageOf) -> None:
    """The checker looks: at the language, at contrast, at labels."""
    page = page_of(BAD)
    found = {line.split(":")[0] for line in violations(page)}
    assert found >= {"html-has-lang", "color-contrast", "label"}
    colours = {line.split(":")[0] for line in violations(page, colours_only=True)}
    assert colours == {"color-contrast"}
