"""`grader report`: pages again from stored results, an overview, and nothing executed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.cli.naming import unique_names
from grader.execution.sandbox import Picture
from grader.grading.result import PictureRef, Result, Staff, StaffPart, from_json, to_json
from tests.cli.conftest import Command
from tests.here import FIRST, SECOND, THIRD, Here, figures, write
from tests.report.conftest import HOSTILE, hostile_result, png
from tests.report.synthetic import names, results

PICTURE = png(40, 30)
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(autouse=True)
def nothing_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No course is opened and no sandbox, but where a test grades first."""
    if "work_here" in request.fixturenames:
        return

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("grader.cli.options.open_course", fail)
    monkeypatch.setattr("grader.cli.options.open_sandbox", fail)


def store(folder: Path, name: str, result: Result) -> Path:
    """The result in a file of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.result.json"
    path.write_bytes(to_json(result))
    return path


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with the results of five."""
    folder = tmp_path / "results"
    for name, result in zip(names(5), results(5), strict=True):
        store(folder, name, result)
    return folder


def files(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_folder(grader: Command, stored: Path, tmp_path: Path) -> None:
    """A page of each, and the overview that leads to them; said on stdout."""
    out = tmp_path / "out"
    ran = grader("report", stored, "-o", out)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"5 rendered, 0 unreadable\noverview: {out / 'overview.html'}\n"
    assert files(out) == sorted([*(f"{name}.report.html" for name in names(5)), "overview.html"])
    page = (out / "overview.html").read_text(encoding="utf-8")
    assert 'href="anna_m%C3%BCller_48000.report.html"' in page


def test_into_the_folder_of_the_results(grader: Command, stored: Path) -> None:
    """Beside them; what is there stays."""
    before = set(files(stored))
    assert grader("report", stored, "-o", stored).code == 0
    assert set(files(stored)) > before
    assert len(files(stored)) == 11
    assert grader("report", stored, "-o", stored).out.startswith("5 rendered, 0 unreadable")


def test_files(grader: Command, stored: Path, tmp_path: Path) -> None:
    """Only those that are named, by whatever name."""
    first, second, *_ = sorted(stored.iterdir())
    other = second.rename(tmp_path / "somebody.json")
    ran = grader("report", first, other, "-o", tmp_path / "out")
    assert ran.code == 0
    assert files(tmp_path / "out") == [
        "anna_müller_48000.report.html",
        "overview.html",
        "somebody.report.html",
    ]


def test_folders_below_but_not_the_pages(grader: Command, tmp_path: Path) -> None:
    """Names tell them apart; hidden folders, links and DIR are passed over."""
    folder = tmp_path / "in"
    one, other = results(2)
    store(folder / "team1", "hw", one)
    store(folder / "team2", "hw", other)
    store(folder / ".hidden", "hw", other)
    store(folder / "out", "hw", other)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    ran = grader("report", folder, "-o", folder / "out")
    assert ran.out.startswith("2 rendered, 0 unreadable")
    assert [name for name in files(folder / "out") if name.endswith(".html")] == [
        "overview.html",
        "team1-hw.report.html",
        "team2-hw.report.html",
    ]


def test_the_same_name_twice(grader: Command, tmp_path: Path) -> None:
    """Nothing is written over, on no system."""
    one, other, third = results(3)
    paths = [
        store(tmp_path / "a", "hw", one),
        store(tmp_path / "b", "hw", other),
        store(tmp_path / "c", "HW", third),
    ]
    assert grader("report", *paths, "-o", tmp_path / "out").code == 0
    assert files(tmp_path / "out") == [
        "HW-3.report.html",
        "hw-2.report.html",
        "hw.report.html",
        "overview.html",
    ]
    page = (tmp_path / "out" / "hw-2.report.html").read_text(encoding="utf-8")
    assert other.submission.name in page


BROKEN = {
    "empty": b"",
    "cut": b'{"schema": "grader.result/1", "subm',
    "other": b'{"schema": "grader.result/2"}',
    "list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "binary": b"\xff\xfe\x00",
    "notebook": b'{"cells": [], "nbformat": 4}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_result(grader: Command, stored: Path, tmp_path: Path, name: str) -> None:
    """Is one sentence, counted, and on the page; the others are rendered."""
    (stored / f"{name}.result.json").write_bytes(BROKEN[name])
    ran = grader("report", stored, "-o", tmp_path / "out")
    assert ran.code == 0
    assert ran.err.startswith(f"grader: {stored / name}.result.json: it is no result of this gra")
    assert ran.err.count("\n") == 1
    assert ran.out.startswith("5 rendered, 1 unreadable\n")
    page = (tmp_path / "out" / "overview.html").read_text(encoding="utf-8")
    assert "A file could not be read as a result" in page
    assert not (tmp_path / "out" / f"{name}.report.html").exists()


def test_what_cannot_be_read(grader: Command, stored: Path, tmp_path: Path) -> None:
    """A folder by the name of a result is none, and a link to nothing says so."""
    (stored / "folder.result.json").mkdir()
    (stored / "link.result.json").symlink_to(stored / "nowhere")
    ran = grader("report", stored, "-o", tmp_path / "out")
    assert ran.code == 0
    assert "link.result.json: it cannot be read (No such file or directory)" in ran.err
    assert ran.out.startswith("5 rendered, 1 unreadable")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["empty", "-o", "out"], "there is no result of this grader in empty"),
        (["broken.result.json", "-o", "out"], "no result of this grader in broken.result.json"),
        (["nowhere", "-o", "out"], "'nowhere' does not exist"),
        (["empty"], "Missing option '-o'"),
        (["a.result.json", "-o", "a.result.json"], "a.result.json' is a file"),
    ],
)
def test_wrong_usage(
    grader: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """Is exit code 2, also where nothing was a result; nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.result.json").write_bytes(b"{}")
    store(tmp_path, "a", next(results(1)))
    ran = grader("report", *arguments)
    assert ran.code == 2
    assert words in ran.error
    assert not (tmp_path / "out").exists()


# what is shown


def with_staff(result: Result) -> Result:
    """The result with what only staff may read."""
    row = StaffPart(exercise="exercise-1", part="z", expected="1.25", notes=["a note for staff"])
    return msgspec.structs.replace(result, staff=Staff(parts=[row]))


@pytest.mark.parametrize("options", [[], ["--staff"]])
def test_staff(grader: Command, tmp_path: Path, options: list[str]) -> None:
    """Only where it is asked for."""
    path = store(tmp_path / "in", "alice", with_staff(next(results(1))))
    assert grader("report", path, "-o", tmp_path / "out", *options).code == 0
    page = (tmp_path / "out" / "alice.report.html").read_text(encoding="utf-8")
    assert ("a note for staff" in page) is bool(options)
    overview = (tmp_path / "out" / "overview.html").read_text(encoding="utf-8")
    assert "a note for staff" not in overview


def test_overview_only(grader: Command, stored: Path, tmp_path: Path) -> None:
    """Names lead to the pages that are there already, and to no others."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "chen_müller_48002.report.html").write_text("there", encoding="utf-8")
    ran = grader("report", stored, "-o", out, "--overview-only")
    assert ran.code == 0
    assert ran.out.startswith("5 counted, 0 unreadable\n")
    assert files(out) == ["chen_müller_48002.report.html", "overview.html"]
    page = (out / "overview.html").read_text(encoding="utf-8")
    assert "chen_m%C3%BCller_48002.report.html" in page
    assert "anna_m%C3%BCller_48000.report.html" not in page
    assert "anna_müller_48000" in page


def test_anonymous(grader: Command, stored: Path, tmp_path: Path) -> None:
    """No file's name and no page says who it was."""
    (stored / "zoe_broken.result.json").write_bytes(b"{}")
    ran = grader("report", stored, "-o", tmp_path / "out", "--anonymous")
    assert ran.code == 0
    assert files(tmp_path / "out") == [
        *(f"Submission 00{at}.report.html" for at in range(1, 6)),
        "overview.html",
    ]
    for path in (tmp_path / "out").iterdir():
        page = path.read_text(encoding="utf-8")
        assert "zoe" not in page
        for name, result in zip(names(5), results(5), strict=True):
            assert name not in page
            assert result.submission.digest[:8] not in page


# pictures


def with_picture(result: Result, digest: str) -> Result:
    """The result with one figure that is a PNG."""
    exercise = msgspec.structs.replace(
        result.exercises[0], pictures=[PictureRef(3, "a line", digest)]
    )
    return msgspec.structs.replace(result, exercises=[exercise])


@pytest.mark.parametrize(
    ("digest", "data", "there"),
    [
        (DIGEST, PICTURE, True),
        (DIGEST, None, False),
        (DIGEST, png(41, 30), False),
        (hashlib.sha256(b"<svg onload=alert(1)>").hexdigest(), b"<svg onload=alert(1)>", False),
        ("../alice", PICTURE, False),
        (DIGEST.upper(), PICTURE, False),
    ],
)
def test_pictures(
    grader: Command,
    tmp_path: Path,
    digest: str,
    data: bytes | None,
    there: bool,  # noqa: FBT001
) -> None:
    """Those that are PNG, and what their name says; no others are opened."""
    path = store(tmp_path / "in", "alice", with_picture(next(results(1)), digest))
    (tmp_path / "in" / "pictures").mkdir()
    if data is not None:
        (tmp_path / "in" / "pictures" / f"{digest}.png").write_bytes(data)
    assert grader("report", path, "-o", tmp_path / "out").code == 0
    page = (tmp_path / "out" / "alice.report.html").read_text(encoding="utf-8")
    assert ("data:image/png;base64," in page) is there
    assert ("This picture was not kept." in page) is not there


# after a batch


@pytest.fixture
def graded(
    grader: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work_here: list[int]
) -> Path:
    """What `grader batch` wrote of three, one of which cannot be graded; with a picture."""
    del work_here
    picture = Picture("gradient-descent", 1, png=PICTURE)
    sandbox = Here(figures(), (picture,))
    monkeypatch.setattr("grader.cli.worker.open_sandbox", lambda *_, **__: sandbox)
    folder = tmp_path / "in"
    (folder / "team").mkdir(parents=True)
    write(folder, FIRST, SECOND, THIRD, name="alice.py")
    write(folder / "team", FIRST.replace("a - y", "y - a"), SECOND, THIRD, name="bob.py")
    (folder / "eve.ipynb").write_text('{"rows": []}', encoding="utf-8")
    db = f"sqlite:///{tmp_path / 'grader.db'}"
    assert grader("batch", folder, "-o", tmp_path / "out", "--db", db).code == 0
    return tmp_path / "out"


def test_again_gives_the_same_bytes(grader: Command, graded: Path, tmp_path: Path) -> None:
    """Each page with its pictures, as `grader batch` wrote it."""
    assert files(graded / "pictures") == [f"{DIGEST}.png"]
    assert grader("report", graded, "-o", tmp_path / "again").code == 0
    pages = [name for name in files(graded) if name.endswith(".report.html")]
    assert pages == ["alice.report.html", "team.report.html"]
    for name in pages:
        page = (graded / name).read_bytes()
        assert b"data:image/png;base64," in page
        assert (tmp_path / "again" / name).read_bytes() == page


def test_the_overview_of_a_batch(graded: Path) -> None:
    """Leads to its reports, names the misconception, and what could not be graded."""
    page = (graded / "overview.html").read_text(encoding="utf-8")
    assert "<title>Class overview: 2 submissions</title>" in page
    assert 'href="team.report.html"' in page
    assert "Nothing in it could be graded" in page
    assert "it is JSON but not a notebook" in page
    assert "<bdi>eve</bdi>" in page
    result = from_json((graded / "team.result.json").read_bytes())
    (found,) = [p.misconception for e in result.exercises for p in e.parts if p.misconception]
    assert found.name.split("`")[0] in page


# hostile


def hostile() -> Iterator[Result]:
    """Results in which every text is hostile, as far as JSON and the schema let it."""
    for text in HOSTILE:
        if "\ud800" in text:
            continue
        result = hostile_result(text)
        pictures = [one for one in result.exercises[0].pictures if one.sketch is None]
        exercise = msgspec.structs.replace(result.exercises[0], pictures=pictures)
        yield msgspec.structs.replace(result, exercises=[exercise])


def test_hostile_results(grader: Command, tmp_path: Path) -> None:
    """Are rendered, and write nothing but their pages."""
    folder, out = tmp_path / "in", tmp_path / "out"
    odd = ["a\x1b[31mb", "-o", " ", "nul", "\u202eevil", "<script>", "a;rm -rf ~", "%2e%2e"]
    found = list(hostile())
    for at, result in enumerate(found):
        store(folder, odd[at] if at < len(odd) else f"s{at}", result)
    ran = grader("report", folder, "-o", out, "--staff")
    assert ran.code == 0
    assert ran.out.startswith(f"{len(found)} rendered, 0 unreadable")
    assert len(files(out)) == len(found) + 1
    assert files(tmp_path) == ["in", "out"]
    paths = [Path(path.name.removesuffix(".result.json")) for path in sorted(folder.iterdir())]
    assert {f"{name}.report.html" for name in unique_names(paths)} < set(files(out))


def test_after_grade(
    grader: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work_here: list[int]
) -> None:
    """The same of what `grader grade -o` wrote."""
    del work_here
    sandbox = Here(figures(), (Picture("gradient-descent", 1, png=PICTURE),))
    monkeypatch.setattr("grader.cli.grade.open_sandbox", lambda *_, **__: sandbox)
    path = write(tmp_path, FIRST, SECOND, THIRD, name="alice.py")
    assert grader("grade", path, "-o", tmp_path / "out").code == 0
    page = (tmp_path / "out" / "alice.report.html").read_bytes()
    assert b"data:image/png;base64," in page
    assert grader("report", tmp_path / "out", "-o", tmp_path / "again").code == 0
    assert (tmp_path / "again" / "alice.report.html").read_bytes() == page
