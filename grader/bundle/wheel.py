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
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from grader.bundle.zips import zipped
from grader.errors import UsageError

PROJECT = "gradient-grader"
_NAME = re.compile(r"gradient_grader-[\w.+!]+(?:-\d\w*)?(?:-[\w.]+){3}\.whl", re.ASCII)
_KEPT = r"METADATA|entry_points\.txt|licenses/.+"
_WHEEL = f"Wheel-Version: 1.0\nGenerator: {PROJECT}\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


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
        about = _about(distribution(PROJECT))
    except (PackageNotFoundError, OSError):
        about = {}
    if not {"METADATA", "entry_points.txt"} <= set(about):
        problem = "is not installed, so that its wheel cannot be written; name one by --wheel"
        raise UsageError(f"{PROJECT} {problem}")
    return pack(_package(Path(__file__).resolve().parents[1]), about)


def pack(files: Mapping[str, bytes], about: Mapping[str, bytes]) -> Wheel:
    """A wheel of pure Python.

    Args:
        files: What is installed, by path.
        about: What describes it, by name: METADATA, which has name and version, and what else there
            is of entry points and licences.
    """
    head = HeaderParser().parsestr(about["METADATA"].decode())
    stem = f"{_escaped(head['Name'])}-{_escaped(head['Version'])}"
    folder = f"{stem}.dist-info"
    entries = dict(sorted(files.items()))
    entries |= {f"{folder}/{name}": text for name, text in sorted(about.items())}
    entries[f"{folder}/WHEEL"] = _WHEEL.encode()
    entries[f"{folder}/RECORD"] = _record(entries, f"{folder}/RECORD")
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


def _about(found: Distribution) -> dict[str, bytes]:
    """What describes an installed package, without what its installer added."""
    about = {}
    for file in found.files or ():
        head, *inside = file.parts
        name = "/".join(inside)
        if head.endswith(".dist-info") and re.fullmatch(_KEPT, name):
            about[name] = file.read_binary()
    return about


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
