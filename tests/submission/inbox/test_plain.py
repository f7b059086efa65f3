"""What in a plain folder is a hand-in, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission.inbox.hand_in import Recognised
from grader.submission.inbox.opening import opened_inbox
from grader.submission.inbox.recognise import recognise
from tests.submission.inbox.describing import put, zipped

BOOK = b'{"nbformat": 4, "cells": []}'
CODE = b"x = 1\n"
PDF = b"%PDF-1.7\n"


def read(folder: Path, without: Path | None = None) -> Recognised:
    """A folder as a plain one, with a stub's name."""
    with opened_inbox(folder, without=without) as inbox:
        return recognise(inbox, layout="plain", names=["stub.ipynb"])


def paths(found: Recognised) -> list[str]:
    """Where the hand-ins lie."""
    return sorted(one.origin for one in found.hand_ins)


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
    "what is none is unknown": (
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
    "folders of nothing, each told once": (
        {"a.py": CODE, "pictures/1.png": b"\x89PNG", "alice/hw.pdf": PDF, "alice/x/y.pdf": PDF},
        ["a.py"],
        ["alice", "pictures"],
    ),
    "a folder of nothing beside others": (
        {"team/alice/hw.pdf": PDF, "team/bob/hw.ipynb": BOOK},
        ["team/bob"],
        ["team/alice"],
    ),
    "a folder with a name like a file's": ({"a.py/hw.ipynb": BOOK}, ["a.py"], []),
    "nothing at all": ({}, [], []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_found(tmp_path: Path, case: str) -> None:
    """By the form of the folder alone."""
    files, hand_ins, unknown = CASES[case]
    put(files, tmp_path)
    found = read(tmp_path)
    assert (paths(found), sorted(found.unknown)) == (hand_ins, unknown)
    assert (found.matched, found.total) == (len(hand_ins), len(hand_ins) + len(unknown))


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["a.ipynb", "b.py"], ["a", "b"]),
        (["a.ipynb", "a.py"], ["a.ipynb", "a.py"]),
        (["x.ipynb", "x.py", "x.py.ipynb"], ["x.ipynb", "x.py", "x.py.ipynb"]),
        (["x/hw.ipynb", "x.ipynb", "x.py"], ["x", "x.ipynb", "x.py"]),
        (["x.py/hw.ipynb", "x.ipynb"], ["x.ipynb", "x.py"]),
        (["hw/1/x.ipynb", "hw/2/x.ipynb"], ["1", "2"]),
        (["hw/x.ipynb", "hw/y.ipynb"], ["x", "y"]),
    ],
)
def test_keys(tmp_path: Path, names: list[str], keys: list[str]) -> None:
    """The path without its ending, and with it where two would be one."""
    put(dict.fromkeys(names, BOOK), tmp_path)
    assert [one.key for one in read(tmp_path).hand_ins] == keys


@pytest.mark.parametrize("output", ["out", "alice/out", "team/out"])
def test_the_folder_of_the_results_is_no_hand_in(tmp_path: Path, output: str) -> None:
    """Wherever it lies, and however it is spelled."""
    put({"alice/hw.py": CODE, "team/bob/hw.py": CODE, f"{output}/hw.py": CODE}, tmp_path)
    found = read(tmp_path, without=tmp_path / "alice" / ".." / output)
    assert paths(found) == ["alice", "team/bob"]
    assert not found.unknown


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither out of the folder nor round in circles; it is said that they were there."""
    (tmp_path / "outside.py").write_bytes(CODE)
    folder = tmp_path / "in"
    put({"a/b.py": CODE}, folder)
    (folder / "link.py").symlink_to(tmp_path / "outside.py")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.py").symlink_to(folder / "nowhere")
    found = read(folder)
    assert paths(found) == ["a"]
    [said] = found.remarks
    assert said.startswith("3 entries were left out, which are links, devices, or lead elsewhere")
    assert said.endswith("gone.py, link.py, loop")


def test_folders_without_end_are_given_up(tmp_path: Path) -> None:
    """Below some depth nothing is looked for."""
    put({f"{'/'.join('d' * 40)}/a.py": CODE}, tmp_path)
    assert paths(read(tmp_path)) == []


def test_a_single_file(tmp_path: Path) -> None:
    """Is an inbox of one."""
    put({"alice.ipynb": BOOK}, tmp_path)
    [one] = read(tmp_path / "alice.ipynb").hand_ins
    assert (one.key, one.files[0].read(100)) == ("alice", BOOK)


def test_a_zip_by_another_name(tmp_path: Path) -> None:
    """Is what one student handed in, and no inbox."""
    (tmp_path / "alice.ipynb").write_bytes(zipped({"a.ipynb": BOOK, "b.ipynb": BOOK}))
    assert [one.key for one in read(tmp_path / "alice.ipynb").hand_ins] == ["alice"]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """Is wrong usage."""
    with pytest.raises(UsageError, match="nothing: there is no such file or folder"):
        read(tmp_path / "nothing")
