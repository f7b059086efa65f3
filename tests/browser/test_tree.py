"""What a screen reader finds on a page: its accessibility tree, as text, held to files in gold/.

`make gold` writes them anew; look at them before you commit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.report.similar.html import render_similar
from tests.browser import classes
from tests.browser.conftest import PageOf
from tests.browser.pages import PAGES
from tests.report.similarities import typical

GOLD = Path(__file__).parent / "gold"
TREES: dict[str, Callable[[], str]] = {
    "typical": PAGES["typical"],
    "all right": PAGES["all right"],
    "similar": lambda: render_similar(typical()),
    **({"class": lambda: classes.page(classes.few())} if classes.READY else {}),
}


def tree(page_of: PageOf, name: str) -> str:
    """The tree of the main part, with what is folded away folded away."""
    return page_of(TREES[name]()).locator("main").aria_snapshot() + "\n"


@pytest.mark.parametrize("name", TREES)
def test_the_tree(page_of: PageOf, request: pytest.FixtureRequest, name: str) -> None:
    """It is as it was when somebody last looked at it."""
    seen = tree(page_of, name)
    path = GOLD / f"{name.replace(' ', '_')}.yaml"
    if request.config.getoption("--update-gold"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8"), "run `make gold` and look at the trees"


def test_no_tree_is_left_over() -> None:
    """Every file belongs to a page; that of the overview may wait for it."""
    files = {path.stem for path in GOLD.glob("*.yaml")}
    assert files - {"class"} == {name.replace(" ", "_") for name in TREES} - {"class"}


@pytest.mark.parametrize("name", ["typical", "all right"])
def test_score_then_next_step_then_parts(page_of: PageOf, name: str) -> None:
    """In this order, so that writing the files anew cannot hide the loss of it."""
    seen = tree(page_of, name)
    order = ["heading .Feedback on hw.ipynb. .level=1", "of .* points", "heading .Next step.",
             "heading .All parts.", "heading .Exercise 1"]  # fmt: skip
    found = [re.search(each, seen) for each in order]
    assert all(found), seen
    places = [match.start() for match in found if match]
    assert places == sorted(places)
