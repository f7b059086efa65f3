"""The command itself: help, version, completion, commands loaded when they are used."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from grader.cli.main import COMMANDS, main
from tests.cli.conftest import Command

SCRIPT = Path(sys.executable).parent / "grader"


def test_help(grader: Command) -> None:
    """Lists the commands and the exit codes, with both of its options."""
    for option in ("-h", "--help"):
        ran = grader(option)
        assert (ran.code, ran.err) == (0, "")
        assert all(name in ran.out for name in COMMANDS)
        assert "4 nothing to grade" in " ".join(ran.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(grader: Command, name: str) -> None:
    """Each has one."""
    ran = grader(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: grader {name} ")


def test_version(grader: Command) -> None:
    """That of the package."""
    assert grader("--version").out == f"grader, version {version('gradient-grader')}\n"


@pytest.mark.parametrize("arguments", [["grad"], ["--nothing"], []])
def test_wrong_usage(grader: Command, arguments: list[str]) -> None:
    """Is exit code 2 and goes to stderr."""
    ran = grader(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: grader" in ran.err


def test_main_exits_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    """As a program does."""
    with pytest.raises(SystemExit) as caught:
        main(["grad"])
    assert caught.value.code == 2
    assert "No such command 'grad'" in capsys.readouterr().err


def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The installed program in a process of its own."""
    return subprocess.run(  # noqa: S603 - our own program
        [str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )


@pytest.mark.sandbox
@pytest.mark.parametrize(("shell", "words"), [("bash", "complete -o"), ("zsh", "#compdef grader")])
def test_completion_is_printed(shell: str, words: str) -> None:
    """For a shell to evaluate."""
    done = call(_GRADER_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert words in done.stdout
    assert done.stderr == ""


@pytest.mark.sandbox
def test_commands_are_completed() -> None:
    """From their first letters."""
    done = call(_GRADER_COMPLETE="bash_complete", COMP_WORDS="grader va", COMP_CWORD="1")
    assert done.stdout.split() == ["plain,validate"]


@pytest.mark.sandbox
def test_help_loads_nothing_that_grades() -> None:
    """Neither numpy nor a course, so that it answers at once."""
    code = (
        "import sys; from grader.cli.main import run; run(['--help']);"
        "print(sorted({'numpy', 'jinja2', 'nbformat', 'msgspec'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
