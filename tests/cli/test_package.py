"""`grader package`: the course whole for one platform, and without its secrets for another."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from grader.bundle.wheel import engine_wheel
from grader.grading.course import Course, CourseExercise, load_course
from tests.cli.conftest import Command

WHEEL = engine_wheel()
SECRETS = ("exercise.py", "misconceptions.py", "rules.py")
"""Files of an exercise that say what is right, or what is known to be wrong."""


def inside(path: Path) -> dict[str, bytes]:
    """The contents of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def outlined(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """An outline that names the exercises alone; which were asked for is noted."""
    asked: list[tuple[str, ...]] = []

    def outline_document(course: Course, entries: tuple[CourseExercise, ...]) -> bytes:
        assert course.exercises
        asked.append(tuple(entry.exercise.id for entry in entries))
        return b"outline"

    module = ModuleType("grader.grading.outline")
    monkeypatch.setattr(module, "outline_document", outline_document, raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked


def test_gradescope(grader: Command, course: Course, tmp_path: Path) -> None:
    """Engine and course; what is unpacked is the same course, to the last byte that judges."""
    target = tmp_path / "deep" / "autograder.zip"
    ran = grader("package", "gradescope", "-o", target)
    assert (ran.code, ran.out, ran.err) == (0, "", f"written: {target}\n")
    found = inside(target)
    assert {name.partition("/")[0] for name in found} == {
        "setup.sh", "run_autograder", WHEEL.name, "course",
    }  # fmt: skip
    assert found[WHEEL.name] == WHEEL.content
    assert b"--exercise" not in found["run_autograder"]
    assert [name for name in found if "samples" in name or "__pycache__" in name] == []
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = load_course(tmp_path / "unpacked" / "course")
    assert unpacked.digest == course.digest
    assert [entry.stub for entry in unpacked.exercises] == [e.stub for e in course.exercises]


def test_the_same_bytes(grader: Command, tmp_path: Path) -> None:
    """Twice, one over the other only if that is asked for."""
    target = tmp_path / "autograder.zip"
    assert grader("package", "gradescope", "-o", target).code == 0
    first = target.read_bytes()
    ran = grader("package", "gradescope", "-o", target)
    assert ran.code == 2
    assert ran.sentence == f"{target} exists already; --force overwrites it"
    assert grader("package", "gradescope", "-o", target, "--force").code == 0
    assert target.read_bytes() == first


def test_what_lies_about_in_a_course(grader: Command, course_copy: Path, tmp_path: Path) -> None:
    """Stays where it is; files for students are taken, however they are called."""
    exercise = course_copy / "exercises" / "manual_gradients"
    for name in ("samples/wrong.py", ".ipynb_checkpoints/x.py", "files/samples/data.csv"):
        path = exercise / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    for name in ("grader.db", ".env", ".grader/student-env/pyvenv.cfg", "exercises/a.pyc/b"):
        path = course_copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    target = tmp_path / "autograder.zip"
    assert grader("package", "gradescope", "-o", target, "--course", course_copy).code == 0
    mine = {name for name, data in inside(target).items() if data == b"mine"}
    assert mine == {
        "course/exercises/manual_gradients/files/samples/data.csv",
        "course/exercises/a.pyc/b",
    }


def test_only_some_exercises(grader: Command, tmp_path: Path) -> None:
    """By id or folder, each once; the script asks for them by id."""
    target = tmp_path / "autograder.zip"
    names = ("learning_rates", "manual-gradients", "learning_rates")
    asked = [word for name in names for word in ("--exercise", name)]
    assert grader("package", "gradescope", "-o", target, *asked).code == 0
    script = inside(target)["run_autograder"].decode()
    assert " --exercise learning-rates --exercise manual-gradients 2>" in script


def test_classroom50(
    grader: Command, course: Course, tmp_path: Path, outlined: list[tuple[str, ...]]
) -> None:
    """Four files, in none of which, packed or not, anything stands that students must not read."""
    folder = tmp_path / "deep" / "checks"
    ran = grader("package", "classroom50", "-o", folder)
    assert (ran.code, ran.out, ran.err) == (0, "", f"written: {folder}\n")
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(found) == {"autograder.py", WHEEL.name, "outline.json", "requirements.txt"}
    assert outlined == [tuple(entry.exercise.id for entry in course.exercises)]
    assert found["outline.json"] == b"outline"
    assert b'NAMES = ["module_02"]' in found["autograder.py"]
    lines = found["requirements.txt"].decode().splitlines()
    assert lines == course.settings.environment.requirements
    with zipfile.ZipFile(io.BytesIO(found[WHEEL.name])) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert {name.partition("/")[0].partition("-")[0] for name in packed} == {
        "grader", "gradient_grader",
    }  # fmt: skip
    secrets = [*(course.root / "reference").rglob("*.py"), course.root / "grader.toml"]
    secrets += [path for name in SECRETS for path in course.root.glob(f"exercises/*/{name}")]
    secrets += course.root.glob("exercises/families/*.py")
    assert len(secrets) > 10
    whole = [*found.values(), *packed.values()]
    for path in secrets:
        text = path.read_bytes().strip()
        assert [data for data in whole if text in data] == [], path


def test_checks_of_one_exercise(
    grader: Command, tmp_path: Path, outlined: list[tuple[str, ...]]
) -> None:
    """Its stub may be called like its folder."""
    folder = tmp_path / "checks"
    ran = grader("package", "classroom50", "-o", folder, "--exercise", "gradient-descent")
    assert ran.code == 0
    assert outlined == [("gradient-descent",)]
    script = (folder / "autograder.py").read_text(encoding="utf-8")
    assert 'NAMES = ["gradient_descent", "module_02"]' in script


def test_a_folder_that_was_written_before(
    grader: Command, tmp_path: Path, outlined: list[tuple[str, ...]]
) -> None:
    """Is written over if that is asked for, and holds one wheel then."""
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "gradient_grader-0.0.1-py3-none-any.whl").write_bytes(b"old")
    ran = grader("package", "classroom50", "-o", folder)
    assert ran.code == 2
    assert ran.sentence == f"{folder} is not empty; --force overwrites it"
    assert outlined == []
    assert grader("package", "classroom50", "-o", folder, "--force").code == 0
    assert len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_folder_with_other_things(
    grader: Command,
    course_copy: Path,
    tmp_path: Path,
    outlined: list[tuple[str, ...]],
    force: tuple[str, ...],
) -> None:
    """Is refused, since all of it would be public; nothing in it is touched."""
    before = sorted(course_copy.rglob("*"))
    ran = grader("package", "classroom50", "-o", course_copy, "--course", course_copy, *force)
    assert ran.code == 2
    assert "holds other things (exercises): all in it will be public" in ran.sentence
    assert [path for path in sorted(course_copy.rglob("*")) if "__pycache__" not in path.parts] == [
        path for path in before if "__pycache__" not in path.parts
    ]
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = grader("package", "classroom50", "-o", tmp_path / "file", *force)
    assert ran.code == 2
    assert "this is no folder to write to" in ran.sentence
    assert outlined == []


def test_another_wheel(grader: Command, tmp_path: Path, outlined: list[tuple[str, ...]]) -> None:
    """Goes into the bundle under its own name, and into the script that installs it."""
    wheel = tmp_path / "gradient_grader-9.9-py3-none-any.whl"
    wheel.write_bytes(WHEEL.content)
    target = tmp_path / "autograder.zip"
    assert grader("package", "gradescope", "-o", target, "--wheel", wheel).code == 0
    found = inside(target)
    assert found[wheel.name] == WHEEL.content
    assert wheel.name.encode() in found["setup.sh"]
    assert grader("package", "classroom50", "-o", tmp_path / "c", "--wheel", wheel).code == 0
    assert (tmp_path / "c" / wheel.name).read_bytes() == WHEEL.content
    assert f'"{wheel.name}"' in (tmp_path / "c" / "autograder.py").read_text(encoding="utf-8")
    assert len(outlined) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gradescope", "-o", "x.zip", "--exercise", "nine"], "there is no exercise 'nine'"),
        (["gradescope", "-o", "."], "this is a folder; name the zip to write"),
        (["gradescope", "-o", "x.zip", "--wheel", "notes.txt"], "not the name of a wheel"),
    ],
)
def test_wrong_usage(
    grader: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """Is a sentence, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    ran = grader("package", *arguments)
    assert ran.code == 2
    assert words in ran.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("arguments", [[], ["moodle", "-o", "x"], ["gradescope"]])
def test_no_such_bundle(grader: Command, arguments: list[str]) -> None:
    """The command says what there is."""
    assert grader("package", *arguments).code == 2
