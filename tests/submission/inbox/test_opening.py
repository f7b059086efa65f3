"""Inboxes are read in place: what is not safe is left out and said, the rest is still there."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission.files import Caps
from grader.submission.inbox import opening
from grader.submission.inbox.opening import opened_inbox
from grader.submission.inbox.recognise import recognise

CODE = b"z = 1\n"


def paths(path: Path, without: Path | None = None) -> list[str]:
    """The files that are seen."""
    with opened_inbox(path, without=without) as inbox:
        return [file.path for file in inbox.files]


def entry(name: str, mode: int = 0, flags: int = 0) -> zipfile.ZipInfo:
    """An entry of a zip with this name, kind and flags."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.external_attr = mode << 16
    info.flag_bits = flags
    return info


def zipped(path: Path, *entries: zipfile.ZipInfo | str) -> Path:
    """A zip with these entries."""
    with zipfile.ZipFile(path, "w") as archive:
        for one in entries:
            archive.writestr(one, CODE)
    return path


def test_what_leads_elsewhere_is_left_out(tmp_path: Path) -> None:
    """Paths upwards, absolute ones, drives, links and devices; the others are read."""
    path = zipped(
        tmp_path / "in.zip",
        "alice.py",
        "../evil.py",
        "/etc/evil.py",
        "a/../../evil.py",
        "C:\\evil.py",
        entry("link.py", stat.S_IFLNK | 0o777),
        entry("device.py", stat.S_IFCHR | 0o666),
        entry("fifo.py", stat.S_IFIFO | 0o666),
        "__MACOSX/._alice.py",
        ".git/config",
        "bob/.ipynb_checkpoints/hw.ipynb",
    )
    with opened_inbox(path) as inbox:
        assert [file.path for file in inbox.files] == ["alice.py"]
        [remark] = inbox.remarks
        assert remark.startswith("7 entries were left out, which are links, devices, or lead")
        assert recognise(inbox).remarks == inbox.remarks


def test_folders_are_read_likewise(tmp_path: Path) -> None:
    """Links are not followed, pipes not opened, and the reports are no hand-ins."""
    folder = tmp_path / "in"
    (folder / "out" / "deep").mkdir(parents=True)
    (folder / "alice.py").write_bytes(CODE)
    (folder / "out" / "old.py").write_bytes(CODE)
    (folder / "out" / "deep" / "old.py").write_bytes(CODE)
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "away").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.py")
    assert paths(folder, without=folder / "out") == ["alice.py"]
    assert paths(folder, without=tmp_path / "out") == [
        "alice.py",
        "out/deep/old.py",
        "out/old.py",
    ]


def test_names_that_are_one_on_some_systems(tmp_path: Path) -> None:
    """Are both read, and said."""
    path = zipped(tmp_path / "in.zip", "Alice.py", "alice.py", "bob.py")
    with opened_inbox(path) as inbox:
        assert len(inbox.files) == 3
        assert inbox.remarks == ("the same name on some systems: Alice.py and alice.py",)


def test_names_that_do_not_say_their_encoding(tmp_path: Path) -> None:
    """UTF-8 without its flag, as some programs write it, and what is no UTF-8 at all."""
    utf8, old = "jürgen.py".encode(), "müller.py".encode("cp437")
    path = tmp_path / "in.zip"
    zipped(path, "x" * len(utf8), "y" * len(old))
    data = path.read_bytes().replace(b"x" * len(utf8), utf8).replace(b"y" * len(old), old)
    path.write_bytes(data)
    assert sorted(paths(path)) == ["jürgen.py", "müller.py"]
    with opened_inbox(path) as inbox:
        assert [file.read(100) for file in inbox.files] == [CODE, CODE]


@pytest.mark.parametrize(
    ("caps", "words"),
    [
        (Caps(files=2, advice="unpack it"), "the zip holds more than 2 files; unpack it"),
        (Caps(unpacked=10), "the zip unpacks to 0 MiB, and at most 0 are read"),
    ],
)
def test_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caps: Caps, words: str) -> None:
    """Is one sentence."""
    monkeypatch.setattr(opening, "ZIP", caps)
    path = zipped(tmp_path / "in.zip", *(f"{at}.py" for at in range(3)))
    with pytest.raises(UsageError, match=words), opened_inbox(path):
        pass


def test_a_bomb(tmp_path: Path) -> None:
    """Is not read."""
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b"#" * 2**23)
    with pytest.raises(UsageError, match="more than 100 times its size"), opened_inbox(path):
        pass


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[:40], "that can be|damaged|no such"),
        (lambda data: data[:-30] + b"\0" * 30, "damaged|that can be"),
        (lambda data: data.replace(b"\x00\x00\x00\x00\x08\x00", b"\x01\x00\x00\x00\x08\x00"), ""),
    ],
)
def test_damaged_zips(tmp_path: Path, spoil: object, words: str) -> None:
    """Are a sentence, or a file that cannot be graded; never a traceback."""
    path = zipped(tmp_path / "in.zip", "a.py")
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    try:
        with opened_inbox(path) as inbox:
            found = recognise(inbox)
            assert [one.path for hand_in in found.hand_ins for one in hand_in.files]
    except UsageError as error:
        assert str(error).startswith(str(path))  # noqa: PT017
    assert words is not None


def test_a_locked_zip(tmp_path: Path) -> None:
    """Is asked for without its password."""
    path = zipped(tmp_path / "in.zip", "a.py")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(UsageError, match="locked by a password"), opened_inbox(path):
        pass


def test_a_single_file_and_nothing(tmp_path: Path) -> None:
    """One submission is an inbox of one; what is not there is said."""
    (tmp_path / "hw.py").write_bytes(CODE)
    with opened_inbox(tmp_path / "hw.py") as inbox:
        assert [one.key for one in recognise(inbox).hand_ins] == ["hw"]
    with pytest.raises(UsageError, match="there is no such file or folder"):
        paths(tmp_path / "nothing")
    with pytest.raises(UsageError, match="there is no such file or folder"):
        paths(tmp_path / ("x" * 5000))
