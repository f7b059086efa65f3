"""Where the documents of a command go: FORMAT[=FILE], the folder of -o, stdout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import UsageError

Target = tuple[str, Path | None]
"""A format with its file, None for stdout."""


def targets_of(
    asked: Sequence[str],
    known: Mapping[str, str],
    folder: Path | None,
    path: Path,
    beside: Sequence[str] = (),
) -> list[Target]:
    """Each format with its file, None for stdout, which takes one document only.

    Args:
        asked: As FORMAT or FORMAT=FILE.
        known: Each format with the end of its file's name.
        folder: For those that name no file; None is stdout.
        path: What is read; no file may be written over it.
        beside: Formats that go to stdout all the same, if they name no file.

    Raises:
        UsageError: There is no such format, or two go to the same place.
    """
    targets: list[Target] = []
    for one in asked:
        name, _, file = one.partition("=")
        if name not in known:
            raise UsageError(f"there is no format '{name}': take {', '.join(known)}")
        target = Path(file) if file else None
        if target is None and folder is not None and name not in beside:
            target = folder / f"{stem(path)}.{known[name]}"
        targets.append((name, target))
    files = [target.absolute() for _, target in targets if target is not None]
    if path.absolute() in files or len(set(files)) < len(files):
        raise UsageError("every format needs a file of its own, not the submission's")
    bare = [name for name, target in targets if target is None]
    if len(bare) > 1:
        raise UsageError(f"only one format can go to stdout: name a file, as in {bare[-1]}=FILE")
    return targets


def stem(path: Path) -> str:
    """The name of what is read, for the names of what is written."""
    return path.absolute().stem[:100] or "submission"
