"""`grader comment`: an artifact of somebody's check -> a comment that is safe to post."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.output import deliver
from grader.errors import UsageError
from grader.report.safe import one_line


@click.command("comment")
@click.argument("artifact", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write; stdout by default.",
)
def command(artifact: Path, output: Path | None) -> int:
    """Write a comment for a pull request from ARTIFACT, which `grader check -f json` has written.

    It is not trusted: anybody may have made it. What does not keep the form is refused, and no text
    of it is passed on.
    """
    import msgspec

    from grader.outline.finding import MAX_BYTES, from_json
    from grader.report.checkup.comment import render_comment

    try:
        with artifact.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        checkup = from_json(data)
    except OSError as error:
        raise UsageError(f"{artifact}: it cannot be read ({error.strerror})") from None
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise UsageError(
            f"{artifact}: this is no result of `grader check -f json` ({one_line(str(error))})"
        ) from None
    deliver(render_comment(checkup).encode(), output)
    return 0
