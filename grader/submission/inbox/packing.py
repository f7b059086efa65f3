"""A hand-in -> one content: the file itself, or a zip of several; equal files, equal bytes."""

from __future__ import annotations

import io
import zipfile

from grader.errors import SubmissionError
from grader.submission.files import MAX_ZIP, ONE
from grader.submission.inbox.hand_in import HandIn
from grader.submission.notebook import MAX_NOTEBOOK

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold."""


def pack(hand_in: HandIn) -> tuple[str, bytes]:
    """What the content is called, and the content.

    Raises:
        SubmissionError: A file cannot be read, or it is more than would be read when it is graded.
    """
    if len(hand_in.files) == 1 and "/" not in hand_in.files[0].path:
        [file] = hand_in.files
        most = max(MAX_ZIP, MAX_NOTEBOOK)
        return file.name, _read(hand_in, file.size, file.read(most), most)
    if len(hand_in.files) > ONE.files:
        problem = f"it holds more than {ONE.files} files; hand in the notebook"
        raise SubmissionError(hand_in.origin, problem)
    buffer = io.BytesIO()
    room = ONE.unpacked
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(hand_in.files, key=lambda one: one.path):
            data = _read(hand_in, file.size, file.read(room), room)
            room -= len(data)
            info = zipfile.ZipInfo(file.path, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    name = hand_in.key.rpartition("/")[2] or "submission"
    return f"{name}.zip", buffer.getvalue()


def _read(hand_in: HandIn, size: int, data: bytes, most: int) -> bytes:
    if size > most or len(data) > most:
        problem = f"it has more than {most >> 20} MiB; hand in the notebook without the data"
        raise SubmissionError(hand_in.origin, problem)
    return data
