"""A table goes there and back byte for byte, and what is malformed is refused."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.export import table as tables
from grader.export.table import Table, read_table, text_of

ENCODINGS = [
    (b"", "utf-8"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
texts = st.text(letters, max_size=6) | st.sampled_from(
    ["", '"', "a,b", "x;y\tz", "two\nlines", " "]
)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[list[str]], str]:
    """A file as some program may have written it, its texts, and its delimiter."""
    delimiter = draw(st.sampled_from(",;\t"))
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(texts, min_size=width, max_size=width), max_size=4))
    rows.insert(0, [f"h{at}" for at in range(width)])
    end = draw(st.sampled_from(["\r\n", "\n", "\r"]))
    written = [delimiter.join(_cell(draw, text) for text in row) for row in rows]
    bom, encoding = draw(st.sampled_from(ENCODINGS))
    text = end.join(written) + draw(st.sampled_from(["", end]))
    return bom + text.encode(encoding), rows, delimiter


def _cell(draw: st.DrawFn, text: str) -> str:
    needed = any(sign in text for sign in ',;\t"\r\n')
    return '"' + text.replace('"', '""') + '"' if needed or draw(st.booleans()) else text


def said(table: Table) -> list[list[str]]:
    """What all cells say."""
    return [[text_of(cell) for cell in row.cells] for row in table.rows]


@given(files())
@settings(max_examples=150)
def test_there_and_back(file: tuple[bytes, list[list[str]], str]) -> None:
    """The same bytes, the same texts, whatever the encoding, the delimiter and the line ends."""
    data, rows, delimiter = file
    table = read_table(data, "x")
    assert table.document() == data
    assert table.delimiter == delimiter
    assert said(table) == rows


@given(files(), st.data())
@settings(max_examples=150)
def test_one_cell_is_changed(file: tuple[bytes, list[list[str]], str], data: st.DataObject) -> None:
    """The new text is read back; every other cell and line end stands as it stood."""
    table = read_table(file[0], "x")
    row = data.draw(st.integers(0, len(table.rows) - 1))
    column = data.draw(st.integers(0, len(table.rows[row].cells) - 1))
    text = data.draw(texts)
    changed = table.changed({(row, column): text})
    assert changed.text(row, column) == text
    for at, (old, new) in enumerate(zip(table.rows, changed.rows, strict=True)):
        assert new.end == old.end
        for one, (before, after) in enumerate(zip(old.cells, new.cells, strict=True)):
            assert before == after or (at, one) == (row, column)
    if row:  # the delimiter is told by the header
        assert said(read_table(changed.document(), "x")) == said(changed)


@given(files())
@settings(max_examples=100)
def test_as_the_library_reads_it(file: tuple[bytes, list[list[str]], str]) -> None:
    """Python's own reader sees the same cells."""
    table = read_table(file[0], "x")
    text = table.document().decode("utf-16" if table.encoding != "utf-8" else "utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter, strict=True))
    assert rows == said(table)


def test_a_quoted_cell_stays_quoted() -> None:
    """And a bare one is quoted only where it must be."""
    table = read_table(b'a,b\n"1",2\n', "x")
    changed = table.changed({(1, 0): "3", (1, 1): "4,5"})
    assert changed.document() == b'a,b\n"3","4,5"\n'


def test_the_delimiter_is_told_outside_of_quotes() -> None:
    """A title may hold as many others as it likes."""
    table = read_table(b'"a;b;c;d",x,"e\n;"\n1,2,3\n', "x")
    assert table.header == ("a;b;c;d", "x", "e\n;")


def test_columns_are_left_out() -> None:
    """Those that stay are as they were; a short row stays short."""
    table = read_table(b'a,"b",c\r\n1,"2",3\r\n4\r\n', "x")
    assert table.with_columns([0, 2]).document() == b"a,c\r\n1,3\r\n4\r\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b"one\ntwo\n", "no columns"),
        (b'a,b\n"1,2\n', "line 2: a quoted cell does not end"),
        (b'a,b\n"1"x,2\n', "line 2: a quote is where none may be"),
        (b'a,b\n1"x",2\n', "line 2: a quote is where none may be"),
        (b'a,b\n "1",2\n', "line 2: a quote is where none may be"),
        (b'a,b\n"1\n2",3"\n', "line 3: a quote is where none may be"),
        (b"a,b\n1,2,3\n", "row 2: it has 3 cells, and the header has 2"),
        (b"a,b\n1,x\ry\n", "row 2: it ends in another way"),
        (b"a,b\n1,\0\n", "it is no text"),
        ("a,b\nJörg,2\n".encode("cp1252"), "neither UTF-8 nor UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "it is no text"),
        (codecs.BOM_UTF16_LE + b"a\x00,\x00b", "neither UTF-8 nor UTF-16"),
        (b"PK\x03\x04\xff\xfe", "neither UTF-8 nor UTF-16"),
    ],
)
def test_what_is_malformed_is_refused(data: bytes, said: str) -> None:
    """In one sentence that names the file and the line."""
    with pytest.raises(UsageError, match=said) as caught:
        read_table(data, "grades.csv")
    assert str(caught.value).startswith("grades.csv")


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """By bytes, and by cells."""
    monkeypatch.setattr(tables, "MOST_CELLS", 4)
    assert read_table(b"a,b\n1,2", "x").rows
    with pytest.raises(UsageError, match="more than 4 cells"):
        read_table(b"a,b\n1,2\n3,4", "x")
    monkeypatch.setattr(tables, "MOST_BYTES", 3)
    with pytest.raises(UsageError, match="larger than"):
        read_table(b"a,bc", "x")


def test_empty_cells_past_the_header_are_let_be() -> None:
    """Some programs end each line with a delimiter."""
    assert read_table(b"a,b\n1,2,\n", "x").document() == b"a,b\n1,2,\n"
