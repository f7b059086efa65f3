"""The folder of a process that has ended goes away, whatever was made in it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from grader.execution import folders
from grader.execution.inside import scratch
from tests.execution.deep import deep


def test_no_depth_is_too_deep(tmp_path: Path) -> None:
    """And what a link leads to stays."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    box = tmp_path / "box"
    box.mkdir()
    (box / "link").symlink_to(outside)
    deep(box, 3_000)
    assert folders.remove(box)
    assert not box.exists()
    assert (outside / "kept").exists()


def test_rights_that_were_taken_away_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of its folders, where root could delete all the same; a link's target keeps its own."""
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o500)
    box = tmp_path / "box"
    inner = box / "work" / "inner"
    inner.mkdir(parents=True)
    (inner / "file").touch()
    (box / "work" / "link").symlink_to(outside)
    for folder in (inner, inner.parent, box):
        folder.chmod(0o500)
    remove = shutil.rmtree

    def as_anyone(path: Path, *, ignore_errors: bool) -> None:
        modes = [folder.stat().st_mode & 0o200 for folder in (box, inner.parent, inner)]
        if all(modes):
            remove(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(folders, "wipe", lambda *_: False)
    monkeypatch.setattr(shutil, "rmtree", as_anyone)
    assert folders.remove(box)
    assert outside.stat().st_mode & 0o777 == 0o500


def test_what_cannot_be_removed_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows a file that a process left behind has open: it is tried a few times."""
    box = tmp_path / "box"
    (box / "open").mkdir(parents=True)
    tries: list[Path] = []
    monkeypatch.setattr(folders, "wipe", lambda *_: False)
    monkeypatch.setattr(shutil, "rmtree", lambda path, **_: tries.append(path))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert not folders.remove(box)
    assert 1 < len(tries) < 20
    assert (box / "open").exists()


def test_what_was_written_meanwhile_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was killed may be at it for a moment after."""
    box = tmp_path / "box"
    box.mkdir()
    late = iter([box / "late", None])
    wipe = scratch.wipe

    def then_written(top: Path, seconds: float) -> bool:
        done = wipe(top, seconds)
        if (path := next(late)) is not None:
            path.mkdir()
        return done

    monkeypatch.setattr(folders, "wipe", then_written)
    assert folders.remove(box)
