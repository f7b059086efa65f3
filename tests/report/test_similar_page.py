"""The page on similar submissions: what it says, neutrally, and that it is inert."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from grader.report.similar.excerpt import LINE_LIMIT, MOST_LINES, excerpt
from grader.report.similar.html import render_similar
from grader.report.similar.view import NAMES, similar
from grader.similarity.stretches import Rows
from tests.report.conftest import HOSTILE
from tests.report.similarities import (
    beside,
    entry,
    findings,
    hostile,
    place,
    side,
    typical,
)
from tests.report.test_class_page import MORE_TAGS, Page
from tests.similarity.classes import ANSWER, OTHER, RENAMED

ACCUSING = r"plagiar|cheat|copie[ds]|copying|\bcopy\b|suspec|offen[cd]|guilt|fraud|caught|stol"


def read(page: str) -> Page:
    """The page, held to be inert: no script, no style but our own, no way out of the folder."""
    reader = Page(page)
    assert {tag for tag, _ in reader.elements} <= MORE_TAGS - {"script", "button", "input", "label"}
    for tag, attrs in reader.elements:
        for name, value in attrs.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in {"style", "src", "srcdoc", "action", "formaction", "srcset"}
            if name == "href":
                assert re.fullmatch(r"#[a-z0-9]+|[\w.~%-]+\.report\.html", value or "", re.ASCII)
    policies = [one["content"] for one in reader.all("meta") if "http-equiv" in one]
    digest = base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode()
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ]
    assert len(reader.all("h1")) == len(reader.all("main")) == 1
    return reader


def test_the_page_says_who_where_and_how_much() -> None:
    """Both excerpts stand beside each other, with what is the same marked by a number."""
    page = render_similar(typical())
    text = " ".join(read(page).text.split())
    assert "For staff: not for students." in text
    assert "6 likenesses" in text
    assert "ada: 13 of 13 lines are in both" in text
    assert "3 more are not listed" in text
    assert "2 more pairs of them are not shown." in text
    assert "Could not be read: fay." in text
    assert "(identical submissions)" in text
    assert "Two or more of these are also together in likeness 2." in text
    assert page.count('class="same"') > 40
    assert 'href="ada.report.html"' in page
    assert 'href="ben.report.html"' not in page


def test_no_word_accuses() -> None:
    """It says what is the same, and that there are other reasons."""
    for page in (render_similar(typical()), render_similar(findings())):
        text = read(page).text
        assert not re.search(ACCUSING, text, re.IGNORECASE)
        assert "Who wrote first cannot be seen here." in " ".join(text.split())


def test_the_share_is_rounded_down() -> None:
    """100 % is all of it and nothing less."""
    view = similar(findings(entry(place(beside(side("a", ANSWER), side("b", RENAMED))))))
    assert view.entries[0].share == "75 % to 100 %"
    assert view.entries[0].places[0].pairs[0].shares == ("100 %", "100 %")


def test_nothing_that_students_write_is_markup() -> None:
    """Names, titles and code are escaped and made visible; the page has no script."""
    page = render_similar(hostile(*HOSTILE))
    reader = read(page)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert len(reader.all("img")) == 0


def test_the_page_is_bounded() -> None:
    """A submission of a million lines and a thousand names make no page without end."""
    long = side("a", "\n".join(f"x{at} = [{at}, 'a' * {'9' * 500}]" for at in range(5_000)))
    pair = beside(long, side("b", long.code[0].source))
    page = render_similar(findings(entry(place(pair), names=[f"s{at}" for at in range(1_000)])))
    assert len(page) < 120_000
    assert f"and {1_000 - NAMES} more" in page
    assert " more lines are not shown." in page


def test_the_same_findings_give_the_same_bytes() -> None:
    """Nothing in it comes from a clock or from chance."""
    assert render_similar(typical()) == render_similar(typical())


def test_nobody_is_similar() -> None:
    """It says so, and what was looked at."""
    text = " ".join(read(render_similar(findings())).text.split())
    assert "0 likenesses" in text
    assert "No two submissions are similar." in text


def test_an_excerpt_numbers_lines_as_the_student_sees_them() -> None:
    """Lines of a notebook count in their cell, those of a module in the file."""
    found = excerpt(side("a", "x = 1\ny = 2", "z = 3"), [Rows(1, 2)])
    seen = [(part.heading, line.number, line.mark) for part in found.parts for line in part.lines]
    assert seen == [("Cell 3", "1", ""), ("Cell 3", "2", "1"), ("Cell 6", "1", "1")]
    assert (found.same, found.lines, found.more) == (2, 3, 0)
    module = excerpt(side("a", "x = 1", cells_of_notebook=False), [])
    assert module.parts[0].heading == ""


def test_a_long_excerpt_shows_what_is_the_same_and_a_little_around() -> None:
    """The rest is counted."""
    source = "\n".join(f"x{at} = {at}" for at in range(200))
    found = excerpt(side("a", source), [Rows(50, 52), Rows(150, 150)])
    numbers = [[int(line.number) for line in part.lines] for part in found.parts]
    assert numbers == [list(range(49, 56)), list(range(149, 154))]
    assert found.more == 200 - 12
    whole = excerpt(side("a", source), [Rows(0, 199)])
    assert sum(len(part.lines) for part in whole.parts) == MOST_LINES


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 10**6])
def test_a_line_is_bounded_and_visible(text: str) -> None:
    """Whatever stands in it."""
    found = excerpt(side("a", f"x = 1 # {text}"), [])
    for part in found.parts:
        for line in part.lines:
            assert len(line.text) < 12 * LINE_LIMIT
            assert line.text.isprintable()


def test_gaps_of_blank_lines_are_closed() -> None:
    """One blank line between two others is enough."""
    found = excerpt(side("a", "x = 1\n\n\n\ny = 2\n\n"), [])
    assert [line.number for line in found.parts[0].lines] == ["1", "2", "5", "6"]


def test_code_that_is_elsewhere_keeps_its_marks_apart() -> None:
    """The same number stands beside what is the same, though it comes later there."""
    one, other = ANSWER.split("\n\n")
    pair = beside(side("a", one, other), side("b", other, OTHER, one))
    view = similar(findings(entry(place(pair)))).entries[0].places[0].pairs[0]

    def marks(at: int) -> list[str]:
        sides = (view.one, view.other)
        every = [line.mark for part in sides[at].parts for line in part.lines if line.mark]
        return list(dict.fromkeys(every))

    assert marks(0) == sorted(marks(0))
    assert marks(1) == [*marks(0)[1:], marks(0)[0]]
