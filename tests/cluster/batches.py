"""Batches as commands of their own, and what they leave."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.gradebook.store import Gradebook
from tests.cluster.machines import ROOT

START = "import sys; from grader.cli.main import main; sys.exit(main())"
SECONDS = 120.0


def begin(
    inbox: Path, place: Path, course: Path, *words: str, inside: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Start a batch whose gradebook and reports are in `place`."""
    place.mkdir(exist_ok=True)
    command = ["batch", inbox, "-o", place / "out", "--db", f"sqlite:///{place}/grader.db"]
    command += ["--course", course, "--limit", "cell-seconds=1", *words]
    return subprocess.Popen(  # noqa: S603 - our own words
        [*inside, sys.executable, "-c", START, *map(str, command)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for it; its exit code, and what it said."""
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err


def files(place: Path) -> dict[str, bytes]:
    """All that was written beside the gradebook."""
    out = place / "out"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def kept(place: Path) -> dict[str, list[object]]:
    """All that a gradebook holds of each student's runs, but for times and numbers."""
    found: dict[str, list[object]] = {}
    with Gradebook(f"sqlite:///{place}/grader.db") as gradebook:
        cohort = gradebook.course(None)
        for row in cohort.students():
            for attempt in row.attempts:
                for run in cohort.runs(attempt.submission.id):
                    found.setdefault(row.person.key, []).append(
                        (
                            attempt.submission.digest,
                            run.status,
                            run.reason,
                            run.key,
                            cohort.result(run.id),
                            tuple(cohort.observations(run.id)),
                        )
                    )
        assert gradebook.audit_faults() == []
    return found
