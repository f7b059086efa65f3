"""A course: a folder with grader.toml, exercises/ and reference/. Trusted code, found by path."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType, TracebackType

from grader.errors import CourseError, UsageError, meant
from grader.exercise.exercise import Exercise
from grader.grading.lessons import Lesson, lessons_of
from grader.grading.questions import asked_names, probes_of
from grader.grading.settings import SETTINGS, Settings, read_settings
from grader.observation.probe import Probe
from grader.submission.module import read_module
from grader.submission.sections import source_digest
from grader.submission.submission import Cell


@dataclass(frozen=True, eq=False)
class CourseExercise:
    """An exercise of the course, with its folder and its number.

    What is derived from it is worked out once, since a class asks for it thousands of times.

    Attributes:
        exercise: Its definition.
        number: Its place in the course, from 1.
        folder: Where its files are.
        secret: The course's, which seeds what it draws.
        text: Its stub, where that is not the stub.py of the folder.
    """

    exercise: Exercise
    number: int
    folder: Path
    secret: str = field(default="", repr=False)
    text: str | None = field(default=None, repr=False)

    @cached_property
    def probes(self) -> Mapping[str, Mapping[str, Probe]]:
        """All its probes, by part (or given) and key."""
        return probes_of(self.exercise, self.secret)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that its own code must bind."""
        return asked_names(self.exercise)

    @cached_property
    def stub(self) -> str:
        """The text of stub.py, or the one that takes its place.

        Raises:
            CourseError: It cannot be read.
        """
        if self.text is not None:
            return self.text
        path = self.folder / "stub.py"
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or error
            raise CourseError(path, f"the stub cannot be read ({why})") from None

    @cached_property
    def stub_cells(self) -> tuple[Cell, ...]:
        """The cells of its stub."""
        return read_module(self.stub.encode("utf-8"), self.folder / "stub.py").cells

    @cached_property
    def stub_digests(self) -> frozenset[str]:
        """Digests of the untouched code cells of its stub, and of others in use."""
        own = {source_digest(cell.source) for cell in self.stub_cells if cell.kind == "code"}
        return frozenset(own | self.exercise.stub_digests)

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """What stands in files/, by relative POSIX path; copied beside every submission."""
        root = self.folder / "files"
        found = sorted(path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@dataclass(frozen=True, slots=True)
class Course:
    """A loaded course.

    Attributes:
        root: Its folder.
        settings: Its grader.toml.
        exercises: In order.
        digest: Of everything that judges: settings, exercises, references.
        lessons: What stands before the exercises, in order.
        environment: Where the student environment is, if not in its place in the folder.
    """

    root: Path
    settings: Settings
    exercises: tuple[CourseExercise, ...]
    digest: str
    lessons: tuple[Lesson, ...] = ()
    environment: Path | None = None

    @property
    def lesson_digests(self) -> frozenset[str]:
        """`source_digest` of the code cells of all lessons."""
        return frozenset().union(*(lesson.digests for lesson in self.lessons))

    def find(self, exercise_id: str) -> CourseExercise:
        """The exercise of that id, folder or number.

        Raises:
            UsageError: There is none; the sentence lists those there are.
        """
        for entry in self.exercises:
            if exercise_id in (entry.exercise.id, entry.folder.name, str(entry.number)):
                return entry
        if exercise_id in self.unlisted:
            problem = f'is not in the course: add "{exercise_id}" to the list `exercises` in'
            raise UsageError(f"exercises/{exercise_id} {problem} {SETTINGS}")
        ids = [entry.exercise.id for entry in self.exercises]
        problem = f"there is no exercise '{exercise_id}' in this course; it has: "
        raise UsageError(f"{problem}{', '.join(ids) or 'none'}{meant(exercise_id, ids)}")

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Folders of exercises that grader.toml does not name."""
        listed = {entry.folder.name for entry in self.exercises}
        found = sorted(path.parent.name for path in self.root.glob("exercises/*/exercise.py"))
        return tuple(name for name in found if name not in listed)

    @property
    def environment_path(self) -> Path:
        """Where the student environment is."""
        return self.environment or self.root / ".grader" / "student-env"


def find_course(named: Path | None) -> Path:
    """The folder of the course: as named, else the checkout that this engine runs from.

    It is never looked for in, above or beside a submission: exercise files are trusted code.

    Raises:
        UsageError: None is named and the engine was not installed from a checkout.
    """
    if named is not None:
        if not (named / SETTINGS).is_file():
            raise UsageError(f"{named}: there is no {SETTINGS} here, so this is no course")
        return named.resolve()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / SETTINGS).is_file():
        return checkout
    raise UsageError("no course is named: give its folder with --course or in GRADER_COURSE")


def load_course(root: Path) -> Course:
    """Read grader.toml and import all exercises under a private package name.

    Raises:
        CourseError: A file is missing or at fault; the sentence says which and how.
    """
    settings = read_settings(root / SETTINGS)
    digest = course_digest(root, settings)
    package = _private_package(root, digest)
    entries = tuple(
        CourseExercise(
            _load(package, root, name), number, root / "exercises" / name, settings.secret
        )
        for number, name in enumerate(settings.exercises, start=1)
    )
    ids = [entry.exercise.id for entry in entries]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise CourseError(
            root / SETTINGS,
            f"the exercise ids {', '.join(twice)} are used twice; "
            "each exercise needs one of its own, and stands in the list once",
        )
    return Course(root, settings, entries, digest, lessons_of(root, settings))


def course_digest(root: Path, settings: Settings) -> str:
    """A digest of everything in a course's folder that judges; nothing is imported for it."""
    total = hashlib.sha256(settings.judging)
    for folder in ("exercises", "reference"):
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root)
            counts = path.suffix == ".py" or "files" in inside.parts
            if counts and "samples" not in inside.parts and path.is_file():
                total.update(inside.as_posix().encode() + b"\0")
                total.update(path.read_bytes())
    return total.hexdigest()


def _private_package(root: Path, digest: str) -> str:
    """A package whose path is the course's root, named after its place and contents."""
    place = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    name = f"_grader_course_{digest[:12]}_{place}"
    if name not in sys.modules:
        package = ModuleType(name, "A course, loaded by its path.")
        package.__path__ = [str(root)]
        sys.modules[name] = package
    return name


def _load(package: str, root: Path, name: str) -> Exercise:
    path = root / "exercises" / name / "exercise.py"
    if not name.isidentifier() or not path.is_file():
        problem = f"exercise '{name}': there is no {path}; write it, or take '{name}' from the list"
        raise CourseError(root / SETTINGS, problem)
    try:
        module = importlib.import_module(f"{package}.exercises.{name}.exercise")
    except CourseError as error:
        raise CourseError(path, error.problem) from error
    except (Exception, SystemExit) as error:
        where, line = place_in(root, error) or (path, 0)
        what = f"{type(error).__name__}: {error}".replace(f"{package}.", "")
        at = f", line {line}" if line and not isinstance(error, SyntaxError) else ""
        raise CourseError(where, f"cannot be loaded ({what}{at})") from error
    exercise = getattr(module, "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise CourseError(path, "defines no EXERCISE = Exercise(...)")
    return exercise


def place_in(root: Path, error: BaseException) -> tuple[Path, int] | None:
    """The file of a course, and its line, in which an error arose; None if in none of them."""
    places = list(_places(error.__traceback__))
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno or 0))
    inside = [place for place in places if place[0].is_relative_to(root)]
    return inside[-1] if inside else None


def _places(trace: TracebackType | None) -> Iterator[tuple[Path, int]]:
    """The files and lines of a traceback, the innermost last."""
    while trace is not None:
        yield Path(trace.tb_frame.f_code.co_filename), trace.tb_lineno
        trace = trace.tb_next
