"""What a graded submission is written as, and how a file is written."""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import coloured
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.grading.grade import Graded

FORMATS = {
    "text": "report.txt",
    "json": "result.json",
    "html": "report.html",
    "github": "summary.md",
    "gradescope": "gradescope.json",
    "classroom50": "classroom50.json",
    "junit": "junit.xml",
}
"""Each format with the end of its file's name."""
OVERVIEW = "overview.html"
PICTURES = "pictures"
"""The folder for pictures of students that are PNG, each named by its digest."""


def render(name: str, graded: Graded, *, staff: bool, target: Path | None) -> bytes:
    """The document of that format; text for a terminal is coloured when it goes to stdout."""
    from grader.grading.result import public, to_json
    from grader.report.html import render_html
    from grader.report.text import render_text

    result = graded.result if staff else public(graded.result)
    if name == "json":
        return to_json(result)
    if name == "html":
        return render_html(result, graded.pictures).encode("utf-8", "replace")
    if name == "text":
        colour = target is None and coloured(sys.stdout)
        return render_text(result, colour=colour).encode("utf-8", "replace")
    from grader.report.formats.sheet import of_result, said_of_part

    if name == "gradescope":
        from grader.export.results import results_document

        return json.dumps(results_document(result, said_of_part), indent=2).encode() + b"\n"
    from grader.cli.formats import rendered

    return rendered(name, of_result(result))


def deliver(document: bytes, target: Path | None) -> None:
    """To stdout, or to a file that is there whole or not at all.

    Raises:
        UsageError: The file cannot be written.
    """
    if target is None:
        _print(document.decode("utf-8").rstrip("\n"))
        return
    unfinished: Path | None = None
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(document)  # a device or a pipe is written to, never replaced
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        unfinished = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(document)
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except BaseException as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        if not isinstance(error, OSError | RuntimeError):
            raise  # interrupted, say
        raise UsageError(
            f"{target}: cannot be written ({getattr(error, 'strerror', error)})"
        ) from None


def _print(text: str) -> None:
    """To stdout; GitHub Actions is told first not to read commands from it.

    Every line there that begins with two colons is a command of the workflow's, whoever wrote it.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        click.echo(text)
        return
    token = f"grader-{secrets.token_hex(16)}"
    click.echo(f"::stop-commands::{token}\n{text}\n::{token}::")


def pictures(graded: Graded) -> dict[str, bytes]:
    """The student's pictures that are PNG, by the path at which `grader report` looks for them."""
    return {f"{PICTURES}/{digest}.png": png for digest, png in graded.pictures.items()}


def deliver_pictures(graded: Graded, folder: Path) -> None:
    """Those pictures, in the folder."""
    for name, png in pictures(graded).items():
        deliver(png, folder / name)
