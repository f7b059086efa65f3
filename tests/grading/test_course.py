"""A course is read from its folder; what is wrong with it is one sentence with the place."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from grader.errors import CourseError, UsageError
from grader.grading import course as course_module
from grader.grading.course import Course, find_course, load_course
from grader.grading.grade import grade
from tests.here import Here

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = """\
from grader import Exercise, Number, Part

from ...reference import truth
from .helper import factor

EXERCISE = Exercise(
    id="{id}", title="T", givens={{"g": 2.0}},
    parts=(Part("p", 1, Number(lambda g: factor() * truth.value(g))),),
)
"""


def make(
    root: Path, *, ids: tuple[str, ...] = ("one",), truth: str = "g", factor: str = "1"
) -> Path:
    """A course of tiny exercises that all have the same module names."""
    (root / "reference").mkdir(parents=True)
    (root / "reference" / "truth.py").write_text(f"def value(g):\n    return {truth}\n")
    folders = [f"e{at}" for at in range(len(ids))]
    for folder, name in zip(folders, ids, strict=True):
        here = root / "exercises" / folder
        here.mkdir(parents=True)
        (here / "exercise.py").write_text(EXERCISE.format(id=name))
        (here / "helper.py").write_text(f"def factor():\n    return {factor}\n")
        (here / "stub.py").write_text("# %%\np = None\n")
    (root / "grader.toml").write_text(f'name = "C"\nexercises = {list(folders)}\n')
    return root


def true_value(course: Course) -> float:
    """What the first exercise's part is, on its givens."""
    exercise = course.exercises[0].exercise
    return float(np.asarray(exercise.graph.true_values(exercise.givens)["p"], dtype=float))


def test_this_course(whole_course: Course) -> None:
    """Exercises are numbered as grader.toml lists them, and found by id, folder or number."""
    course = whole_course
    assert [entry.number for entry in course.exercises] == list(range(1, 13))
    assert course.find("gradient-descent") is course.find("gradient_descent") is course.find("2")
    assert sum(entry.exercise.max_points for entry in course.exercises) == 110
    assert course.environment_path == ROOT / ".grader" / "student-env"
    with pytest.raises(UsageError, match="has: manual-gradients, gradient-descent, learning-rates"):
        course.find("exercise-4")


SETTINGS = "grader.toml"
BARE = 'name = "C"\nexercises = ["e0"]\n'
HERE = "exercises/e0/exercise.py"


@pytest.mark.parametrize(
    ("file", "text", "where", "problem"),
    [
        (SETTINGS, None, SETTINGS, "cannot be read (No such file or directory)"),
        (SETTINGS, "name = ", SETTINGS, "is not as it should be"),
        (SETTINGS, "", SETTINGS, "missing required field `name`"),
        (SETTINGS, 'name = "C"\n', SETTINGS, "missing required field `exercises`"),
        (SETTINGS, 'name = 3\nexercises = ["e0"]\n', SETTINGS, "Expected `str`, got `int`"),
        (SETTINGS, 'name = "C"\nexercises = "e0"\n', SETTINGS, "Expected `array`, got `str`"),
        (SETTINGS, 'name = "C"\nexercises = ["e0"]\nsecrt = "s"\n', SETTINGS, "`secrt`"),
        (SETTINGS, "name = '\xff'\n", SETTINGS, "is not as it should be"),
        (SETTINGS, 'name = "C"\nexercises = ["e7"]\n', SETTINGS, "exercise 'e7': there is no"),
        (SETTINGS, 'name = "C"\nexercises = ["../e0"]\n', SETTINGS, "exercise '../e0'"),
        (SETTINGS, 'name = "C"\nexercises = ["e0", "e0"]\n', SETTINGS, "ids one are used twice"),
        (SETTINGS, f"{BARE}[lessons]\none = 'e7'\n", SETTINGS, "stands before 'e7', which is none"),
        (
            SETTINGS,
            f"{BARE}[lessons]\n'../x' = 'e0'\n",
            SETTINGS,
            "lesson '../x': this cannot name",
        ),
        (SETTINGS, f"{BARE}[lessons]\none = 1\n", SETTINGS, "Expected `str`, got `int`"),
        (HERE, None, SETTINGS, "exercise 'e0': there is no"),
        (HERE, "EXERCISE = ", HERE, "cannot be loaded (SyntaxError"),
        (HERE, "import nothing_of_that_name", HERE, "cannot be loaded (ModuleNotFoundError"),
        (HERE, "1 / 0", HERE, "cannot be loaded (ZeroDivisionError: division by zero, line 1)"),
        (HERE, "", HERE, "defines no EXERCISE"),
        (HERE, "EXERCISE = 'one'", HERE, "defines no EXERCISE"),
        (
            HERE,
            EXERCISE.format(id="one").replace("1, Number", "-0.5, Number"),
            HERE,
            "part 'p' must have positive points",
        ),
        (
            HERE,
            EXERCISE.format(id="one").replace("lambda g", "lambda q"),
            HERE,
            "part 'p' rests on 'q', which is no part",
        ),
        (
            HERE,
            EXERCISE.format(id="one").replace("lambda g", "lambda p"),
            HERE,
            "rules go round in a circle: p -> p",
        ),
        ("exercises/e0/helper.py", None, HERE, "cannot be loaded (ModuleNotFoundError"),
    ],
)
def test_broken_courses(
    tmp_path: Path, file: str, text: str | None, where: str, problem: str
) -> None:
    """One sentence says which file and what is the matter with it."""
    root = make(tmp_path / "course")
    if text is None:
        (root / file).unlink()
    else:
        (root / file).write_text(text, encoding="latin-1")
    with pytest.raises(CourseError) as caught:
        load_course(root)
    said = str(caught.value)
    assert said.startswith(f"{root / where}: ")
    assert problem in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot be read"), (b"\xff", "cannot be read"), (b"\n", "empty")],
)
def test_lessons_are_read_when_they_are_needed(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    """A missing one stops what is handed out, and no grading; it is no part of what judges."""
    root = make(tmp_path / "course")
    before = load_course(root).digest
    with (root / SETTINGS).open("a", encoding="utf-8") as file:
        file.write("[lessons]\none = 'e0'\n")
    loaded = load_course(root)
    assert loaded.digest == before
    assert loaded.lesson_digests == frozenset()
    (root / "lessons").mkdir()
    if content is not None:
        (root / "lessons" / "one.py").write_bytes(content)
    with pytest.raises(CourseError, match=f"one.py: the lesson .*{problem}"):
        _ = loaded.lessons[0].cells


def test_ids_are_unique(tmp_path: Path) -> None:
    """Two folders may not hold the same exercise."""
    with pytest.raises(CourseError, match="exercise ids same are used twice"):
        load_course(make(tmp_path / "course", ids=("same", "other", "same")))


def test_a_missing_stub_is_a_fault_of_the_course(tmp_path: Path) -> None:
    """It is read when it is needed, and the sentence names the file."""
    root = make(tmp_path / "course")
    (root / "exercises" / "e0" / "stub.py").unlink()
    entry = load_course(root).exercises[0]
    with pytest.raises(CourseError, match=r"stub\.py: the stub cannot be read"):
        _ = entry.stub


def test_courses_do_not_mix(tmp_path: Path) -> None:
    """The same module names in one process, in every order, and each has its own reference."""
    double = load_course(make(tmp_path / "double", truth="2 * g"))
    triple = load_course(make(tmp_path / "triple", truth="3 * g"))
    helped = load_course(make(tmp_path / "helped", truth="2 * g", factor="10"))
    assert [true_value(one) for one in (double, triple, helped, double)] == [4, 6, 40, 4]
    assert len({one.digest for one in (double, triple, helped)}) == 3
    hand_in = tmp_path / "hw.py"
    hand_in.write_text("g = 2.0\np = 6.0\n", encoding="utf-8")
    points = [grade(hand_in, one, Here()).result.points for one in (double, triple, helped)]
    assert points == [0, 1, 0]


def test_equal_courses_in_two_places_do_not_mix(tmp_path: Path) -> None:
    """Equal texts have equal digests, yet each is loaded from its own folder."""
    first = load_course(make(tmp_path / "first"))
    second = load_course(make(tmp_path / "second"))
    assert first.digest == second.digest
    assert first.exercises[0].exercise is not second.exercises[0].exercise


def test_a_changed_course_is_loaded_anew(tmp_path: Path) -> None:
    """In the same process, and its digest tells."""
    root = make(tmp_path / "course", truth="2 * g")
    before = load_course(root)
    assert load_course(root).exercises[0].exercise is before.exercises[0].exercise
    (root / "reference" / "truth.py").write_text("def value(g):\n    return 5.5 * g\n")
    after = load_course(root)
    assert (true_value(before), true_value(after)) == (4, 11)
    assert before.digest != after.digest


def test_samples_do_not_change_the_digest(tmp_path: Path) -> None:
    """They judge nothing; what judges does."""
    root = make(tmp_path / "course")
    before = load_course(root).digest
    (root / "exercises" / "e0" / "samples").mkdir()
    (root / "exercises" / "e0" / "samples" / "correct.py").write_text("p = 2\n")
    assert load_course(root).digest == before
    (root / "exercises" / "e0" / "rules.py").write_text("A = 1\n")
    assert load_course(root).digest != before


def test_a_course_below_a_folder_called_samples(tmp_path: Path) -> None:
    """Has a digest of its exercises all the same, so that a change is seen."""
    root = make(tmp_path / "samples" / "course", truth="2 * g")
    before = load_course(root)
    (root / "reference" / "truth.py").write_text("def value(g):\n    return 5.5 * g\n")
    after = load_course(root)
    assert before.digest != after.digest
    assert true_value(after) == 11


def test_a_broken_course_can_be_mended(tmp_path: Path) -> None:
    """What failed to load leaves nothing behind."""
    root = make(tmp_path / "course")
    good = (root / HERE).read_text(encoding="utf-8")
    (root / HERE).write_text("1 / 0\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(CourseError, match="ZeroDivisionError"):
            load_course(root)
    (root / HERE).write_text(good, encoding="utf-8")
    assert true_value(load_course(root)) == 2


def test_files_of_an_exercise(tmp_path: Path) -> None:
    """By path below files/; none is an empty mapping."""
    root = make(tmp_path / "course")
    assert load_course(root).exercises[0].files == {}
    (root / "exercises" / "e0" / "files" / "deep").mkdir(parents=True)
    (root / "exercises" / "e0" / "files" / "deep" / "a.csv").write_bytes(b"1")
    assert load_course(root).exercises[0].files == {"deep/a.csv": b"1"}


def test_the_course_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As named, else this checkout; never beside or above where one works."""
    root = make(tmp_path / "course")
    assert find_course(root) == root.resolve()
    assert find_course(None) == ROOT
    monkeypatch.chdir(root)
    assert find_course(None) == ROOT
    with pytest.raises(UsageError, match=r"there is no grader\.toml here"):
        find_course(tmp_path)
    installed = tmp_path / "site-packages" / "grader" / "grading" / "course.py"
    monkeypatch.setattr(course_module, "__file__", str(installed))
    with pytest.raises(UsageError, match="--course or in GRADER_COURSE"):
        find_course(None)


def test_a_copy_of_this_course_is_a_course(tmp_path: Path, whole_course: Course) -> None:
    """Nothing of it depends on where it stands."""
    course = whole_course
    shutil.copy(ROOT / "grader.toml", tmp_path)
    for folder in ("exercises", "reference"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    copy = load_course(tmp_path)
    assert copy.digest == course.digest
    assert [entry.exercise.id for entry in copy.exercises] == [
        entry.exercise.id for entry in course.exercises
    ]
