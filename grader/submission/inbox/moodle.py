"""Moodle, "Download all submissions": `{full name}_{unique id}_assignsubmission_{plugin}...`.

The forms, a folder for each student or flat, are those of `mod/assign/classes/downloader.php`.
A full name has no `_` in it; what is before one, such as a username, was put there by others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, recognised, seen, unique

IN_FOLDER = re.compile(
    r"(?P<origin>(?P<name>[^/]*?)_(?P<key>\d{1,20})_assignsubmission_(?P<plugin>[a-z]+)_?)/(?P<path>.+)"
)
FLAT = re.compile(
    r"(?P<origin>(?P<name>[^/]*?)_(?P<key>\d{1,20})_assignsubmission_(?P<plugin>[a-z]+))_(?P<path>[^/]+)"
)


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Moodle download; one of online text alone is said in a remark."""
    del context
    files = seen(files)
    by_key: dict[str, list[tuple[re.Match[str], Found]]] = defaultdict(list)
    written: set[str] = set()
    unknown = []
    for file in files:
        found = IN_FOLDER.fullmatch(file.path) or FLAT.fullmatch(file.path)
        if found is None:
            unknown.append(file.path)
        elif found["plugin"] == "file":
            by_key[found["key"]].append((found, file))
        else:
            written.add(found["key"])
    hand_ins = [
        HandIn(
            key=key,
            files=tuple(unique((found["path"], file) for found, file in matches)),
            layout="moodle",
            origin=matches[0][0]["origin"],
            name=matches[0][0]["name"].rpartition("_")[2],
        )
        for key, matches in by_key.items()
    ]
    alone = sorted(written - by_key.keys())
    remarks = [f"{key}: handed in a text, and no file" for key in alone]
    return recognised("moodle", hand_ins, files, unknown, remarks)
