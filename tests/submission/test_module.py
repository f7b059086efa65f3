"""Python files of every dialect -> cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission.module import read_module
from grader.submission.submission import MAX_CELLS, MAX_FILE, Cell


def read(text: str | bytes, word: str = "Exercise") -> list[Cell]:
    """The cells of a module."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_module(data, "hw.py", word).cells)


def shape(text: str) -> list[tuple[str, int, str]]:
    """Kind, first line and stripped source of each cell."""
    cells = read(text)
    lines = text.split("\n")
    for cell in cells:  # the first line is where the cell's text begins in the file
        assert cell.kind == "markdown" or lines[cell.first_line - 1] == cell.source.split("\n")[0]
    return [(cell.kind, cell.first_line, cell.source.strip()) for cell in cells]


def test_percent_format() -> None:
    """`# %%` begins a cell; a title stays as its first comment; markdown loses its `# `."""
    text = (
        "import numpy\n"
        "# %% [markdown]\n# ## Exercise 1\n# prose\n#\n"
        "# %%\nx = 1\n\n"
        "#%% Exercise 2\ny = 2\n"
        '# %% [md]\n"""\n# Exercise 3\n"""\n'
        "# %% [raw]\n# raw\n"
        "# %%\n"
    )
    assert shape(text) == [
        ("code", 1, "import numpy"),
        ("markdown", 2, "## Exercise 1\nprose"),
        ("code", 7, "x = 1"),
        ("code", 9, "#%% Exercise 2\ny = 2"),
        ("markdown", 11, "# Exercise 3"),
        ("code", 18, ""),
    ]
    assert [cell.index for cell in read(text)] == [1, 2, 3, 4, 5, 7]


def test_percent_metadata() -> None:
    """Cells may name their exercise, as JSON or as jupytext writes metadata."""
    cells = read(
        '# %% {"grader": {"exercise": "descent"}}\nx = 1\n'
        '# %% exercise="manual-gradients"\nx = 1\n'
        '# %% A title {"grader": {"exercise": "descent", "solution": true}}\nx = 1\n'
        '# %% tags=["solution", "b"]\nx = 1\n'
        '# %% {"grader": [}\nx = 1\n'
        '# %% {"grader": {"exercise": 3}, "tags": 4}\nx = 1\n'
    )
    assert [c.exercise for c in cells] == [
        "descent",
        "manual-gradients",
        "descent",
        None,
        None,
        None,
    ]
    assert [c.solution for c in cells] == [False, False, True, True, False, False]


def test_jupytext_header_is_dropped() -> None:
    """The YAML header is no code; a comment box that looks like one stays."""
    header = "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n\n"
    assert shape(header + "# %%\nx = 1\n") == [("code", 8, "x = 1")]
    assert shape(header + "x = 1\n") == [("code", 6, "x = 1")]
    box = "# ---\n# Jane Doe\n# ---\nx = 1"
    assert shape(box) == [("code", 1, box)]


def test_markers_inside_strings_do_not_cut() -> None:
    """What only looks like a marker within a statement is text."""
    text = "s = '''\n# %%\nIn [1]:\n# Exercise 2\n'''\ndef f():\n# %%\n    pass\n"
    assert len(read(text)) == 1


def test_magics_in_percent_modules() -> None:
    """IPython's lines do not hide the markers, nor make one of `# %%time`."""
    text = "# %%\n%matplotlib inline\n!ls\n# %%time\n# %%\nx = !ls\n"
    assert [c.source.strip() for c in read(text)] == [
        "%matplotlib inline\n!ls\n# %%time",
        "x = !ls",
    ]


def test_exported_script() -> None:
    """`# In[3]:` begins a cell; text cells, which came out as comments, are markdown again."""
    text = (
        "#!/usr/bin/env python\n# coding: utf-8\n\n# # Homework\n\n# ## Exercise 1\n# prose\n\n"
        "# In[1]:\n\n\nx = 1\n# TODO plot\n\n\n# ## Exercise 2\n\n# In[ ]:\n\n\ny = 2\n"
        "# a note\n\n# In[None]:\n\n\nz = 3\n"
    )
    assert [(kind, source.split("\n")[-1]) for kind, _, source in shape(text)] == [
        ("markdown", "prose"),
        ("code", "x = 1"),
        ("markdown", "## Exercise 2"),
        ("code", "# a note"),
        ("code", "z = 3"),
    ]


def test_flat_text() -> None:
    """A notebook printed as text: `In [None]:` alone on its line, prose between the cells."""
    text = (
        "# Course\n\nSome prose, not Python.\n\n## 6. Exercises\n\n### Exercise 1: by hand\n\n"
        "Find $z$.\n\nIn [None]:\n# Exercise 1\nz = None\n\nIn [None]:\nz = 1\n\n"
        "### Exercise 2: descent\n\nFind the minimum.\n\nIn [None]:\ndef f(x):\n    return x\n\n"
        "## 7. Summary\n\nThat was it.\n"
    )
    assert [(kind, source.split("\n")[0]) for kind, _, source in shape(text)] == [
        ("markdown", "# Course"),
        ("code", "# Exercise 1"),
        ("code", "z = 1"),
        ("markdown", "### Exercise 2: descent"),
        ("code", "def f(x):"),
        ("markdown", "## 7. Summary"),
    ]


def test_comments_that_name_an_exercise_cut() -> None:
    """Between statements, in any of the usual ways to write them, and in the course's word."""
    text = (
        "import math\n\n# Exercise 1: by hand\nz = 1\n\n# ---- Ex. 2 ----\ndef f(x):\n"
        "    # Exercise 3 is not here\n    return x\n# see exercise 1\n"
        "#### EXERCISE 3 ####\nrates = []\n"
    )
    assert [line for _, line, _ in shape(text)] == [1, 3, 6, 11]
    assert len(read("# Übung 1\nz = 1\n# Übung 2\nf = 1\n", "Übung")) == 2


def test_no_markers_is_one_cell() -> None:
    """A plain script stays whole."""
    assert shape("z = 1\n\n\nf = 2\n") == [("code", 1, "z = 1\n\n\nf = 2")]


def test_syntax_error_does_not_stop_the_cuts() -> None:
    """A section with an error is cut off from the others; without markers all is one cell."""
    text = "# Exercise 1\nz = (1\n\n# Exercise 2\nf = 2\n"
    assert [line for _, line, _ in shape(text)] == [1, 4]
    percent = "# %%\nz = = 1\n# %%\nf = 2\n"
    assert [line for _, line, _ in shape(percent)] == [2, 4]
    prompts = "# In[1]:\nz = = 1\n## Step 2\na = 1\n# In[2]:\nf = 2\n"
    assert [(kind, line) for kind, line, _ in shape(prompts)] == [("code", 2), ("code", 6)]
    assert len(shape("z = (1\nf = 2\n")) == 1


@pytest.mark.parametrize(
    "data",
    [
        "s = 'ü'\n".encode(),
        b"\xef\xbb\xbfs = '\xc3\xbc'\n",
        "# coding: latin-1\ns = 'ü'\n".encode("latin-1"),
        "#!/usr/bin/python\n# -*- coding: cp1252 -*-\ns = 'ü'\n".encode("cp1252"),
        "s = 'ü'\n".encode("utf-16"),
        "s = 'ü'\r\n".encode(),
        "s = 'ü'\r".encode(),
    ],
)
def test_encodings(data: bytes) -> None:
    """Byte order marks, coding cookies and all ends of lines are understood."""
    assert read(data)[-1].source.rstrip("\n").split("\n")[-1] == "s = 'ü'"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"s = '\xfc'\n", "not utf-8 text"),
        (b"# coding: ascii\ns = '\xfc'\n", "not ascii text"),
        (b"# coding: rot13\nk = 1\n", "coding cookie"),
        (b"# coding: punycode\nk = 1\n", "coding cookie"),
        (b"", "empty"),
        (b" \n", "empty"),
        (b"#" * (MAX_FILE + 1), "MiB"),
        (b"# %%\n" * (MAX_CELLS + 1), "cells"),
    ],
)
def test_what_is_no_module(data: bytes, words: str) -> None:
    """What cannot be read is one sentence that names the file."""
    with pytest.raises(SubmissionError, match=words) as caught:
        read(data)
    assert str(caught.value).startswith("hw.py: ")


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are cells or one sentence."""
    try:
        cells = read(data)
    except SubmissionError:
        return  # one sentence: see above
    assert all(cell.first_line >= 1 for cell in cells)


LINES = st.sampled_from(
    ["# %%", "# %% [markdown]", "# In[1]:", "In [None]:", "# Exercise 1", "## Exercise 2", "x = 1",
     "x = (", "'''", "def f():", "    pass", "", "prose it is", "# ---", "# jupyter:", "%%time"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(LINES, max_size=14))
def test_no_line_of_code_is_lost(lines: list[str]) -> None:
    """However markers are mixed, lines of code stay, in order, at the lines they claim."""
    if not "".join(lines).strip():
        return
    for cell in read("\n".join(lines)):
        if cell.kind == "code" and cell.source:
            own = cell.source.split("\n")
            assert lines[cell.first_line - 1 : cell.first_line - 1 + len(own)] == own
