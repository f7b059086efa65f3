"""`grader check`: a student's file, without any reference: does it run, do its values fit?"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from grader.cli.options import coloured, exercise_option, limits_of, tell
from grader.cli.output import deliver
from grader.cli.targets import Target, targets_of
from grader.errors import EnvironmentMissing, GraderError, UsageError

if TYPE_CHECKING:
    from grader.execution.levels import Wanted
    from grader.execution.sandbox import Limits, Sandbox
    from grader.outline.finding import Checkup

FORMATS = {
    "text": "check.txt",
    "json": "check.json",
    "html": "check.html",
    "github": "summary.md",
    "junit": "junit.xml",
    "classroom50": "classroom50.json",
}
"""Each format with the end of its file's name."""
PAUSE = 0.05
"""Seconds between two looks at a file that is watched."""


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@exercise_option
@click.option(
    "--outline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A stub or a NAME.check.json, where FILE has lost its own outline.",
)
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Run with this Python; that of the active environment by default.",
)
@click.option("--watch", is_flag=True, help="Check again whenever FILE is saved.")
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, json, html, github, junit or classroom50; to a file, else to stdout.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there is something to do.")
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86_400),
    metavar="S",
    help="Seconds for the whole file.",
)
@click.option(
    "--isolation",
    type=click.Choice(["own", "auto", "full", "restricted", "limits", "none"]),
    default="own",
    show_default=True,
    help="own: with your own rights, and bounds on time and memory where the system has them. The "
    "others are those of `grader grade`, for files of others.",
)
def command(
    path: Path,
    exercises: tuple[str, ...],
    outline: Path | None,
    python: Path | None,
    watch: bool,  # noqa: FBT001 - click passes by name
    formats: tuple[str, ...],
    exit_zero: bool,  # noqa: FBT001
    timeout: float | None,
    isolation: str,
) -> int:
    """Check your own FILE before you hand it in: does it run, and do its values fit each other?

    It is run from top to bottom in a fresh process, with your own rights. No answers are needed for
    that, none are shown, and no points are given. What to check came with the stub.
    """
    limits = limits_of(timeout, None)
    targets = targets_of(formats or ("text",), FORMATS, None, path)
    with closing(_sandbox(python, isolation, ahead=watch)) as sandbox:
        if watch:
            return _watch(path, outline, exercises, limits, sandbox, targets)
        checkup = _check(path, outline, exercises, limits, sandbox)
    _deliver(checkup, path, targets)
    from grader.report.checkup.states import stopped

    return 0 if exit_zero or not (checkup.troubles or stopped(checkup)) else 1


def _sandbox(python: Path | None, isolation: str, *, ahead: bool) -> Sandbox:
    """Where the file is run; the process of an unconfined one starts while the file is read."""
    from grader.execution.environment import environment_of
    from grader.execution.levels import Place, open_level
    from grader.execution.own import own_python
    from grader.execution.unconfined import Unconfined

    interpreter = own_python(python)
    environment = environment_of(interpreter)
    unconfined = ("own", "none") if sys.platform == "win32" else ("own", "limits", "none")
    if isolation not in unconfined:
        return open_level(cast("Wanted", isolation), Place(environment, (Path.home(),)), tell=tell)
    bare = isolation == "none" or (isolation == "own" and sys.platform == "win32")
    sandbox = Unconfined(environment, "none" if bare else "limits", python=interpreter, ahead=ahead)
    sandbox.prepare()
    return sandbox


def _check(
    path: Path,
    outline: Path | None,
    exercises: Sequence[str],
    limits: Limits,
    sandbox: Sandbox,
) -> Checkup:
    from grader.checking.check import run_check
    from grader.checking.plan import plan_check
    from grader.checking.reading import read_work

    work = read_work(path, outline, exercises)
    try:
        return run_check(plan_check(work, limits), sandbox)
    except EnvironmentMissing as error:
        raise UsageError(
            f"{error.path}: {error.reason}; install ipython and numpy there, or name another "
            "Python by --python"
        ) from None


def _deliver(checkup: Checkup, path: Path, targets: Sequence[Target]) -> None:
    """Write all documents; what services are told comes last, since it names the files."""
    for name, target in targets:
        if name != "github":
            deliver(_rendered(name, checkup, colour=target is None), target)
    written = {name: target for name, target in targets if target is not None}
    for name, target in targets:
        if name == "github":
            from grader.cli.github import announce
            from grader.report.formats.sheet import of_checkup

            announce(of_checkup(checkup), path, target, written)


def _rendered(name: str, checkup: Checkup, *, colour: bool) -> bytes:
    """The document of that format."""
    if name == "json":
        from grader.outline.finding import to_json

        return to_json(checkup)
    if name == "text":
        from grader.report.checkup.text import render_text

        return render_text(checkup, colour=colour and coloured(sys.stdout)).encode()
    if name == "html":
        from grader.report.checkup.html import render_page

        return render_page(checkup).encode()
    from grader.cli.formats import rendered
    from grader.report.formats.sheet import of_checkup

    return rendered(name, of_checkup(checkup))


def _watch(
    path: Path,
    outline: Path | None,
    exercises: Sequence[str],
    limits: Limits,
    sandbox: Sandbox,
    targets: Sequence[Target],
) -> int:
    """Check whenever the file changes, until Ctrl-C; an error is said, and watching goes on."""
    for name in ("SIGTERM", "SIGHUP"):  # as Ctrl-C, so that the process that is ready ends too
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    seen: tuple[int, int] | None = None
    while True:
        now = _stamp(path)
        if now == seen:
            time.sleep(PAUSE)
            continue
        seen = now
        begun = time.perf_counter()
        try:
            checkup = _check(path, outline, exercises, limits, sandbox)
        except GraderError as error:
            if seen != _stamp(path):
                continue  # it is being written
            click.echo(f"grader: {error}", err=True)
            continue
        click.echo()
        _deliver(checkup, path, targets)
        took = time.perf_counter() - begun
        click.echo(f"{took:.1f} s; saved again, it is checked again (Ctrl-C ends)", err=True)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stamp(path: Path) -> tuple[int, int] | None:
    """When it was last written, and its size; of a folder, all its files; None if not there."""
    found = []
    for one in sorted(path.rglob("*"))[:1_000] if path.is_dir() else [path]:
        with suppress(OSError):
            of_file = one.stat()
            found.append((of_file.st_mtime_ns, of_file.st_size))
    if not found:
        return None
    return max(time for time, _ in found), sum(size for _, size in found)
