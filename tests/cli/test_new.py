"""`grader new`: a stub where one asks for it, and never over what is there."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from grader.grading.course import Course
from grader.grading.handout import module, notebook
from tests.cli.conftest import Command
from tests.here import Here


def test_all_exercises_as_a_notebook(grader: Command, course: Course, tmp_path: Path) -> None:
    """Into a folder that is made for it; stdout stays empty."""
    path = tmp_path / "deep" / "hw.ipynb"
    ran = grader("new", path)
    assert (ran.code, ran.out, ran.err) == (0, "", f"written: {path}\n")
    assert path.read_text(encoding="utf-8") == notebook(course, course.exercises)
    nbformat.validate(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("name", ["gradient-descent", "gradient_descent"])
def test_one_exercise_as_a_module(
    grader: Command, course: Course, tmp_path: Path, name: str
) -> None:
    """By its id or its folder."""
    assert grader("new", name, tmp_path / "hw.py").code == 0
    written = (tmp_path / "hw.py").read_text(encoding="utf-8")
    assert written == module(course, (course.find("gradient-descent"),))


def test_what_is_there_stays(grader: Command, tmp_path: Path) -> None:
    """Unless --force is given: it may be somebody's answers."""
    path = tmp_path / "hw.ipynb"
    path.write_text("my answers", encoding="utf-8")
    ran = grader("new", path)
    assert ran.code == 2
    assert "exists already; --force overwrites it" in ran.error
    assert path.read_text(encoding="utf-8") == "my answers"
    assert grader("new", path, "--force").code == 0
    assert path.read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give DEST, or EXERCISE and DEST"),
        (["a", "b", "c.py"], "give DEST, or EXERCISE and DEST"),
        (["nine", "x.py"], "no exercise 'nine' in this course; it has: manual-gradients"),
        (["manual-gradients"], "the name must end in .ipynb or .py"),
        (["x.txt"], "the name must end in .ipynb or .py"),
    ],
)
def test_wrong_usage(
    grader: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """Writes nothing."""
    monkeypatch.chdir(tmp_path)
    ran = grader("new", *arguments)
    assert ran.code == 2
    assert words in ran.error
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(grader: Command, tmp_path: Path) -> None:
    """Is a sentence with the place."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = grader("new", tmp_path / "file" / "hw.py")
    assert ran.code == 2
    assert "hw.py: cannot be written (" in ran.error


def test_another_course(grader: Command, tmp_path: Path, course_copy: Path) -> None:
    """Named by option or by variable."""
    settings = course_copy / "grader.toml"
    text = settings.read_text(encoding="utf-8").replace("Backpropagation", "Another course")
    settings.write_text(text, encoding="utf-8")
    assert grader("new", tmp_path / "hw.py", "--course", course_copy).code == 0
    assert "Another course" in (tmp_path / "hw.py").read_text(encoding="utf-8")


def test_the_course_by_variable(
    grader: Command, tmp_path: Path, course_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GRADER_COURSE names it; an option outweighs it."""
    (course_copy / "grader.toml").write_text("name = 3\n", encoding="utf-8")
    monkeypatch.setenv("GRADER_COURSE", str(course_copy))
    assert grader("new", tmp_path / "hw.py").code == 2
    root = Path(__file__).resolve().parents[2]
    assert grader("new", tmp_path / "hw.py", "--course", root).code == 0


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A course without exercises."""
    root = tmp_path / "course"
    root.mkdir()
    text = '# mine\nname = "C"\nword = "Task"\nexercises = []  # none yet\n'
    (root / "grader.toml").write_text(text, encoding="utf-8")
    return root


def test_a_new_exercise_keeps_its_contract(
    grader: Command, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right after it was begun, and so does the second one; the list's comment stays."""
    monkeypatch.setattr("grader.cli.validate.open_sandbox", lambda *_, **__: Here())
    for name in ("first", "the_second"):
        ran = grader("new", "--exercise", name, "--course", empty)
        assert (ran.code, ran.out) == (0, "")
        assert f"written: {empty / 'exercises' / name / 'exercise.py'}\n" in ran.err
        assert ran.err.endswith(f"and run: grader validate {name}\n")
    text = (empty / "grader.toml").read_text(encoding="utf-8")
    assert 'exercises = ["first", "the_second"]  # none yet\n' in text
    assert text.startswith("# mine\n")
    stub = (empty / "exercises" / "the_second" / "stub.py").read_text(encoding="utf-8")
    assert "## Task 2: The second" in stub
    ran = grader("validate", "--course", empty)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        line
        for exercise in ("first", "the-second")
        for line in (
            f"{exercise}: 2 of 2 misconceptions refused, 2 named",
            f"{exercise}: 4 points, keeps its contract",
        )
    ]


def test_a_list_that_cannot_be_changed(grader: Command, empty: Path) -> None:
    """Is left as it is, and one sentence says what to add."""
    text = 'name = "C"\n"exercises" = []\n'
    (empty / "grader.toml").write_text(text, encoding="utf-8")
    ran = grader("new", "--exercise", "first", "--course", empty)
    assert ran.code == 0
    assert 'grader.toml: add "first" at the end of its list `exercises`\n' in ran.err
    assert (empty / "grader.toml").read_text(encoding="utf-8") == text
    assert (empty / "exercises" / "first" / "stub.py").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["first", "--force"], "it goes with --course alone"),
        (["first", "hw.ipynb"], "it goes with --course alone"),
        (["1st"], "'1st' is no name for an exercise"),
        (["gradient_descent"], "exists already; take another name than 'gradient_descent'"),
    ],
)
def test_wrong_usage_for_authors(
    grader: Command, course_copy: Path, arguments: list[str], words: str
) -> None:
    """Writes nothing."""
    before = sorted(course_copy.rglob("*"))
    ran = grader("new", "--exercise", *arguments, "--course", course_copy)
    assert ran.code == 2
    assert words in ran.sentence
    assert sorted(course_copy.rglob("*")) == before


def test_an_id_that_is_taken(grader: Command, empty: Path) -> None:
    """By an exercise in a folder of another name."""
    assert grader("new", "--exercise", "first", "--course", empty).code == 0
    path = empty / "exercises" / "first" / "exercise.py"
    text = path.read_text(encoding="utf-8").replace('id="first"', 'id="my-second"')
    path.write_text(text, encoding="utf-8")
    ran = grader("new", "--exercise", "my_second", "--course", empty)
    assert ran.sentence == "there is an exercise 'my-second' already; take another name"
    assert not (empty / "exercises" / "my_second").exists()
