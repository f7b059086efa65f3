"""Points are written as the file writes numbers, and its own numbers are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.export.numbers import few_decimals, read_number, two_decimals, uses_comma


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (28.0, "28.00"),
        (2.675, "2.68"),
        (0.125, "0.13"),
        (0.0, "0.00"),
        (29.995, "30.00"),
        (1e-9, "0.00"),
    ],
)
def test_two_decimals(points: float, text: str) -> None:
    """Halves up, by the decimals that a person sees."""
    assert two_decimals(points, comma=False) == text
    assert two_decimals(points, comma=True) == text.replace(".", ",")


@pytest.mark.parametrize(
    ("points", "text"), [(28.0, "28.0"), (27.333333333, "27.33333"), (1e-9, "0.0"), (10.0, "10.0")]
)
def test_few_decimals(points: float, text: str) -> None:
    """As many as say something, and no exponent."""
    assert few_decimals(points) == text


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (["10,00", "EX"], True),
        (["10.00", "1,000.00"], False),
        (["1.000,00"], True),
        (["1,000", "12"], None),
        (["10.00", "10,00"], None),
        (["1 000,50"], True),
        (["Participant 12.5"], None),
        ([], None),
    ],
)
def test_how_decimals_are_written(cells: list[str], comma: bool | None) -> None:  # noqa: FBT001
    """Told by one or two digits after the last sign; thousands tell nothing."""
    assert uses_comma(cells) is comma


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("1,000.00", False, 1000.0),
        ("1.000,00", True, 1000.0),
        ("1,000", False, 1000.0),
        ("1,000", True, 1.0),
        ("10,5", False, 10.5),
        ("10.50", True, 10.5),
        (" 100 ", False, 100.0),
        ("1’000.5", False, 1000.5),  # noqa: RUF001 - Swiss
        ("-", False, None),
        ("ten", False, None),
        ("", False, None),
        ("1.2.3", False, None),
        ("(read only)", False, None),
    ],
)
def test_numbers_are_read(text: str, comma: bool, number: float | None) -> None:  # noqa: FBT001
    """With thousands apart or not."""
    assert read_number(text, comma=comma) == number


@given(st.integers(0, 10**7), st.booleans())
def test_what_is_written_is_read(cents: int, comma: bool) -> None:  # noqa: FBT001
    """To the cent."""
    assert read_number(two_decimals(cents / 100, comma=comma), comma=comma) == cents / 100
