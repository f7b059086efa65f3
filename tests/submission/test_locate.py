"""The line of the file for a line of a cell, however the notebook was written."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission.locate import MOST_BYTES, SourceLines

CELLS: list[dict[str, Any]] = [
    {"cell_type": "markdown", "source": ["# Title\n", 'text \\" [ { \n', "end"], "metadata": {}},
    {"cell_type": "code", "source": "a = 1\nb = '\"}]'\n", "metadata": {"source": ["x\n"]},
     "outputs": [{"text": ["source\n"], "data": {"source": ["y"]}}]},
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["c = 2\n", "d = 3\n", "e = 4"]},
    {"cell_type": "code", "source": [], "metadata": {}},
    {"cell_type": "code", "source": ["marked"], "metadata": {}},
]  # fmt: skip


def notebook(indent: int | None) -> str:
    """As a program writes it."""
    book = {"metadata": {"cells": [{"source": ["no\n"]}]}, "cells": CELLS, "nbformat": 4}
    return json.dumps(book, indent=indent)


def test_each_line_is_where_it_stands() -> None:
    """With one piece a line, as Jupyter writes it."""
    text = notebook(1)
    lines = text.split("\n")
    places = SourceLines(text.encode())
    for line, words in enumerate(("c = 2", "d = 3", "e = 4"), 1):
        at = places.find(3, line)
        assert at is not None
        assert lines[at - 1].strip().startswith(f'"{words}')
    at = places.find(5, 1)
    assert at is not None
    assert '"marked"' in lines[at - 1]


def test_a_source_in_one_text_has_one_line() -> None:
    """And so has a notebook that is written in one."""
    text = notebook(1)
    places = SourceLines(text.encode())
    assert places.find(2, 1) == places.find(2, 2) is not None
    single = SourceLines(notebook(None).encode())
    assert {single.find(3, line) for line in (1, 2, 3)} == {1}


def test_what_is_not_there() -> None:
    """No cell, no source, a line beyond the last: none, or the last there is."""
    places = SourceLines(notebook(1).encode())
    assert places.find(9, 1) is None
    assert places.find(0, 1) is None
    assert places.find(4, 1) is None
    assert places.find(3, 0) is None
    assert places.find(3, 99) == places.find(3, 3)


def test_a_module_has_its_own_lines() -> None:
    """Without a cell, the line is the file's."""
    assert SourceLines(b"").find(None, 7) == 7


def test_a_large_file_is_not_looked_at() -> None:
    """It would take seconds for an annotation."""
    data = b'{"cells": [{"source": ["x"]}], "x": "' + b"x" * MOST_BYTES + b'"}'
    assert SourceLines(data).find(1, 1) is None


@pytest.mark.parametrize("data", [b"", b"{", b'{"cells": [{"source": ["a', b"\xff\x00", b"]]]]}}"])
def test_damaged_files(data: bytes) -> None:
    """Give no line, and no error."""
    assert SourceLines(data).find(1, 1) is None


@given(st.lists(st.lists(st.text(), max_size=5), max_size=5), st.sampled_from([None, 0, 1]))
def test_any_source(sources: list[list[str]], indent: int | None) -> None:
    """The piece that a line begins in is on the line that is told."""
    book = {"cells": [{"cell_type": "code", "source": pieces} for pieces in sources]}
    text = json.dumps(book, indent=indent, ensure_ascii=False)
    places = SourceLines(text.encode("utf-8", "surrogatepass"))
    for cell, pieces in enumerate(sources, 1):
        for line in range(1, "".join(pieces).count("\n") + 2):
            at = places.find(cell, line)
            assert (at is None) == (not pieces)
            assert at is None or 1 <= at <= text.count("\n") + 1


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 50_000, "[" * 50_000, '{"cells": ["' + "\\" * 50_000]
)
def test_what_is_no_json_takes_no_time(text: str) -> None:
    """A string that does not end would be read from each of its quotes again."""
    begun = time.perf_counter()
    assert SourceLines(text.encode()).find(1, 1) is None
    assert time.perf_counter() - begun < 0.5


def test_a_mark_of_the_byte_order() -> None:
    """Some editors write one first."""
    assert SourceLines(b"\xef\xbb\xbf" + notebook(None).encode()).find(1, 1) is not None
