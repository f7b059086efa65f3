"""What in a folder is a submission, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission.discover import Discovered, discover

BOOK = b'{"nbformat": 4, "cells": []}'
CODE = b"x = 1\n"
PDF = b"%PDF-1.7\n"


def lay(root: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def said(found: Discovered) -> tuple[list[str], list[str]]:
    """Submissions and what is left out, as texts."""
    return [p.as_posix() for p in found.submissions], [p.as_posix() for p in found.left_out]


CASES: dict[str, tuple[dict[str, bytes], list[str], list[str]]] = {
    "files by their name, in order, however broken": (
        {"c.zip": b"PK", "a.ipynb": b"", "b.py": b"\0", "D.IPYNB": BOOK},
        ["D.IPYNB", "a.ipynb", "b.py", "c.zip"],
        [],
    ),
    "files by their content": (
        {"a.ipynb.txt": BOOK, "b.json": BOOK, "c": CODE, "d.txt": CODE, "e.download": BOOK},
        ["a.ipynb.txt", "b.json", "c", "d.txt", "e.download"],
        [],
    ),
    "what is none is left out": (
        {"a.py": CODE, "b.pdf": PDF, "c.json": b"[1]", "d.txt": b"Dear all,", "e.csv": b"1,2"},
        ["a.py"],
        ["b.pdf", "c.json", "d.txt", "e.csv"],
    ),
    "what is hidden or made by tools is no matter": (
        {
            ".hidden.py": CODE,
            ".git/a.py": CODE,
            "__MACOSX/a.py": CODE,
            ".ipynb_checkpoints/a-checkpoint.ipynb": BOOK,
            "__pycache__/a.py": CODE,
            "._a.py": CODE,
        },
        [],
        [],
    ),
    "a folder that holds one": (
        {"alice/hw.ipynb": BOOK, "alice/data.csv": b"1", "bob/hw.py": CODE, "bob/src/x.py": CODE},
        ["alice", "bob/hw.py", "bob/src"],
        [],
    ),
    "a folder whose notebook lies deeper": (
        {"alice/data.csv": b"1", "alice/src/hw.ipynb": BOOK},
        ["alice"],
        [],
    ),
    "a folder of folders": (
        {"team1/alice/hw.ipynb": BOOK, "team1/bob/hw.ipynb": BOOK, "team2/deep/er/eve/a.py": CODE},
        ["team1/alice", "team1/bob", "team2/deep/er/eve"],
        [],
    ),
    "a folder of several": (
        {"team1/alice.ipynb": BOOK, "team1/bob.ipynb": BOOK, "team1/notes.pdf": PDF},
        ["team1/alice.ipynb", "team1/bob.ipynb"],
        ["team1/notes.pdf"],
    ),
    "a folder of several with a stub's name": (
        {"alice/stub.ipynb": BOOK, "alice/old.ipynb": BOOK},
        ["alice"],
        [],
    ),
    "a module with its helper": (
        {"alice/main.py": b"import helper\n", "alice/helper.py": CODE},
        ["alice"],
        [],
    ),
    "a folder around a zip": (
        {"Alice_12_file/hw.zip": b"PK\x03\x04"},
        ["Alice_12_file/hw.zip"],
        [],
    ),
    "folders of nothing": (
        {"a.py": CODE, "pictures/1.png": b"\x89PNG", "alice/hw.pdf": PDF},
        ["a.py"],
        ["alice/hw.pdf", "pictures/1.png"],
    ),
    "a folder with a name like a file's": ({"a.py/hw.ipynb": BOOK}, ["a.py"], []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_found(tmp_path: Path, case: str) -> None:
    """By the form of the folder alone."""
    files, submissions, left_out = CASES[case]
    found = discover(lay(tmp_path, files), names=["stub.ipynb"])
    assert said(found) == (submissions, left_out)


@pytest.mark.parametrize("output", ["out", "alice/out", "team/out"])
def test_the_folder_of_the_results_is_no_submission(tmp_path: Path, output: str) -> None:
    """Wherever it lies, and however it is spelled."""
    files = {"alice/hw.py": CODE, "team/bob/hw.py": CODE, f"{output}/hw.py": CODE}
    lay(tmp_path, files)
    found, _ = said(discover(tmp_path, without=tmp_path / "alice" / ".." / output))
    assert not [path for path in found if path.startswith(output)]
    assert [path.split("/")[0] for path in found] == ["alice", "team"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither out of the folder nor round in circles."""
    (tmp_path / "outside.py").write_bytes(CODE)
    folder = lay(tmp_path / "in", {"a/b.py": CODE})
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.py").symlink_to(folder / "nowhere")
    assert said(discover(folder)) == (["a"], ["gone.py", "link.py", "loop"])


def test_folders_without_end_are_given_up(tmp_path: Path) -> None:
    """Below some depth nothing is looked for."""
    deep = "/".join("d" * 40)
    found = discover(lay(tmp_path, {f"{deep}/a.py": CODE}))
    assert found.submissions == ()
    assert len(found.left_out) == 1


def test_empty_folders(tmp_path: Path) -> None:
    """Hold nothing."""
    (tmp_path / "empty").mkdir()
    assert said(discover(tmp_path)) == ([], ["empty"])


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """Is wrong usage."""
    with pytest.raises(UsageError, match="nothing: it cannot be read"):
        discover(tmp_path / "nothing")
