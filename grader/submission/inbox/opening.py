"""An inbox's path -> the files in it: a folder, a zip that is read in place, or a single file."""

from __future__ import annotations

import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.submission.files import (
    Caps,
    Found,
    Listing,
    damaged,
    list_folder,
    list_zip,
    read_file,
    shown,
)

FOLDER = Caps(files=200_000, advice="give the folders in it one by one", many=True)
ZIP = Caps(
    files=10_000,
    unpacked=2 * 2**30,
    advice="unpack it, and give the folder",
    smaller="unpack it, and give the folder",
    many=True,
)
_UTF8 = 0x800
"""The flag of a zip's entry whose name is in UTF-8."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files of an inbox.

    Attributes:
        files: In the order of their paths.
        root: The folder, if it is one: repositories in it tell their commits.
        remarks: Sentences on what was left out or may be mistaken.
    """

    files: tuple[Found, ...]
    root: Path | None = None
    remarks: tuple[str, ...] = ()


@contextmanager
def opened_inbox(path: Path, *, without: Path | None = None) -> Iterator[Inbox]:
    """The files of an inbox, which can be read while this is open; nothing is unpacked.

    Args:
        path: A folder, a zip, or a single submission.
        without: A folder that is left out wherever it lies, such as the one for reports.

    Raises:
        UsageError: It cannot be read, or is more than is looked at.
    """
    with ExitStack() as stack:
        try:
            inbox = _opened(path, without, stack)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "its name cannot be one"
            raise UsageError(f"{path}: it cannot be read ({why})") from None
        except SubmissionError as error:
            raise UsageError(str(error)) from None
        yield inbox


def _opened(path: Path, without: Path | None, stack: ExitStack) -> Inbox:
    """The inbox, which is open as long as the stack."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    if path.is_dir():
        return _folder(path, without)
    if not path.is_file():
        raise UsageError(f"{path}: it is neither a file nor a folder")
    if path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        with damaged(path):
            archive = stack.enter_context(zipfile.ZipFile(path))
        return _zip(archive, path)
    size = path.stat().st_size
    return Inbox((Found(path.name, size, lambda most: read_file(path, most)),))


def _folder(path: Path, without: Path | None) -> Inbox:
    next(path.iterdir(), None)  # which says it if that may not be looked into
    listing = list_folder(path, FOLDER)
    files = listing.files
    away = _below(path, without)
    if away is not None:
        files = tuple(file for file in files if not file.path.startswith(away))
    return Inbox(files, path, _remarks(listing, files))


def _below(path: Path, without: Path | None) -> str | None:
    """The prefix of the paths that are left out, if there are any."""
    if without is None:
        return None
    try:
        inside = without.resolve().relative_to(path.resolve())
    except ValueError:
        return None
    return f"{inside.as_posix()}/"


def _zip(archive: zipfile.ZipFile, path: Path) -> Inbox:
    for info in archive.infolist():
        info.filename = _name(info)
    count = Counter(info.filename for info in archive.infolist() if not info.is_dir())
    twice = sorted(name for name, number in count.items() if number > 1)
    said = (f"named twice, and the later one is taken: {shown(twice)}",) if twice else ()
    listing = list_zip(archive, path, ZIP)
    return Inbox(listing.files, None, (*_remarks(listing, listing.files), *said))


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry: some programs write UTF-8 and do not say so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _remarks(listing: Listing, files: tuple[Found, ...]) -> tuple[str, ...]:
    found = [
        f"{fields['count']} entries were left out, which are links, devices, or lead elsewhere: "
        f"{fields['files']}"
        for _, fields in listing.remarks
    ]
    alike: dict[str, list[str]] = defaultdict(list)
    for file in files:
        alike[unicodedata.normalize("NFC", file.path).casefold()].append(file.path)
    same = [paths for paths in alike.values() if len(paths) > 1]
    if same:
        found.append(f"the same name on some systems: {shown([' and '.join(p) for p in same])}")
    return tuple(found)
