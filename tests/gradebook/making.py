"""Arrivals, results and runs that were never handed in, made in one line each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.gradebook.rows import Arrival, NewRun, Person, RunKey, RunStatus
from grader.grading.result import (
    ExerciseResult,
    FileRef,
    Message,
    Misconception,
    PartResult,
    PictureRef,
    Result,
    Run,
    Staff,
    StaffPart,
    Status,
    SubmissionRef,
    public,
)

NOON = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
"""When most of it happens."""
SHARES: Mapping[Status, float] = {"right": 1.0, "follow-through": 1.0, "partial": 0.5}
"""What a part earns of its maximum, by its status; nothing for the others."""


def person(key: str = "s1", name: str = "", email: str = "", **ids: str) -> Person:
    """A student; without a name called Student and the key."""
    return Person(key, name or f"Student {key}", email or f"{key}@example.org", ids)


def arrival(
    key: str = "s1",
    content: bytes | str = "z = w * x + b\n",
    *,
    people: Sequence[Person] = (),
    slug: str = "",
    mark: str = "",
    at: dt.datetime | None = None,
    late: bool = False,
    file_name: str = "hw.py",
) -> Arrival:
    """A module of one student, or of those who are named."""
    return Arrival(
        key=key,
        people=tuple(people) or (person(key),),
        file_name=file_name,
        content=content.encode() if isinstance(content, str) else content,
        slug=slug or key,
        layout="plain",
        origin=f"{key}.py",
        mark=mark,
        submitted_at=at,
        late=late,
    )


def run_key(exercises: Sequence[str] = ("ex1",), **changed: object) -> RunKey:
    """What decides a run; `changed` are other fields, which make another key."""
    fields: dict[str, object] = {
        "course": "c" * 64,
        "grader": "0.1.0",
        "environment": "e" * 64,
        "exercises": tuple(exercises),
        "limits": {"cell_seconds": 10.0},
        "engine": "warm",
        "seed": 1,
    }
    return RunKey(**(fields | changed))  # type: ignore[arg-type] # by their names


def part(
    name: str = "z",
    status: Status = "right",
    points: float | None = None,
    max_points: float = 1.0,
    misconception: str | None = None,
) -> PartResult:
    """One part; its points follow from its status unless they are given."""
    return PartResult(
        id=name,
        title=f"Part {name}",
        status=status,
        points=SHARES.get(status, 0.0) * max_points if points is None else points,
        max_points=max_points,
        message=Message("right" if status == "right" else "wrong"),
        misconception=Misconception(misconception, misconception) if misconception else None,
    )


def exercise(name: str = "ex1", *parts: PartResult, pictures: Sequence[str] = ()) -> ExerciseResult:
    """An exercise with these parts, and pictures by their digests; without parts, with one."""
    held = list(parts) or [part()]
    return ExerciseResult(
        id=name,
        title=f"Exercise {name}",
        number=1,
        points=sum(one.points for one in held),
        max_points=sum(one.max_points for one in held),
        parts=held,
        pictures=[PictureRef(cell=1, alt="a figure", sha256=digest) for digest in pictures],
    )


def result(*exercises: ExerciseResult, name: str = "hw.py", staff: bool = True) -> Result:
    """The result of these exercises; without any, of one that has one part."""
    held = list(exercises) or [exercise()]
    parts = [one for each in held for one in each.parts]
    points = sum(each.points for each in held)
    waiting = sum(one.max_points for one in parts if one.status in ("to-mark", "not-judged"))
    digest = hashlib.sha256(name.encode()).hexdigest()
    made = Result(
        submission=SubmissionRef(name, "module", digest, [FileRef(name, digest, 100)]),
        exercises=held,
        points=points,
        max_points=sum(each.max_points for each in held),
        highest_points=points + waiting,
        provisional=waiting > 0,
        run=Run(
            isolation="full",
            versions={"python": "3.11.7"},
            seed=1,
            limits={"cell_seconds": 10.0},
            course="A course",
            course_digest="c" * 64,
        ),
        staff=Staff(parts=[StaffPart(exercise="ex1", part="z", expected="1.3")]),
    )
    return made if staff else public(made)


def new_run(
    made: Result | None = None,
    *,
    key: RunKey | None = None,
    status: RunStatus = "graded",
    reason: str = "",
    observations: Sequence[bytes] = (),
    pictures: Mapping[str, bytes] | None = None,
    seconds: float = 1.5,
) -> NewRun:
    """A run with that result; without one that was graded, with the simplest."""
    graded = result() if made is None and status == "graded" else made
    return NewRun(
        key=key or run_key(),
        status=status,
        reason=reason,
        result=graded,
        observations=tuple(observations),
        pictures=dict(pictures or {}),
        seconds=seconds,
    )


def observed(text: str = "{}") -> bytes:
    """The bytes of stored observations, as far as the gradebook looks at them."""
    return b'{"schema": "grader.observations/1", "sections": ' + text.encode() + b"}\n"


def course_folder(folder: Path, name: str = "Networks") -> Path:
    """A folder with the settings of a course and no exercise: enough for what grades nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "grader.toml").write_text(f'name = "{name}"\nexercises = []\n', encoding="utf-8")
    return folder
