"""Names of the files that are written: safe, never twice, and still to be recognised."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cli.naming import LONGEST, unique_names


def names(*paths: str) -> list[str]:
    """The names of these paths."""
    return list(unique_names([PurePath(path) for path in paths]))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("alice.ipynb", "alice"),
        ("team1/alice.ipynb", "team1-alice"),
        ("team1/alice", "team1-alice"),
        ("Alice Smith_12_file/hw.zip", "Alice_Smith_12_file-hw"),
        ("v1.2", "v1.2"),
        ("müller.py", "müller"),
        ("mu\u0308ller.py", "müller"),
        ("王.ipynb", "王"),
        ("-rf.py", "rf"),
        ("..py", "submission"),
        ("../../etc/passwd.py", "etc-passwd"),
        ("\udcff.py", "submission"),
        ("a\x1b[31m<b>.py", "a__31m_b"),
        ("nul.py", "_nul"),
        ("COM1.x.py", "_COM1.x"),
        ("console.py", "console"),
        ("x" * 300 + ".py", "x" * LONGEST),
    ],
)
def test_a_name(path: str, name: str) -> None:
    """What it is made of."""
    assert names(path) == [name]


def test_names_that_clash_are_numbered() -> None:
    """In order, and never onto a name that is there already."""
    assert names("a.ipynb", "a.py", "a-2.py", "A.zip", "b/c.py", "b-c.py") == [
        "a",
        "a-2",
        "a-2-2",
        "A-3",
        "b-c",
        "b-c-2",
    ]
    long = names("x" * 300, "x" * 301)
    assert long[1] == "x" * (LONGEST - 2) + "-2"


parts = st.text(st.characters(), min_size=1, max_size=150) | st.sampled_from(
    ["a", "A", "a.py", "a-2", "-", "..", ".", "con", "é", "e\u0301", "ß", "ss", "ﬁ", "fi"]
)


@given(st.lists(st.lists(parts, min_size=1, max_size=4).map("/".join), max_size=12))
def test_any_paths_get_names_that_are_safe_and_differ(paths: list[str]) -> None:
    """On systems that tell no upper case, or no spelling of an accent, either."""
    found = names(*paths)
    assert len(found) == len(paths)
    keys = {unicodedata.normalize("NFKC", name.casefold()) for name in found}
    assert len(keys) == len(found)
    for name in found:
        assert 0 < len(name.encode()) <= LONGEST + 1
        assert name[0] not in ".- "
        assert name[-1] not in ". "
        assert not set(name) & set('/\\:*?"<>|\0\n ')
        assert name.isprintable()
