"""Table: one column of a table of results, judged row by row, whatever the table's layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from grader.checks.check import VALUE, Ask, Seen
from grader.checks.closeness import agree
from grader.checks.diagnosis import explain_rows
from grader.checks.reading import Numbers, Problem, fault_problem, read_numbers, show
from grader.checks.rule import Rule
from grader.checks.verdict import (
    Remark,
    Verdict,
    follow_through,
    partial,
    remark,
    right,
    unique,
    wrong,
)
from grader.observation.evidence import Evidence
from grader.observation.observation import Array, Data, Key, Missing, Observation, Value
from grader.observation.probe import Probe

Rows = Mapping[float, Mapping[str, Data]]
"""Rows by their key, entries by column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The table that an exercise asks for.

    Attributes:
        name: Its name in the submission.
        key: The column that tells rows apart.
        keys: The rows that must be there.
        columns: All columns in order, the key first.
        synonyms: Other names for a column that are read as well.
    """

    name: str
    key: str
    keys: tuple[float, ...]
    columns: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]

    def column_of(self, title: object) -> str | None:
        """The column that a title in the student's table means; case and separators are free."""
        plain = _plain(str(title))
        for column in self.columns:
            if plain in {_plain(c) for c in (column, *self.synonyms.get(column, ()))}:
                return column
        return None


@lru_cache(maxsize=1_000)
def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.lower())


def read_table(observation: Observation, layout: Layout) -> Rows | Problem:
    """The rows of a table.

    Read are a list of dicts, a dict of dicts by key, a dict of columns, and a list of lists or an
    array in the order of the columns. Rows without a key column are taken in the stated order.
    """
    if not isinstance(observation, Value):
        return fault_problem(observation)
    records = _records(observation.data, layout)
    if records is None:
        return Problem("wrong", remark("table.unreadable", name=layout.name))
    rows = _keyed(records, layout)
    if not rows:
        return Problem("missing", remark("table.empty", name=layout.name))
    return rows


def read_along(along: Observation, table: Observation, layout: Layout) -> Rows | Problem:
    """The rows of a function along a table (`Along`), each with the key that the table has there.

    The function was called on the key too, so that a row is told by its place.
    """
    rows = read_table(table, layout)
    if isinstance(rows, Problem) or not isinstance(table, Value):
        return rows
    if not isinstance(along, Value):
        return fault_problem(along)
    records, keyed = _records(along.data, layout), _records(table.data, layout)
    if records is None or keyed is None or len(records) != len(keyed):
        return Problem("wrong", remark("table.unreadable", name=layout.name))
    pairs = zip(records, keyed, strict=True)
    key = layout.key
    return _keyed(
        [{**one, **({key: own[key]} if key in own else {})} for one, own in pairs], layout
    )


def _records(data: Data, layout: Layout) -> list[Mapping[str, Data]] | None:
    """The rows in order, each with its entries by column; None if it is no table."""
    match data:
        case None:
            return []
        case Array():
            return _records(data.numpy().tolist(), layout)
        case list() | tuple():
            records = [_record(entry, layout) for entry in data]
            known = [record for record in records if record is not None]
            return [*known] if len(known) == len(records) else None
        case dict():
            return _of_dict(data, layout)
        case _:
            return None


def _of_dict(data: Mapping[Key, Data], layout: Layout) -> list[Mapping[str, Data]] | None:
    if any(layout.column_of(title) is not None for title in data):
        return [*_transposed(data, layout)]
    records: list[Mapping[str, Data]] = []
    for key, entry in data.items():
        record, number = _record(entry, layout), key_number(key)
        if record is None or number is None:
            return None
        records.append({**record, layout.key: number})
    return records


def _transposed(data: Mapping[Key, Data], layout: Layout) -> list[dict[str, Data]]:
    """A dict of columns as a list of records; columns may be lists, arrays or dicts by key."""
    columns: dict[str, list[Data]] = {}
    for title, entries in data.items():
        column = layout.column_of(title)
        if column is None:
            continue
        if isinstance(entries, Array):
            entries = entries.numpy().tolist()  # noqa: PLW2901 - the same column, as a list
        if isinstance(entries, dict):
            columns.setdefault(layout.key, [key_number(key) for key in entries])
            columns[column] = list(entries.values())
        elif isinstance(entries, list | tuple):
            columns[column] = list(entries)
    longest = max((len(entries) for entries in columns.values()), default=0)
    return [
        {column: entries[i] for column, entries in columns.items() if i < len(entries)}
        for i in range(longest)
    ]


def _record(entry: Data, layout: Layout) -> dict[str, Data] | None:
    match entry:
        case dict():
            named = {layout.column_of(title): value for title, value in entry.items()}
            return {column: value for column, value in named.items() if column is not None}
        case Array():
            return _record(entry.numpy().tolist(), layout)
        case list() | tuple():
            columns = layout.columns
            if len(entry) == len(columns) - 1:
                columns = columns[1:]
            return dict(zip(columns, entry, strict=False))
        case _:
            return None


def _keyed(records: Sequence[Mapping[str, Data]], layout: Layout) -> Rows:
    """Records by their key; in the stated order where they have none."""
    rows: dict[float, Mapping[str, Data]] = {}
    nameless = all(layout.key not in record for record in records)
    if nameless and len(records) == len(layout.keys):
        return dict(zip(layout.keys, records, strict=True))
    for record in records:
        number = key_number(record.get(layout.key))
        for key in layout.keys:
            if number is not None and abs(number - key) <= 1e-6 * max(1.0, abs(key)):
                rows[key] = record
    return rows


def key_number(key: Data) -> float | None:
    """The number that a key means: 0.1, "0.1", "lr = 0.1", or a number of any other type."""
    if isinstance(key, bool) or key is None:
        return None
    if isinstance(key, str):
        found = re.findall(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", key)
        return float(found[0]) if len(found) == 1 else None
    numbers = read_numbers(Value(key), "key")
    if isinstance(numbers, Problem) or numbers.array.size != 1:
        return None
    return float(numbers.array.reshape(()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the column: right or not, from which own values, and what to remark."""

    ok: bool
    own: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What a judge of entries sees: the key, the entry, its row, the table, and everything else."""

    key: float
    entry: Data
    row: Mapping[str, Data]
    table: Rows
    seen: Seen


class Table:
    """Judges one column, by the share of its rows that are right.

    A column whose entries are all the same tells nothing apart and earns nothing.

    Args:
        layout: The table.
        column: The column to judge.
        accepts: Judges one entry; pure.
        also: Further probes, the same for all rows.
        evidence: What to show once the column is right; it may tell what a wrong one should be.
    """

    rule: Rule | None = None

    def __init__(
        self,
        layout: Layout,
        column: str,
        accepts: Callable[[Row], Entry],
        also: Callable[[Ask], Mapping[str, Probe]] | None = None,
        evidence: Callable[[Seen], Evidence | None] | None = None,
    ) -> None:
        self.layout, self.column, self.accepts, self.also = layout, column, accepts, also
        self.evidence = evidence

    def probes(self, ask: Ask) -> Mapping[str, Probe]:
        """The whole table, and what else the judge of entries needs."""
        return {VALUE: ask.ref(self.layout.name), **(self.also(ask) if self.also else {})}

    def judge(self, seen: Seen) -> Verdict:
        """The share of right rows."""
        rows = read_table(seen.here[VALUE], self.layout)
        if isinstance(rows, Problem):
            return Verdict(status=rows.status, fraction=0.0, message=rows.remark)
        entries = {key: row.get(self.column, Missing(self.column)) for key, row in rows.items()}
        present = {key: entry for key, entry in entries.items() if not isinstance(entry, Missing)}
        value = show(Value({_label(key): entry for key, entry in present.items()}))
        name = self.column
        if not present:
            message = remark("table.no-column", name=self.layout.name, column=name)
            return Verdict(status="missing", fraction=0.0, message=message)
        judged = {
            key: self.accepts(Row(key, entries[key], rows[key], rows, seen))
            if key in present
            else Entry(ok=False)
            for key in self.layout.keys
        }
        shown = {show(Value(entry)) for entry in present.values()}
        tells_nothing = len(present) > 1 and len(shown) == 1
        if tells_nothing and not all(entry.ok for entry in judged.values()):
            return wrong(remark("table.all-same", column=name), value, trivial=True)
        verdict = self._explained(self._total(judged, value), judged, present, seen)
        if verdict.fraction < 1 or self.evidence is None:
            return verdict
        return replace(verdict, evidence=self.evidence(seen))

    def _explained(
        self,
        verdict: Verdict,
        judged: Mapping[float, Entry],
        present: Mapping[float, Data],
        seen: Seen,
    ) -> Verdict:
        """The verdict with the misconception that gives the wrong rows, if there is one."""
        bad = {key for key, entry in judged.items() if not entry.ok}
        if not bad or not bad <= set(present):
            return verdict

        def same(key: float, due: object) -> bool:
            return same_entry(present[key], due)

        explanation = explain_rows(seen, present, bad, same)
        return replace(verdict, misconception=explanation.named)

    def _total(self, judged: Mapping[float, Entry], value: str | None) -> Verdict:
        bad = [f"{key:g}" for key, entry in judged.items() if not entry.ok]
        own = tuple(dict.fromkeys(name for e in judged.values() if e.ok for name in e.own))
        remarks = unique(r for e in judged.values() for r in e.remarks)
        if not bad:
            return follow_through(own, value, *remarks) if own else right(value, *remarks)
        share = round(1 - len(bad) / len(judged), 6)
        message = remark("table.rows", column=self.column, key=self.layout.key, rows=bad)
        return partial(share, message, value, *remarks)


def same_entry(entry: Data, due: object) -> bool:
    """Whether an entry is a certain number, rounded by hand or not, a certain text, or None."""
    if due is None or isinstance(due, str):
        if due is None or not isinstance(entry, str):
            return entry is due
        return _plain(entry) == _plain(due)
    if not isinstance(due, int | float):
        return False
    own = one_number(entry)
    return own is not None and bool(agree(own, np.array(float(due))))


def one_number(entry: Data) -> Numbers | None:
    """An entry as one number, 0-d, in whatever form it is written; None if it is none."""
    own = read_numbers(Value(entry), "entry")
    if isinstance(own, Problem) or own.array.size != 1:
        return None
    return Numbers(own.array.reshape(()), own.single, own.whole)


def _label(key: float) -> str:
    return f"{key:g}"
