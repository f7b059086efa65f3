"""A folder or a zip -> the files in it that matter, read one by one and never unpacked."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.submission.submission import Remark

MAX_ZIP = 100 * 2**20  # packed
_MAY_PACK_WELL = 2 * 2**20  # below this no ratio is too good to be true
_DEEPEST = 20

_IGNORED = frozenset(
    {
        "__MACOSX",
        "__pycache__",
        "node_modules",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        ".ipynb_checkpoints",
        ".git",
        ".venv",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
    }
)
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of a folder or zip is looked at.

    Attributes:
        files: How many.
        unpacked: Bytes of all files of a zip together.
        ratio: How many times its size a zip may unpack to.
        advice: What to do if there are too many.
        smaller: What to do if it is too much.
        many: Whether it holds what many handed in: what is wrong with one entry of a zip is then
            said when that is read, and the others can be.
    """

    files: int = 2_000
    unpacked: int = 50 * 2**20
    ratio: int = 100
    advice: str = "hand in the notebook"
    smaller: str = "clear the outputs of the notebook, or hand it in without the data"
    many: bool = False


ONE = Caps()
"""Of what one student handed in."""


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file of a folder or zip.

    Attributes:
        path: Relative, with `/` between its parts.
        size: As the folder or zip says, in bytes.
        read: Reads it; the argument is how many bytes at most.
    """

    path: str
    size: int
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, with its dot."""
        return PurePosixPath(self.path).suffix.lower()


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder or zip in order of their paths, and what was noticed."""

    files: tuple[Found, ...]
    remarks: tuple[Remark, ...]


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a regular file, one more than `most` if there are more; never of a device."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SubmissionError(path, "it is not a regular file; hand in a .ipynb or .py")
            return file.read(most + 1)
    except OSError as error:
        raise SubmissionError(path, f"it cannot be read ({error.strerror})") from None


def list_folder(folder: Path, caps: Caps = ONE) -> Listing:
    """The regular files below a folder; links, devices and pipes are never followed or opened."""
    files: list[Found] = []
    odd: list[str] = []
    todo: list[tuple[Path, str, int]] = [(folder, "", 0)]
    while todo:
        here, prefix, depth = todo.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            odd.append(prefix or ".")
            continue
        for entry in entries:
            path = prefix + entry.name
            if is_ignored(entry.name):
                continue
            if not is_plain(path):
                odd.append(path)
            elif entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST and not os.path.lexists(Path(entry.path, "pyvenv.cfg")):
                    todo.append((Path(entry.path), path + "/", depth + 1))
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                files.append(Found(path, size, _reader(Path(entry.path))))
            else:
                odd.append(path)
        if len(files) > caps.files:
            raise SubmissionError(
                folder, f"the folder holds more than {caps.files} files; {caps.advice}"
            )
    return Listing(tuple(sorted(files, key=lambda f: f.path)), _skipped(odd))


@contextmanager
def opened_zip(data: bytes, where: Path) -> Iterator[zipfile.ZipFile]:
    """A zip held in memory, open for reading."""
    if len(data) > MAX_ZIP:
        raise SubmissionError(
            where, f"the zip has more than {MAX_ZIP >> 20} MiB; hand in the notebook alone"
        )
    with damaged(where):
        archive = zipfile.ZipFile(io.BytesIO(data))
    with archive:
        yield archive


@contextmanager
def damaged(where: Path) -> Iterator[None]:
    """What the standard library raises for a broken zip becomes a sentence."""
    try:
        yield
    except NotImplementedError:
        raise SubmissionError(
            where, "the zip is packed in a way that cannot be read; pack it anew"
        ) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        LZMAError,
        struct.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        raise SubmissionError(where, "the zip is damaged; pack it and hand it in again") from None


def list_zip(archive: zipfile.ZipFile, where: Path, caps: Caps = ONE) -> Listing:
    """The regular files of a zip; entries that would land outside of it are skipped."""
    files: dict[str, Found] = {}
    odd: list[str] = []
    unpacked = packed = 0
    for info in archive.infolist():
        path = info.filename.replace("\\", "/")
        if path.endswith("/") or any(is_ignored(part) for part in path.split("/")):
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not is_plain(path) or kind not in (0, stat.S_IFREG):
            odd.append(path)
            continue
        wrong = _wrong(info, caps)
        if wrong and not caps.many:
            raise SubmissionError(where, wrong)
        unpacked += info.file_size
        packed += info.compress_size
        read = _refuser(where / path, wrong) if wrong else _entry_reader(archive, info, where)
        files[path] = Found(path, info.file_size, read)
        if len(files) > caps.files:
            raise SubmissionError(
                where, f"the zip holds more than {caps.files} files; {caps.advice}"
            )
    if unpacked > caps.unpacked:
        raise SubmissionError(
            where,
            f"the zip unpacks to {unpacked >> 20} MiB, and at most {caps.unpacked >> 20} are read; "
            f"{caps.smaller}",
        )
    if not caps.many and unpacked > max(_MAY_PACK_WELL, caps.ratio * packed):
        raise SubmissionError(
            where, f"the zip unpacks to more than {caps.ratio} times its size; pack it anew"
        )
    return Listing(tuple(files[path] for path in sorted(files)), _skipped(odd))


def _wrong(info: zipfile.ZipInfo, caps: Caps) -> str:
    """What is wrong with an entry by what the zip says of it, if anything is."""
    if info.flag_bits & 1:
        return "the zip is locked by a password; hand it in without one"
    if caps.many and info.file_size > max(_MAY_PACK_WELL, caps.ratio * info.compress_size):
        return f"it unpacks to more than {caps.ratio} times its size; hand in the notebook"
    return ""


def _refuser(where: Path, wrong: str) -> Callable[[int], bytes]:
    def read(_most: int) -> bytes:
        raise SubmissionError(where, wrong)

    return read


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is made by tools and means nothing here."""
    return name in _IGNORED or name.startswith("._")


def is_plain(path: str) -> bool:
    """Whether a path stays below its root and can be written down."""
    parts = path.split("/")
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return (
        not any(part in ("", ".", "..") for part in parts)
        and _DRIVE.match(path) is None
        and "\0" not in path
        and "\\" not in path
        and len(path) <= 500
    )


def _skipped(paths: list[str]) -> tuple[Remark, ...]:
    if not paths:
        return ()
    return (("entries-skipped", {"count": str(len(paths)), "files": shown(paths)}),)


def shown(paths: Sequence[str]) -> str:
    """The first few paths, as a remark or a sentence lists them."""
    few = [path.encode("utf-8", "replace").decode()[:100] for path in paths[:5]]
    more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
    return ", ".join(few) + more


def _reader(path: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if path.is_symlink():  # exchanged since it was listed
            raise SubmissionError(path, "it is a link, and links are not followed")
        return read_file(path, most)

    return read


def _entry_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: Path
) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with damaged(where), archive.open(info) as file:
            return file.read(min(most, info.file_size) + 1)

    return read
