"""The lessons of a course: texts and demonstrations that stand before its exercises."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import CourseError
from grader.grading.settings import SETTINGS, Settings
from grader.submission.module import read_module
from grader.submission.sections import source_digest
from grader.submission.submission import Cell


@dataclass(frozen=True, eq=False)
class Lesson:
    """A lesson of the course.

    Attributes:
        name: Of its file.
        path: The file, in percent format.
        before: The folder of the exercise that it stands before.
    """

    name: str
    path: Path
    before: str

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells.

        Raises:
            CourseError: It cannot be read, or is empty.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(self.path, f"the lesson cannot be read ({error})") from None
        if not text.strip():
            raise CourseError(self.path, "the lesson is empty")
        return read_module(text.encode("utf-8"), self.path).cells

    @cached_property
    def digests(self) -> frozenset[str]:
        """`source_digest` of its code cells but imports, which exercises may use.

        None where there is no file: grading needs no lesson, handing out does.
        """
        if not self.path.is_file():
            return frozenset()
        code = [cell.source for cell in self.cells if cell.kind == "code"]
        found = {source_digest(source) for source in code if not only_imports(source)}
        return frozenset(found - {source_digest("")})


def lessons_of(root: Path, settings: Settings) -> tuple[Lesson, ...]:
    """The lessons of a course in order; their files are read when they are needed.

    Raises:
        CourseError: A name is none, or one stands before an exercise that there is not.
    """
    for name, before in settings.lessons.items():
        if not name.isidentifier():
            raise CourseError(root / SETTINGS, f"lesson '{name}': this cannot name a file")
        if before not in settings.exercises:
            problem = f"lesson '{name}' stands before '{before}', which is none of the exercises"
            raise CourseError(root / SETTINGS, problem)
    return tuple(
        Lesson(name, root / "lessons" / f"{name}.py", before)
        for name, before in settings.lessons.items()
    )


def only_imports(source: str) -> bool:
    """Whether a cell holds nothing but imports: then it belongs to all that follows."""
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    return bool(code) and all(line.startswith(("import ", "from ")) for line in code)
