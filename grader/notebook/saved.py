"""The notebook that is being worked on: its file, where the front end tells, and its cells."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from grader.checking.reading import document_in
from grader.outline.outline import METADATA, Document, from_metadata
from grader.submission.notebook import MAX_NOTEBOOK

SECONDS = 5.0
"""How long Colab may take to hand over the notebook."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A notebook as it stands saved.

    Attributes:
        path: Its file; a name alone, where it has no file that can be read.
        data: Its bytes, as JSON.
        ids: The id of each cell, in order, where it has one.
        document: The outlines in it.
    """

    path: Path
    data: bytes
    ids: tuple[str | None, ...]
    document: Document | None


def find_saved(named: Path | None, names: Mapping[str, Any]) -> Saved | None:
    """The notebook, as it was named, as the front end names it, or as the only one with an outline.

    Args:
        named: By the user.
        names: Of the kernel; VS Code puts the path there.
    """
    if named is not None:
        return _read(named)
    for path in _told(names):
        found = _read(path)
        if found is not None:
            return found
    return _of_colab() or _only_one()


def _told(names: Mapping[str, Any]) -> list[Path]:
    """Where VS Code and Jupyter say that the notebook is."""
    told = [names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
    return [Path(one) for one in told if isinstance(one, str) and one]


def _only_one() -> Saved | None:
    """The notebook in the working folder that has an outline, if it is the only one."""
    found = [path for path in sorted(Path.cwd().glob("*.ipynb"))[:50] if _has_outline(path)]
    return _read(found[0]) if len(found) == 1 else None


def _has_outline(path: Path) -> bool:
    return document_in(path) is not None


def _of_colab() -> Saved | None:
    """Colab has no file; it hands over the notebook when it is asked."""
    if "google.colab" not in sys.modules:
        return None
    try:
        message = import_module("google.colab._message")
        answer = message.blocking_request("get_ipynb", timeout_sec=SECONDS)
        notebook = answer["ipynb"]
        name = notebook.get("metadata", {}).get("colab", {}).get("name") or "notebook.ipynb"
        data = json.dumps(notebook).encode()
    except Exception:  # noqa: BLE001 - it is no published interface, so anything may come
        return None
    return _parsed(Path(str(name)), data)


def _read(path: Path) -> Saved | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_NOTEBOOK + 1)
    except OSError:
        return None
    return _parsed(path, data)


def _parsed(path: Path, data: bytes) -> Saved | None:
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        return None
    ids = tuple(_id(cell) for cell in cells)
    metadata = notebook.get("metadata")
    ours = metadata.get("grader") if isinstance(metadata, dict) else None
    inside = ours.get(METADATA) if isinstance(ours, dict) else None
    return Saved(path, data, ids, None if inside is None else from_metadata(inside, path))


def _id(cell: object) -> str | None:
    """The id of a cell; Colab keeps its own in the metadata."""
    if not isinstance(cell, dict):
        return None
    metadata = cell.get("metadata")
    other = metadata.get("id") if isinstance(metadata, dict) else None
    found = cell.get("id", other)
    return found if isinstance(found, str) else None
