"""What is compared of a source, and what of it does not count."""

from __future__ import annotations

import pytest

from grader.similarity.tokens import MOST_CHARACTERS, MOST_TOKENS
from tests.similarity.classes import tokens


def same(one: str, other: str) -> bool:
    """Whether two sources are compared as the same."""
    return tokens(one).kinds.tobytes() == tokens(other).kinds.tobytes()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("z = w * x + b", "summe = W1 * eingang + B", id="names"),
        pytest.param("lr = 0.1", "lr = 1_000e-3", id="numbers"),
        pytest.param("print('a')", 'print("""much\nmore""")', id="texts"),
        pytest.param("x = 1  # one\n# two\ny = 2", "x = 1\ny = 2", id="comments"),
        pytest.param("x=1;y=( 2+3 )", "\n\nx = 1\n\n\ny = (2\n     + 3)", id="layout"),
        pytest.param('def f(x):\n    """Says."""\n    return x', "def g(y): return y", id="docs"),
        pytest.param("import numpy as np\nx = 1", "from math import exp\nx = 1", id="imports"),
        pytest.param("import math; x = 1", "x = 1", id="an import on the same line"),
        pytest.param("s = f'{a:.2f}: {b}'", "s = f'{q} and {r!r} '", id="f-strings"),
    ],
)
def test_what_does_not_show(one: str, other: str) -> None:
    """Names, numbers, texts, comments, layout and imports are not compared."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a = np.exp(x)", "a = np.log(x)", id="functions of numpy"),
        pytest.param("z = w * x + b", "z = w + x * b", id="operators"),
        pytest.param("for i in a: b", "while i in a: b", id="keywords"),
        pytest.param("sum(x)", "total(x)", id="built-in functions"),
        pytest.param("x.append(y)", "x.extend(y)", id="methods"),
        pytest.param("f(x)", "f[x]", id="brackets"),
        pytest.param("x = 1", "x = y", id="a number for a name"),
    ],
)
def test_what_shows(one: str, other: str) -> None:
    """What a solution consists of is compared."""
    assert not same(one, other)


def test_a_known_name_that_is_the_students_own_variable_is_a_name() -> None:
    """`sum = a + b` and `mean` are as good as any other name where nothing is called."""
    assert same("sum = a + b\nmean = sum / n", "q = a + b\nr = q / n")


def test_rows_count_on_from_cell_to_cell() -> None:
    """Each token knows its row in the section, so that its line can be shown."""
    found = tokens("x = 1\n\ny = 2\n", "z = 3")
    assert found.rows.tolist() == [0, 0, 0, 2, 2, 2, 4, 4, 4]


def test_rows_count_all_line_ends_that_a_text_has() -> None:
    """A text over several lines and an escaped line end move what follows down."""
    assert tokens('s = """\n\n"""\nx = \\\n  1').rows.tolist() == [0, 0, 0, 3, 3, 4]


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n" * 1_000_000,
        "(" * 3_000_000,
        '"' * 100_001,
        "f'{" * 50_000,
        "\\" * 100_000,
        "\x00" * 100_000 + "x = 1",
        "a." * 100_000,
        "0_" * 100_000,
        " " * 5_000_000 + "x",
        "@" * 100_000,
        "'''" + "{" * 100_000,
        "\ud800 = '\udfff'" * 1000,
        "from " * 100_000,
        "\r" * 100_000,
        "def f(" * 20_000,
        "lambda: " * 20_000,
    ],
    ids=lambda source: repr(source[:8]),
)
def test_of_a_hostile_source_the_beginning_is_looked_at(source: str) -> None:
    """A million lines, brackets without end, broken texts: what follows makes no difference."""
    found = tokens(source)
    assert len(found) <= MOST_TOKENS
    assert len(found) == len(found.rows)
    begun = tokens(source[:MOST_CHARACTERS])
    assert found.kinds.tobytes() == begun.kinds.tobytes()


def test_all_cells_of_a_section_together_are_bounded() -> None:
    """Two thousand cells are no way around the bound."""
    found = tokens(*["x = 1\n" * 1_000] * 2_000)
    assert len(found) == MOST_TOKENS
    assert found.rows.max() < MOST_CHARACTERS
