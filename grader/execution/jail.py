"""What a template is started in: the walls that come from outside, and what to raise within."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from grader.errors import GradingError
from grader.execution.sandbox import Level, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What each fork of a template does to itself; paths are as they are seen inside.

    Attributes:
        namespaces: Whether the template has namespaces of its own, with read-only mounts.
        landlock: Whether Landlock restricts its files.
        read: What may be read, with all that is below.
        listed: Folders whose entries may be seen and not read.
        scratch: The folder that a submission works below; it is emptied after each.
        fonts: The folder with matplotlib's font cache, if there is one.
    """

    namespaces: bool
    landlock: bool = True
    read: tuple[str, ...]
    listed: tuple[str, ...] = ()
    scratch: str
    fonts: str | None


@dataclass(frozen=True, slots=True)
class Jailed:
    """A template's process.

    Attributes:
        process: It has a pipe for stderr, and the control socket as its stdin.
        walls: What its forks are to do.
        kill: Ends it with all that belongs to it.
        clean: Removes what was made for it; called once, when it is gone.
    """

    process: subprocess.Popen[bytes]
    walls: Walls
    kill: Callable[[], None]
    clean: Callable[[], None] = field(default=lambda: None)


class Jail(Protocol):
    """Starts templates at one level of isolation."""

    @property
    def level(self) -> Level:
        """The isolation that it is meant to give."""
        ...

    @property
    def remedy(self) -> str:
        """What to do where this isolation is not to be had."""
        ...

    def start(self, control: int, limits: Limits) -> Jailed:
        """Start the program inside as a template; raises `GradingError` if that is impossible.

        Args:
            control: The descriptor of the socket that it is to have as its stdin.
            limits: Those of the first job.
        """
        ...

    def failure(self, last_words: str) -> GradingError:
        """What to raise when the template ended before it was ready."""
        ...
