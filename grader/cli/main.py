"""The `grader` command: its subcommands are loaded when they are used."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from grader.errors import GraderError, GradingError
from grader.report.safe import one_line

SENTENCE = 2_000
COMMANDS = {
    "check": "Check your own file before you hand it in; no answers are needed.",
    "grade": "Grade one submission and write the feedback report.",
    "batch": "Grade a class: a folder, a zip or a platform's download.",
    "report": "Write the reports of what counts, and the class overview.",
    "similar": "Show staff which submissions have the same code.",
    "export": "Write what counts as a table or a platform's file.",
    "explain": "Show how a part came to its points, and judge it again.",
    "override": "Give points by hand.",
    "void": "Take a part out of everyone's score.",
    "forget": "Delete a student from the gradebook.",
    "audit": "Show the log of decisions, and check that it is whole.",
    "new": "Write an exercise's stub, as a student gets it.",
    "import": "Make exercises of an assignment written for nbgrader or otter.",
    "package": "Write what a platform needs to run the grader by itself.",
    "comment": "Write a pull request's comment from a check that is not trusted.",
    "validate": "Check that exercises keep their contract, or what this machine can do.",
    "env": "Make or update the student environment.",
}


class LazyGroup(click.Group):
    """Lists its commands without importing them, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = "importing" if cmd_name == "import" else cmd_name  # no module can be called import
        command = import_module(f"grader.cli.{module}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gradient-grader", prog_name="grader")
def cli() -> None:
    """Grades numerical machine-learning exercises.

    Exit codes: 0 it ran; 1 the score is under --fail-under, or validation found problems; 2 wrong
    usage or course; 3 it could not be graded for reasons that are not the student's; 4 nothing to
    grade was recognised; 130 interrupted.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command and exit with its code; errors for people go to stderr as one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(args))


def run(args: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        code = cli.main(args=args, prog_name="grader", standalone_mode=False)
    except GraderError as error:
        click.echo(f"grader: {one_line(str(error), SENTENCE)}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: interrupted", err=True)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        click.echo(
            f"grader: a fault of ours, {type(error).__name__}: {one_line(str(error))}; nothing was "
            "graded (GRADER_DEBUG=1 shows where)",
            err=True,
        )
        return GradingError.exit_code
    return code if isinstance(code, int) else 0
