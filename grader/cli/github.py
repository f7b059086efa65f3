"""What GitHub Actions is told: annotations on stdout, and the files that its variables name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.report.formats.sheet import Sheet

OUTPUTS = {"json": "result-path", "html": "report-path", "junit": "junit-path"}
"""The step output that names the file of a format."""


def announce(sheet: Sheet, path: Path, target: Path | None, written: Mapping[str, Path]) -> None:
    """Print the annotations, and append to the step's summary and outputs.

    Args:
        sheet: What was found.
        path: The notebook or module, or a folder or zip that holds it.
        target: Where the summary goes instead of GITHUB_STEP_SUMMARY.
        written: The files of other formats, by format.

    Raises:
        UsageError: A file cannot be written.
    """
    from grader.cli.output import deliver
    from grader.report.formats.github import commands, output_file, outputs, summary
    from grader.submission.locate import SourceLines

    file = path / sheet.name if path.is_dir() else path
    data = file.read_bytes() if file.is_file() and file.suffix == ".ipynb" else b""
    for command in commands(sheet, _relative(file), SourceLines(data).find):
        click.echo(command)
    if target is not None:
        deliver(summary(sheet).encode(), target)
    else:
        _append("GITHUB_STEP_SUMMARY", summary(sheet))
    found = outputs(sheet)
    found |= {OUTPUTS[name]: str(file) for name, file in written.items() if name in OUTPUTS}
    _append("GITHUB_OUTPUT", output_file(found, f"grader-{secrets.token_hex(16)}"))


def _relative(file: Path) -> str:
    """The path from the root of the repository, with slashes."""
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    try:
        return file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return file.as_posix()


def _append(variable: str, text: str) -> None:
    """Append to the file that a variable names; nothing is done where it is not set."""
    name = os.environ.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{name}: cannot be written ({error.strerror})") from None
