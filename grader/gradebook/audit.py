"""The log: entries that are only ever added to, each sealed with the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, insert, select, update

from grader.errors import GradingError
from grader.gradebook.columns import plain
from grader.gradebook.rows import AuditRow
from grader.gradebook.schema import audit, meta
from grader.gradebook.times import now

COUNT, LAST = "audit_count", "audit_last"
"""What `meta` calls how many entries there are, and the hash of the last."""


def note(connection: Connection, by: str, action: str, payload: Mapping[str, object]) -> None:
    """Add an entry.

    It follows on what `meta` has as the last, so that an end that was cut off leaves a gap.
    """
    count, before = _end(connection)
    entry = {
        "seq": count + 1,
        "at": now().isoformat(timespec="microseconds"),
        "by": plain(by),
        "action": plain(action),
        "payload": _canonical(payload),
    }
    seal = _seal(before, entry)
    connection.execute(insert(audit), entry | {"prev_hash": before, "hash": seal})
    for name, value in ((COUNT, str(count + 1)), (LAST, seal)):
        connection.execute(update(meta).where(meta.c.name == name).values(value=value))


def entries(connection: Connection) -> Iterator[AuditRow]:
    """The log, oldest first."""
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        yield AuditRow(row.seq, _moment(row.at), row.by, row.action, _payload(row.payload))


def faults(connection: Connection) -> Iterator[str]:
    """A sentence for each entry that was changed, or does not follow on the one before it."""
    number, before = 0, ""
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        entry = {
            "seq": row.seq,
            "at": row.at,
            "by": row.by,
            "action": row.action,
            "payload": row.payload,
        }
        if row.seq != number + 1:
            yield f"{_range(number + 1, row.seq - 1)} missing before entry {row.seq}"
        elif row.prev_hash != before:
            after = f"entry {number}" if number else "the beginning"
            yield (
                f"entry {row.seq} does not follow on {after}: one of them was changed, put in, or "
                "moved"
            )
        if row.hash != _seal(row.prev_hash, entry):
            yield f"entry {row.seq} was changed after it was written"
        number, before = row.seq, row.hash
    try:
        count, last = _end(connection)
    except GradingError as error:
        yield str(error)
        return
    if number < count:
        yield f"{_range(number + 1, count)} missing at the end"
    elif (number, before) != (count, last):
        yield f"the log ends with another entry than number {count}, which was written last"


def _end(connection: Connection) -> tuple[int, str]:
    """How many entries were written, and the hash of the last.

    Raises:
        GradingError: That is no longer known.
    """
    rows = connection.execute(select(meta.c.name, meta.c.value))
    values: dict[str, str] = {row.name: row.value for row in rows}
    count, last = values.get(COUNT, ""), values.get(LAST)
    if not count.isdecimal() or last is None:
        raise GradingError("how many entries the log has is no longer in the gradebook")
    return int(count), last


def _moment(text: str) -> dt.datetime:
    """A time of the log; one that was made unreadable is the earliest there is."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _payload(text: str) -> Mapping[str, object]:
    """What the entry says; one that was made unreadable as it is."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    return read if isinstance(read, dict) else {"unreadable": text}


def _seal(before: str, entry: Mapping[str, object]) -> str:
    return hashlib.sha256((before + _canonical(entry)).encode()).hexdigest()


def _canonical(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _range(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"
