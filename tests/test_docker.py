"""The Dockerfile: what it copies is here and is let through, and all that is needed is copied."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from grader.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LINES = re.sub(r"\\\n", " ", TEXT).splitlines()
LET_THROUGH = {
    line.removeprefix("!")
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line.startswith("!")
}


def of(word: str) -> list[list[str]]:
    """The words of each line that begins with one of Docker's."""
    return [line.split()[1:] for line in LINES if line.startswith(f"{word} ")]


COPIED = {source: target for *sources, target in of("COPY") for source in sources}


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_there(source: str) -> None:
    """And not left out by .dockerignore, which lets through nothing else."""
    assert (ROOT / source).exists()
    assert source in LET_THROUGH
    assert (ROOT / source).is_dir() == (Path(COPIED[source]).name == source)


def test_nothing_else_is_let_through() -> None:
    """No environments, reports or gradebooks of whoever builds it."""
    assert set(COPIED) == LET_THROUGH
    assert "\n*\n" in (ROOT / ".dockerignore").read_text(encoding="utf-8")


def test_the_engine_can_be_built_from_it() -> None:
    """The files that pyproject.toml names are among those that are copied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    named = {project["project"]["readme"], *project["project"]["license-files"], *wheel["packages"]}
    assert {name for name, target in COPIED.items() if target.startswith("/engine")} == {
        "pyproject.toml",
        *named,
    }


def test_the_course_is_where_the_command_looks() -> None:
    """With its student environment made before the image is done."""
    course = {name for name, target in COPIED.items() if target.startswith("/course")}
    assert course == {"grader.toml", "exercises", "reference", "lessons"}
    assert ["GRADER_COURSE=/course"] in of("ENV")
    assert ["grader", "env", "--course", "/course"] in of("RUN")


def test_it_grades_as_nobody_in_particular() -> None:
    """A user by number, set after all that root has to do."""
    ((user,),) = of("USER")
    assert int(user) > 1000
    words = [line.split()[0] for line in LINES if re.match("[A-Z]+ ", line)]
    assert "RUN" not in words[words.index("USER") :]
    assert of("ENTRYPOINT") == [['["grader"]']]


def test_its_usage_is_of_commands_that_there_are() -> None:
    """In the comment at its top."""
    used = re.findall(r"^#   docker run .* grader (\w+)", TEXT, flags=re.MULTILINE)
    assert used == ["grade", "env"]
    assert set(used) <= set(COMMANDS)
