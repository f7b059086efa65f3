"""Where an assignment lies: a course, a folder, a notebook or a zip -> the files to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.importing.book import MOST_BYTES
from grader.importing.requirements import imported

MOST_BESIDE = 20 * 2**20
MOST_FILES = 200
_LEFT_OUT = {".ipynb", ".pyc", ".db"}
_NOT_HANDED_OUT = {"timestamp.txt", "gradebook.db", "nbgrader_config.py", "environment.yml"}


@dataclass(frozen=True, slots=True)
class Found:
    """A notebook, and what lies beside it.

    Attributes:
        name: Of its file.
        data: Its bytes.
        assignment: The name of its folder, where several are imported at once.
        beside: Other files, by relative path.
        tests: Test files of an autograder's, by name.
        released: The notebook as nbgrader released it, with the tests that it wrote itself.
    """

    name: str
    data: bytes
    assignment: str
    beside: Mapping[str, bytes]
    tests: Mapping[str, bytes]
    released: bytes = b""


def nbgrader_sources(path: Path) -> list[Found]:
    """The source notebooks of a course of nbgrader's, of one assignment, or one notebook.

    Raises:
        UsageError: There are none.
    """
    if path.is_file():
        return [_single(path)]
    root = path / "source" if (path / "source").is_dir() else path
    _must_be_folder(root)
    folders = [one for one in sorted(root.iterdir()) if one.is_dir() and any(one.glob("*.ipynb"))]
    direct = sorted(root.glob("*.ipynb")) if root == path else []
    found = [one for notebook in direct for one in [_single(notebook)]]
    if not found:
        found = [_single(book) for folder in folders for book in sorted(folder.glob("*.ipynb"))]
    if not found:
        raise UsageError(f"{path}: there is no source notebook here; give a course, its folder "
                         "source/NAME, or a notebook")  # fmt: skip
    return found


def otter_sources(path: Path) -> list[Found]:
    """The notebooks of an assignment of otter's: a source notebook, or an autograder's files.

    Raises:
        UsageError: There are none.
    """
    if path.is_file() and path.suffix == ".ipynb":
        return [_single(path)]
    files = _zipped(path) if path.is_file() else _beside(path)
    if path.is_dir():
        files |= {one.name: _bytes(one) for one in sorted(path.glob("*.ipynb"))}
    tests = {
        PurePosixPath(name).name: data
        for name, data in files.items()
        if "tests" in PurePosixPath(name).parts[:-1] and name.endswith(".py")
    }
    books = [name for name in files if name.endswith(".ipynb") and "/." not in f"/{name}"]
    if not books and not tests:
        raise UsageError(f"{path}: there is neither a notebook nor a folder tests/ here")
    if not books:
        return [Found(f"{path.stem}.ipynb", b"", path.stem, {}, tests)]
    others = {
        name: data
        for name, data in files.items()
        if not name.endswith(".ipynb") and PurePosixPath(name).name not in tests
    }
    top = min(name.count("/") for name in books)
    return [
        Found(PurePosixPath(name).name, files[name], path.stem, others, tests)
        for name in books
        if name.count("/") == top
    ]


def _single(path: Path) -> Found:
    folder = path.parent
    tests = {one.name: _bytes(one) for one in sorted((folder / "tests").glob("*.py"))}
    name = folder.resolve().name
    released = folder.resolve().parent.parent / "release" / name / path.name
    there = folder.resolve().parent.name == "source" and released.is_file()
    beside = _beside(folder)
    return Found(path.name, _bytes(path), name, beside, tests, _bytes(released) if there else b"")


def _must_be_folder(path: Path) -> None:
    if not path.is_dir():
        raise UsageError(f"{path}: there is no such file or folder; check the path")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path}: it has more than {MOST_BYTES >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


def _beside(folder: Path) -> dict[str, bytes]:
    """The files in a folder and below it that an assignment may need; no notebooks, no links."""
    _must_be_folder(folder)
    found: dict[str, bytes] = {}
    total = 0
    for path in _walk(folder, 3):
        size = path.stat().st_size
        if total + size > MOST_BESIDE or len(found) >= MOST_FILES:
            continue
        total += size
        found[path.relative_to(folder).as_posix()] = _bytes(path)
    return found


def _walk(folder: Path, deep: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) or path.is_symlink():
            continue
        if path.is_dir() and deep:
            yield from _walk(path, deep - 1)
        elif path.is_file() and path.suffix not in _LEFT_OUT and path.name not in _NOT_HANDED_OUT:
            yield path


def _zipped(path: Path) -> dict[str, bytes]:
    """The members of a zip, as far as they fit; nothing is unpacked."""
    found: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(path))) as archive:
            for member in archive.infolist()[:2_000]:
                total += member.file_size
                if member.is_dir() or total > MOST_BYTES or ".." in member.filename.split("/"):
                    continue
                found[member.filename.lstrip("/")] = archive.read(member)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        raise UsageError(f"{path}: it is neither a notebook nor a zip that can be read") from None
    return found


def needed(files: Mapping[str, bytes], sources: Sequence[str]) -> dict[str, bytes]:
    """Those of the files whose name stands in the code or texts, and modules that are imported."""
    text, modules = "\n".join(sources), imported(sources)
    return {
        path: data
        for path, data in files.items()
        if PurePosixPath(path).name in text
        or (path.endswith(".py") and PurePosixPath(path).parts[0].removesuffix(".py") in modules)
    }
