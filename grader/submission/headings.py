"""Headings and comments -> the exercise they name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_LINES = 2_000  # of one markdown cell that are looked at
_MOST_CHARACTERS = 300  # of one heading
_PLAIN = 80  # characters of a first line without markup that may still be a heading

_ATX = re.compile(r"^\s{0,3}(#{1,6})(\s?)(.*?)#*\s*$")
_HTML = re.compile(r"^\s*<h([1-6])\b[^>]*>(.*?)(?:</h|$)", re.IGNORECASE)
_BOLD = re.compile(r"^\s*(?:[-*>]\s+)?(\*\*|__|<b>|<strong>)(.+?)(?:\1|</b>|</strong>)")
_FENCE = re.compile(r"^\s*(```|~~~)")
_TAG = re.compile(r"<[^<>]*>")
_SEPARATOR = re.compile(r"[:|,;()\[\]\u2013\u2014]|\s-+\s")

# Words that may stand before "Exercise 2" without making it a mention in passing.
_LEAD = (
    r"my|your|our|own|the|solutions?|answers?|attempt|code|work|for|of|to|part|begin|start|title|"
    r"markdown|homework|hw|module|lab|assignment|cell|lösung|musterlösung|zu|zur|teil"
)
_SOLUTION = r"(?:(?:sample|model|reference|official)\s+)?(?:solutions?|lösung|musterlösung)"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a markdown cell.

    Attributes:
        level: 1 to 6; none if it is only set in bold, or a line of its own.
        text: Its text without markup.
    """

    level: int | None
    text: str


class Words:
    """How this course's notebooks name an exercise: `Exercise 2`, `Ex. 2`, `Übung 2`."""

    def __init__(self, word: str = "Exercise") -> None:
        words = sorted({"exercise", "ex", word.strip().lower() or "ex"}, key=len, reverse=True)
        name = "|".join(re.escape(w) for w in words)
        number = (
            rf"(?:{name})\.?[\s_\-\u2013(\[]*(?:(?:no|nr|num|number)\b\.?|[#№])?\s*"
            r"0{0,3}([0-9]{1,3})(?![0-9])(?!['\u2019]s)"
        )
        lead = rf"[\W\d_]*(?:(?:{_LEAD})\b[\W\d_]*)*"
        flags = re.IGNORECASE
        self._mention = re.compile(rf"{lead}(?<![^\W_]){number}", flags)
        self._solution = re.compile(
            rf"[\W_]*{_SOLUTION}\s+(?:(?:to|for|of|zu|zur)\s+)?(?:the\s+)?{number}|"
            rf"[\W\d_]*{number}[\W_]*{_SOLUTION}[\W_]*$",
            flags,
        )

    def in_heading(self, text: str) -> int | None:
        """The number of the exercise that a heading names."""
        for segment in _SEPARATOR.split(text[:_MOST_CHARACTERS]):
            number = self._number(segment)
            if number is not None:
                return number
        return self._number(text)

    def in_comment(self, line: str) -> int | None:
        """The number of the exercise that a comment line names at its beginning."""
        return self._number(line) if line.lstrip().startswith("#") else None

    def is_solution(self, text: str) -> bool:
        """Whether it says "Solution to Exercise 2" or "Exercise 2: solution"."""
        return self._solution.match(text[:_MOST_CHARACTERS]) is not None

    def first_comment(self, source: str) -> str | None:
        """The line in the comments before a cell's first code that names an exercise, if any."""
        for line in source.split("\n", _MOST_LINES)[:_MOST_LINES]:
            text = line.strip()
            if text and not text.startswith(("#", "%%")):
                return None
            if self.in_comment(text) is not None:
                return text
        return None

    def _number(self, text: str) -> int | None:
        found = self._mention.match(text[:_MOST_CHARACTERS])
        return None if found is None else int(found[1])


def headings(markdown: str) -> Iterator[Heading]:
    """The headings of a markdown cell: `#`, underlined, HTML, bold, or its first line alone."""
    before = ""
    fenced = False
    first = True
    for line in markdown.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or not line.strip():
            before = ""
            continue
        text = line[:_MOST_CHARACTERS]
        if before and re.fullmatch(r"\s{0,3}(=+|-+)\s*", text):
            yield Heading(1 if "=" in text else 2, _plain(before))
        elif found := _ATX.match(text):
            yield Heading(len(found[1]) if found[2] else None, _plain(found[3]))
            text = ""
        elif found := _HTML.match(text):
            yield Heading(int(found[1]), _plain(found[2]))
        elif found := _BOLD.match(text):
            yield Heading(None, _plain(found[2]))
        elif first and len(text) <= _PLAIN and not text.rstrip().endswith("."):
            yield Heading(None, _plain(text))
        before, first = text, False


def squeeze(text: str) -> str:
    """The text in lower case, words parted by one space, without punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).replace("*", "").replace("`", "").strip(" _")
