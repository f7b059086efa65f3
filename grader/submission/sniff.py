"""What a file is, by its first bytes rather than by its name alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from grader.errors import SubmissionError
from grader.submission.module import has_prompts
from grader.submission.names import bound_names, is_python
from grader.submission.submission import Remark

Kind = Literal["notebook", "module", "zip"]

_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
)
_OFFICE = frozenset({".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".pages", ".doc"})
_MAYBE_TEXT = frozenset({"", ".txt", ".text", ".ipy", ".pyw"})
_HAND_IN = "hand in the .ipynb or .py file"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is, with a remark if its name says otherwise."""

    kind: Kind
    remarks: tuple[Remark, ...] = ()


def sniff(data: bytes, name: str, where: Path | str) -> Sniffed:
    """What a file is; raises `SubmissionError` if it is nothing that can be graded."""
    suffix = PurePosixPath(name).suffix.lower()
    if not data:
        raise SubmissionError(where, "the file is empty; save it and hand it in again")
    head = data[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, noun in _FOREIGN:
        if head[: len(magic)].lower() == magic.lower():
            raise SubmissionError(where, f"it is {noun}; {_HAND_IN}")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if suffix in _OFFICE or b"[Content_Types].xml" in data[:2_000]:
            raise SubmissionError(where, f"it is an Office document; {_HAND_IN}")
        return Sniffed("zip", _renamed("zip", suffix, ".zip"))
    if is_notebook(data):
        return Sniffed("notebook", _renamed("notebook", suffix, ".ipynb"))
    match suffix:
        case ".ipynb" | ".json":
            return Sniffed("notebook")
        case ".py":
            return Sniffed("module")
        case ".zip":
            raise SubmissionError(where, "the zip is damaged; pack it and hand it in again")
        case _ if suffix in _MAYBE_TEXT and _is_code(data):
            return Sniffed("module", _renamed("module", suffix, ".py"))
        case _:
            noun = f"a {suffix[:20]} file" if suffix else "a file without ending"
            raise SubmissionError(where, f"{noun} cannot be graded; {_HAND_IN}")


def is_notebook(data: bytes) -> bool:
    """Whether the bytes look like a notebook's JSON."""
    head = data[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and b'"nbformat"' in data


def _is_code(data: bytes) -> bool:
    """Whether a text is a Python module or a notebook that was exported as text."""
    text = data[:500_000].decode(errors="replace").replace("\r\n", "\n")
    return has_prompts(text) or (is_python(text) and bool(bound_names(text)))


def _renamed(kind: Kind, suffix: str, usual: str) -> tuple[Remark, ...]:
    if suffix == usual:
        return ()
    return ((f"read-as-{kind}", {"suffix": suffix.encode("utf-8", "replace").decode()[:20]}),)
