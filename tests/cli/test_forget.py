"""`grader forget`: a student who is deleted, with the files about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli.main import COMMANDS
from grader.gradebook.store import Gradebook
from tests.cli.conftest import Command, Ran
from tests.gradebook.making import arrival, course_folder, person

Forgetting = Callable[..., Ran]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Files about everyone."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("s1", "s1.attempt-2", "s2", "team"):
        for ending in ("report.html", "result.json"):
            (folder / f"{name}.{ending}").write_text("x", encoding="utf-8")
    (folder / "overview.html").write_text("x", encoding="utf-8")
    return folder


@pytest.fixture
def forget(
    grader: Command, url: str, tmp_path: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> Forgetting:
    """Runs `grader forget` for a class of two who also work together."""
    monkeypatch.setitem(COMMANDS, "forget", "Delete a student.")
    monkeypatch.setattr("getpass.getuser", lambda: "teacher")
    course = course_folder(tmp_path / "course")
    jane = person("s1", "Jane Doe")
    with Gradebook(url, create=True) as gradebook:
        cohort = gradebook.course("Networks", create=True)
        for content in ("first", "second"):
            cohort.ingest(arrival("s1", content, people=[jane]))
        cohort.ingest(arrival("s2", "other"))
        cohort.ingest(arrival("team", "both", people=[jane, person("s2")]))

    def call(*arguments: object) -> Ran:
        return grader("forget", *arguments, "--db", url, "--course", course, "-o", reports)

    return call


def keys(url: str) -> list[str]:
    """Who is in the gradebook."""
    with Gradebook(url) as gradebook:
        return [row.person.key for row in gradebook.course(None).students()]


def test_gone(forget: Forgetting, url: str, reports: Path) -> None:
    """Student, own submissions and their files; what stays is said."""
    ran = forget("Jane Doe", "--yes")
    assert (ran.code, ran.err) == (0, "")
    gone, shared, other = ran.out.splitlines()
    assert gone == f"gone: s1 Jane Doe with 2 submissions, 4 files in {reports}"
    assert shared == "not gone: 1 submission that others count too"
    assert other == (
        "not gone: the downloads themselves; backups, copies and exports; what is in "
        f"{reports}/pictures; names in overview.html, which should be written again"
    )
    assert keys(url) == ["s2"]
    assert sorted(path.name for path in reports.iterdir()) == [
        *("overview.html", "s2.report.html", "s2.result.json"),
        *("team.report.html", "team.result.json"),
    ]
    with Gradebook(url) as gradebook:
        *_, last = gradebook.audit()
    assert (last.by, last.action, last.payload["student"]) == ("teacher", "forget", 1)


def test_without_reports(forget: Forgetting, url: str, reports: Path) -> None:
    """A folder that is not there is none that anything was written to."""
    for path in reports.iterdir():
        path.unlink()
    reports.rmdir()
    ran = forget("s2", "--yes")
    assert ran.out.startswith(f"gone: s2 Student s2 with 1 submission, 0 files in {reports}\n")
    assert keys(url) == ["s1"]


def test_only_files(forget: Forgetting, tmp_path: Path, reports: Path) -> None:
    """A folder of that name is not deleted, nor what a link leads to."""
    target = tmp_path / "precious"
    target.write_text("x", encoding="utf-8")
    (reports / "s2.report.html").unlink()
    (reports / "s2.report.html").symlink_to(target)
    (reports / "s2.result.json").unlink()
    (reports / "s2.result.json").mkdir()
    assert forget("s2", "--yes").code == 0
    assert target.exists()
    assert not (reports / "s2.report.html").is_symlink()
    assert (reports / "s2.result.json").is_dir()


def test_nobody_to_ask(forget: Forgetting, url: str, reports: Path) -> None:
    """Where no person is at the terminal, it must be said beforehand."""
    ran = forget("s1")
    assert (ran.code, ran.sentence) == (
        2,
        "there is nobody to ask: --yes deletes without asking",
    )
    assert keys(url) == ["s1", "s2"]
    assert len(list(reports.iterdir())) == 9


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, ["s2"]), ("n", 130, ["s1", "s2"])])
def test_asked(
    forget: Forgetting,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    left: list[str],
) -> None:
    """A person decides; anything but yes changes nothing."""
    asked: list[str] = []

    def respond(prompt: str) -> str:
        asked.append(prompt)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", respond)
    ran = forget("s1")
    assert ran.code == code
    assert "Delete s1 Jane Doe with 2 submissions? This cannot be undone." in ran.err + asked[0]
    assert keys(url) == left


def test_who_is_not_there(forget: Forgetting) -> None:
    """As `Books.student` says it."""
    ran = forget("nobody", "--yes")
    assert ran.code == 2
    assert "there is no student 'nobody'" in ran.sentence
