"""The scratch folder of a submission: measured, and emptied whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.execution.inside import scratch
from tests.execution.deep import deep


def test_it_is_made_with_fonts(tmp_path: Path) -> None:
    """So that matplotlib need not look for any; making it twice does no harm."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "fontlist-v390.json").write_text("{}", encoding="utf-8")
    top = tmp_path / "top"
    for _ in range(2):
        scratch.make(top, fonts)
    assert (top / ".config" / "matplotlib" / "fontlist-v390.json").read_text() == "{}"
    assert (top / "work").is_dir()
    scratch.make(tmp_path / "other", None)
    assert (tmp_path / "other" / "work").is_dir()


def test_its_size(tmp_path: Path) -> None:
    """Of all files below; links are not followed; holes are not counted."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(b"x" * 100_000)
    (tmp_path / "link").symlink_to("/usr")
    with (tmp_path / "holes").open("wb") as file:
        file.truncate(2**40)
    size, entries = scratch.size(tmp_path)
    assert 100_000 <= size < 200_000
    assert entries == 5


def test_counting_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At too many, since counting more would take long."""
    monkeypatch.setattr(scratch, "MAX_ENTRIES", 10)
    for number in range(30):
        (tmp_path / str(number)).touch()
    assert scratch.size(tmp_path)[1] == 11


def test_it_is_emptied(tmp_path: Path) -> None:
    """Files, links, what may not be written, and folders deeper than any path may be long."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    top = tmp_path / "top"
    top.mkdir()
    (top / "link").symlink_to(outside)
    (top / "closed").mkdir()
    (top / "closed" / "file").touch()
    (top / "closed").chmod(0o000)
    deep(top, 3_000)
    assert scratch.wipe(top)
    assert list(top.iterdir()) == []
    assert (outside / "kept").exists()


def test_what_cannot_be_emptied_is_said(tmp_path: Path) -> None:
    """The template is replaced then."""
    assert not scratch.wipe(tmp_path / "missing")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert not scratch.wipe(tmp_path, seconds=-1.0)
