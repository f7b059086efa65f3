"""A hand-in becomes one content, the same whatever download it came from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.submission.files import ONE, Found
from grader.submission.inbox import packing
from grader.submission.inbox.hand_in import HandIn
from grader.submission.inbox.packing import pack
from grader.submission.load import load_content, load_submission
from tests.submission.inbox.layouts import write_folder

FILES = {
    "hw.py": b"# Exercise 1\nfrom helper import q\nz = q\n",
    "helper.py": b"q = 2\n",
    "data/table.csv": b"1,2\n",
}


def hand_in(files: Mapping[str, bytes], layout: str = "plain") -> HandIn:
    """A hand-in of these files."""

    def found(path: str, data: bytes) -> Found:
        return Found(path, len(data), lambda most: data[: most + 1])

    made = tuple(found(path, data) for path, data in files.items())
    return HandIn(key="team/s1", files=made, layout="plain", origin=layout)


def test_a_single_file_is_itself() -> None:
    """Under its own name; in a folder it keeps the folder."""
    assert pack(hand_in({"hw.py": b"z = 1\n"})) == ("hw.py", b"z = 1\n")
    name, data = pack(hand_in({"src/hw.py": b"z = 1\n"}))
    assert name == "s1.zip"
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["src/hw.py"]


def test_equal_files_are_equal_bytes() -> None:
    """In any order, from any platform; other files are others."""
    backwards = dict(reversed(FILES.items()))
    assert pack(hand_in(FILES)) == pack(replace(hand_in(backwards), layout="canvas", origin="x"))
    assert pack(hand_in(FILES)) != pack(hand_in({**FILES, "helper.py": b"q = 3\n"}))


@pytest.mark.parametrize("files", [FILES, {"hw.py": FILES["hw.py"]}])
def test_packed_is_what_it_was(tmp_path: Path, files: Mapping[str, bytes]) -> None:
    """Read from the content, a submission is the same as from its folder."""
    folder = load_submission(write_folder(files, tmp_path / "s1"))
    name, data = pack(hand_in(files))
    content = load_content(data, name)
    assert content == folder
    assert content.digest == folder.digest


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single file, all together, and too many."""
    monkeypatch.setattr(packing, "MAX_ZIP", 5)
    monkeypatch.setattr(packing, "MAX_NOTEBOOK", 5)
    with pytest.raises(SubmissionError, match="it has more than 0 MiB"):
        pack(hand_in({"hw.py": b"123456"}))
    monkeypatch.setattr(packing, "ONE", replace(ONE, unpacked=25))
    with pytest.raises(SubmissionError, match="it has more than 0 MiB"):
        pack(hand_in(FILES))
    monkeypatch.setattr(packing, "ONE", replace(ONE, files=2))
    with pytest.raises(SubmissionError, match="more than 2 files"):
        pack(hand_in(FILES))


def test_content_that_cannot_be_graded() -> None:
    """Names the file, as from a folder."""
    with pytest.raises(SubmissionError, match=r"^hw\.pdf: it is a PDF"):
        load_content(b"%PDF-1.7", "hw.pdf")
