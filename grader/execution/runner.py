"""Drives one child after the other through a job; the same for every level of isolation.

A process that hangs or dies costs the item it was at. The next item starts a fresh process, in
which everything so far that ended well and cheaply is run again without output.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grader.errors import GradingError
from grader.execution.launch import Launcher, allowance_of, safe_files, start_request
from grader.execution.pictures import checked_png
from grader.execution.protocol import (
    Allowance,
    Answered,
    At,
    Child,
    Drawn,
    Ended,
    Late,
    Ran,
    Ready,
    parse_fault,
    parse_value,
)
from grader.execution.sandbox import CellRun, CodeCell, Execution, Job, Picture, Step
from grader.observation.codec import encode_probe
from grader.observation.observation import (
    Fault,
    Killed,
    Observation,
    TimedOut,
    TooLarge,
    Unreadable,
)
from grader.observation.probe import Probe, Ref
from grader.observation.sketch import parse_sketch

START_SECONDS = 60.0
CHEAP_SECONDS = 2.0
TOO_OFTEN = "the process had to be ended too often"
_MAX_NOT_RUN = 100


def run_job(launcher: Launcher, job: Job) -> Execution:
    """Run a job; whatever the code does is in the execution as data."""
    run = _Run(launcher, job)
    try:
        for step in job.steps:
            run.step(step)
    finally:
        run.end_child()
    return Execution(
        launcher.level, run.versions, tuple(run.cells), run.answers, tuple(run.pictures)
    )


class _Lost(Exception):
    """The child has ended or was ended; `fault` is what that means for the item in hand."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Limit:
    """Seconds for an item, and the limit of the job's that they come from."""

    seconds: float
    name: float

    def named(self, observation: T) -> T | TimedOut:
        """An item that ran out of time did so at the limit that people know."""
        return TimedOut(self.name) if isinstance(observation, TimedOut) else observation


@dataclass(slots=True)
class _Past:
    """Code that has run, as far as it can be run again: up to a line, or all of it."""

    section: str | None
    cell: CodeCell
    before: int | None = 1
    seconds: float = 0.0

    @property
    def repeatable(self) -> CodeCell:
        """The statements that ended well."""
        if self.before is None:
            return self.cell
        lines = self.cell.source.split("\n")[: self.before - 1]
        return CodeCell(self.cell.index, "\n".join(lines))


@dataclass(slots=True)
class _Run:
    """The state of one job's run."""

    launcher: Launcher
    job: Job
    cells: list[CellRun] = field(default_factory=list)
    answers: dict[str, dict[str, Observation]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    versions: Mapping[str, str] = field(default_factory=dict)
    child: Child | None = None
    starts: int = 0
    past: list[_Past] = field(default_factory=list)
    bound: dict[str | None, frozenset[str]] = field(default_factory=dict)
    deadline: float = 0.0
    answer_bytes: int = 0
    allowance: Allowance = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.job.limits.submission_seconds
        self.allowance = allowance_of(self.job)

    def step(self, step: Step) -> None:
        """Run the cells of a step, then ask its probes."""
        self.bound[step.section] = self.bound.get(step.section, frozenset()) | step.bound
        for cell in step.cells:
            self.cells.append(self._cell(step.section, cell))
        if step.probes is not None and step.section is not None:
            answers = self.answers.setdefault(step.section, {})
            answers.update(self._ask_all(step.section, step.probes))

    def end_child(self) -> None:
        """End the process, if there is one."""
        if self.child is not None:
            self.child.end()
            self.child = None

    def _cell(self, section: str | None, cell: CodeCell) -> CellRun:
        try:
            self._ensure_child()
            limit = self._limit(self.job.limits.cell_seconds)
            return self._run_cell(section, cell, limit, quiet=False)
        except _Lost as lost:
            self.end_child()
            return CellRun(cell.index, section, lost.fault)

    def _run_cell(
        self, section: str | None, cell: CodeCell, limit: _Limit, *, quiet: bool
    ) -> CellRun:
        """Run one cell in the present child; what of it can be run again is kept."""
        start = time.monotonic()
        reached = _Past(section, cell)
        if not quiet:
            self.past.append(reached)
        self._send(
            {
                "t": "cell",
                "section": section,
                "index": cell.index,
                "source": cell.source,
                "seconds": limit.seconds,
                "quiet": quiet,
            }
        )
        for reply in self._replies(limit):
            match reply:
                case At(line) if line >= 1:
                    reached.before, reached.seconds = line, time.monotonic() - start
                case Drawn():
                    self._keep_picture(section, cell, reply)
                case Ran(index) if index == cell.index:
                    fault = limit.named(parse_fault(reply.fault))
                    if fault is None:
                        reached.before, reached.seconds = None, time.monotonic() - start
                    output = _cut(reply.output, self.job.limits.output_kb * 1024)
                    not_run = tuple(_cut(text, 100) for text in reply.not_run[:_MAX_NOT_RUN])
                    return CellRun(cell.index, section, fault, output, not_run)
                case _:
                    raise _Lost(Unreadable("a reply came that nobody had asked for"))
        raise _Lost(Killed("the process ended by itself"))

    def _keep_picture(self, section: str | None, cell: CodeCell, drawn: Drawn) -> None:
        limits = self.job.limits
        most = limits.picture_kb * 1024
        if sum(1 for picture in self.pictures if picture.section == section) >= limits.pictures:
            return
        raw = bytes(drawn.sketch)
        if raw != b"null":
            sketch = parse_sketch(raw) if len(raw) <= most else None
            if sketch is not None:
                self.pictures.append(Picture(section, cell.index, sketch=sketch))
            return
        png = checked_png(drawn.png, most)
        if png is not None:
            self.pictures.append(Picture(section, cell.index, png))

    def _ask_all(self, section: str, probes: Mapping[str, Probe]) -> dict[str, Observation]:
        """Ask all probes, names first: what is cheap is safe before anything is called.

        All of them are sent at once, so that neither side waits for the other; those that a child
        leaves unanswered are asked again of the next one.
        """
        limits = self.job.limits
        end = time.monotonic() + limits.section_probe_seconds
        found: dict[str, Observation] = {}
        keys = sorted(probes, key=lambda key: not isinstance(probes[key], Ref))
        asked: Child | None = None
        for at, key in enumerate(keys):
            left = end - time.monotonic()
            if left <= 0:
                if self.child is asked:  # it is still at what it was asked
                    self.end_child()
                found[key] = TimedOut(limits.section_probe_seconds)
                continue
            try:
                before = time.monotonic()
                self._ensure_child()
                end += time.monotonic() - before  # a fresh process is not the probes' fault
                limit = self._limit(limits.probe_seconds)
                if self.child is not asked:
                    asked = self.child
                    for waiting in keys[at:]:
                        self._ask(section, waiting, probes[waiting], limit)
                if left < limit.seconds:
                    limit = _Limit(left, limits.section_probe_seconds)
                found[key] = self._answer(key, limit)
            except _Lost as lost:
                self.end_child()
                found[key] = lost.fault
        return {key: found[key] for key in probes}

    def _ask(self, section: str, key: str, probe: Probe, limit: _Limit) -> None:
        self._send(
            {
                "t": "ask",
                "section": section,
                "key": key,
                "probe": encode_probe(probe),
                "bound": sorted(self.bound[section]),
                "seconds": limit.seconds,
            }
        )

    def _answer(self, key: str, limit: _Limit) -> Observation:
        for reply in self._replies(limit):
            match reply:
                case Answered(answered, value) if answered == key:
                    self.answer_bytes += len(bytes(value))
                    if self.answer_bytes > self.job.limits.answers_mb * 2**20:
                        return TooLarge(f"{self.job.limits.answers_mb} MiB for all answers")
                    return limit.named(parse_value(value))
                case _:
                    raise _Lost(Unreadable("a reply came that nobody had asked for"))
        raise _Lost(Killed("the process ended by itself"))

    def _limit(self, seconds: float) -> _Limit:
        """The time for an item, within what is left for the submission."""
        whole = self.job.limits.submission_seconds
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _Lost(TimedOut(whole))
        return _Limit(seconds, seconds) if seconds <= left else _Limit(left, whole)

    def _send(self, message: Mapping[str, Any]) -> None:
        if self.child is not None:
            self.child.send(message)

    def _replies(self, limit: _Limit) -> Iterator[object]:
        """What the child says; `_Lost` when it ends, breaks the form, or stays silent too long."""
        deadline = time.monotonic() + limit.seconds + self.job.limits.grace_seconds
        while self.child is not None:
            match self.child.receive(deadline):
                case Ended(reason, broken=True):
                    raise _Lost(Unreadable(reason))
                case Ended(reason, fault=fault):
                    raise _Lost(fault or Killed(reason))
                case Late():
                    raise _Lost(TimedOut(limit.name))
                case reply:
                    yield reply

    def _ensure_child(self) -> None:
        """A child that is where the submission has come to, or `_Lost`."""
        while self.child is None:
            self._limit(0.0)
            if self.starts > self.job.limits.restarts:
                raise _Lost(Killed(TOO_OFTEN))
            self.starts += 1
            self._start()
            try:
                self._replay()
            except _Lost:
                self.end_child()

    def _start(self) -> None:
        """Start a process; only if the first one fails is that an error."""
        try:
            self.child = child = self.launcher.launch(self.job, self.allowance)
            child.send(start_request(self.job, confine=self.launcher.confines))
            for path, data in safe_files(self.job.files).items():
                text = base64.b64encode(data).decode("ascii")
                child.send({"t": "file", "path": path, "data": text})
            match child.receive(time.monotonic() + START_SECONDS):
                case Ready(versions):
                    self.versions = self.versions or dict(list(versions.items())[:20])
                case _:
                    raise self.launcher.failure(child.last_words())
        except GradingError as error:
            if self.starts == 1:
                raise
            raise _Lost(Killed("the process could not be started again")) from error

    def _replay(self) -> None:
        """Run again what ended well and cheaply; what does not do so now is left out from here."""
        for past in list(self.past):
            cell = past.repeatable
            if past.seconds >= CHEAP_SECONDS or not cell.source.strip():
                continue
            try:
                limit = self._limit(CHEAP_SECONDS * 2)
                self._run_cell(past.section, cell, limit, quiet=True)
            except _Lost:
                self.past.remove(past)
                raise


def _cut(text: str, limit: int) -> str:
    """At most so many characters, with what no UTF-8 file could hold replaced."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8")
