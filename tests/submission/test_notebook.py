"""Notebooks of every dialect -> cells; what is no notebook -> one sentence."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission.notebook import read_notebook
from grader.submission.submission import MAX_CELLS, MAX_FILE, Cell


def code(source: object, **more: object) -> dict[str, object]:
    """A code cell as JSON."""
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def notebook(*cells: object, **more: object) -> bytes:
    """A notebook's bytes."""
    fields = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(fields).encode()


def read(data: bytes) -> tuple[Cell, ...]:
    """The cells alone."""
    return read_notebook(data, "hw.ipynb").cells


def problem(data: bytes) -> str:
    """The sentence for a file that cannot be graded."""
    with pytest.raises(SubmissionError) as caught:
        read_notebook(data, "hw.ipynb")
    text = str(caught.value)
    assert text.startswith("hw.ipynb: ")
    assert "\n" not in text
    assert caught.value.exit_code == 4
    return text


def test_cells_in_order() -> None:
    """Code and markdown are cells; raw and unknown ones only count."""
    cells = read(
        notebook(
            {"cell_type": "markdown", "source": ["# One\n", "text"], "metadata": {}},
            {"cell_type": "raw", "source": "raw"},
            {"cell_type": "chart", "source": "?"},
            code("x = 1"),
        )
    )
    assert cells == (Cell(1, "markdown", "# One\ntext"), Cell(4, "code", "x = 1"))


def test_metadata_names_exercise_and_solution() -> None:
    """Our metadata and the tag `solution` are read; nbgrader's own field means something else."""
    cells = read(
        notebook(
            code("a", metadata={"grader": {"exercise": "descent"}}),
            code("b", metadata={"grader": {"exercise": "descent", "solution": True}}),
            code("c", metadata={"tags": ["x", "solution"]}),
            code("d", metadata={"nbgrader": {"solution": True}, "grader": {"solution": "yes"}}),
        )
    )
    assert [c.exercise for c in cells] == ["descent", "descent", None, None]
    assert [c.solution for c in cells] == [False, True, True, False]


@pytest.mark.parametrize(
    "metadata",
    [None, 3, [], "x", {"grader": 3}, {"grader": {"exercise": ["a"]}}, {"tags": 3}, {"tags": None}],
)
def test_odd_metadata_is_ignored(metadata: object) -> None:
    """Metadata of any type is tolerated."""
    assert read(notebook(code("x", metadata=metadata))) == (Cell(1, "code", "x"),)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\nb", "a\nb"),
        (["a\n", "b"], "a\nb"),
        (["a", "b"], "a\nb"),
        ([["a\n"], ["b"]], "a\nb"),
        (["a\r\n", "b\r"], "a\nb\n"),
        (["a", 3, None], "a"),
        (None, ""),
        (7, ""),
        ({"x": 1}, ""),
        ("\ud800", "\ufffd"),
        ("a\u0000b", "a\0b"),
    ],
)
def test_sources_of_any_shape(source: object, text: str) -> None:
    """A source may be a string or lists of lines, with any ends of lines."""
    assert read(notebook(code(source)))[0].source == text


def test_old_notebooks_are_read_as_nbformat_upgrades_them() -> None:
    """Format 3, with worksheets and heading cells, gives the cells that nbformat makes of it."""
    v3 = nbformat.v3
    cells = [
        v3.new_heading_cell("Exercise 1", level=2),
        v3.new_text_cell("markdown", "prose"),
        v3.new_code_cell("x = 1\ny = 2"),
    ]
    old = v3.new_notebook(worksheets=[v3.new_worksheet(cells=cells)])
    ours = read(v3.writes_json(old).encode())
    upgraded: Any = nbformat.convert(old, 4)
    assert [(c.kind, c.source) for c in ours] == [(c.cell_type, c.source) for c in upgraded.cells]


def test_new_notebooks_are_read_as_nbformat_does() -> None:
    """What nbformat writes is read back the same."""
    v4 = nbformat.v4
    cells = [v4.new_markdown_cell("# a\nb"), v4.new_code_cell("x = 1\n\n"), v4.new_raw_cell("r")]
    text = nbformat.writes(v4.new_notebook(cells=cells))
    assert [c.source for c in read(text.encode())] == ["# a\nb", "x = 1\n\n"]


def test_colab() -> None:
    """Colab's extras: minor 0, its metadata, cell ids in metadata, a badge, widgets of no state."""
    data = notebook(
        {
            "cell_type": "markdown",
            "metadata": {"id": "view-in-github", "colab_type": "text"},
            "source": ['<a href="https://colab.research.google.com/x"></a>'],
        },
        code(
            ["#@title Exercise 1\n", "x = 1"], metadata={"id": "Ab", "outputId": "c", "colab": {}}
        ),
        metadata={
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "accelerator": "GPU",
            "widgets": {"application/vnd.jupyter.widget-state+json": {"x": {}}},
        },
        nbformat_minor=0,
    )
    assert [c.source for c in read(data)][1] == "#@title Exercise 1\nx = 1"


def test_missing_and_doubled_fields() -> None:
    """No minor version, no metadata, the same cell id twice: still cells."""
    data = json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "code", "id": "a", "source": "x"}] * 2 + [3, None]}
    )
    assert len(read(data.encode())) == 2


@pytest.mark.parametrize("encode", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encode: str) -> None:
    """A byte order mark, even of UTF-16, does no harm."""
    assert read(notebook(code("x = 'ü'")).decode().encode(encode))[0].source == "x = 'ü'"


def test_not_utf8_is_remarked() -> None:
    """A stray byte is replaced, and it is said."""
    reading = read_notebook(notebook(code("x = '@'")).replace(b"@", b"\xe9"), "hw.ipynb")
    assert reading.cells[0].source == "x = '\ufffd'"
    assert reading.remarks == (("not-utf8", {}),)


def test_outputs_are_never_read() -> None:
    """Outputs, attachments and widgets may hold anything: NaN, bad bytes, depth, brackets."""
    inner = {"data": {"a": ["]", '"', "\\", {"b": [[1, 2], [3]]}, '"outputs": [']}}
    data = notebook(
        code("x = '\"outputs\": ['", outputs=[inner]), code("y", outputs=[], attachments=inner)
    )
    deep = data.replace(b"[1, 2]", b"[" * 5000 + b"NaN, \xff" + b"]" * 5000)
    assert [c.source for c in read(deep)] == ["x = '\"outputs\": ['", "y"]


def test_bulk_in_outputs_is_graded() -> None:
    """A notebook that is large only by its outputs is read, with a remark."""
    data = notebook(code("x = 1", outputs=[{"data": {"image/png": "A" * (MAX_FILE + 1)}}]))
    reading = read_notebook(data, "hw.ipynb")
    assert reading.cells == (Cell(1, "code", "x = 1"),)
    assert reading.remarks == (("large-outputs-ignored", {"mib": "20"}),)


def test_bulk_elsewhere_is_refused() -> None:
    """A notebook that is large without its outputs is not."""
    assert "without its outputs" in problem(notebook(code("#" * (MAX_FILE + 1))))


def test_too_many_cells() -> None:
    """The limit is on all cells."""
    assert len(read(notebook(*[code("x")] * MAX_CELLS))) == MAX_CELLS
    assert f"{MAX_CELLS + 1} cells" in problem(notebook(*[code("x")] * (MAX_CELLS + 1)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\0\0", "empty"),
        (b"print(1)", "not a notebook"),
        (b"\x00\xff\xfe binary", "not a notebook"),
        (b"3", "not a notebook"),
        (b"[]", "not a notebook"),
        (b"{}", "no `nbformat`"),
        (b'{"cells": []}', "no `nbformat`"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": 3}', "no list of cells"),
        (notebook(code("x = 1"))[:-30], "cut off"),
        (notebook(code("x = 1", outputs=[{"a": "b"}]))[:80], "cut off"),
        (notebook(code("x = 1")).replace(b'"nbformat"', b'<<<< "nbformat"'), "damaged"),
        (b'{"nbformat": 4, "cells": ' + b"[" * 200_000, "too deeply"),
        (b'{"nbformat": ' + b"9" * 10_000 + b"}", "number"),
    ],
)
def test_not_a_notebook(data: bytes, words: str) -> None:
    """Every way not to be a notebook has its own sentence."""
    assert words in problem(data)


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"kernelspec": {"name": "ir"}},
        {"kernelspec": {"name": "julia-1.9"}},
        {"language_info": {"name": "julia"}},
    ],
)
def test_other_languages(metadata: dict[str, object]) -> None:
    """A notebook for another language is refused by name."""
    assert re.search(r"written for '(R|julia|Julia)'", problem(notebook(metadata=metadata)))


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "Python", "name": "x"}},
        {"kernelspec": {"name": "irkutsk"}},
        {"kernelspec": 3, "language_info": {"name": 4}},
        None,
        7,
    ],
)
def test_python_by_any_name(metadata: object) -> None:
    """Odd kernels that may well be Python are read."""
    assert read(notebook(metadata=metadata)) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cell_type", "source", "metadata", "grader", "tags", "outputs"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "heading", "raw"]) | JSON},
    optional={"source": JSON, "metadata": JSON, "outputs": JSON, "level": JSON, "input": JSON},
)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "nbformat": JSON,
            "metadata": JSON,
            "cells": st.lists(CELL | JSON, max_size=4) | JSON,
            "worksheets": JSON,
        },
    )
    | JSON
)
def test_random_json(value: object) -> None:
    """Whatever JSON holds, it is cells or one sentence."""
    try:
        cells = read(json.dumps(value).encode())
    except SubmissionError:
        return
    for cell in cells:
        assert cell.source.encode().decode() == cell.source


@settings(deadline=None)
@given(st.integers(0, 400), st.binary(max_size=3))
def test_damaged_bytes(where: int, noise: bytes) -> None:
    """A notebook with bytes exchanged anywhere is cells or one sentence."""
    whole = notebook(code("x = 1", outputs=[{"a": [1, "b"]}]), code(["y", "z"]))
    try:
        cells = read(whole[:where] + noise + whole[where + 2 :])
    except SubmissionError:
        return
    assert len(cells) <= 2
