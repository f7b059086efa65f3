"""A hand-in -> one content: the file itself, or a zip of several; equal files, equal bytes.

The zip is not compressed: compressed bytes differ from one system's library to the next, and a
folder that packs very well would be taken for a bomb.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from grader.errors import SubmissionError
from grader.submission.files import MAX_ZIP, ONE, Found
from grader.submission.inbox.hand_in import HandIn
from grader.submission.inbox.parts import gradable
from grader.submission.notebook import MAX_NOTEBOOK

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold."""
_UNIX = 3


def pack(hand_in: HandIn) -> tuple[str, bytes]:
    """What the content is called, and the content.

    Raises:
        SubmissionError: A file cannot be read, or it is more than would be read when it is graded.
    """
    file = _alone(hand_in.files)
    if file is not None:
        most = max(MAX_ZIP, MAX_NOTEBOOK)
        return file.name, _read(hand_in, file, most, most)
    if len(hand_in.files) > ONE.files:
        problem = f"it holds more than {ONE.files} files; hand in the notebook"
        raise SubmissionError(hand_in.origin, problem)
    buffer = io.BytesIO()
    room = ONE.unpacked
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in sorted(hand_in.files, key=lambda one: one.path):
            data = _read(hand_in, file, room, ONE.unpacked)
            room -= len(data)
            info = zipfile.ZipInfo(file.path, _TIME)
            info.create_system = _UNIX
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    name = hand_in.key.rpartition("/")[2] or "submission"
    return f"{name}.zip", buffer.getvalue()


def _alone(files: Sequence[Found]) -> Found | None:
    """The only file, or the only zip where nothing beside it can be graded."""
    if len(files) == 1 and "/" not in files[0].path:
        return files[0]
    likely = [file for file in files if gradable(file.path)]
    return likely[0] if len(likely) == 1 and likely[0].suffix == ".zip" else None


def _read(hand_in: HandIn, file: Found, room: int, most: int) -> bytes:
    """The bytes of a file, for which there is still so much room of what may be at most."""
    data = file.read(room) if file.size <= room else b""
    if max(file.size, len(data)) > room:
        problem = f"it has more than {most >> 20} MiB; hand in the notebook without the data"
        raise SubmissionError(hand_in.origin, problem)
    return data
