"""Folders, YAML files and repositories that were made to do harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import SubmissionError, UsageError
from grader.submission.files import Found
from grader.submission.inbox import gradescope
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.packing import pack
from grader.submission.inbox.parts import Context
from tests.submission.inbox.describing import NOON, HandedIn, Student, a_class, put
from tests.submission.inbox.layouts import write_git
from tests.submission.inbox.reading import BOOK, read


def test_links_and_pipes_among_hand_ins(tmp_path: Path) -> None:
    """Are never opened; the others come."""
    (tmp_path / "secret.ipynb").write_bytes(BOOK)
    inbox = tmp_path / "in"
    put({"doe_12_345_hw.ipynb": BOOK}, inbox)
    (inbox / "roe_13_346_hw.ipynb").symlink_to(tmp_path / "secret.ipynb")
    os.mkfifo(inbox / "poe_14_347_hw.ipynb")
    found = read(inbox)
    assert (found.layout, [one.key for one in found.hand_ins]) == ("canvas", ["12"])
    assert found.remarks[0].startswith("2 entries were left out")


def test_a_file_that_becomes_a_link(tmp_path: Path) -> None:
    """Is refused when it is read, though it was a file when it was listed."""
    from grader.submission.inbox.opening import opened_inbox  # noqa: PLC0415

    put({"doe.ipynb": BOOK, "roe.ipynb": BOOK}, tmp_path)
    with opened_inbox(tmp_path) as inbox:
        (tmp_path / "doe.ipynb").unlink()
        (tmp_path / "doe.ipynb").symlink_to("/etc/passwd")
        doe, roe = (
            HandIn(key=file.path, files=(file,), layout="plain", origin=file.path)
            for file in inbox.files
        )
        with pytest.raises(SubmissionError, match="links are not followed"):
            pack(doe)
        (tmp_path / "roe.ipynb").unlink()
        with pytest.raises(SubmissionError, match="cannot be read"):
            pack(roe)


# --- Gradescope's YAML --------------------------------------------------------------------------

HEAD = ":submitters:\n  - :name: Jane Doe\n    :sid: '100'\n"


def export(folder: Path, text: str | bytes) -> Recognised:
    """What an export of one submission is read as."""
    data = text if isinstance(text, bytes) else text.encode()
    put({"submission_1/hw.py": b"1", "submission_metadata.yml": data}, folder)
    return read(folder)


@pytest.mark.parametrize(
    "entry",
    [
        "null", "5", "[]", "text", "{}", "{submitters: Jane}", "{submitters: {name: Jane}}",
        "{submitters: []}", "{submitters: [1, [2], null]}", "{submitters: [{}]}",
        "{submitters: [{sid: {a: b}, name: [x], email: null}]}", "{created_at: [1]}",
        "{created_at: 2026-13-45 99:99:99 Z}", "{1: 2}", "{submitters: [{sid: ~}]}",
    ],
)  # fmt: skip
def test_other_forms_than_expected(tmp_path: Path, entry: str) -> None:
    """Leave the submission, by its number, with nothing known of who handed it in."""
    found = export(tmp_path, f"submission_1: {entry}\n")
    [one] = found.hand_ins
    assert (found.layout, one.key, one.name, one.submitted_at) == ("gradescope", "1", "", None)


@pytest.mark.parametrize(
    ("written", "key"),
    [("'100'", "100"), ("100", "100"), ("0100", "0100"), ("1e3", "1e3"),
     ("2026-01-02", "2026-01-02"), ("!ruby/object:Kernel 7", "7"),
     ("!!python/object/apply:os.system ls", "ls"), ("yes", "yes")],
)  # fmt: skip
def test_ids_are_what_is_written(tmp_path: Path, written: str, key: str) -> None:
    """No number, no date, no truth value, and no object."""
    found = export(tmp_path, f"submission_1:\n  :submitters:\n  - :sid: {written}\n")
    assert [one.key for one in found.hand_ins] == [key]


def test_objects_of_ruby(tmp_path: Path) -> None:
    """Are the data in them."""
    found = export(
        tmp_path,
        "submission_1: !ruby/hash:ActiveSupport::HashWithIndifferentAccess\n"
        "  :submitters: !ruby/array:Some::List\n"
        "  - !ruby/object:User\n    :name: !ruby/string 'Jane'\n    :sid: &a '100'\n"
        "    :email: *a\n"
        "  :created_at: !ruby/object:DateTime 2026-12-01 12:00:00.123456789 Z\n",
    )
    [one] = found.hand_ins
    assert (one.key, one.name, one.members[0].email, one.submitted_at) == (
        "100", "Jane", "100", NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["2026-12-01 12:00:00 UTC", "2026-12-01T13:00:00+01:00", "2026-12-01 04:00:00.000000000 -08:00",
     "2026-12-01T12:00:00.5Z", "'2026-12-01 12:00:00'"],
)  # fmt: skip
def test_times_as_ruby_writes_them(tmp_path: Path, written: str) -> None:
    """With and without fractions and zones."""
    [one] = export(tmp_path, f"submission_1: \n  :created_at: {written}\n").hand_ins
    assert one.submitted_at == NOON


def test_members_who_cannot_be_told_apart(tmp_path: Path) -> None:
    """Get numbers of their own, and who is named twice is one."""
    [one] = export(
        tmp_path, "submission_1:\n  submitters: [{name: A}, {name: B}, {sid: 5}, {sid: 5}]\n"
    ).hand_ins
    assert [member.key for member in one.members] == ["1-1", "1-2", "5"]
    assert one.key == "1"


def test_a_billion_laughs(tmp_path: Path) -> None:
    """Aliases within aliases are never followed, wherever they are."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    lines += ["submission_1:", "  :submitters:", "  - :sid: *a29", "    :name: *a28"]
    lines += ["  :created_at: *a29", "submission_2:", "  :submitters: *a29"]
    found = export(tmp_path, "\n".join(lines))
    assert [(one.key, one.name) for one in found.hand_ins] == [("1", "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfe\x00", "cannot be read"),
        (b"submission_1: {:a: \xe9}", "cannot be read"),
        ("a: &a [*a]\n", "cannot be read"),
        ("a: *b\n", "cannot be read"),
        ("a: [1\n", "cannot be read"),
        ("? [a, b]\n: c\n", "cannot be read"),
        ("a: b\n---\nc: d\n", "cannot be read"),
        ("\x00", "cannot be read"),
        ("[" * 5_000, "(more than 100 deep|maximum nesting depth)"),
        ("- " * 5_000 + "a", "(more than 100 deep|maximum nesting depth)"),
        ("- a\n- b\n", "lists no submissions"),
        ("", "lists no submissions"),
        ("text", "lists no submissions"),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_yaml_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes, said: str, *, fast: bool
) -> None:
    """Is a sentence about the file, with and without the library in C."""
    if not fast:
        monkeypatch.delattr("yaml.CBaseLoader", raising=False)
    with pytest.raises(UsageError, match=rf"^submission_metadata\.yml: .*{said}") as caught:
        export(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_yaml_without_end() -> None:
    """No more than 20 MiB of it are read."""
    asked: list[int] = []

    def content(most: int) -> bytes:
        asked.append(most)
        return b"#" * (most + 1)

    files = [Found("submission_metadata.yml", 10**12, content)]
    with pytest.raises(UsageError, match="more than 20 MiB"):
        gradescope.read(files, Context())
    assert asked == [20 * 2**20]


def test_yaml_that_is_a_link(tmp_path: Path) -> None:
    """Is none, so that it is no export."""
    (tmp_path / "elsewhere.yml").write_text(f"submission_1:\n  {HEAD}", encoding="utf-8")
    put({"submission_1/hw.py": b"1"}, tmp_path / "in")
    (tmp_path / "in" / "submission_metadata.yml").symlink_to(tmp_path / "elsewhere.yml")
    found = read(tmp_path / "in")
    assert (found.layout, found.hand_ins[0].name) == ("plain", "")


# --- repositories -------------------------------------------------------------------------------

SHA = b"a" * 40 + b"\n"


def clone(folder: Path) -> Path:
    """The folder `.git` of one of two clones."""
    students = a_class(1, {"hw.py": b"1"})
    students.append(Student(2, "Jane", "Doe", "doe", (HandedIn({"hw.py": b"1"}),)))
    write_git(students, folder, marker=False)
    return folder / "hw2-doe" / ".git"


def commit_of(folder: Path) -> str:
    """The commit of the clone that was tampered with; the other one has its own."""
    found = read(folder)
    marks = {one.key: one.mark for one in found.hand_ins}
    assert set(marks) == {"doe", "student0"}
    assert len(marks["student0"]) == 40
    return marks["doe"]


@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "refs/heads", "refs", "logs"])
def test_links_in_a_repository(tmp_path: Path, name: str) -> None:
    """Nothing is read through one, wherever it stands in the path."""
    folder = clone(tmp_path / "in")
    true = commit_of(tmp_path / "in")
    outside = tmp_path / "outside"
    (folder / name).rename(outside)
    (folder / name).symlink_to(outside)
    if name == "logs":
        assert commit_of(tmp_path / "in") == true
        [doe, _] = read(tmp_path / "in").hand_ins
        assert doe.submitted_at is None
    else:
        assert commit_of(tmp_path / "in") == ""


def test_a_repository_elsewhere(tmp_path: Path) -> None:
    """A link called `.git`, or a file that names another folder, makes no repository."""
    folder = clone(tmp_path / "in")
    folder.rename(tmp_path / "outside")
    folder.symlink_to(tmp_path / "outside")
    assert [one.origin for one in read(tmp_path / "in", layout="git").hand_ins] == ["hw2-student0"]
    folder.unlink()
    folder.write_text(f"gitdir: {tmp_path / 'outside'}\n", encoding="utf-8")
    assert [one.origin for one in read(tmp_path / "in", layout="git").hand_ins] == ["hw2-student0"]


@pytest.mark.parametrize(
    "head",
    [
        b"ref: refs/../../../secret", b"ref: refs/heads/../../../../secret", b"ref: /etc/passwd",
        b"ref: refs/heads/gone", b"ref: refs/heads//main", b"", b"\xff\xfe", b"a" * 39, b"A" * 40,
        b"ref: refs/heads/" + b"x" * 500, b"ref: HEAD", b"ref: refs/heads",
    ],
)  # fmt: skip
def test_heads_that_lead_nowhere(tmp_path: Path, head: bytes) -> None:
    """Leave the hand-in without a commit."""
    folder = clone(tmp_path / "in")
    (tmp_path / "secret").write_bytes(SHA)
    (tmp_path / "in" / "secret").write_bytes(SHA)
    (folder / "HEAD").write_bytes(head)
    assert commit_of(tmp_path / "in") == ""


def test_a_head_that_is_a_commit(tmp_path: Path) -> None:
    """It is checked out by itself, and the log tells its time only if it speaks of it."""
    folder = clone(tmp_path / "in")
    (folder / "HEAD").write_bytes(SHA)
    assert commit_of(tmp_path / "in") == "a" * 40
    assert read(tmp_path / "in").hand_ins[0].submitted_at is None


def test_a_head_that_is_a_pipe(tmp_path: Path) -> None:
    """Is not waited for."""
    folder = clone(tmp_path / "in")
    (folder / "HEAD").unlink()
    os.mkfifo(folder / "HEAD")
    assert commit_of(tmp_path / "in") == ""


@pytest.mark.parametrize(
    "log", [b"x" * 3_000_000, b"\xff" * 100, b"> 1 +0000", b"0 " + SHA[:40] + b" > 999999999999 +0"]
)
def test_logs_that_say_nothing(tmp_path: Path, log: bytes) -> None:
    """Leave the hand-in without a time."""
    folder = clone(tmp_path / "in")
    (folder / "logs" / "HEAD").write_bytes(log)
    assert commit_of(tmp_path / "in") != ""
    assert read(tmp_path / "in").hand_ins[0].submitted_at is None


def test_a_log_of_another_age(tmp_path: Path) -> None:
    """A time that cannot be is said and not kept."""
    folder = clone(tmp_path / "in")
    commit = commit_of(tmp_path / "in")
    line = f"{'0' * 40} {commit} Jane <doe@example.edu> 99999999999 +0000\tcommit: x\n"
    (folder / "logs" / "HEAD").write_text(line, encoding="utf-8")
    found = read(tmp_path / "in")
    assert found.hand_ins[0].submitted_at is None
    assert found.remarks == ("doe: the time of an attempt cannot be, and is not kept",)


@pytest.mark.parametrize("text", [b"\xff", b"classroom: ../..\nassignment: x", b"classroom: hw2"])
def test_a_marker_that_says_nothing(tmp_path: Path, text: bytes) -> None:
    """Leaves the names of the folders to tell who it was."""
    clone(tmp_path)
    put({f"hw2-{name}/.classroom50.yaml": text for name in ("doe", "student0")}, tmp_path)
    assert [one.key for one in read(tmp_path).hand_ins] == ["doe", "student0"]
