"""The style can be read by everyone, in both colour schemes and on paper."""

from __future__ import annotations

import re

import pytest

from grader.report.html import HERE

CSS = (HERE / "static" / "report.css").read_text(encoding="utf-8")
SHEETS = ("report.css", "chart.css", "graph.css")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", scheme))
    for scheme in CSS.split("*, ::before", 1)[0].split("@media screen", 1)
)

ON_PAGE = ("ink", "soft", "link", "good", "some", "bad", "open")
ON_CODE = ("ink", "soft", "keyword", "string", "number", "comment", "name")
PAIRS = [
    *((text, ground) for text in ON_PAGE for ground in ("paper", "ground")),
    *((text, "code-ground") for text in ON_CODE),
    *(("ink", f"{tone}-ground") for tone in ("good", "bad", "open")),
    ("bad", "bad-ground"),
]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(scheme: dict[str, str], text: str, ground: str) -> None:
    """Every text colour on every ground it stands on: 4.5 to 1 at least."""
    assert contrast(scheme[text], scheme[ground]) >= 4.5


def test_both_schemes_have_the_same_colours() -> None:
    """No colour of the light scheme is forgotten in the dark one."""
    assert set(LIGHT) == set(DARK)


def test_colours_have_names() -> None:
    """Outside the two schemes white paper is the only colour by number."""
    rest = CSS.split("*, ::before", 1)[1]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rest)) == {"#ffffff"}


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_fetched_and_nothing_ends_the_style(name: str) -> None:
    """No address, no import, no font, no tag."""
    sheet = (HERE / "static" / name).read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face|<", sheet)


def test_the_graph_has_no_colours_of_its_own() -> None:
    """So all of them follow the scheme, and forced colours."""
    sheet = (HERE / "static" / "graph.css").read_text(encoding="utf-8")
    assert "#" not in sheet
    assert set(re.findall(r"var\(--([\w-]+)\)", sheet)) <= set(LIGHT)


def test_closed_details_are_printed() -> None:
    """Paper cannot be clicked."""
    assert "details::details-content { content-visibility: visible" in CSS.split("@media print")[1]
