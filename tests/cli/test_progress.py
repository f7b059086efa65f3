"""How far a batch is, in lines."""

from __future__ import annotations

import pytest

from grader.cli.progress import Lines, left, shown_progress


def test_a_line_has_rate_and_time_left() -> None:
    """After 20 seconds, 40 of 300 are done, three of them with problems."""
    said: list[str] = []
    seconds = iter([100.0, 120.0])
    lines = Lines(said.append, lambda: next(seconds))
    lines.expect(300)
    for at in range(40):
        lines.advance(problem=at < 3)
    lines.tell()
    assert said == ["40/300 graded, 3 with problems, 2 a second, 2 min left"]


def test_before_the_first_nothing_is_foretold() -> None:
    """There is no rate yet."""
    said: list[str] = []
    lines = Lines(said.append, lambda: 5.0)
    lines.expect(3)
    lines.tell()
    assert said == ["0/3 graded"]


@pytest.mark.parametrize(
    ("count", "rate", "words"),
    [
        (0, 1.0, "0 s"),
        (-2, 1.0, "0 s"),
        (89, 1.0, "89 s"),
        (90, 1.0, "2 min"),
        (89 * 60, 1.0, "89 min"),
        (90 * 60, 1.0, "1 h 30 min"),
        (100, 0.01, "2 h 47 min"),
    ],
)
def test_time_left(count: int, rate: float, words: str) -> None:
    """Is said in the unit that fits."""
    assert left(count, rate) == words


def test_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines go to stderr every so often, and none comes after the end."""
    monkeypatch.setattr("grader.cli.progress.EVERY", 0.01)
    with shown_progress() as progress:
        progress.expect(2)
        progress.advance()
        while "1/2 graded" not in (told := capsys.readouterr().err):
            pass
        progress.say("alice: something")
    assert "left" in told
    assert "alice: something\n" in capsys.readouterr().err


def test_a_terminal_gets_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the number that is done; what is said beside it stays, as it was written."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with shown_progress() as progress:
        progress.expect(2)
        progress.advance()
        progress.say("alice: [bold]1 of 2[/bold]")
    err = capsys.readouterr().err
    assert "1/2" in err
    assert "alice: [bold]1 of 2[/bold]" in err
