"""`grader validate --points` and `--against`: whose points a change of an exercise changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.grading.mutation import Score
from tests.cli.conftest import Command
from tests.here import FIRST, Here, Wavering

SAMPLES = {
    "correct": f'"""loses: nothing\nnames: nothing\n"""\n{FIRST}',
    "slip": f'"""loses: dL_dz\nnames: dL_dz=dz-sign\n"""\n{FIRST.replace("a - y", "y - a")}',
}


@dataclass(frozen=True, slots=True)
class Tiny:
    """A course that is graded in this process.

    Attributes:
        root: Its folder.
        sandbox: Notes the names of what is run.
    """

    root: Path
    sandbox: Wavering

    def change(self, file: str, old: str, new: str) -> None:
        """Replace one text in a file of exercise 1."""
        path = self.root / "exercises" / "manual_gradients" / file
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1
        path.write_text(before.replace(old, new), encoding="utf-8")


@pytest.fixture
def tiny(course_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """Exercise 1 with two samples; its misconceptions, which take seconds, are not tried."""
    settings = 'name = "Tiny"\nexercises = ["manual_gradients"]\n'
    (course_copy / "grader.toml").write_text(settings, encoding="utf-8")
    samples = course_copy / "exercises" / "manual_gradients" / "samples"
    samples.mkdir()
    for name, text in SAMPLES.items():
        (samples / f"{name}.py").write_text(text, encoding="utf-8")
    sandbox = Wavering({}, Here())
    monkeypatch.setattr("grader.cli.validate.open_sandbox", lambda *_, **__: sandbox)
    score = Score(3, (), ())
    monkeypatch.setattr("grader.grading.contract.score_exercise", lambda *_: score)
    monkeypatch.setattr("grader.checking.promise.broken_relations", lambda *_: [])
    return Tiny(course_copy, sandbox)


def test_the_file(grader: Command, tiny: Tiny, tmp_path: Path) -> None:
    """Each part of each sample, the total and the maximum; no word and no run more than without."""
    plain = grader("validate", "--course", tiny.root)
    runs = list(tiny.sandbox.ran)
    file = tmp_path / "points.json"
    assert grader("validate", "--course", tiny.root, "--points", file) == plain
    assert tiny.sandbox.ran == runs * 2
    assert plain.code == 0
    points = json.loads(file.read_text(encoding="utf-8"))
    assert points["schema"] == "grader.sample-points/1"
    mine = points["exercises"]["manual-gradients"]
    assert mine["max_points"] == 10
    assert list(mine["samples"]) == ["correct", "slip"]
    assert mine["samples"]["correct"] == {"points": 10, "parts": mine["max_parts"]}
    assert mine["samples"]["slip"]["points"] == 8
    assert mine["samples"]["slip"]["parts"] == {**mine["max_parts"], "dL_dz": 0}


def test_nothing_changed(grader: Command, tiny: Tiny, tmp_path: Path) -> None:
    """Which is said."""
    file = tmp_path / "points.json"
    grader("validate", "--course", tiny.root, "--points", file)
    ran = grader("validate", "--course", tiny.root, "--against", file)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "no sample's points changed"


def test_a_part_that_is_worth_more(grader: Command, tiny: Tiny, tmp_path: Path) -> None:
    """The maximum and the samples that earn it are listed, and that is no problem."""
    file = tmp_path / "points.json"
    grader("validate", "--course", tiny.root, "--points", file)
    tiny.change("exercise.py", '"dL_dz",\n            2,', '"dL_dz",\n            5,')
    ran = grader("validate", "manual-gradients", "--course", tiny.root, "--against", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-4:] == [
        "manual-gradients: 13 points, keeps its contract",
        "what changed for the samples:",
        "  manual-gradients: maximum 10 -> 13 (dL_dz 2 -> 5)",
        "  manual-gradients/correct: 10 -> 13 (dL_dz 2 -> 5)",
    ]


def test_a_broken_contract(grader: Command, tiny: Tiny, tmp_path: Path) -> None:
    """Is exit code 1 as ever; the points are written and compared nevertheless."""
    file, later = tmp_path / "points.json", tmp_path / "later.json"
    grader("validate", "--course", tiny.root, "--points", file)
    tiny.change("samples/correct.py", "dL_dw = dL_dz * x", "dL_dw = dL_dz * w")
    ran = grader("validate", "--course", tiny.root, "--against", file, "--points", later)
    assert ran.code == 1
    assert "correct.py: should lose [] but loses ['dL_dw']" in ran.out
    assert ran.out.splitlines()[-1] == "  manual-gradients/correct: 10 -> 8 (dL_dw 2 -> 0)"
    assert json.loads(later.read_text(encoding="utf-8")) != json.loads(
        file.read_text(encoding="utf-8")
    )


def test_one_exercise_is_compared_alone(grader: Command, tiny: Tiny, tmp_path: Path) -> None:
    """Others of the file are not said to be gone; without the argument they are."""
    file = tmp_path / "points.json"
    grader("validate", "--course", tiny.root, "--points", file)
    points = json.loads(file.read_text(encoding="utf-8"))
    points["exercises"]["old"] = {"max_points": 1, "max_parts": {}, "samples": {}}
    file.write_text(json.dumps(points), encoding="utf-8")
    ran = grader("validate", "manual_gradients", "--course", tiny.root, "--against", file)
    assert ran.out.splitlines()[-1] == "no sample's points changed"
    ran = grader("validate", "--course", tiny.root, "--against", file)
    assert ran.out.splitlines()[-1] == "  old: gone, it had 1 points and 0 samples"


@pytest.mark.parametrize("content", ["", "[]", '{"schema": "grader.result/1"}', "\xff"])
def test_another_file(grader: Command, tiny: Tiny, tmp_path: Path, content: str) -> None:
    """Is refused in a sentence before anything is graded, and stays as it is."""
    file = tmp_path / "points.json"
    file.write_text(content, encoding="latin-1")
    ran = grader("validate", "--course", tiny.root, "--against", file, "--points", file)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.sentence.startswith(f"{file}: it was not written by `--points`")
    assert file.read_text(encoding="latin-1") == content


@pytest.mark.parametrize("option", ["--points", "--against"])
def test_the_environment_has_no_points(
    grader: Command, tiny: Tiny, tmp_path: Path, option: str
) -> None:
    """So the options do not go with --env."""
    file = tmp_path / "points.json"
    file.write_text("{}", encoding="utf-8")
    ran = grader("validate", "--course", tiny.root, "--env", option, file)
    assert ran.code == 2
    assert "which grades nothing" in ran.sentence
