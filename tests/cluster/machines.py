"""A scheduler and workers of Dask's as processes of their own, as on several machines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
SECONDS = 60.0
"""For a process to be ready; far more than it takes."""


@dataclass(slots=True)
class Machines:
    """A scheduler and the workers that were started for it.

    Attributes:
        folder: Where their files are.
        host: The address that they listen on.
        inside: The words before each command, to run it somewhere else.
        scheduler: Its process.
        workers: Those that were not ended here, with those that died.
    """

    folder: Path
    host: str = HOST
    inside: Sequence[str] = ()
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The scheduler's."""
        return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def begin(self) -> None:
        """Start the scheduler."""
        words = ["dask_scheduler", "--host", self.host, "--port", "0"]
        words += ["--scheduler-file", str(self._file)]
        self.scheduler = start(self.inside, words, self.folder)
        last = time.monotonic() + SECONDS
        while not (self._file.exists() and self._file.read_bytes().rstrip().endswith(b"}")):
            assert time.monotonic() < last, "no scheduler"
            time.sleep(0.02)

    def add(
        self,
        *words: str,
        nanny: bool = False,
        inside: Sequence[str] | None = None,
        host: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a worker of one thread."""
        command = ["dask_worker", self.address, "--nthreads", "1", "--host", host or self.host]
        command += ["--local-directory", str(self.folder), *words]
        command += ["--nanny"] if nanny else ["--no-nanny"]
        place = self.inside if inside is None else inside
        process = start(place, command, self.folder, environment)
        self.workers.append(process)
        return process

    def have(self, count: int) -> None:
        """See that so many workers live and are known to the scheduler, and no dead ones."""
        self.workers = [one for one in self.workers if one.poll() is None]
        for _ in range(count - len(self.workers)):
            self.add()
        self.wait(len(self.workers))

    def wait(self, count: int) -> None:
        """Until the scheduler knows so many workers."""
        with Client(self.address, timeout=SECONDS, set_as_default=False) as client:
            last = time.monotonic() + SECONDS
            while len(client.nthreads()) != count:
                assert time.monotonic() < last, f"not {count} workers"
                time.sleep(0.02)

    def end(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker, as if its machine had lost power."""
        worker.kill()
        worker.wait(SECONDS)
        self.workers = [one for one in self.workers if one is not worker]

    def close(self) -> None:
        """End all."""
        for one in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            one.kill()
            one.wait(SECONDS)


def start(
    inside: Sequence[str],
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """One of Dask's commands; what it logs is in the folder."""
    name, *rest = words
    command = [*inside, sys.executable, "-m", f"distributed.cli.{name}", *rest, "--no-dashboard"]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own words
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
