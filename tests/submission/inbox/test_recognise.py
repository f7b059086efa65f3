"""Each platform's download is recognised by itself, and gives back the class that it is of."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.opening import Inbox, opened_inbox
from grader.submission.inbox.recognise import recognise
from tests.submission.inbox import layouts
from tests.submission.inbox.layouts import DOWNLOADS, Student, write_folder, write_zip

CODE = b"z = 1\n"
ONE = Student(1001, "Jane Doe", "janedoe", {"hw.py": CODE})
TWO = Student(1002, "Jürgen Müller", "jmueller", {"module_02.ipynb": b'{"nbformat": 4}'})


def inbox_of(entries: Mapping[str, bytes]) -> Inbox:
    """The files of a download that lies nowhere."""

    def found(path: str, data: bytes) -> Found:
        return Found(path, len(data), lambda most: data[: most + 1])

    return Inbox(tuple(found(path, data) for path, data in sorted(entries.items())))


def contents(hand_in: HandIn) -> dict[str, bytes]:
    """What was handed in."""
    return {file.path: file.read(10**6) for file in hand_in.files}


def by_key(found: Recognised) -> dict[str, list[HandIn]]:
    """The hand-ins of each student in order."""
    grouped: dict[str, list[HandIn]] = {}
    for one in found.hand_ins:
        grouped.setdefault(one.key, []).append(one)
    return grouped


# a class comes back as it was

NAME = st.sampled_from(["Jane Doe", "Jürgen Müller", "Pat O'Neil", "李 明", "A. B-C", "7 Of Nine"])
FILE = st.sampled_from(["hw.py", "module_02.ipynb", "my notes (1).py", "übung_2.ipynb", "a_1_2.py"])
FILES = st.dictionaries(FILE, st.binary(min_size=1, max_size=5), min_size=1, max_size=1)


@st.composite
def classes(draw: st.DrawFn) -> list[Student]:
    """Some students with all that platforms know of."""
    numbers = draw(st.lists(st.integers(10, 10**7), min_size=1, max_size=5, unique=True))
    found = []
    for number in numbers:
        files = dict(draw(FILES))
        if draw(st.booleans()):
            files["data.csv"] = b"1,2\n"
        found.append(
            Student(
                number,
                draw(NAME),
                f"u{number}",
                files,
                earlier=tuple(draw(st.lists(FILES, max_size=2))),
                late=draw(st.booleans()),
                again=draw(st.integers(0, 2)),
                text=draw(st.booleans()),
                members=(f"u{number}", f"v{number}") if draw(st.booleans()) else (),
            )
        )
    return found


@settings(max_examples=40, deadline=None)
@given(classes(), st.sampled_from(sorted(DOWNLOADS)), st.integers(0, 2), st.booleans())
def test_a_class_comes_back(
    students: Sequence[Student],
    name: str,
    depth: int,
    zipped: bool,  # noqa: FBT001
) -> None:
    """From a folder and from a zip, with folders around it, and what tools leave behind."""
    download = DOWNLOADS[name]
    depth = 0 if name == "plain" else depth  # one folder around it may be one student's
    around = "".join(f"outer{at}/" for at in range(depth))
    entries = {f"{around}{path}": data for path, data in download.of(students).items()}
    entries["__MACOSX/._x"] = entries[f"{around}.DS_Store"] = b"junk"
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "in.zip"
        as_zip = zipped and download.zipped
        path = write_zip(entries, target) if as_zip else write_folder(entries, target)
        with opened_inbox(path) as inbox:
            found = recognise(inbox)
            assert found.layout == name.split(",", maxsplit=1)[0]
            assert (found.share, found.unknown) == (1.0, ())
            grouped = by_key(found)
            if name == "git" and len(students) == 1:  # nothing tells where its own name begins
                grouped = {key.removeprefix("hw-2-"): one for key, one in grouped.items()}
            assert set(grouped) == {download.key(student) for student in students}
            for student in students:
                hand_ins = grouped[download.key(student)]
                wanted = student.attempts if download.attempts else [student.files]
                if found.layout != "plain":
                    assert [contents(one) for one in hand_ins] == wanted
                else:
                    [one] = hand_ins
                    assert sorted(contents(one).values()) == sorted(student.files.values())
                _check(found.layout, student, hand_ins)


def _check(layout: str, student: Student, hand_ins: Sequence[HandIn]) -> None:
    """What each platform tells besides."""
    last = hand_ins[-1]
    match layout:
        case "canvas":
            assert last.late == student.late
            assert str(layouts.attachment(student)) in last.mark
            assert last.origin.split(f"_{student.number}_")[0].startswith(last.name)
        case "moodle":
            assert last.name == student.name
            assert last.origin.rstrip("_").endswith("_assignsubmission_file")
        case "blackboard":
            times = [layouts.when(student, at) for at in range(len(student.attempts))]
            assert [one.submitted_at for one in hand_ins] == times
        case "gradescope":
            wanted = student.members or (student.username,)
            assert [one.key for one in last.members] == list(wanted)
            assert last.submitted_at == layouts.when(student, 0)
            assert (last.mark, last.origin) == (
                str(student.number),
                f"submission_{student.number}",
            )
        case "nbgrader":
            assert last.submitted_at == layouts.when(student, 0)
        case "git":
            assert last.mark == f"{student.number:040x}"
            assert last.submitted_at == layouts.when(student, 0)


# what is not sure


@pytest.mark.parametrize("name", sorted(name for name in DOWNLOADS if DOWNLOADS[name].zipped))
def test_what_does_not_belong_is_listed(name: str) -> None:
    """Among nine others."""
    students = [Student(1000 + at, "Jane Doe", f"user{at}", {"hw.py": CODE}) for at in range(9)]
    download = DOWNLOADS[name]
    found = recognise(inbox_of({**download.of(students), "left over.docx": b"PK"}))
    assert found.unknown == ("left over.docx",)
    assert len(found.hand_ins) == 9
    assert 0.8 < found.share < 1


def test_two_downloads_in_one_are_neither() -> None:
    """Less than nine tenths of it are those of either."""
    entries = {**layouts.canvas([ONE, TWO]), **layouts.moodle([ONE, TWO])}
    assert recognise(inbox_of(entries)).share < 0.9


def test_a_layout_that_is_named_is_taken() -> None:
    """Though nothing in it is of that form."""
    found = recognise(inbox_of({"a.py": CODE}), layout="canvas")
    assert (found.layout, found.hand_ins, found.unknown) == ("canvas", (), ("a.py",))
    entries = layouts.canvas([ONE])
    [one] = recognise(inbox_of(entries), layout="plain").hand_ins
    assert one.key == "doejane_1001_910010_hw"


# single platforms


def test_canvas_without_a_name_and_anonymous() -> None:
    """The ids are there all the same."""
    entries = {"12_34_hw.py": CODE, "LATE_13_35_hw.py": CODE, "anon_aB3_36_hw.py": CODE}
    found = by_key(recognise(inbox_of(entries), layout="canvas"))
    assert {key: (one.name, one.late) for key, [one] in found.items()} == {
        "12": ("", False),
        "13": ("", True),
        "anon_aB3": ("", False),
    }


def test_canvas_keeps_names_apart() -> None:
    """Two files that differ by their number alone keep it."""
    entries = {"doe_12_34_hw.py": CODE, "doe_12_35_hw-1.py": CODE}
    [one] = recognise(inbox_of(entries)).hand_ins
    assert sorted(contents(one)) == ["hw-1.py", "hw.py"]
    assert one.mark == "34-35"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"doe_12_text.html": b"x", "roe_13_1_a.py": CODE}, "12: handed in a text or a link"),
        (
            {
                "A B_12_assignsubmission_onlinetext/onlinetext.html": b"x",
                "C D_13_assignsubmission_file/a.py": CODE,
            },
            "12: handed in a text, and no file",
        ),
        (
            {
                "M_doe_attempt_2026-11-02-10-00-00.txt": b"x",
                "M_roe_attempt_2026-11-02-10-00-00_a.py": CODE,
            },
            "doe: the attempt of 2026-11-02-10-00-00 has no file",
        ),
    ],
)
def test_who_handed_in_no_file_is_said(entries: dict[str, bytes], words: str) -> None:
    """And is no hand-in."""
    found = recognise(inbox_of(entries))
    assert len(found.hand_ins) == 1
    assert any(words in remark for remark in found.remarks)


def test_blackboard_names_with_a_line_below() -> None:
    """Are told by the usernames that are known; times are those of the zone."""
    zone = dt.timezone(dt.timedelta(hours=1))
    entries = {"My_col_j_doe_attempt_2026-11-02-10-00-00_a_b.py": CODE}
    [one] = recognise(inbox_of(entries)).hand_ins
    assert one.key == "doe"
    [one] = recognise(inbox_of(entries), usernames=["doe", "j_doe", "x"], zone=zone).hand_ins
    assert one.key == "j_doe"
    assert one.submitted_at == dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
    assert list(contents(one)) == ["a_b.py"]
    odd = {"M_doe_attempt_2026-99-02-10-00-00_a.py": CODE}
    assert recognise(inbox_of(odd)).hand_ins[0].submitted_at is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nb: *x\n", "it has aliases"),
        ("- a\n", "it lists no submissions"),
        ("a: [\n", "it cannot be read"),
        ("\udcff", "it cannot be read"),
        ("[" * 5000, "it cannot be read"),
    ],
)
def test_gradescope_metadata_that_is_none(text: str, words: str) -> None:
    """Is one sentence."""
    data = text.encode("utf-8", "surrogateescape")
    entries = {"submission_metadata.yml": data, "submission_1/a.py": CODE}
    with pytest.raises(UsageError) as caught:
        recognise(inbox_of(entries))
    assert words in str(caught.value)


def test_gradescope_of_odd_shapes() -> None:
    """Ruby's objects are their data, and what is missing or of another kind is left out."""
    text = """\
submission_1:
  :submitters: nobody
  :created_at: !ruby/object:Time 2026-11-02 10:00:00 UTC
submission_2: !ruby/hash:Thing
  :submitters:
  - :name: 12
  - text
  :created_at: tomorrow
submission_3: 5
submission_4:
  :submitters: []
"""
    entries = {
        "submission_metadata.yml": text.encode(),
        **{f"submission_{at}/a.py": CODE for at in (1, 2, 3, 4)},
    }
    found = recognise(inbox_of(entries), layout="gradescope")
    assert found.unknown == ("submission_3/a.py",)
    hand_ins = by_key(found)
    assert hand_ins["1"][0].submitted_at == dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
    assert [(one.key, one.name) for one in hand_ins["2"][0].members] == [("2", "12"), ("2", "")]
    assert set(hand_ins) == {"1", "2", "4"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02 10:00:00.948203 UTC", "2026-11-02T10:00:00.948203+00:00"),
        ("2026-11-02 10:00:00", "2026-11-02T10:00:00+00:00"),
        ("2026-11-02 10:00:00 America/Los_Angeles", "2026-11-02T10:00:00-08:00"),
        ("2026-11-02T10:00:00+01:00", "2026-11-02T10:00:00+01:00"),
        ("2026-11-02 10:00:00 Nowhere/Land", None),
        ("2026-13-02 10:00:00", None),
        ("soon", None),
        ("9" * 500, None),
    ],
)
def test_nbgrader_times(text: str, moment: str | None) -> None:
    """In each form that is written; what is none is unknown."""
    entries = {"doe/m1/timestamp.txt": text.encode(), "doe/m1/a.py": CODE}
    [one] = recognise(inbox_of(entries), layout="nbgrader").hand_ins
    assert one.submitted_at == (moment and dt.datetime.fromisoformat(moment))
    assert list(contents(one)) == ["a.py"]


def test_nbgrader_with_several_assignments() -> None:
    """The one with a file of a stub's name, else it is asked for."""
    entries = {**layouts.nbgrader([ONE], "m01"), **layouts.nbgrader([TWO], "m02")}
    found = recognise(inbox_of(entries), names=["module_02.ipynb"])
    assert [one.key for one in found.hand_ins] == ["jmueller"]
    assert "not looked at: release, source" in found.remarks
    with pytest.raises(UsageError, match=r"holds 2 assignments \(m01, m02\)"):
        recognise(inbox_of(entries))


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("a" * 40, "a" * 40),
        ("ref: refs/heads/../../../secret", ""),
        ("ref: refs/heads/gone", ""),
        ("\0" * 100, ""),
    ],
)
def test_git_heads(tmp_path: Path, head: str, mark: str) -> None:
    """A detached one, and what leads nowhere; without a log there is no time."""
    (tmp_path / "secret").write_text("b" * 40, encoding="utf-8")
    write_folder({"r1/.git/HEAD": head.encode(), "r1/hw.py": CODE}, tmp_path / "in")
    with opened_inbox(tmp_path / "in") as inbox:
        [one] = recognise(inbox, layout="git").hand_ins
    assert (one.key, one.mark, one.submitted_at) == ("r1", mark, None)


def test_git_links_are_not_followed(tmp_path: Path) -> None:
    """Neither as the folder nor in it."""
    write_folder({"real/HEAD": b"a" * 40}, tmp_path)
    write_folder({"r1/hw.py": CODE, "r2/.git/x": b"", "r2/hw.py": CODE}, tmp_path / "in")
    (tmp_path / "in" / "r1" / ".git").symlink_to(tmp_path / "real")
    (tmp_path / "in" / "r2" / ".git" / "HEAD").symlink_to(tmp_path / "real" / "HEAD")
    with opened_inbox(tmp_path / "in") as inbox:
        found = recognise(inbox, layout="git")
    assert [(one.key, one.mark) for one in found.hand_ins] == [("r2", "")]


def test_classroom_50_by_its_marker() -> None:
    """In a zip too, where git's own files are not looked at."""
    entries = {f"c-a-{who}/{name}": CODE for who in "xy" for name in (".classroom50.yaml", "hw.py")}
    found = recognise(inbox_of(entries))
    assert (found.layout, [one.key for one in found.hand_ins]) == ("git", ["x", "y"])


# a pattern of one's own


def test_a_pattern() -> None:
    """With nbgrader's groups."""
    entries = {
        "2026-11-02-10-00-00/Doe Jane (jdoe).py": CODE,
        "2026-11-03-10-00-00/Doe Jane (jdoe).py": CODE,
        "x.txt": b"",
    }
    regex = r"(?P<timestamp>[\d-]+)/(?P<last_name>\w+) (?P<first_name>\w+) \((?P<student_id>\w+)\)"
    found = recognise(inbox_of(entries), regex=regex)
    assert found.unknown == ("x.txt",)
    first, second = found.hand_ins
    assert (first.key, first.name) == (second.key, second.name) == ("jdoe", "Jane Doe")
    assert first.submitted_at == dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)
    assert first.mark != second.mark
    file_id = r"(?P<student_id>\d+)/(?P<file_id>\w+)"
    [one] = recognise(inbox_of({"12/hw.py": CODE}), regex=file_id).hand_ins
    assert list(contents(one)) == ["hw.py"]


@pytest.mark.parametrize(
    ("regex", "words"), [("(", "it is no regular expression"), ("x", "needs a group")]
)
def test_a_pattern_that_is_none(regex: str, words: str) -> None:
    """Is one sentence."""
    with pytest.raises(UsageError, match=words):
        recognise(inbox_of({"a.py": CODE}), regex=regex)


# a plain folder


@pytest.mark.parametrize(
    ("entries", "keys", "unknown"),
    [
        ({"alice.py": CODE, "bob.ipynb": b"{"}, ["alice", "bob"], []),
        ({"a.py": CODE, "a.txt": CODE}, ["a.py", "a.txt"], []),
        ({"a.txt": CODE, "b.txt": b"Dear all,"}, ["a"], ["b.txt"]),
        ({"t1/hw.py": CODE, "t1/x.csv": b"1", "t2/hw.py": CODE}, ["t1", "t2"], []),
        ({"t1/a.py": CODE, "t1/b.py": CODE}, ["a", "b"], []),
        ({"t1/a.py": CODE, "t1/b.py": CODE, "t2/c.py": CODE}, ["t1/a", "t1/b", "t2"], []),
        ({"t1/paper.pdf": b"%PDF", "t2/hw.py": CODE}, ["t2"], ["t1/paper.pdf"]),
        ({"x/y/t1/hw.py": CODE, "x/y/t2/hw.py": CODE}, ["t1", "t2"], []),
        ({"t1/deep/hw.py": CODE, "t2/hw.py": CODE}, ["t1/deep", "t2"], []),
        ({"a.zip": b"PK\x03\x04", ".hidden.py": CODE}, ["a"], []),
        ({"data.json": b"{}", "nb.json": b'{"nbformat": 4}'}, ["nb"], ["data.json"]),
    ],
)
def test_plain_folders(entries: dict[str, bytes], keys: list[str], unknown: list[str]) -> None:
    """What is one hand-in, what are several, and what is none."""
    found = recognise(inbox_of(entries), layout="plain")
    assert sorted(one.key for one in found.hand_ins) == keys
    assert list(found.unknown) == unknown


def test_a_stub_decides_among_several() -> None:
    """A folder with the stub's file and others is one hand-in."""
    entries = {"t1/module_02.ipynb": b"{}", "t1/old.ipynb": b"{}", "t2/module_02.ipynb": b"{}"}
    found = recognise(inbox_of(entries), names=["module_02.ipynb"], layout="plain")
    assert [one.key for one in found.hand_ins] == ["t1", "t2"]
