"""Files, folders and zips -> the submission that is graded, its helpers, and remarks."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError, UsageError
from grader.submission import files
from grader.submission.load import load_submission
from grader.submission.submission import Submission

NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": "z = 1", "metadata": {}, "outputs": []}],
    }
).encode()
MODULE = b"z = 1\n"

Files = Mapping[str, bytes]


def in_folder(tmp_path: Path, content: Files) -> Path:
    """A folder with these files."""
    root = tmp_path / "folder"
    for name, data in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def in_zip(tmp_path: Path, content: Files) -> Path:
    """A zip with these files."""
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


both = pytest.mark.parametrize("pack", [in_folder, in_zip])
Pack = Callable[[Path, Files], Path]


def codes(submission: Submission) -> list[str]:
    """The codes of the remarks."""
    return [code for code, _ in submission.remarks]


def problem(path: Path, *names: str) -> str:
    """The sentence for a path that cannot be graded."""
    with pytest.raises(SubmissionError) as caught:
        load_submission(path, names=names)
    text = str(caught.value)
    assert text.startswith(str(path))
    assert "\n" not in text
    return text


def test_a_notebook_alone(tmp_path: Path) -> None:
    """A single file has no helpers: what lies beside it may be another student's."""
    root = in_folder(tmp_path, {"a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK, "data.csv": b"1"})
    found = load_submission(root / "a.ipynb")
    assert (found.name, found.kind, found.main.path) == ("a.ipynb", "notebook", "a.ipynb")
    assert found.main.size == len(NOTEBOOK)
    assert [c.source for c in found.cells] == ["z = 1"]
    assert found.helpers == {}
    assert found.remarks == ()


def test_a_module_alone(tmp_path: Path) -> None:
    """A Python file is read, and the course's word cuts it."""
    root = in_folder(tmp_path, {"a.py": b"# Teil 1\nz = 1\n# Teil 2\nf = 2\n"})
    assert load_submission(root / "a.py").kind == "module"
    assert len(load_submission(root / "a.py", word="Teil").cells) == 2


@both
def test_a_notebook_with_helpers(tmp_path: Path, pack: Pack) -> None:
    """The one notebook is graded, other files come along; what tools left is ignored."""
    path = pack(
        tmp_path,
        {
            "hw/a.ipynb": NOTEBOOK,
            "hw/helpers.py": MODULE,
            "hw/data/x.csv": b"1,2",
            "__MACOSX/hw/._a.ipynb": b"mac",
            "hw/.ipynb_checkpoints/a-checkpoint.ipynb": NOTEBOOK,
            "hw/.git/config": b"git",
            "hw/__pycache__/helpers.pyc": b"pyc",
            "hw/.DS_Store": b"mac",
            "hw/._helpers.py": b"mac",
            "hw/node_modules/x.py": MODULE,
            "hw/.venv/y.py": MODULE,
        },
    )
    found = load_submission(path)
    assert (found.name, found.main.path) == ("a.ipynb", "hw/a.ipynb")
    assert found.helpers == {"helpers.py": MODULE, "data/x.csv": b"1,2"}
    assert found.remarks == ()


@both
def test_helpers_elsewhere_keep_their_path(tmp_path: Path, pack: Pack) -> None:
    """Files beside the notebook lie at the top; others where they were."""
    path = pack(tmp_path, {"nb/a.ipynb": NOTEBOOK, "nb/x.csv": b"1", "data/y.csv": b"2"})
    assert load_submission(path).helpers == {"x.csv": b"1", "data/y.csv": b"2"}


@both
def test_the_stubs_name_decides(tmp_path: Path, pack: Pack) -> None:
    """Among several, the one named as the course's own."""
    path = pack(tmp_path, {"scratch.ipynb": NOTEBOOK, "old/m.ipynb": NOTEBOOK, "m.ipynb": NOTEBOOK})
    found = load_submission(path, names=["stub.ipynb", "m.ipynb"])
    assert found.main.path == "m.ipynb"
    assert found.remarks == (("file-chosen", {"file": "m.ipynb", "of": "3", "why": "name"}),)


@both
def test_no_telling_which(tmp_path: Path, pack: Pack) -> None:
    """Several without a known name are listed."""
    path = pack(tmp_path, {"a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK, "c.py": MODULE})
    assert "2 files that could be graded (a.ipynb, b.ipynb)" in problem(path)


@both
def test_the_module_that_imports_the_others(tmp_path: Path, pack: Pack) -> None:
    """A module and the helpers that it imports, directly or not."""
    path = pack(
        tmp_path,
        {
            "main.py": b"import numpy as np, plots\nfrom helpers.maths import f\n",
            "helpers/maths.py": b"def f(): pass\n",
            "plots.py": b"from .colours import red\n",
            "colours.py": b"red = 1\n",
        },
    )
    found = load_submission(path)
    assert found.main.path == "main.py"
    assert found.remarks == (("file-chosen", {"file": "main.py", "of": "4", "why": "imports"}),)
    assert sorted(found.helpers) == ["colours.py", "helpers/maths.py", "plots.py"]


@both
def test_modules_that_do_not_import_each_other(tmp_path: Path, pack: Pack) -> None:
    """Two scripts side by side, or in a circle, are not decided."""
    assert "could be graded" in problem(pack(tmp_path, {"a.py": MODULE, "b.py": MODULE}))
    assert "could be graded" in problem(pack(tmp_path, {"a.py": b"import b", "b.py": b"import a"}))


@both
def test_a_renamed_notebook_is_found(tmp_path: Path, pack: Pack) -> None:
    """Browsers save notebooks as `.ipynb.txt` or `.json`."""
    path = pack(tmp_path, {"a.ipynb.txt": NOTEBOOK, "notes.txt": b"hello", "d.json": b"{}"})
    found = load_submission(path)
    assert found.kind == "notebook"
    assert found.remarks == (("read-as-notebook", {"suffix": ".txt"}),)


@both
def test_nothing_to_grade(tmp_path: Path, pack: Pack) -> None:
    """It says what was found instead."""
    assert "only report.pdf, x.csv" in problem(
        pack(tmp_path, {"report.pdf": b"%PDF", "x.csv": b"1"})
    )


def test_empty_folder_and_zip(tmp_path: Path) -> None:
    """Nothing at all is said in a sentence."""
    (tmp_path / "folder").mkdir()
    assert "no file" in problem(tmp_path / "folder")
    assert "no file" in problem(in_zip(tmp_path, {}))


@pytest.mark.parametrize("name", ["none.ipynb", "no/such/folder", "x\0y", "n" * 5000])
def test_no_such_path(tmp_path: Path, name: str) -> None:
    """A path that does not exist is a fault of the command, not of the student."""
    with pytest.raises(UsageError, match="no such file"):
        load_submission(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "a PDF"),
        ("a.ipynb", b"%PDF-1.7 ...", "a PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0 ...", "Office"),
        ("a.rtf", b"{\\rtf1 ...", "RTF"),
        ("a.html", b"\n<!DOCTYPE html><p>", "HTML"),
        ("a.ipynb", b"\xef\xbb\xbf<HTML>", "HTML"),
        ("a.py", b"<html>", "HTML"),
        ("a.rar", b"Rar!\x1a", "RAR"),
        ("a.ipynb", b"version https://git-lfs.github.com/spec/v1\n", "LFS"),
        ("a.zip", b"no zip", "damaged"),
        ("a.zip", b"PK\x03\x04 no zip", "damaged"),
        ("a.R", b"x <- 1", "a .r file"),
        ("a.txt", b"I could not do it.", "a .txt file"),
        ("a", b"\x7fELF", "without ending"),
        ("a.json", b"{}", "not a notebook"),
        ("a.ipynb", b"", "empty"),
        ("a.zip", b"", "empty"),
    ],
)
def test_foreign_files(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    """What cannot be graded is named, with what to hand in."""
    text = problem(in_folder(tmp_path, {name: data}) / name)
    assert words in text
    assert ";" in text


def test_a_word_document(tmp_path: Path) -> None:
    """A docx is a zip, but not one to look into, even under another name."""
    path = in_zip(tmp_path, {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert "Office" in problem(path)


@pytest.mark.parametrize(
    ("name", "data", "kind", "code"),
    [
        ("a", NOTEBOOK, "notebook", "read-as-notebook"),
        ("a.json", NOTEBOOK, "notebook", "read-as-notebook"),
        ("a.py", b"\xef\xbb\xbf" + NOTEBOOK, "notebook", "read-as-notebook"),
        ("a.txt", MODULE, "module", "read-as-module"),
        ("a.txt", b"Prose.\n\nIn [None]:\nz = 1\n", "module", "read-as-module"),
    ],
)
def test_wrong_endings(tmp_path: Path, name: str, data: bytes, kind: str, code: str) -> None:
    """What a file holds counts more than its ending, and it is remarked."""
    found = load_submission(in_folder(tmp_path, {name: data}) / name)
    assert found.kind == kind
    assert codes(found) == [code]


def test_a_zip_under_another_name(tmp_path: Path) -> None:
    """A zip without its ending is looked into; one posing as the notebook of a zip is not."""
    path = in_zip(tmp_path, {"a.ipynb": NOTEBOOK}).rename(tmp_path / "hw")
    assert codes(load_submission(path)) == ["read-as-zip"]
    assert "a zip under another name" in problem(in_zip(tmp_path, {"a.ipynb": path.read_bytes()}))


@pytest.mark.parametrize("line", [b"z = 1\n", b"z = 1;"])
def test_endless_code_is_refused(tmp_path: Path, line: bytes) -> None:
    """More lines than any exercise needs are not read."""
    root = in_folder(tmp_path, {"a.py": line * 60_000})
    assert "lines of code" in problem(root / "a.py")


def test_no_code_is_remarked(tmp_path: Path) -> None:
    """A notebook of blank cells is read, and it is said."""
    root = in_folder(tmp_path, {"a.ipynb": NOTEBOOK.replace(b"z = 1", b"  ")})
    assert codes(load_submission(root / "a.ipynb")) == ["no-code"]


@both
def test_too_many_or_too_large_helpers(tmp_path: Path, pack: Pack) -> None:
    """Helpers beyond the limits are left out, and it is said."""
    many = {f"f{i:03}.csv": b"1" for i in range(201)}
    large = {"big.bin": os.urandom(21 * 2**20), "a.ipynb": NOTEBOOK}
    found = load_submission(pack(tmp_path, {**large, **many}))
    assert len(found.helpers) == 200
    assert found.remarks == (("helpers-left-out", {"count": "2", "files": "big.bin, f200.csv"}),)


@both
def test_too_many_files(tmp_path: Path, pack: Pack) -> None:
    """A whole disk is not a submission."""
    path = pack(tmp_path, {f"d/{i}.csv": b"1" for i in range(files.ONE.files + 1)})
    assert "more than 2000 files" in problem(path)


# --- folders ------------------------------------------------------------------------------------


def test_links_and_devices_are_never_followed(tmp_path: Path) -> None:
    """Links, pipes and what is named oddly are passed over with a remark."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    root = in_folder(tmp_path, {"a.ipynb": NOTEBOOK})
    (root / "link.txt").symlink_to(secret)
    (root / "up").symlink_to(tmp_path, target_is_directory=True)
    (root / "broken").symlink_to("nowhere")
    os.mkfifo(root / "pipe.py")
    found = load_submission(root)
    assert found.helpers == {}
    assert found.remarks == (
        ("entries-skipped", {"count": "4", "files": "broken, link.txt, pipe.py, up"}),
    )


def test_a_pipe_given_directly(tmp_path: Path) -> None:
    """It is not opened to wait for ever."""
    os.mkfifo(tmp_path / "a.ipynb")
    assert "not a regular file" in problem(tmp_path / "a.ipynb")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """File names that are not UTF-8 are passed over."""
    root = in_folder(tmp_path, {"a.ipynb": NOTEBOOK})
    try:
        (root / os.fsdecode(b"\xff.csv")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system has no such names")
    assert codes(load_submission(root)) == ["entries-skipped"]


def test_a_virtual_environment_under_any_name(tmp_path: Path) -> None:
    """A folder with pyvenv.cfg is a tool's."""
    root = in_folder(tmp_path, {"a.py": MODULE, "env/pyvenv.cfg": b"", "env/lib/b.py": MODULE})
    assert load_submission(root).helpers == {}


# --- zips -----------------------------------------------------------------------------------------


def test_entries_that_would_land_outside(tmp_path: Path) -> None:
    """Absolute, climbing, drive and empty paths are passed over; backslashes are read."""
    path = in_zip(
        tmp_path,
        {
            "a.ipynb": NOTEBOOK,
            "../up.txt": b"1",
            "/etc/passwd": b"1",
            "C:/x.txt": b"1",
            "d/../../y.txt": b"1",
            "..\\z.txt": b"1",
            "e//f.txt": b"1",
            "win\\g.txt": b"1",
        },
    )
    found = load_submission(path)
    assert found.helpers == {"win/g.txt": b"1"}
    assert [f["count"] for c, f in found.remarks if c == "entries-skipped"] == ["6"]


def test_links_in_a_zip(tmp_path: Path) -> None:
    """An entry that is a symbolic link is passed over."""
    path = in_zip(tmp_path, {"a.ipynb": NOTEBOOK})
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = load_submission(path)
    assert found.helpers == {}
    assert found.remarks == (("entries-skipped", {"count": "1", "files": "link.txt"}),)


def test_zip_bombs(tmp_path: Path) -> None:
    """Neither too much nor too well packed."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", NOTEBOOK)
        archive.writestr("zeros", b"\0" * 10 * 2**20)
    assert "more than 100 times" in problem(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for i in range(5):
            archive.writestr(f"zeros{i}", b"\0" * 10 * 2**20)
    assert "60 MiB" in problem(path)


def test_a_notebook_that_packs_well(tmp_path: Path) -> None:
    """A small file may be packed as well as it likes."""
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", NOTEBOOK + b" " * 2**20)
    assert load_submission(path).kind == "notebook"


def test_a_locked_zip(tmp_path: Path) -> None:
    """A password is asked to be left out."""
    path = in_zip(tmp_path, {"a.ipynb": NOTEBOOK})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "password" in problem(path)


def test_damaged_zips(tmp_path: Path) -> None:
    """Cut off, or with bytes exchanged within a file, it is one sentence."""
    path = in_zip(tmp_path, {"a.ipynb": NOTEBOOK})
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    assert "damaged" in problem(path)
    path.write_bytes(whole.replace(b"nbformat_minor", b"nbformat-minor", 1))
    assert "damaged" in problem(path)


def test_names_in_code_page_437(tmp_path: Path) -> None:
    """Names that are not UTF-8 are read as old tools wrote them."""
    path = in_zip(tmp_path, {"a.ipynb": NOTEBOOK, "uebung.csv": b"1"})
    path.write_bytes(path.read_bytes().replace(b"uebung.csv", b"\x81ebung.csv"))
    assert list(load_submission(path).helpers) == ["üebung.csv"]


def test_files_and_folders_of_one_name(tmp_path: Path) -> None:
    """A path cannot be a file and a folder; the later one is left out."""
    found = load_submission(in_zip(tmp_path, {"a.ipynb": NOTEBOOK, "d": b"1", "d/e": b"2"}))
    assert found.helpers == {"d": b"1"}
    assert codes(found) == ["helpers-left-out"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_any_damage_to_a_zip(tmp_path: Path, where: int, noise: bytes) -> None:
    """Bytes exchanged anywhere: a submission or one sentence."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", NOTEBOOK)
        archive.writestr("b.csv", b"1")
    whole = buffer.getvalue()
    path = tmp_path / "hw.zip"
    path.write_bytes(whole[:where] + noise + whole[where + len(noise) :])
    try:
        load_submission(path)
    except SubmissionError as error:
        text = str(error)
    else:
        text = ""
    assert "\n" not in text


def test_digest_changes_with_a_helper(tmp_path: Path) -> None:
    """Helpers are part of what was handed in."""
    one = load_submission(in_zip(tmp_path, {"a.ipynb": NOTEBOOK, "x": b"1"}))
    two = load_submission(in_zip(tmp_path, {"a.ipynb": NOTEBOOK, "x": b"2"}))
    assert one.main == two.main
    assert one.digest != two.digest
