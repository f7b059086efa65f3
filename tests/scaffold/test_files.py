"""The files of a new exercise: names that can be, folders that are free, Python that is one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.scaffold.files import new_exercise


def test_the_files_of_a_new_exercise(tmp_path: Path) -> None:
    """Those that the documentation lists, each complete; nothing is written."""
    files = new_exercise(tmp_path, "two_words", "Task 7")
    assert {path.relative_to(tmp_path).as_posix() for path in files} == {
        "exercises/__init__.py",
        "reference/__init__.py",
        "reference/two_words.py",
        *(
            f"exercises/two_words/{name}"
            for name in (
                "__init__.py",
                "exercise.py",
                "misconceptions.py",
                "stub.py",
                "README.md",
                "samples/correct.py",
                "samples/no_half.py",
            )
        ),
    }
    assert list(tmp_path.iterdir()) == []
    for path, text in files.items():
        assert "@" not in text
        assert text.endswith("\n")
        assert max(len(line) for line in text.splitlines()) <= 100
        if path.suffix == ".py":
            assert ast.parse(text).body
    stub = files[tmp_path / "exercises" / "two_words" / "stub.py"]
    assert "# ## Task 7: Two words\n" in stub
    definition = files[tmp_path / "exercises" / "two_words" / "exercise.py"]
    assert 'id="two-words"' in definition
    assert "from ...reference import two_words as true\n" in definition


@pytest.mark.parametrize(
    "name", ["", "1st", "my-exercise", "My", "class", "a.b", "../a", "a b", "_a", "übung", "a\n"]
)
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    """The folder is a package, on every system."""
    with pytest.raises(UsageError, match="is no name for an exercise: take small letters"):
        new_exercise(tmp_path, name, "Exercise 1")


@pytest.mark.parametrize("taken", ["exercises/mine/exercise.py", "reference/mine.py"])
def test_what_is_there_stays(tmp_path: Path, taken: str) -> None:
    """A folder or a reference of that name is somebody's work."""
    path = tmp_path / taken
    path.parent.mkdir(parents=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already; take another name than 'mine'"):
        new_exercise(tmp_path, "mine", "Exercise 1")


def test_packages_that_are_there_stay(tmp_path: Path) -> None:
    """Their `__init__.py` is written once for a course."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "__init__.py").write_text("", encoding="utf-8")
    files = new_exercise(tmp_path, "mine", "Exercise 1")
    assert tmp_path / "exercises" / "__init__.py" not in files
    assert tmp_path / "reference" / "__init__.py" in files
