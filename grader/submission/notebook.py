"""A notebook's bytes -> its cells: every nbformat, read leniently, never rewritten.

The file is read by our own few lines, since nbformat refuses or warns about much that students'
tools write: missing cell ids, missing metadata, lists where strings should be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from grader.errors import SubmissionError
from grader.submission.submission import MAX_CELLS, MAX_FILE, Cell, Reading, Remark

MAX_NOTEBOOK = 400 * 2**20  # with its outputs, which are not kept
_MOST_TOKENS = 6_000_000  # of outputs that are passed over: some seconds

# A quote inside a JSON string is escaped, so such a key is never the text of a cell.
_BULKY = re.compile(rb'(?<!\\)"(?:outputs|attachments|widgets)"\s*:\s*(?=[\[{])')
# A string, a run of lists and objects that hold no others, or a bracket; no text is tried twice.
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_FLAT = rb'[\[{](?:[^\[\]{}"]++|' + _STRING + rb")*+[\]}]"
_TOKEN = re.compile(rb"(?:" + _FLAT + rb"[\s,]*+)++|" + _STRING + rb"?|[\[\]{}]", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")

_PYTHON = frozenset({"python", "python3", "python2", "ipython", "ipython3"})
_KERNELS = {"ir": "R", "julia": "Julia", "sagemath": "SageMath", "octave": "Octave"}


def read_notebook(data: bytes, where: Path | str) -> Reading:
    """The cells of a notebook; raises `SubmissionError` if there are none to be had."""
    remarks: list[Remark] = []
    if not data.strip(b" \t\r\n\0"):
        raise SubmissionError(where, "the file is empty; save the notebook and hand it in again")
    if len(data) > MAX_NOTEBOOK:
        raise SubmissionError(
            where,
            f"the notebook has {len(data) >> 20} MiB, and at most {MAX_NOTEBOOK >> 20} are read; "
            "clear its outputs and hand it in again",
        )
    if len(data) > MAX_FILE:
        remarks.append(("large-outputs-ignored", {"mib": str(len(data) >> 20)}))
    notebook = _load(_text(data, where, remarks), where)
    _refuse_other_language(notebook, where)
    raw = list(_raw_cells(notebook, where))
    cells = tuple(
        cell
        for index, entry in enumerate(raw, 1)
        if isinstance(entry, dict) and (cell := _cell(index, entry)) is not None
    )
    return Reading(cells, tuple(remarks))


def _text(data: bytes, where: Path | str, remarks: list[Remark]) -> str:
    """The JSON text without the outputs."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = _without_outputs(data.removeprefix(b"\xef\xbb\xbf"), where)
    if len(data) > MAX_FILE:
        raise SubmissionError(
            where,
            f"the notebook has {len(data) >> 20} MiB even without its outputs, and at most "
            f"{MAX_FILE >> 20} are read; move large data to files of their own",
        )
    try:
        return data.decode()
    except UnicodeDecodeError:
        remarks.append(("not-utf8", {}))
        return data.decode(errors="replace")


def _without_outputs(data: bytes, where: Path | str) -> bytes:
    """Replace the value of every bulky key by null, never making objects of it."""
    kept: list[bytes] = []
    position, tokens = 0, _MOST_TOKENS
    while (key := _BULKY.search(data, position)) is not None:
        kept.append(data[position : key.end()])
        position, depth = key.end() + 1, 1
        for token in _TOKEN.finditer(data, position):
            tokens -= 1
            if tokens < 0:
                raise SubmissionError(
                    where, "its outputs are too large; clear them and hand the notebook in again"
                )
            position = token.end()
            text = token[0] if position - token.start() == 1 else b""
            depth += (text in (b"[", b"{")) - (text in (b"]", b"}"))
            if depth == 0:
                kept.append(b"null")
                break
        else:
            position = len(data)  # cut off in the middle of an output
    kept.append(data[position:])
    return b"".join(kept)


def _load(text: str, where: Path | str) -> dict[object, object]:
    """The notebook's JSON object."""
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise SubmissionError(where, "the notebook is nested too deeply to be read") from None
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            reason = "it is not a notebook (no JSON); hand in the .ipynb file that Jupyter saved"
        elif error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            reason = "the notebook is cut off in the middle; save it and hand it in again"
        else:
            reason = (
                f"the notebook is damaged (JSON error in line {error.lineno}); "
                "download or save it again"
            )
        raise SubmissionError(where, reason) from None
    except ValueError:  # an integer of thousands of digits
        raise SubmissionError(where, "the notebook holds a number that cannot be read") from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise SubmissionError(
            where, "it is JSON but not a notebook (no `nbformat`); hand in the .ipynb file itself"
        )
    return notebook


def _refuse_other_language(notebook: dict[object, object], where: Path | str) -> None:
    metadata = notebook.get("metadata")
    kernel, info = _dict(metadata, "kernelspec"), _dict(metadata, "language_info")
    name = _string(kernel.get("name")).casefold()
    guessed = next((v for k, v in _KERNELS.items() if re.fullmatch(rf"{k}(?:[-\d.]+)?", name)), "")
    language = _string(kernel.get("language")) or _string(info.get("name")) or guessed
    if language and language.casefold() not in _PYTHON:
        raise SubmissionError(
            where,
            f"the notebook is written for {_SURROGATE.sub('?', language[:40])!r}, and only Python "
            "can be graded; set its kernel to Python and hand it in again",
        )


def _raw_cells(notebook: dict[object, object], where: Path | str) -> Iterator[object]:
    """The cells as they stand in the file; nbformat 3 and before kept them in worksheets."""
    groups = [notebook.get("cells")]
    worksheets = notebook.get("worksheets")
    if isinstance(worksheets, list):
        groups += [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    lists = [group for group in groups if isinstance(group, list)]
    if not lists:
        raise SubmissionError(where, "the notebook has no list of cells; save it in Jupyter again")
    total = sum(len(cells) for cells in lists)
    if total > MAX_CELLS:
        raise SubmissionError(
            where,
            f"the notebook has {total} cells, and at most {MAX_CELLS} are read; "
            "hand in the exercises alone",
        )
    for cells in lists:
        yield from cells


def _cell(index: int, entry: dict[object, object]) -> Cell | None:
    """A code or markdown cell; none for any other type."""
    kind = entry.get("cell_type")
    text = entry.get("source", entry.get("input"))
    source = _SURROGATE.sub("\ufffd", _join(text)).replace("\r\n", "\n").replace("\r", "\n")
    metadata = _dict(entry, "metadata")
    settings, tags = _dict(metadata, "grader"), metadata.get("tags")
    lesson = bool(_string(settings.get("lesson")))
    given = _string(settings.get("mark")) or _string(_dict(metadata, "nbgrader").get("grade_id"))
    mark = _SURROGATE.sub("?", given[:200]) or None
    if kind == "code":
        return Cell(
            index,
            "code",
            source,
            exercise=_string(settings.get("exercise"))[:200] or None,
            solution=settings.get("solution") is True
            or (isinstance(tags, list) and "solution" in tags),
            lesson=lesson,
            mark=mark,
        )
    if kind == "heading":  # nbformat 3
        level = entry.get("level")
        source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    if kind not in ("markdown", "heading", "html"):
        return None
    return Cell(index, "markdown", source, lesson=lesson, mark=mark)


def _join(text: object) -> str:
    """The source of a cell, which may be a string or lists of lines."""
    if isinstance(text, str):
        return text
    lines: list[str] = []
    todo = [text]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo += reversed(part)
        elif isinstance(part, str):
            lines.append(part)
    ended = any(line.endswith(("\n", "\r")) for line in lines[:-1])
    return ("" if ended else "\n").join(lines)


def _dict(value: object, key: str) -> dict[object, object]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
