"""Gradescope, "Download Submissions": a folder for each submission, and a YAML file on them.

The form is that of the exports that public importers of it are tested with.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from grader.errors import SubmissionError, UsageError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Member, Recognised
from grader.submission.inbox.parts import Context, named, recognised, seen

METADATA = "submission_metadata.yml"
MOST_BYTES = 20 * 2**20
_FOLDER = re.compile(r"submission_(\d+)")


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Gradescope export; nothing without its file of who handed in.

    Raises:
        UsageError: That file cannot be read, or there is nothing to read YAML with.
    """
    files = seen(files)
    metadata = next((file for file in files if file.path == METADATA), None)
    if metadata is None:
        return recognised("gradescope", [], files, [file.path for file in files])
    entries = _load(metadata)
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


def _hand_in(
    folder: str, entry: Mapping[str, Any], files: tuple[Found, ...], context: Context
) -> HandIn:
    number = found[1] if (found := _FOLDER.fullmatch(folder)) else folder
    listed = entry.get("submitters")
    members = tuple(_member(one, number) for one in (listed if isinstance(listed, list) else []))
    first = members[0] if members else Member(number)
    return HandIn(
        key=first.key if len(members) < 2 else number,
        files=files,
        layout="gradescope",
        origin=folder,
        name=first.name if len(members) < 2 else "",
        mark=number,
        submitted_at=_time(entry.get("created_at"), context.zone),
        members=members,
        ids=tuple({"submission": number}.items()),
    )


def _member(raw: object, number: str) -> Member:
    known = raw if isinstance(raw, dict) else {}
    sid, name, email = (str(known.get(what) or "")[:300] for what in ("sid", "name", "email"))
    return Member(sid or email or number, name, email)


def _time(raw: object, zone: dt.tzinfo) -> dt.datetime | None:
    if isinstance(raw, str):
        try:
            raw = dt.datetime.fromisoformat(raw.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return None
    if not isinstance(raw, dt.datetime):
        return None
    return raw if raw.tzinfo else raw.replace(tzinfo=zone)


def _load(file: Found) -> dict[str, dict[str, Any]]:
    """The entries by folder, their Ruby symbols as plain names."""
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise UsageError(
            f"{METADATA}: reading it takes a package that is not installed: `pip install pyyaml`"
        ) from None

    class Loader(yaml.SafeLoader):  # type: ignore[misc, name-defined] # known when it runs
        """Plain data: no aliases, which unfold to anything, and unknown tags as their data."""

        def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - YAML's nodes
            if self.check_event(yaml.events.AliasEvent):
                raise yaml.YAMLError("it has aliases")
            return super().compose_node(parent, index)

    def plain(loader: Any, _tag: str, node: Any) -> Any:  # noqa: ANN401
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("", plain)
    try:
        data = file.read(MOST_BYTES)
        if len(data) > MOST_BYTES:
            raise UsageError(f"{METADATA}: it has more than {MOST_BYTES >> 20} MiB")
        loaded = yaml.load(data.decode("utf-8"), Loader=Loader)
    except (
        yaml.YAMLError,
        UnicodeDecodeError,
        SubmissionError,
        RecursionError,
        ValueError,
    ) as error:
        said = " ".join(str(error).split())[:200]
        raise UsageError(f"{METADATA}: it cannot be read ({said}); download it again") from None
    if not isinstance(loaded, dict):
        raise UsageError(f"{METADATA}: it lists no submissions; download it again")
    return {
        str(folder): {str(name).lstrip(":"): value for name, value in entry.items()}
        for folder, entry in _symbols(loaded).items()
        if isinstance(entry, dict)
    }


def _symbols(value: Any) -> Any:  # noqa: ANN401 - YAML's data
    """The same, with `:name` as `name` in the keys at any depth."""
    if isinstance(value, dict):
        return {str(key).lstrip(":"): _symbols(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_symbols(one) for one in value]
    return value
