"""Which isolation is to be had: each sandbox is tried, attacked, and only then called its level."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import GradingError, IsolationUnavailable
from grader.execution.attacks import self_test
from grader.execution.sandbox import LEVELS, Level, Sandbox
from grader.execution.unconfined import Unconfined

Wanted = Literal["auto"] | Level
Engine = Literal["warm", "jupyter"]
_JUPYTER = ("nbclient", "jupyter_client", "jupyter_core", "zmq", "tornado")
"""What the engine "jupyter" needs; the extra of that name installs it."""
_WEAKER = "or take a weaker level (`--isolation limits`), for code that you trust"


@dataclass(frozen=True, slots=True)
class Place:
    """Where student code is to run.

    Attributes:
        environment: The root of the student environment.
        hide: Folders and files that must not be seen inside.
        secrets: Files that the self-test tries to read.
        engine: Forks of a warm process, or Jupyter kernels, which close nothing off.
    """

    environment: Path
    hide: tuple[Path, ...] = ()
    secrets: tuple[Path, ...] = ()
    engine: Engine = "warm"


def open_level(
    wanted: Wanted,
    place: Place,
    least: Level = "restricted",
    tell: Callable[[IsolationUnavailable], None] = lambda _problem: None,
) -> Sandbox:
    """A sandbox of the level that is wanted; with "auto" the strongest, not below the least.

    Args:
        wanted: A level, which is that or an error, or "auto".
        place: Where it is to run.
        least: What "auto" may come down to.
        tell: Told why a stronger level is not to be had, if a weaker one is.

    Raises:
        IsolationUnavailable: It is not to be had; the message says why and what to do.
        EnvironmentMissing: There is no working student environment.
        GradingError: The engine needs packages that are not installed.
    """
    problems = []
    for level, make in _sandboxes(place):
        if level != wanted if wanted != "auto" else LEVELS.index(level) < LEVELS.index(least):
            continue
        sandbox = make()
        try:
            _prove(sandbox, place.secrets)
        except IsolationUnavailable as problem:
            sandbox.close()
            problems.append(problem)
        except BaseException:
            sandbox.close()
            raise
        else:
            if problems:
                tell(problems[0])
            return sandbox
    if problems:  # that of the strongest level, whose remedy is the one to follow
        raise problems[0]
    raise IsolationUnavailable(least if wanted == "auto" else wanted, *_none_such(place))


def _prove(sandbox: Sandbox, secrets: tuple[Path, ...]) -> None:
    """Attack the sandbox; raises `IsolationUnavailable` if it is less than it is called."""
    if sandbox.level == "none":
        return
    seen = self_test(sandbox, secrets)
    if sandbox.level != "limits" and seen.open:
        problem = f"in the self-test, code inside {seen.open[0]}"
        raise IsolationUnavailable(sandbox.level, problem, _WEAKER)
    if not seen.limits:
        problem = "in the self-test, code inside took more memory than it may"
        raise IsolationUnavailable(
            sandbox.level, problem, "take `--isolation none` for your own code"
        )


def _sandboxes(place: Place) -> Iterator[tuple[Level, Callable[[], Sandbox]]]:
    """From the strongest to the weakest; two ways to the same level stand one after the other."""
    make = _kernels if place.engine == "jupyter" else Unconfined
    if sys.platform == "linux" and place.engine == "warm":
        yield from _closed(place)
    if sys.platform != "win32":
        yield "limits", lambda: make(place.environment, "limits")
    yield "none", lambda: make(place.environment, "none")


def _closed(place: Place) -> Iterator[tuple[Level, Callable[[], Sandbox]]]:
    yield "full", lambda: _warm(place, namespaces=True, landlock=True)
    yield "restricted", lambda: _warm(place, namespaces=False, landlock=True)
    yield "restricted", lambda: _warm(place, namespaces=True, landlock=False)


def _warm(place: Place, *, namespaces: bool, landlock: bool) -> Sandbox:
    from grader.execution.bubblewrap import Bubblewrap  # noqa: PLC0415 - Linux only
    from grader.execution.restricted import Restricted  # noqa: PLC0415
    from grader.execution.warm import Warm  # noqa: PLC0415

    jail = (
        Bubblewrap(place.environment, place.hide, landlock=landlock)
        if namespaces
        else Restricted(place.environment, place.hide)
    )
    return Warm(jail)


def _kernels(environment: Path, level: Literal["limits", "none"]) -> Sandbox:
    try:
        from grader.execution.jupyter import Jupyter  # noqa: PLC0415 - an extra
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _JUPYTER:
            raise
        raise GradingError(
            f"the engine 'jupyter' needs packages that are missing or too old ({error.name}); "
            'run `pip install "gradient-grader[jupyter]"`, or take `--engine warm`'
        ) from None
    return Jupyter(environment, level)


def _none_such(place: Place) -> tuple[str, str]:
    """Why no sandbox of the level is even tried, and what to do."""
    if place.engine == "jupyter":
        problem = "Jupyter's messages need sockets, so that this engine closes nothing off"
        level = "limits" if sys.platform == "linux" else "none"
        remedy = f"add `--isolation {level}` for code that you trust"
        return problem, f"take `--engine warm`, or {remedy}"
    if sys.platform == "win32":
        return (
            "Windows has nothing of the kind",
            "use WSL 2, or `--isolation none` for your own code",
        )
    if sys.platform != "linux":
        remedy = "use a virtual machine with Linux, or `--isolation none` for code that you trust"
        return "this system is not Linux", remedy
    return "there is nothing of the kind", _WEAKER
