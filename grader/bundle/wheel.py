"""The engine as a wheel, written from where it is installed: no build tool, no network."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from grader.bundle.zips import zipped
from grader.errors import UsageError

PROJECT = "gradient-grader"
_NAME = re.compile(r"gradient_grader-[\w.+!]+(?:-\d\w*)?(?:-[\w.]+){3}\.whl", re.ASCII)
_NO_WHEEL = "so that its wheel cannot be written; name one by --wheel"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel by the name that installers need it to have."""

    name: str
    content: bytes


def engine_wheel() -> Wheel:
    """The wheel of the engine that is running.

    Raises:
        UsageError: It is not installed, so that nothing says what it needs.
    """
    try:
        found = distribution(PROJECT)
    except PackageNotFoundError:
        raise UsageError(f"{PROJECT} is not installed, {_NO_WHEEL}") from None
    metadata, entry_points = found.read_text("METADATA"), found.read_text("entry_points.txt")
    if not metadata or not entry_points:
        raise UsageError(f"{PROJECT} is installed without its metadata, {_NO_WHEEL}")
    named = HeaderParser().parsestr(metadata).get_all("License-File", [])
    licences = {name: found.read_text(f"licenses/{name}") for name in named}
    return pack(
        _package(Path(__file__).resolve().parents[1]),
        metadata,
        entry_points,
        {name: text for name, text in licences.items() if text is not None},
    )


def pack(
    files: Mapping[str, bytes],
    metadata: str,
    entry_points: str,
    licences: Mapping[str, str],
) -> Wheel:
    """A wheel of pure Python.

    Args:
        files: What is installed, by path.
        metadata: The text of METADATA, which has name and version.
        entry_points: The text of entry_points.txt.
        licences: The texts of its licences, by the name that METADATA has for them.
    """
    head = HeaderParser().parsestr(metadata)
    stem = f"{_escaped(head['Name'])}-{_escaped(head['Version'])}"
    about = f"{stem}.dist-info"
    wheel = (
        f"Wheel-Version: 1.0\nGenerator: {PROJECT}\nRoot-Is-Purelib: true\nTag: py3-none-any\n\n"
    )
    texts = {
        "METADATA": metadata,
        "WHEEL": wheel,
        "entry_points.txt": entry_points,
        **{f"licenses/{name}": text for name, text in licences.items()},
    }
    entries = dict(sorted(files.items()))
    entries |= {f"{about}/{name}": text.encode() for name, text in texts.items()}
    entries[f"{about}/RECORD"] = _record(entries, f"{about}/RECORD")
    document = io.BytesIO()
    with zipped(document) as add:
        for name, content in entries.items():
            add(name, content)
    return Wheel(f"{stem}-py3-none-any.whl", document.getvalue())


def given_wheel(name: str, content: bytes) -> Wheel:
    """A wheel that somebody else has built, if it is one of the engine.

    Raises:
        UsageError: It is not.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name}: this is not the name of a wheel of {PROJECT}")
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except BadZipFile:
        names = []
    if "grader/__init__.py" not in names:
        raise UsageError(f"{name}: this is no wheel of {PROJECT}")
    return Wheel(name, content)


def _package(folder: Path) -> dict[str, bytes]:
    """The files of the package, by their paths in the wheel."""
    found = {}
    for path in folder.rglob("*"):
        inside = path.relative_to(folder.parent)
        passed = any(part == "__pycache__" or part.startswith(".") for part in inside.parts)
        if path.is_file() and not passed:
            found[inside.as_posix()] = path.read_bytes()
    return found


def _record(entries: Mapping[str, bytes], own: str) -> bytes:
    """A line for each file with its digest, and one without for itself."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for name, content in entries.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
        writer.writerow([name, f"sha256={digest.decode()}", len(content)])
    writer.writerow([own, "", ""])
    return lines.getvalue().encode()


def _escaped(text: str) -> str:
    """As a part of a wheel's name."""
    return re.sub(r"[-_]+", "_", text)
