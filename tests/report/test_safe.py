"""Student text is shown whole where it is harmless, written out where it is not, and bounded."""

from __future__ import annotations

import unicodedata

import pytest

from grader.report.safe import CUT, block, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x = 1", "x = 1"),
        ("a\tb\r\nc\n", "a\tb\nc\n"),
        ("naïve 変数 λ → ½ 🙂", "naïve 変数 λ → ½ 🙂"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b2J\x00\x7f", "\\x9b2J\\x00\\x7f"),
        ("a\rb", "a\\rb"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\u2028\ufeff\u200f", "\\u2028\\ufeff\\u200f"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    """Letters of all scripts stay; what is unseen is written as an escape."""
    assert visible(text) == shown


def test_nothing_unseen_is_left() -> None:
    """No control, bidi or surrogate character of Unicode gets through."""
    everything = "".join(map(chr, range(0x11_0000)))
    left = {char for char in set(visible(everything)) if unicodedata.category(char) in ("Cc", "Cf")}
    assert left == {"\n", "\t", "\u200c", "\u200d"}
    visible(everything).encode()


def test_one_line() -> None:
    """White space shrinks to single spaces, and the cut is shown."""
    assert one_line("  a\n\tb  ") == "a b"
    assert one_line("abcdef", 3) == "abc" + CUT
    assert one_line("abc", 3) == "abc"
    assert len(one_line("\u202e" * 10**6)) <= 200 + len(CUT)
    assert "\n" not in one_line("a\u2028b\x85c\x0bd")


def test_block() -> None:
    """Line ends stay, up to so many lines and characters."""
    assert block("a\n  b\n", lines=5, limit=100) == "a\n  b"
    assert block("a\nb\nc", lines=2, limit=100) == "a\nb" + CUT
    assert block("abcdef", lines=2, limit=3) == "abc" + CUT
    assert block("a\n\n\n", lines=1, limit=100) == "a"
    assert len(block("\x00" * 10**6, lines=12, limit=500)) <= 500 + len(CUT)
