"""What is picked from the service's answers: pages in a row, and nothing from what is none."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ci import pick
from tests.ci.conftest import ROOT

BOT = {"login": "github-actions[bot]", "type": "Bot"}


def picked(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
    *words: str,
) -> tuple[int, str, str]:
    """The exit code and both streams."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    code = pick.main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("between", ["", "\n", " \n "])
def test_pages_come_one_behind_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], between: str
) -> None:
    """As `gh api --paginate` writes them."""
    pages = [json.dumps([{"id": n, "user": BOT, "body": f"{n}!"}]) for n in (1, 2, 3)]
    code, out, _ = picked(
        monkeypatch, capsys, between.join(pages) + between, "comment", BOT["login"], "3!"
    )
    assert (code, out) == (0, "3\n")


@pytest.mark.parametrize(
    "text", ["<html>", "[", '{"message": "Not Found"}', "[1]", "3", '[{"id":1}]']
)
@pytest.mark.parametrize("what", ["artifact", "pull", "comment"])
def test_what_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, what: str
) -> None:
    """Is one sentence and exit code 1, and nothing is printed."""
    code, out, err = picked(monkeypatch, capsys, text, what, "a", "9")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["other"], ["pull"], ["save", "no.zip", "a", "1", "b"]])
def test_wrong_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Likewise."""
    code, out, err = picked(monkeypatch, capsys, "[]", *words)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_it_needs_nothing_but_python() -> None:
    """Isolated, from any folder."""
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", "-S", str(ROOT / "ci" / "pick.py"), "comment", "a", "b"],
        input="[]",
        cwd=Path("/"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
