"""Grades one hostile submission and says, from outside, what it got through with."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.errors import GraderError, SubmissionError, UsageError
from grader.execution.sandbox import Limits, Sandbox
from grader.grading.course import Course
from grader.grading.grade import Graded, prepare, run
from grader.grading.result import Staff, from_json, public, to_json
from grader.report.html import render_html
from grader.report.mathml import mathml
from grader.report.text import render_text
from tests.hostile import machine
from tests.hostile.canaries import Canaries
from tests.hostile.corpus import EXERCISE, Hostile
from tests.hostile.listeners import Listeners
from tests.hostile.machine import MEBIBYTE, Decoy, OwnSignals, Watch
from tests.hostile.reports import control_signs, live_markup
from tests.report.formats.documents import breaches

USUAL = replace(
    Limits(memory_mb=256, scratch_mb=64, grace_seconds=0.5, restarts=2).within(8), output_kb=64
)
SHORT = replace(USUAL.within(3), cell_seconds=0.6, grace_seconds=0.3, restarts=1)
ALLOWANCE = 15.0
"""Seconds for starts, judging and cleaning up on a machine that is busy with other tests."""
READING = 5.0
"""Seconds for reading a file, which happens before there is any limit."""
MOST_PROCESSES = 8
MOST_THREADS = 130
CROWDED = 1.0
"""Seconds for which there may be more threads than that, until they are noticed."""
MOST_RESIDENT = 1024 * MEBIBYTE
MOST_SHARED = 1024 * MEBIBYTE
MOST_OWN = 400 * MEBIBYTE
PROGRAMS = ("python", "bwrap")
"""How the names of the programs begin that may run below the grader."""
BREACH = "BREACH"
"""What a submission prints of a success that leaves no trace outside."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What this process holds while nothing is graded."""

    processes: int
    threads: int
    files: int
    temporary: int


@dataclass(slots=True, repr=False)
class Outcome:
    """What came of one submission.

    Attributes:
        graded: The result, None if the file was refused.
        refused: The sentence it was refused with.
        seconds: Of wall clock, in all.
        reading: Of these, before it was run.
        findings: What it got through with; empty if it is harmless.
        documents: Everything that was written about it.
    """

    graded: Graded | None = None
    refused: str = ""
    seconds: float = 0.0
    reading: float = 0.0
    findings: list[str] = field(default_factory=list)
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """What it earned."""
        return 0.0 if self.graded is None else self.graded.result.points


@dataclass(slots=True, repr=False)
class Arena:
    """A sandbox with everything around it that submissions must not reach.

    Attributes:
        sandbox: The one in which all of them run, one after the other.
        folder: Where submissions are written.
        temporary: The grader's folder for temporary files.
        others: Processes below this one that are none of the sandbox's, such as the decoy.
    """

    sandbox: Sandbox
    course: Course
    canaries: Canaries
    listeners: Listeners
    signals: OwnSignals
    decoy: Decoy
    folder: Path
    temporary: Path
    others: Collection[int]
    allowance: float = ALLOWANCE
    _rest: Rest | None = None
    _before: dict[str, tuple[object, ...]] = field(default_factory=dict)
    _objects: set[str] = field(default_factory=set)

    def attack(self, hostile: Hostile) -> Outcome:
        """Grade it and look at everything."""
        places = self.canaries.places() | self.listeners.places | {"DECOY": str(self.decoy.pid)}
        path = hostile.written(self.folder, places)
        limits = SHORT if hostile.short else USUAL
        knows = {"left behind"} if "@LEFT@" in hostile.text else set()
        return self.grade(path, limits, solves=hostile.solves, knows=knows)

    def grade(
        self,
        path: Path,
        limits: Limits = USUAL,
        *,
        solves: bool = False,
        knows: set[str] | None = None,
    ) -> Outcome:
        """Grade a file; `knows` are the secrets that stand in the file itself."""
        if self._rest is None:
            self._rest = self._now()
            self._before = self.canaries.state()
        outcome = Outcome()
        begin = time.monotonic()
        with Watch(self.others, MOST_THREADS) as watch:
            try:
                planned = prepare(path, self.course, exercises=[EXERCISE], limits=limits)
                outcome.reading = time.monotonic() - begin
                outcome.graded = run(planned, self.course, self.sandbox)
                outcome.documents = _documents(outcome.graded)
            except (SubmissionError, UsageError) as error:
                outcome.refused = str(error)
                outcome.documents = {"sentence": outcome.refused}
            except GraderError as error:
                outcome.findings.append(f"made the grader give up: {error}")
            except Exception as error:  # noqa: BLE001 - any crash of the grader is a finding
                outcome.findings.append(f"crashed the grader: {type(error).__name__}: {error}")
            outcome.seconds = time.monotonic() - begin
            own = machine.own_peak()
        runs = 1 + (len(outcome.graded.diagnoses) if outcome.graded is not None else 0)
        allowed = runs * (limits.submission_seconds + limits.grace_seconds) + self.allowance
        if outcome.seconds > allowed:
            outcome.findings.append(f"took {outcome.seconds:.1f} s of {allowed:.1f}")
        if outcome.reading > READING:
            outcome.findings.append(f"took {outcome.reading:.1f} s to be read")
        if own > MOST_OWN:
            outcome.findings.append(f"made the grader take {own // MEBIBYTE} MiB")
        outcome.findings += [
            *self._scored(outcome, solves=solves),
            *self._told(outcome, knows or set()),
            *_looked(watch),
            *self._touched(),
            *self._left(),
        ]
        return outcome

    def forget(self) -> None:
        """Take everything to be right as it is now, for those that come after a known harm."""
        self._before = self.canaries.state()
        self.listeners.take()
        self.decoy.harm()

    def _scored(self, outcome: Outcome, *, solves: bool) -> list[str]:
        """The points are those that were earned, and the result says how it was run."""
        due = self.course.find(EXERCISE).exercise.max_points if solves else 0
        found = []
        if outcome.points != due:
            found.append(f"earned {outcome.points} points where {due} were due")
        if outcome.graded is None:
            return found
        result = outcome.graded.result
        if from_json(to_json(result)) != result:
            found.append("made a result that cannot be read back")
        if result.highest_points > due:
            found.append(f"may still earn {result.highest_points} points")
        if result.run.isolation != self.sandbox.level:
            found.append(f"ran at level {result.run.isolation}")
        found += breaches(result)
        if isinstance(result.staff, Staff):
            found += [f"made a check fail: {fault}" for fault in result.staff.faults]
        return found

    def _told(self, outcome: Outcome, knows: set[str]) -> list[str]:
        """No secret came out, nothing in the documents is alive, and no breach was confessed."""
        found = []
        symbols = [part.symbol for one in self.course.exercises for part in one.exercise.parts]
        formulas = [str(mathml(symbol)) for symbol in symbols if symbol]
        for name, document in outcome.documents.items():
            for where, secret in self.canaries.secrets.items():
                if where not in knows and secret in document:
                    found.append(f"read the secret ({where}): it is in the {name}")
            if name.endswith("page"):
                found += [f"put {what} into the {name}" for what in live_markup(document, formulas)]
            elif name in ("text", "sentence"):
                found += [f"put {what} into the {name}" for what in control_signs(document)]
        if outcome.graded is not None:
            for observations in (outcome.graded.observations, *outcome.graded.diagnoses):
                for cell in json.loads(observations)["cells"]:
                    told = str(cell["output"]).splitlines()
                    found += [line[:200] for line in told if line.startswith(BREACH)]
        return found

    def _touched(self) -> list[str]:
        """Files, sockets and processes of ours are as they were."""
        now = self.canaries.state()
        names = sorted(now.keys() | self._before.keys())
        found = [f"changed {n}" for n in names if now.get(n) != self._before.get(n)]
        self._before = now
        found += [f"reached a socket ({name})" for name in self.listeners.take()]
        return found + self.signals.take() + self.decoy.harm()

    def _left(self) -> list[str]:
        """Nothing that it has started or made is still there."""
        rest = self._rest or self._now()
        measures = {
            "processes": (lambda: len(machine.descendants(self.others)), rest.processes),
            "threads of the grader's": (threading.active_count, rest.threads),
            "open files of the grader's": (machine.open_files, rest.files),
            "temporary files": (lambda: len(list(self.temporary.iterdir())), rest.temporary),
            "processes with its name": (lambda: len(machine.named(self.canaries.token)), 0),
        }
        found = []
        for name, (measure, most) in measures.items():
            count = machine.settled(measure, most)
            if count > most:
                found.append(f"left {count - most} {name}")
        objects = set(machine.left_behind(self.canaries.token, self.canaries.key))
        found += sorted(f"left {what}" for what in objects - self._objects)
        self._objects |= objects
        return found

    def _now(self) -> Rest:
        return Rest(
            processes=len(machine.descendants(self.others)),
            threads=threading.active_count(),
            files=machine.open_files(),
            temporary=len(list(self.temporary.iterdir())),
        )


def _looked(watch: Watch) -> list[str]:
    """It stayed within what one submission may take while it ran."""
    found = []
    if watch.most > MOST_PROCESSES:
        found.append(f"ran {watch.most} processes")
    if watch.crowded > CROWDED:
        found.append(f"ran {watch.threads} threads in one process")
    if watch.resident > MOST_RESIDENT:
        found.append(f"took {watch.resident // MEBIBYTE} MiB of memory")
    if watch.shared > MOST_SHARED:
        found.append(f"took {watch.shared // MEBIBYTE} MiB of shared memory")
    odd = sorted(name for name in watch.programs if not name.startswith(PROGRAMS))
    return found + [f"ran the program {name}" for name in odd]


def _documents(graded: Graded) -> dict[str, str]:
    """Everything that is written about a result, by what it is called."""
    shown = public(graded.result)
    return {
        "result": to_json(graded.result).decode(),
        "observations": b"".join((graded.observations, *graded.diagnoses)).decode(),
        "student's page": render_html(shown, graded.pictures),
        "teacher's page": render_html(graded.result, graded.pictures),
        "text": render_text(shown),
    }
