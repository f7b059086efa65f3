"""The folder in which a submission works: made, measured and emptied by the template."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

WIPE_SECONDS = 5.0
MAX_ENTRIES = 10_000


def make(top: Path, fonts: Path | None) -> None:
    """The working folder below `top`, and a place for matplotlib with the fonts that it knows."""
    config = top / ".config" / "matplotlib"
    config.mkdir(parents=True, exist_ok=True)
    (top / "work").mkdir(exist_ok=True)
    if fonts is not None:
        for cache in fonts.glob("fontlist-*.json"):
            shutil.copyfile(cache, config / cache.name)


def size(top: Path) -> tuple[int, int]:
    """Bytes in use below a folder, and how many entries were counted; it stops at too many."""
    total = entries = 0
    todo = [str(top)]
    while todo and entries <= MAX_ENTRIES:
        with suppress(OSError), os.scandir(todo.pop()) as found:
            for entry in found:
                entries += 1
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                if entries > MAX_ENTRIES:
                    break
    return total, entries


def wipe(top: Path, seconds: float = WIPE_SECONDS) -> bool:
    """Remove all that is below a folder; whether that was possible in bearable time.

    Folders are moved to the top before they are emptied, so that no depth is too deep.
    """
    end = time.monotonic() + seconds
    number = 0
    try:
        while folders := _emptied(top):
            for folder in folders:
                if time.monotonic() > end:
                    return False
                os.chmod(folder, 0o700)  # noqa: PTH101 - a string it is
                for inner in _emptied(folder):
                    number += 1
                    aside = f"{top}/.{number}-{time.monotonic_ns()}"
                    os.rename(inner, aside)  # noqa: PTH104 - strings they are
                os.rmdir(folder)  # noqa: PTH106 - a string it is
    except OSError:
        return False
    return True


def _emptied(folder: str | Path) -> list[str]:
    """The folders in a folder, once everything else in it is gone."""
    folders = []
    with os.scandir(folder) as found:
        for entry in list(found):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                os.unlink(entry.path)  # noqa: PTH108 - a string it is
    return folders
