"""Gradescope, "Download Submissions": a folder for each submission, and a YAML file on them.

The form is that of the exports that public importers of it are tested with.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from grader.errors import SubmissionError, UsageError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Member, Recognised
from grader.submission.inbox.parts import Context, named, recognised, seen
from grader.submission.inbox.plain_yaml import read_yaml

METADATA = "submission_metadata.yml"
MOST_BYTES = 20 * 2**20
MOST_MEMBERS = 100
_FOLDER = re.compile(r"submission_(\d{1,20})")
_NOTHING = frozenset({"", "~", "null"})
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?(Z|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Gradescope export; nothing without its file of who handed in.

    Raises:
        UsageError: That file cannot be read, or there is nothing to read YAML with.
    """
    files = seen(files)
    metadata = next((file for file in files if file.path == METADATA), None)
    if metadata is None:
        return recognised("gradescope", [], files, [file.path for file in files])
    entries = _entries(metadata)
    inside: dict[str, list[Found]] = defaultdict(list)
    unknown = []
    for file in files:
        folder, _, rest = file.path.partition("/")
        if rest and folder in entries:
            inside[folder].append(named(file, rest))
        elif file is not metadata:
            unknown.append(file.path)
    hand_ins = [
        _hand_in(folder, entries[folder], tuple(found), context) for folder, found in inside.items()
    ]
    empty = sorted(entries.keys() - inside.keys())
    remarks = [f"{folder}: it is listed, and has no files" for folder in empty]
    return recognised("gradescope", hand_ins, files, unknown, remarks)


def _entries(file: Found) -> dict[str, Mapping[object, object]]:
    """What is said of each folder; nothing of one where it has not the usual form."""
    try:
        data = file.read(MOST_BYTES)
    except SubmissionError as error:
        raise UsageError(f"{METADATA}: it cannot be read: {error.reason}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{METADATA}: it has more than {MOST_BYTES >> 20} MiB; download it again")
    loaded = read_yaml(data, METADATA)
    if not isinstance(loaded, dict):
        raise UsageError(f"{METADATA}: it lists no submissions; download it again")
    return {
        folder: entry if isinstance(entry, dict) else {}
        for folder, entry in loaded.items()
        if isinstance(folder, str)
    }


def _hand_in(
    folder: str, entry: Mapping[object, object], files: tuple[Found, ...], context: Context
) -> HandIn:
    number = found[1] if (found := _FOLDER.fullmatch(folder)) else folder
    members = tuple(_members(_at(entry, "submitters"), number))
    first = members[0] if members else Member(number)
    return HandIn(
        key=first.key if len(members) < 2 else number,
        files=files,
        layout="gradescope",
        origin=folder,
        name=first.name if len(members) < 2 else "",
        mark=number,
        submitted_at=_time(_at(entry, "created_at"), context.zone),
        members=members,
    )


def _at(entry: object, name: str) -> object:
    """A value by its name, which Ruby writes as a symbol: `:name`."""
    if not isinstance(entry, dict):
        return None
    return entry.get(f":{name}", entry.get(name))


def _members(listed: object, number: str) -> Iterator[Member]:
    """The submitters, none twice; who has neither id nor address is told by the submission."""
    raw = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    keys: set[str] = set()
    for place, one in enumerate(raw[:MOST_MEMBERS], 1):
        sid, name, email = (_text(_at(one, what)) for what in ("sid", "name", "email"))
        key = sid or email or (number if len(raw) == 1 else f"{number}-{place}")
        if key not in keys:
            keys.add(key)
            yield Member(key, name, email)


def _text(raw: object) -> str:
    """A scalar on one line; anything else is nothing."""
    text = " ".join(raw.split())[:300] if isinstance(raw, str) else ""
    return "" if text in _NOTHING else text


def _time(raw: object, zone: dt.tzinfo) -> dt.datetime | None:
    """A time as Ruby or ISO 8601 writes it."""
    found = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        return None
    offset = (found[3] or "").replace("UTC", "Z")
    try:
        moment = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
