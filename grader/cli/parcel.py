"""A course on its way to machines that do not have it: its files, and the versions it runs with."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from grader.errors import GraderError, GradingError, UsageError

if TYPE_CHECKING:
    from grader.grading.course import Course


@dataclass(frozen=True, slots=True)
class Parcel:
    """A course for machines of one's own; references are in it, and no student code meets it.

    Attributes:
        files: A zip of the course's folder.
        digest: Of the course.
        requirements: What the student environment is made from.
        pins: The version that each of its packages has here.
    """

    files: bytes = field(repr=False)
    digest: str
    requirements: tuple[str, ...]
    pins: tuple[str, ...]


def course_files(course: Course) -> dict[str, bytes]:
    """What grading needs of a course's folder, by path in it.

    Raises:
        UsageError: A file cannot be read.
    """
    from grader.bundle.gradescope import COURSE, course_part

    places = [course.root / name for name in COURSE]
    found = [path for place in places for path in (place, *place.rglob("*"))]
    return {
        path.relative_to(course.root).as_posix(): read(path)
        for path in found
        if course_part(path.relative_to(course.root).parts) and path.is_file()
    }


def read(path: Path) -> bytes:
    """A file's content.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


def pack(course: Course) -> Parcel:
    """The course as it is here, with its student environment's versions."""
    from grader.bundle.zips import zipped
    from grader.execution.environment import pins

    document = io.BytesIO()
    with zipped(document) as add:
        for name, content in sorted(course_files(course).items()):
            add(name, content)
    requirements = tuple(course.settings.environment.requirements)
    return Parcel(document.getvalue(), course.digest, requirements, pins(course.environment_path))


def unpack(parcel: Parcel) -> tuple[Path, Path]:
    """Folders of this machine with the course and with its student environment.

    They stay for the next batch, where this account alone can read them, and are made by one
    process while others wait.

    Raises:
        GradingError: There is no place for them, or the environment cannot be made.
    """
    from filelock import FileLock

    from grader.execution.environment import is_current

    home = _home()
    course, environment = places(parcel, home)
    try:
        with FileLock(home / "lock"):
            if not _is_whole(course, parcel):
                shutil.rmtree(course, ignore_errors=True)
                _extract(parcel.files, course)
            if not is_current(environment, parcel.requirements):
                _make(environment, parcel)
    except OSError as error:
        raise GradingError(f"{home}: the course cannot be put there ({error.strerror})") from None
    return course, environment


def places(parcel: Parcel, home: Path) -> tuple[Path, Path]:
    """The folders in `home` that a parcel's course and its student environment go to."""
    words = "\n".join([*parcel.requirements, "", *parcel.pins])
    return home / f"course-{_digest(parcel.files)}", home / f"environment-{_digest(words.encode())}"


def _home() -> Path:
    """Where this account keeps what can be made again."""
    try:
        named = os.environ.get("XDG_CACHE_HOME")
        home = (Path(named) if named else Path.home() / ".cache") / "gradient-grader"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
    except (OSError, RuntimeError) as error:
        problem = getattr(error, "strerror", None) or error
        remedy = "set XDG_CACHE_HOME to a folder on this machine that can be written to"
        raise GradingError(
            f"there is no folder to keep a course in ({problem}); {remedy}"
        ) from None
    return home


def _is_whole(course: Path, parcel: Parcel) -> bool:
    """Whether the course is there, and nobody has changed it."""
    from grader.grading.course import course_digest
    from grader.grading.settings import SETTINGS, read_settings

    try:
        return course_digest(course, read_settings(course / SETTINGS)) == parcel.digest
    except (GraderError, OSError):
        return False


def _extract(files: bytes, target: Path) -> None:
    """A folder that is there whole or not at all."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with ZipFile(io.BytesIO(files)) as archive:
            archive.extractall(unfinished)  # our own, from the machine that commands this one
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _make(environment: Path, parcel: Parcel) -> None:
    """A student environment, in a folder that nobody else has.

    Of a process that was killed while it made one, the installer may still be running.
    """
    from grader.execution.environment import make_environment

    own = environment.with_name(f"made-{secrets.token_hex(8)}")
    make_environment(own, parcel.requirements, parcel.pins)
    link = own.with_name(f"{own.name}.link")
    link.symlink_to(own)
    link.replace(environment)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
