"""Stored executions, `grader.observations/1`: judged again without running anything."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct

from grader.errors import GradingError, ObservationsStale
from grader.execution.sandbox import CellRun, Execution, Job, Level, Limits, Picture
from grader.observation.codec import decode_observation, encode_observation, encode_probe
from grader.observation.observation import Fault, Missing, Observation, Unreadable
from grader.observation.sketch import Sketch

SCHEMA: Literal["grader.observations/1"] = "grader.observations/1"
_AGAIN = "the submission must be executed again"


class _Cell(Struct, frozen=True, forbid_unknown_fields=True):
    index: int
    section: str | None
    fault: Any
    output: str
    not_run: list[str]


class _Picture(Struct, frozen=True, forbid_unknown_fields=True):
    section: str | None
    cell: int
    png: str
    sketch: Sketch | None = None


class _Section(Struct, frozen=True, forbid_unknown_fields=True):
    probes: dict[str, Any]
    answers: dict[str, Any]


class _Stored(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file. `code` is the digest of what was run; `probes` are as they were asked."""

    schema: Literal["grader.observations/1"]
    level: Level
    versions: dict[str, str]
    seed: int
    limits: Limits
    code: str
    sections: dict[str, _Section]
    cells: list[_Cell]
    pictures: list[_Picture]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A sandbox that runs nothing: it gives back what was stored, if that is what is asked.

    Attributes:
        execution: What is given back.
        code: The digest of the code that was run; None answers any code.
        probes: By section and key, the probes as they were asked, in JSON form.
    """

    execution: Execution
    code: str | None
    probes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(
        cls,
        answers: Mapping[str, Mapping[str, Observation]],
        cells: tuple[CellRun, ...] = (),
        level: Level = "none",
    ) -> Recorded:
        """A made-up execution for tests, of any code; a key without an answer is missing."""
        return cls(Execution(level, {}, cells, answers), None, {})

    @property
    def level(self) -> Level:
        """The isolation that was in force."""
        return self.execution.level

    def close(self) -> None:
        """Nothing is kept warm."""

    def run(self, job: Job) -> Execution:
        """What was stored.

        Raises:
            ObservationsStale: The job runs other code, or asks other questions.
        """
        if self.code is None:
            return self._made_up(job)
        if self.code != _code_digest(job):
            raise ObservationsStale(f"the stored observations are of other code: {_AGAIN}")
        if _canonical(self.probes) != _canonical(_probes(job)):
            raise ObservationsStale(f"the stored observations answer other questions: {_AGAIN}")
        return self.execution

    def _made_up(self, job: Job) -> Execution:
        known = self.execution.answers
        answers = {
            section: {key: known.get(section, {}).get(key, Missing(key)) for key in probes}
            for section, probes in _probes(job).items()
        }
        ran = [CellRun(cell.index, step.section) for step in job.steps for cell in step.cells]
        cells = self.execution.cells or tuple(ran)
        return Execution(self.level, self.execution.versions, cells, answers)


def dump(job: Job, execution: Execution) -> bytes:
    """The execution of a job as the bytes of a JSON file."""
    probes = _probes(job)
    stored = _Stored(
        schema=SCHEMA,
        level=execution.level,
        versions=dict(execution.versions),
        seed=job.seed,
        limits=job.limits,
        code=_code_digest(job),
        sections={
            section: _Section(
                probes=probes.get(section, {}),
                answers={key: encode_observation(seen) for key, seen in answers.items()},
            )
            for section, answers in execution.answers.items()
        },
        cells=[
            _Cell(
                index=cell.index,
                section=cell.section,
                fault=None if cell.fault is None else encode_observation(cell.fault),
                output=cell.output,
                not_run=list(cell.not_run),
            )
            for cell in execution.cells
        ],
        pictures=[
            _Picture(
                section=picture.section,
                cell=picture.cell,
                png=base64.b64encode(picture.png).decode("ascii"),
                sketch=picture.sketch,
            )
            for picture in execution.pictures
        ],
    )
    return msgspec.json.encode(stored)


def load(data: bytes) -> Recorded:
    """The stored execution.

    Raises:
        GradingError: The bytes are no such file.
    """
    try:
        stored = msgspec.json.decode(data, type=_Stored)
        pictures = tuple(
            Picture(
                entry.section,
                entry.cell,
                base64.b64decode(entry.png, validate=True),
                entry.sketch,
            )
            for entry in stored.pictures
        )
    except (msgspec.MsgspecError, RecursionError, binascii.Error, ValueError) as error:
        problem = f"stored observations cannot be read ({error}): {_AGAIN}"
        raise GradingError(problem) from error
    answers = {
        section: {key: decode_observation(raw) for key, raw in entry.answers.items()}
        for section, entry in stored.sections.items()
    }
    cells = tuple(
        CellRun(cell.index, cell.section, _fault(cell.fault), cell.output, tuple(cell.not_run))
        for cell in stored.cells
    )
    execution = Execution(stored.level, stored.versions, cells, answers, pictures)
    probes = {section: entry.probes for section, entry in stored.sections.items()}
    return Recorded(execution, stored.code, probes)


def _fault(raw: object) -> Fault | None:
    if raw is None:
        return None
    seen = decode_observation(raw)
    return seen if isinstance(seen, Fault) else Unreadable("a cell's end that is none")


def _probes(job: Job) -> dict[str, dict[str, Any]]:
    """What a job asks, by section and key; a section that is asked nothing counts too."""
    asked: dict[str, dict[str, Any]] = {}
    for step in job.steps:
        if step.section is not None and step.probes is not None:
            section = asked.setdefault(step.section, {})
            section.update({key: encode_probe(probe) for key, probe in step.probes.items()})
    return asked


def _code_digest(job: Job) -> str:
    """SHA-256 over everything that decides what runs, apart from the limits."""
    steps = [
        [step.section, [[cell.index, cell.source] for cell in step.cells], sorted(step.bound)]
        for step in job.steps
    ]
    files = {path: hashlib.sha256(data).hexdigest() for path, data in job.files.items()}
    text = _canonical([steps, files, job.seed, job.script])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _canonical(value: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(value, sort_keys=True)
