"""The border: a job of code and probes goes in, an execution of plain observations comes out.

`Sandbox` is one method, so that everything above is tested with `recorded.Recorded` and no process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from grader.observation.observation import Fault, Observation
from grader.observation.probe import Probe
from grader.observation.sketch import Sketch

Level = Literal["full", "restricted", "limits", "none"]
"""How strongly a run was isolated from the machine.

`full`: own namespaces, Landlock, filtered system calls and limits. `restricted`: the same without
namespaces, or without Landlock. `limits`: a process with limits. `none`: a process.
"""
LEVELS: tuple[Level, ...] = ("none", "limits", "restricted", "full")
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one submission's run; seconds of wall clock, and mebibytes or kibibytes.

    Attributes:
        cell_seconds: For one cell; then a soft interrupt, and the process is killed
            `grace_seconds` later.
        submission_seconds: For all cells and probes together, replays included.
        cpu_seconds: Of processor time for one process, all its threads together.
        probe_seconds: For one probe.
        section_probe_seconds: For all probes of one section.
        memory_mb: Address space beyond what the interpreter and its packages need.
        threads: At once; there is one process, which starts no other.
        open_files: At once.
        file_mb: The largest file that may be written.
        scratch_mb: The working folder and /tmp together.
        output_kb: Printed text that is kept, a cell.
        answers_mb: All answers of one submission together.
        pictures: Pictures that are kept, a section.
        picture_pixels: The width of a picture, and half its greatest height.
        picture_kb: The size of one picture.
        restarts: Fresh processes after one that had to die.
    """

    cell_seconds: float = 10.0
    submission_seconds: float = 60.0
    cpu_seconds: float = 60.0
    probe_seconds: float = 2.0
    section_probe_seconds: float = 10.0
    grace_seconds: float = 1.0
    memory_mb: int = 1024
    threads: int = 64
    open_files: int = 64
    file_mb: int = 16
    scratch_mb: int = 256
    output_kb: int = 1024
    answers_mb: int = 32
    pictures: int = 8
    picture_pixels: int = 800
    picture_kb: int = 1024
    restarts: int = 4

    def within(self, seconds: float) -> Limits:
        """These limits for a submission that has so many seconds in all.

        No cell may take more than a quarter of it and no probe more than a tenth, so that one that
        hangs leaves time for the others.
        """
        return replace(
            self,
            submission_seconds=seconds,
            cell_seconds=min(self.cell_seconds, seconds / 4),
            probe_seconds=min(self.probe_seconds, seconds / 10),
            section_probe_seconds=min(self.section_probe_seconds, seconds / 4),
        )


@dataclass(frozen=True, slots=True)
class CodeCell:
    """Code to run as one cell; `index` is the number of the cell in the submission."""

    index: int
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """Cells in order that belong to one section; with `probes`, they are asked right after.

    Attributes:
        section: The exercise id, or None for setup code that belongs to no exercise.
        cells: What to run.
        bound: The names that the section binds at its top level (found in its syntax tree).
            Names that first appear in the namespace while the section runs count as well.
        probes: What to ask when the cells have run, by key; None before the section's last step.
    """

    section: str | None
    cells: tuple[CodeCell, ...]
    bound: frozenset[str] = frozenset()
    probes: Mapping[str, Probe] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One run of one submission.

    Attributes:
        steps: In the order of the file.
        files: Copied into the working folder first, by relative POSIX path.
        seed: For `random` and `numpy.random`, so that a run can be repeated.
        script: The name of the module that is graded, for `__file__`; None for a notebook.
    """

    steps: tuple[Step, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    script: str | None = None


@dataclass(frozen=True, slots=True)
class CellRun:
    """How one cell ended: `fault` is None if it ran to its end.

    `not_run` holds what the sandbox does not do, as the student wrote it: `!pip`, `%%bash`.
    """

    index: int
    section: str | None
    fault: Fault | None = None
    output: str = ""
    not_run: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as the student's code drew it: a sketch, or PNG bytes, checked for their form."""

    section: str | None
    cell: int
    png: bytes = b""
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True)
class Execution:
    """What came out of one run.

    Attributes:
        level: The isolation in force.
        versions: Of Python and the packages inside, by name.
        cells: Every cell that was to run, in order.
        answers: By section and probe key; every probe that was asked has an observation.
        pictures: In the order drawn.
    """

    level: Level
    versions: Mapping[str, str]
    cells: tuple[CellRun, ...]
    answers: Mapping[str, Mapping[str, Observation]]
    pictures: tuple[Picture, ...] = ()


class Sandbox(Protocol):
    """Runs untrusted code."""

    @property
    def level(self) -> Level:
        """The isolation that `run` gives."""
        ...

    def close(self) -> None:
        """End what is kept warm; `run` may be called again all the same."""
        ...

    def run(self, job: Job) -> Execution:
        """Run the job's steps and ask their probes.

        Whatever the student's code does is in the execution as data.

        Raises:
            IsolationUnavailable: The level is not to be had; nothing was run.
            EnvironmentMissing: There is no working student environment; nothing was run.
        """
        ...
