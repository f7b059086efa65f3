"""The pages that every test here looks at; a further page is one more line of `PAGES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from grader.grading.result import PictureRef, Result
from grader.report.appeal.html import render_html as render_explanation
from grader.report.html import render_html
from grader.report.page import Counted
from grader.report.similar.html import render_similar
from tests.browser import classes
from tests.report import similarities
from tests.report.appeals import everything
from tests.report.conftest import (
    HOSTILE,
    PICTURE,
    explained,
    hostile_result,
    png,
    sketch,
    typical,
    with_staff,
    without_slips,
)

STRANGE = tuple(text for text in HOSTILE if text.startswith(("<script>", '" on', "\x1b", "\u202e")))
"""Hostile by what they say: markup, an attribute, control signs, another direction."""
ENDLESS = tuple(text for text in HOSTILE if text.startswith(("vv", "\n\n")))
"""Hostile by their length."""


COUNTED = Counted(25.5, 30, ("dL_dz: 2 of 2 points by hand.", "1 day late: 10 % are taken off."))
GRADED = Path(__file__).parents[1] / "gold" / "mixed.html"
"""The report of a submission in which everything is the matter."""


def page(result: Result) -> str:
    """The report of a result; its picture is there."""
    return render_html(result, {PICTURE: png()})


def not_isolated() -> Result:
    """The typical result, run without any isolation."""
    result = typical()
    run = msgspec.structs.replace(result.run, isolation="none")
    return msgspec.structs.replace(result, run=run)


def with_figures() -> Result:
    """The typical result with one figure drawn again, one as a picture and one that is lost."""
    result = typical()
    first, second, third = result.exercises
    pictures = [
        PictureRef(8, "A parabola", sketch=sketch()),
        PictureRef(9, "A parabola, as a picture", PICTURE),
        PictureRef(10, "A parabola that was not kept", "0" * 64),
    ]
    second = msgspec.structs.replace(second, pictures=pictures)
    return msgspec.structs.replace(result, exercises=[first, second, third])


def hostile(*texts: str) -> Result:
    """A result with one exercise for each of the texts, in which that text is everywhere."""
    results = list(map(hostile_result, texts))
    exercises = [exercise for result in results for exercise in result.exercises]
    return msgspec.structs.replace(results[0], exercises=exercises)


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "typical": lambda: page(typical()),
        "for staff": lambda: page(with_staff(typical())),
        "all right": lambda: page(without_slips(typical())),
        "not isolated": lambda: page(not_isolated()),
        "with figures": lambda: page(with_figures()),
        "strange": lambda: page(hostile(*STRANGE)),
        "endless": lambda: page(hostile(*ENDLESS)),
        "explained": lambda: page(explained(typical())),
        "counted": lambda: render_html(typical(), {PICTURE: png()}, COUNTED),
        "appeal": lambda: render_explanation(everything()),
        "similar": lambda: render_similar(similarities.hostile(*STRANGE[:1])),
        "graded": lambda: GRADED.read_text(encoding="utf-8"),
        **({"class": lambda: classes.page(classes.small())} if classes.READY else {}),
    }
)


@cache
def html(name: str) -> str:
    """One of the pages."""
    return PAGES[name]()
