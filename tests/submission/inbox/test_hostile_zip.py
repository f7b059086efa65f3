"""Zips that were made to do harm: what is wrong is said, and the other hand-ins still come."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from grader.errors import SubmissionError, UsageError
from grader.submission.inbox.opening import opened_inbox
from grader.submission.inbox.packing import pack
from grader.submission.inbox.recognise import recognise
from grader.submission.load import load_content
from tests.submission.inbox.describing import zipped
from tests.submission.inbox.reading import BOOK, read

Entry = tuple[str | zipfile.ZipInfo, bytes]


def a_zip(path: Path, *entries: Entry) -> Path:
    """A zip of these entries, as odd as they are, stored as they stand."""
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return path


def odd(name: str, mode: int) -> zipfile.ZipInfo:
    """An entry that claims to be another kind of file."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def contents(path: Path) -> dict[str, bytes | str]:
    """What each hand-in of an inbox is stored as, or why it cannot be."""
    found: dict[str, bytes | str] = {}
    with opened_inbox(path) as inbox:
        for one in recognise(inbox).hand_ins:
            try:
                found[one.key] = pack(one)[1]
            except SubmissionError as error:
                found[one.key] = error.reason
    return found


@pytest.mark.parametrize(
    "name",
    ["../out.py", "a/../../out.py", "/etc/out.py", "C:\\out.py", "C:out.py", "..\\out.py",
     "a//b.py", "./out.py", "x" * 501 + ".py"],
)  # fmt: skip
def test_entries_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    """Are left out, and it is said."""
    path = a_zip(tmp_path / "in.zip", (name, BOOK), ("doe.ipynb", BOOK))
    found = read(path)
    assert [one.key for one in found.hand_ins] == ["doe"]
    assert found.remarks[0].startswith("1 entries were left out")
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO])
def test_entries_that_are_no_files(tmp_path: Path, kind: int) -> None:
    """Links and devices are never hand-ins."""
    path = a_zip(tmp_path / "in.zip", (odd("a.ipynb", kind | 0o777), b"/etc/passwd"))
    found = read(path)
    assert found.hand_ins == ()
    assert "a.ipynb" in found.remarks[0]


def test_a_bomb_among_others(tmp_path: Path) -> None:
    """Is refused by itself."""
    path = tmp_path / "in.zip"
    path.write_bytes(zipped({"bomb.ipynb": b"0" * 20_000_000, "doe.ipynb": BOOK}))
    assert contents(path) == {
        "bomb": "it unpacks to more than 100 times its size; hand in the notebook",
        "doe": BOOK,
    }


def test_a_claim_of_size(tmp_path: Path) -> None:
    """An entry that says it has 300 MB, and has not, is damaged; the next one is not."""
    path = a_zip(tmp_path / "in.zip", ("a.ipynb", BOOK), ("doe.ipynb", BOOK))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    for field in (20, 24):
        data[at + field : at + field + 4] = (300_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    found = contents(path)
    assert found["a"] == "the zip is damaged; pack it and hand it in again"
    assert found["doe"] == BOOK


def test_too_much_altogether(tmp_path: Path) -> None:
    """By what the zip says of itself; what to do is for the teacher."""
    path = a_zip(tmp_path / "in.zip", ("a.ipynb", BOOK), ("doe.ipynb", BOOK))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (3 * 2**30).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"unpacks to 3072 MiB.*unpack it, and give the folder"):
        contents(path)


def test_too_many_entries(tmp_path: Path) -> None:
    """Ten thousand are the most."""
    path = a_zip(tmp_path / "in.zip", *((f"{at}.py", b"") for at in range(10_001)))
    with pytest.raises(UsageError, match="more than 10000 files; unpack it, and give the folder"):
        read(path)


def test_a_locked_entry(tmp_path: Path) -> None:
    """Is refused by itself, with the reason."""
    path = a_zip(tmp_path / "in.zip", ("a.ipynb", BOOK), ("doe.ipynb", BOOK))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    found = contents(path)
    assert found == {"a": "the zip is locked by a password; hand it in without one", "doe": BOOK}


def test_damaged_in_the_middle(tmp_path: Path) -> None:
    """Who is not hit by it is graded."""
    path = a_zip(tmp_path / "in.zip", ("a.ipynb", BOOK), ("doe.ipynb", BOOK))
    data = bytearray(path.read_bytes())
    data[data.index(BOOK) + 5] ^= 255
    path.write_bytes(data)
    found = contents(path)
    assert found == {"a": "the zip is damaged; pack it and hand it in again", "doe": BOOK}


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_cut_off(tmp_path: Path, keep: int) -> None:
    """A download that broke off is one broken submission, which says so when it is graded."""
    data = zipped({"a.ipynb": BOOK, "doe.ipynb": BOOK})
    (tmp_path / "in.zip").write_bytes(data[:keep])
    [content] = contents(tmp_path / "in.zip").values()
    assert isinstance(content, bytes)
    with pytest.raises(SubmissionError, match=r"damaged|empty"):
        load_content(content, "in.zip")


def test_a_broken_directory(tmp_path: Path) -> None:
    """A zip with an end and nonsense before it is said to be damaged."""
    data = zipped({"a.ipynb": BOOK})
    (tmp_path / "in.zip").write_bytes(data.replace(b"PK\x01\x02", b"PK\x09\x09"))
    with pytest.raises(UsageError, match=r"in\.zip: the zip is damaged"):
        read(tmp_path / "in.zip")


def test_an_unknown_way_to_pack(tmp_path: Path) -> None:
    """Is said of the entry that is packed so."""
    path = a_zip(tmp_path / "in.zip", ("a.ipynb", BOOK), ("doe.ipynb", BOOK))
    data = bytearray(path.read_bytes())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 97
    path.write_bytes(data)
    assert "packed in a way that cannot be read" in str(contents(path)["a"])


def test_names_that_are_the_same_on_some_systems(tmp_path: Path) -> None:
    """Are two hand-ins, and it is said."""
    path = a_zip(tmp_path / "in.zip", ("doe.ipynb", b"1"), ("DOE.ipynb", b"2"))
    found = read(path)
    assert [one.key for one in found.hand_ins] == ["DOE", "doe"]
    assert found.remarks == ("the same name on some systems: DOE.ipynb and doe.ipynb",)


def test_names_that_are_there_twice(tmp_path: Path) -> None:
    """The later one counts, and it is said."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = a_zip(tmp_path / "in.zip", ("doe.ipynb", b"1"), ("doe.ipynb", b"2"))
    assert contents(path) == {"doe": b"2"}
    assert read(path).remarks == ("named twice, and the later one is taken: doe.ipynb",)


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "latin-1"])
def test_names_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    """UTF-8 is told by itself; anything else is a name all the same."""
    stand_in = "x" * len("Zoë".encode(encoding))
    data = zipped({f"{stand_in}.ipynb": BOOK})
    data = data.replace(f"{stand_in}.ipynb".encode(), "Zoë.ipynb".encode(encoding))
    (tmp_path / "in.zip").write_bytes(data)
    [(key, content)] = contents(tmp_path / "in.zip").items()
    assert content == BOOK
    assert key == ("Zoδ" if encoding == "latin-1" else "Zoë")


def test_a_zip_of_zips(tmp_path: Path) -> None:
    """Each is a hand-in, read one level deep and no deeper."""
    inner = zipped({"hw.ipynb": BOOK})
    path = a_zip(tmp_path / "in.zip", ("doe.zip", inner), ("roe.zip", zipped({"a.zip": inner})))
    found = contents(path)
    assert found["doe"] == inner
    content = found["roe"]
    assert isinstance(content, bytes)
    with pytest.raises(SubmissionError, match="holds no"):
        load_content(content, "roe.zip")


@pytest.mark.parametrize("name", ["..", ".", "C:hw.py", "...", "hw\0.py"])
def test_names_within_names(tmp_path: Path, name: str) -> None:
    """What a platform's name is cut into never leads elsewhere, even if two are the same."""
    entries = {f"doe_12_{at}_{name}": BOOK for at in (345, 346)}
    path = a_zip(tmp_path / "in.zip", *entries.items(), ("roe_13_347_hw.ipynb", BOOK))
    [doe, roe] = read(path, layout="canvas").hand_ins
    assert roe.files[0].path == "hw.ipynb"
    names = [file.path for file in doe.files]
    assert len(set(names)) == 2
    assert not any(part in ("", ".", "..") for one in names for part in one.split("/"))
    with zipfile.ZipFile(io.BytesIO(pack(doe)[1])) as archive:
        assert archive.namelist() == sorted(names)


def test_a_pipe_that_is_called_a_zip(tmp_path: Path) -> None:
    """Is not opened, which would wait for ever."""
    os.mkfifo(tmp_path / "in.zip")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        read(tmp_path / "in.zip")


def test_what_goes_wrong_later_is_not_the_inbox(tmp_path: Path) -> None:
    """An error of whoever reads it comes through as it is."""
    path = a_zip(tmp_path / "in.zip", ("doe.ipynb", BOOK))
    with pytest.raises(OSError, match="disk"), opened_inbox(path):
        raise OSError("disk is full")
