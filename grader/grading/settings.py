"""grader.toml: what holds for a course, read and checked; nothing of the course is loaded."""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from grader.errors import CourseError

SETTINGS = "grader.toml"
Percent = Annotated[float, Meta(ge=0, le=100)]
NotNegative = Annotated[float, Meta(ge=0)]


class Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the student environment holds: requirements as pip reads them."""

    requirements: list[str] = []


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lateness costs.

    Attributes:
        penalty: Percent for each unit that was begun; 0 costs nothing.
        per: The unit; "once" is the same however late.
        of: Percent of what: of the points earned, or of the maximum.
        grace_minutes: So late is not late.
        free_days: Days that each student may be late without penalty.
        most: The penalty is never more than so many percent.
        closed_after_days: What comes later counts nothing; 0 is never.
    """

    penalty: Percent = 0.0
    per: Literal["day", "hour", "once"] = "day"
    of: Literal["points", "maximum"] = "points"
    grace_minutes: NotNegative = 0.0
    free_days: NotNegative = 0.0
    most: Percent = 100.0
    closed_after_days: NotNegative = 0.0


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How attempts become what counts; applied whenever it is read, never stored.

    Attributes:
        attempts: Which attempt counts: the last, the best after all penalties, or the first.
        drop: So many exercises, the lowest of each student, do not count; the others are scaled to
            the same maximum.
        late: What lateness costs.
    """

    attempts: Literal["last", "best", "first"] = "last"
    drop: Annotated[int, Meta(ge=0)] = 0
    late: Late = Late()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of grader.toml.

    Attributes:
        name: Of the course.
        exercises: Folder names in order; the position is the exercise's number.
        word: What headings call an exercise.
        notebook: The name of the combined stub.
        secret: Seeds the random points, and the numbers of variants.
        variants: Whether every student gets numbers of their own, where an exercise has variants.
        reveal: When expected values are shown: never, always, after_due, or after_attempts:n.
        due: When attempts end; with its time zone, e.g. 2026-12-01T12:00:00+01:00.
        timezone: Of the times in downloads that name none, e.g. Europe/Berlin; that of `due` by
            default, else UTC.
        policy: How attempts become what counts.
        environment: For student code.
        lessons: The lessons in lessons/ in order, by name, each with the folder of the exercise
            that it stands before.
        install: What the first cell of a stub notebook installs for `%check`, as pip reads it; an
            empty text leaves that cell out.
    """

    name: str
    exercises: list[str]
    word: str = "Exercise"
    notebook: str = "module"
    secret: str = ""
    variants: bool = False
    reveal: str = "never"
    due: dt.datetime | None = None
    timezone: str = ""
    policy: Policy = Policy()
    environment: Environment = Environment()
    lessons: dict[str, str] = {}
    install: Annotated[str, Meta(pattern=r"^[\w.\-\[\],:/@=<>~!+ ]*$")] = "gradient-grader"

    @property
    def judging(self) -> bytes:
        """What of this can change a verdict, as JSON; dates, policies and lessons cannot."""
        judging = msgspec.structs.replace(
            self, reveal="never", due=None, timezone="", policy=Policy(), install="", lessons={}
        )
        plain = msgspec.to_builtins(judging)
        if not self.variants:
            del plain["variants"]  # as if there were no such setting
        return msgspec.json.encode(plain)

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone of times that name none."""
        if self.timezone:
            return ZoneInfo(self.timezone)
        return (self.due and self.due.tzinfo) or dt.UTC


def read_settings(path: Path) -> Settings:
    """The settings in a grader.toml.

    Raises:
        CourseError: It cannot be read, or something in it cannot be; the sentence says what.
    """
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise CourseError(path, f"cannot be read ({error.strerror})") from None
    except (msgspec.DecodeError, ValueError) as error:
        problem = f"is not as it should be: {error}{_instead(str(error))}"
        raise CourseError(path, problem) from None
    if not is_reveal(settings.reveal):
        problem = f"reveal = '{settings.reveal}' is none of never, always, after_due, "
        raise CourseError(path, f"{problem}after_attempts:n")
    if settings.due is not None and settings.due.tzinfo is None:
        raise CourseError(path, "due needs a time zone, as in 2026-12-01T12:00:00+01:00")
    try:
        _ = settings.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem = f"timezone = '{settings.timezone}' is no time zone, such as Europe/Berlin"
        raise CourseError(path, problem) from None
    return settings


_TABLES: dict[str, type[msgspec.Struct]] = {
    "": Settings,
    "policy": Policy,
    "policy.late": Late,
    "environment": Environment,
}


def _instead(problem: str) -> str:
    """What may be meant by a key that is not known: one spelt like it, or of another table."""
    unknown = re.search(r"unknown field `([^`]+)`", problem)
    places = {name: at for at, kind in _TABLES.items() for name in kind.__struct_fields__}
    close = get_close_matches(unknown[1], places, n=1) if unknown else []
    if not close:
        return ""
    [name] = close
    at = places[name]
    whole = f"{at}.{name}" if at else name
    if whole in _TABLES or whole == "lessons":
        return f"; did you mean [{whole}]?"
    return f"; did you mean `{name}` {f'in [{at}]' if at else 'above all tables'}?"


def is_reveal(text: str) -> bool:
    """Whether this says when to reveal: never, always, after_due, or after_attempts:n."""
    return re.fullmatch(r"never|always|after_due|after_attempts:[1-9]\d*", text) is not None
