"""docs/writing-an-exercise.md, followed to the letter: its files, its commands, and what it says.

Only three things are different: no environment is made, code runs in this process, and a file is
removed without a shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Command, grader
from tests.here import Here

__all__ = ["grader"]  # a fixture

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "writing-an-exercise.md"
BLOCK = re.compile(
    r"(?:^\*\*(?P<file>[\w./]+)\*\*\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of the page: a file if it has a name, commands, or what they print."""

    file: str
    kind: str
    text: str


def blocks() -> Iterator[Block]:
    """All blocks in order."""
    for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield Block(found["file"] or "", found["kind"], found["text"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    for command in ("grade", "validate"):
        monkeypatch.setattr(f"grader.cli.{command}.open_sandbox", lambda *_, **__: Here())
    return tmp_path


def test_the_page_can_be_followed(
    grader: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Block after block: files are written, commands run, and print what the page shows."""
    printed: list[str] = []
    shown = 0
    for block in blocks():
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "sh":
            printed = []
            for line in block.text.splitlines():
                match shlex.split(line, comments=True):
                    case ["export", setting]:
                        name, _, value = setting.partition("=")
                        monkeypatch.setenv(name, value.replace("$PWD", str(folder)))
                    case ["rm", name]:
                        (folder / name).unlink()
                    case ["grader", "env"]:
                        pass
                    case ["grader", *arguments]:
                        ran = grader(*arguments)
                        assert ran.code == 0, ran.out + ran.err
                        printed.append(ran.out)
                    case words:
                        pytest.fail(f"the page tells to type {words}")
        else:
            assert not block.kind
            assert "".join(printed) == block.text
            shown += 1
    assert shown == 4
