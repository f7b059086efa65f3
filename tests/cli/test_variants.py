"""`--student`, and a batch in which every student has other numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.grading.course import load_course
from grader.grading.result import Result, from_json
from grader.grading.variants import variant
from tests.cli.conftest import Command
from tests.here import FIRST, write

ASSIGNED = "x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1\n"


@pytest.fixture
def varying(course_copy: Path, seeming_environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course in which every student has other numbers."""
    del seeming_environment
    path = course_copy / "grader.toml"
    text = path.read_text(encoding="utf-8").replace("secret =", "variants = true\nsecret =")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("GRADER_DB", f"sqlite:///{course_copy.parent}/grader.db")
    return course_copy


def numbers(course: Path, student: str) -> dict[str, float]:
    """The givens of one student."""
    entry = load_course(course).find("manual-gradients")
    return {**entry.exercise.givens, **variant(entry.exercise, entry.secret, student)}


def solution(course: Path, student: str, source: str = FIRST) -> str:
    """Exercise 1, solved on the numbers of a student."""
    own = "".join(f"{name} = {value}\n" for name, value in numbers(course, student).items())
    return source.replace(ASSIGNED, own)


def changed(result: Result) -> list[object]:
    """The givens of exercise 1 that are said to be changed."""
    messages = result.exercises[0].messages
    return [one.fields["name"] for one in messages if one.code == "given.changed"]


@pytest.mark.parametrize("name", ["hw.ipynb", "hw.py"])
def test_a_stub_for_each(grader: Command, varying: Path, tmp_path: Path, name: str) -> None:
    """With its own numbers in code, text and outline; the same one again for the same student."""
    texts = []
    for student in ("s1", "s2", "s1"):
        path = tmp_path / student / name
        words = ("new", "1", path, "--student", student, "--course", varying, "--force")
        assert grader(*words).code == 0
        outline = path.with_name("hw.check.json") if name == "hw.py" else path
        texts.append(path.read_text(encoding="utf-8") + outline.read_text(encoding="utf-8"))
        own = numbers(varying, student)
        assert f"$x = {own['x']}$, one weight $w = {own['w']}$" in texts[-1]
        plain = json.loads(outline.read_text(encoding="utf-8"))
        document = plain if name == "hw.py" else plain["metadata"]["grader"]["outline"]
        assert document["exercises"][0]["givens"] == own
    assert texts[0] == texts[2] != texts[1]


@pytest.mark.usefixtures("here")
def test_one_student(grader: Command, varying: Path, tmp_path: Path) -> None:
    """Own numbers are no changed givens, those of another student are."""
    path = tmp_path / "hw.py"
    write(tmp_path, solution(varying, "s1"))
    results = {}
    for student in ("s1", "s2"):
        ran = grader("grade", path, "-f", "json", "--student", student, "--course", varying)
        assert ran.code == 0
        results[student] = from_json(ran.out.encode())
    assert results["s1"].exercises[0].points == 10
    assert changed(results["s1"]) == []
    assert changed(results["s2"]) != []


@pytest.mark.usefixtures("here")
def test_without_the_setting(grader: Command, tmp_path: Path, solved: Path) -> None:
    """All is as ever, and it is said that --student changes nothing."""
    said = "--student changes nothing: the course has not `variants = true`\n"
    plain = grader("grade", solved, "-f", "json")
    ran = grader("grade", solved, "-f", "json", "--student", "s1")
    assert ran.out == plain.out
    assert ran.err == said + plain.err
    grader("new", tmp_path / "a.py")
    assert said in grader("new", tmp_path / "b.py", "--student", "s1").err
    assert (tmp_path / "a.py").read_bytes() == (tmp_path / "b.py").read_bytes()


@pytest.mark.usefixtures("here", "work_here")
def test_a_class(grader: Command, varying: Path, tmp_path: Path) -> None:
    """Each is held against the own numbers, when run, judged again and explained."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    write(inbox, solution(varying, "ada"), name="ada.py")
    write(inbox, solution(varying, "bob", FIRST.replace("a - y", "y - a")), name="bob.py")
    write(inbox, solution(varying, "ada"), name="copycat.py")
    words = ["-o", out, "--exercise", "1", "--course", varying]
    assert "3 graded, 0 not graded, 0 not judged" in grader("batch", inbox, *words).out
    results = {
        name: from_json((out / f"{name}.result.json").read_bytes())
        for name in ("ada", "bob", "copycat")
    }
    assert {name: one.points for name, one in results.items()} == {
        "ada": 10, "bob": 8, "copycat": 10
    }  # fmt: skip
    assert changed(results["ada"]) == changed(results["bob"]) == []
    assert changed(results["copycat"]) != []
    ran = grader("batch", *words, "--rejudge")
    assert ran.out == "3 judged again, 0 changed, 0 to be executed again\n"
    ran = grader("explain", "bob", "dL_dz", "--course", varying)
    assert "Judged again by the course as it is now: the same." in ran.out
