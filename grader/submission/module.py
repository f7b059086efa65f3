"""A Python file's bytes -> its cells.

Cells are what `# %%` marks (Spyder, VS Code, jupytext), or `# In[3]:` (nbconvert), or comments
that name an exercise; else the whole file is one cell.
"""

from __future__ import annotations

import codecs
import io
import itertools
import json
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import SubmissionError
from grader.submission.headings import Words
from grader.submission.names import is_python, statements
from grader.submission.submission import MAX_CELLS, MAX_FILE, Cell, Reading

# Without two ways to read the same blanks, so that no line takes long; marks end at the last sign.
_PERCENT = re.compile(r"#\s?%%+(?:[ \t]+(.*))?")
_PROMPT = re.compile(r"#?\s?In\s?\[\s*(?:(?:\d+|None|\*)\s*)?\](?:\s*:)?")
_KIND = re.compile(r"\[(markdown|md|raw)\]", re.IGNORECASE)
_OPTION = re.compile(r"""\b(\w+)\s*=\s*("[^"]*"|'[^']*'|\[[^\]]*\]|\w+)""")
_PROSE = re.compile(r"#{2,6}\s+\S")
_COMMENTED_HEADING = re.compile(r"#\s+(?:#{1,6}\s+\S|\*\*|<h[1-6])", re.IGNORECASE)

# What a coding cookie may name. Python has stranger codecs, some of them slow on purpose.
_ENCODINGS = re.compile(
    r"utf-8(-sig)?|utf-16(-[lb]e)?|ascii|iso8859-\d+|latin-1|cp\d+|mac-roman|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5|shift_jis|euc_(jp|kr)"
)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a cell begins: the line of its first text, the line of its marker, its options."""

    first: int
    marker: int
    options: str = ""


def read_module(data: bytes, where: Path | str, word: str = "Exercise") -> Reading:
    """The cells of a Python file; raises `SubmissionError` if it is not text."""
    if not data.strip():
        raise SubmissionError(where, "the file is empty; save it and hand it in again")
    if len(data) > MAX_FILE:
        raise SubmissionError(
            where, f"the file has {len(data) >> 20} MiB, and at most {MAX_FILE >> 20} are read"
        )
    lines = _decode(data, where).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cells = _cells(lines, Words(word))
    if len(cells) > MAX_CELLS:
        raise SubmissionError(
            where, f"the file has {len(cells)} cells, and at most {MAX_CELLS} are read"
        )
    return Reading(tuple(cells))


def has_prompts(text: str) -> bool:
    """Whether a text has the `In [ ]:` lines of a notebook that was exported as text."""
    return any(_PROMPT.fullmatch(line.rstrip()) for line in text.splitlines())


def _decode(data: bytes, where: Path | str) -> str:
    """The text, by its byte order mark, coding cookie, or as UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    else:
        try:
            name = codecs.lookup(tokenize.detect_encoding(io.BytesIO(data).readline)[0]).name
        except (SyntaxError, LookupError, ValueError):
            name = "utf-8"
    try:
        if not _ENCODINGS.fullmatch(name):
            raise SubmissionError(where, f"its coding cookie names {name!r}; save it as UTF-8")
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise SubmissionError(
            where, f"it is not {name} text (byte {error.start}); save it as UTF-8"
        ) from None


def _cells(lines: list[str], words: Words) -> list[Cell]:
    begin = _after_header(lines)
    percents, prompts = _markers(lines, begin)
    if percents:
        return list(_percent_cells(lines, begin, percents))
    if prompts:
        return list(_prompt_cells(lines, begin, prompts, words))
    cuts = _exercise_comments(lines[begin:], words)
    starts = [_Start(begin + cut, begin + cut) for cut in cuts]
    return [
        Cell(index, "code", source, first_line=first + 1)
        for index, (first, source) in enumerate(_texts(lines, begin, starts), 1)
    ]


def _after_header(lines: Sequence[str]) -> int:
    """The line after jupytext's YAML header, if there is one."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "# ---":
        return 0
    last = next((i for i in range(first + 1, len(lines)) if lines[i].rstrip() == "# ---"), None)
    header = lines[first:last] if last is not None else []
    return last + 1 if last is not None and any("jupy" in line for line in header) else 0


def _markers(lines: Sequence[str], begin: int) -> tuple[list[_Start], list[_Start]]:
    """The `# %%` lines, and the `In [ ]:` lines, outside of strings and functions."""
    percents: list[_Start] = []
    prompts: list[_Start] = []
    for i in range(begin, len(lines)):
        if lines[i][:1] not in ("#", "I"):
            continue
        if found := _PERCENT.fullmatch(lines[i].rstrip()):
            title = found[1] or ""
            named = _OPTION.sub("", title[:2_000]).strip()  # a title is part of what is written
            percents.append(_Start(i if named else i + 1, i, title))
        elif _PROMPT.fullmatch(lines[i].rstrip()):
            prompts.append(_Start(i + 1, i))
    flat = {start.marker for start in prompts}
    text = "\n".join("" if i in flat else line for i, line in enumerate(lines))
    inside = _inside(text)
    return (
        [start for start in percents if start.marker not in inside],
        [start for start in prompts if start.marker not in inside],
    )


def _inside(text: str) -> set[int]:
    """Indices of lines that a top-level statement runs across, if the text can be parsed."""
    if not is_python(text):
        return set()
    return {i for s in statements(text) for i in range(s.line, s.end_line)}


def _exercise_comments(lines: Sequence[str], words: Words) -> list[int]:
    """Indices of the comments between statements that name an exercise."""
    found = [i for i, line in enumerate(lines) if _names_exercise(line, words)]
    inside = _inside("\n".join(lines)) if found else set()
    return [i for i in found if i not in inside]


def _texts(lines: Sequence[str], begin: int, starts: Sequence[_Start]) -> Iterator[tuple[int, str]]:
    """Line and text of each cell; what stands before the first marker is one if not blank."""
    ends = [*(start.marker for start in starts), len(lines)]
    before = "\n".join(lines[begin : ends[0]])
    if before.strip() or not starts:
        yield begin, before
    for start, end in zip(starts, ends[1:], strict=True):
        yield start.first, "\n".join(lines[start.first : end])


def _percent_cells(lines: Sequence[str], begin: int, starts: Sequence[_Start]) -> Iterator[Cell]:
    texts = list(_texts(lines, begin, starts))
    options = [""] * (len(texts) - len(starts)) + [start.options for start in starts]
    for index, ((first, source), option) in enumerate(zip(texts, options, strict=True), 1):
        kind = _KIND.search(option)
        said = _metadata(option)
        lesson, named = bool(said.get("lesson")), said.get("mark")
        mark = named[:200] or None if isinstance(named, str) else None
        if kind is None:
            exercise, solution = _exercise(option)
            yield Cell(index, "code", source, exercise, solution, first + 1, lesson, mark)
        elif kind[1].lower() != "raw":
            text = _markdown(source)
            yield Cell(index, "markdown", text, first_line=first + 1, lesson=lesson, mark=mark)


def _metadata(option: str) -> dict[str, object]:
    """What `# %% {"grader": {"exercise": "..."}}` or `# %% exercise="..."` says."""
    values: dict[str, object] = {}
    for key, text in _OPTION.findall(option[:2_000]):
        try:
            values[key] = json.loads(text)
        except (ValueError, RecursionError):
            values[key] = text.strip("'\"")
    brace = option.find("{")
    if brace >= 0:
        try:
            loaded = json.loads(option[brace:])
        except (ValueError, RecursionError):
            loaded = None
        if isinstance(loaded, dict):
            values |= loaded
            grader = loaded.get("grader")
            values |= grader if isinstance(grader, dict) else {}
    return values


def _exercise(option: str) -> tuple[str | None, bool]:
    """The exercise and the solution mark."""
    values = _metadata(option)
    exercise, tags, solution = values.get("exercise"), values.get("tags"), values.get("solution")
    return (
        exercise[:200] if isinstance(exercise, str) and exercise else None,
        solution in (True, "True") or (isinstance(tags, list) and "solution" in tags),
    )


def _markdown(source: str) -> str:
    """The text of a markdown cell that is written as comments or as a string."""
    lines = source.split("\n")
    if lines and _PERCENT.fullmatch(lines[0].rstrip()):
        lines = lines[1:]
    text = "\n".join(lines).strip()
    if text.startswith(('"""', "'''")):
        return text.strip("\"'")
    return "\n".join(re.sub(r"^#\s?", "", line) for line in lines)


def _prompt_cells(
    lines: Sequence[str], begin: int, starts: Sequence[_Start], words: Words
) -> Iterator[Cell]:
    """Cells of an exported notebook, in which text cells became comments or plain lines."""
    index = 0
    flat = any(lines[start.marker].startswith("I") for start in starts)
    for first, source in _texts(lines, begin, starts):
        if is_python(source):
            parts = _commented(source)
        elif first < starts[0].marker and flat:
            parts = [_Part(0, "markdown", source)]
        else:
            parts = _cut(source, words, flat=flat)
        for part in parts:
            index += 1
            yield Cell(index, part.kind, part.text, first_line=first + part.offset + 1)


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell within what stands between two prompts."""

    offset: int
    kind: Literal["code", "markdown"]
    text: str


def _commented(source: str) -> list[_Part]:
    """Code, then the text cell that was written as comments after it."""
    lines = source.split("\n")
    code = len(lines)
    while code and (not lines[code - 1].strip() or lines[code - 1].startswith("#")):
        code -= 1
    notes = lines[code:]
    if not any(_COMMENTED_HEADING.match(line) for line in notes):
        return [_Part(0, "code", source)]
    text = "\n".join(re.sub(r"^#\s?", "", line) for line in notes)
    parts = [_Part(0, "code", "\n".join(lines[:code]))] if code else []
    return [*parts, _Part(code, "markdown", text)]


def _cut(source: str, words: Words, *, flat: bool) -> list[_Part]:
    """What cannot be parsed: code with an error, and in a flat export plain text after it."""
    lines = source.split("\n")
    cuts = {
        i
        for i, line in enumerate(lines)
        if _names_exercise(line, words) or (flat and _PROSE.match(line))
    }
    parts: list[_Part] = []
    for begin, end in itertools.pairwise(sorted({0, *cuts, len(lines)})):
        text = "\n".join(lines[begin:end])
        heading = flat and _PROSE.match(lines[begin]) is not None
        prose = heading and not (is_python(text) and statements(text))
        if text.strip():
            parts.append(_Part(begin, "markdown" if prose else "code", text))
    return parts


def _names_exercise(line: str, words: Words) -> bool:
    return line.startswith("#") and words.in_comment(line) is not None
