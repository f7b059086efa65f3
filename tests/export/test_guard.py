"""No free text is a formula to a spreadsheet, at whatever separator it splits."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.export.guard import free_text, plain
from grader.export.table import row_of

SIGNS = tuple("=+-@＝＋－＠﹦﹢﹣﹫")  # noqa: RUF001 - they are the subject
letters = st.sampled_from([*SIGNS, *"\t\r\n ,;|\"'a1\u200d\u202e\ufeff\xa0"])
texts = st.text(letters, max_size=8) | st.text(max_size=8)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\xa0=1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",  # noqa: RUF001
        "＠x",  # noqa: RUF001
        '"=1',
        "a;=1",
        "a, -1",
        "a|@b",
        'a";=1',
    ],
)
def test_formulas_become_text(text: str) -> None:
    """By an apostrophe before the sign."""
    guarded = free_text(text)
    assert guarded != plain(text)
    assert guarded.replace("'", "") == plain(text).replace("'", "")


@pytest.mark.parametrize("text", ["Doe, Jane", "Anne-Marie", "jane@uni.example", "1.5", "C++", ""])
def test_other_text_stays(text: str) -> None:
    """A sign within a word is none."""
    assert free_text(text) == text


def test_joiners_stay_in_words() -> None:
    """They are spelling, and hold emoji together."""
    assert free_text("👩🏽\u200d🔬") == "👩🏽\u200d🔬"


@given(st.lists(texts, min_size=2, max_size=4), st.sampled_from(",;\t|"))
@settings(max_examples=300)
def test_no_cell_is_live(texts: list[str], delimiter: str) -> None:
    """However the line is split, a cell starts with no sign that makes a formula."""
    row = row_of([free_text(text) for text in texts], "")
    line = ",".join(row.cells)
    for cell in next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter)):
        assert not cell.startswith(SIGNS)
        assert not cell.strip().startswith(SIGNS)


@given(texts)
def test_nothing_hidden_is_left(text: str) -> None:
    """No control characters, no changes of direction, no line ends."""
    hidden = {
        c for c in free_text(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    assert hidden <= {"\u200c", "\u200d"}
