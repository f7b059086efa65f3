"""Answers -> findings: pure, and without any true value.

What follows from an earlier slip is not charged again: every relation is among the student's own
values. What cannot be told is `unknown`, which is no reproach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from grader.checks.check import VALUE, Answers, Seen
from grader.checks.closeness import RTOL, agree, close, fit_shape
from grader.checks.functions import not_a_function, read_batch
from grader.checks.gradient import Gradient
from grader.checks.path import Steps, own_rounding, read_path, steps_of
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers
from grader.checks.relation import (
    ByArgument,
    Derivative,
    Descent,
    Last,
    Lowers,
    Relation,
    Slope,
    Smallest,
    Values,
)
from grader.checks.table import Layout, Rows, one_number, read_along, read_table, same_entry
from grader.checks.verdict import Remark, Verdict, remark
from grader.gradients import GradientVerdict, decide
from grader.observation.observation import Observation, Opaque, Value
from grader.outline.call import Signature
from grader.outline.call_judge import judge_call, judge_ladder
from grader.outline.finding import State
from grader.outline.outline import Asked, Outline, by_id, relations_of
from grader.outline.questions import slope_plan

FLAT = 1e-12
"""A relative change so small is none."""
SLACK = 1e-4
"""No slip is so small: it comes from a `1e-6` in a logarithm, say, or from difference quotients.
Whether it is small enough, only grading tells."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a part, before it is placed and worded."""

    state: State
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """The answers of a section, by part."""

    outline: Outline
    asked: Mapping[str, Asked]
    answers: Mapping[str, Answers]
    reruns: frozenset[str]

    def of(self, part: str) -> Answers:
        return self.answers.get(part, Answers({}, {}))

    def number(self, part: str, key: str) -> float | None:
        """One finite number of a part's answers, if that is what it is."""
        own = read_numbers(self.of(part)[key], key)
        if isinstance(own, Problem) or own.array.size != 1:
            return None
        number = float(own.array.reshape(()))
        return number if np.isfinite(number) else None

    def either(self, name: str, part: str, key: str) -> list[float]:
        """What a given may be: as the student has it, and as it was given out.

        Code that follows may have bound the name anew.
        """
        found = [self.number(part, key), self.outline.givens.get(name)]
        return [number for number in found if number is not None and np.isfinite(number)]

    def call(self, fn: str) -> Signature:
        return next(one for one in self.outline.calls if one.fn == fn)

    def layout(self, table: str) -> Layout:
        return next(one for one in self.outline.tables if one.name == table).layout

    def rows(self, observation: Observation, table: str) -> Rows | Problem:
        return read_table(observation, self.layout(table))


def judge(
    outline: Outline, answers: Mapping[str, Answers], reruns: frozenset[str] = frozenset()
) -> dict[str, Judged]:
    """What became of each part.

    Args:
        outline: Of the exercise.
        answers: To `questions`, by part.
        reruns: Parts for which the section could not be run again.
    """
    section = _Section(outline, by_id(outline), answers, reruns)
    found = {one.id: _formed(section, one) for one in outline.asked}
    for held in relations_of(outline):
        before = found.get(held.part)
        if before is None or before.state not in ("present", "holds"):
            continue
        came = _held(section, held.part, held.relation)
        found[held.part] = Judged(came.state, (*before.remarks, *came.remarks))
    return found


def _formed(section: _Section, one: Asked) -> Judged:
    """Whether a part is there, and has the form that is asked for."""
    here = section.of(one.id)
    match one.form:
        case "function":
            return _function(one, here)
        case "call":
            state, said = judge_call(section.call(one.fn), one.id, here)
            return Judged(state, said)
        case "list":
            return _list(section, one, here)
        case "column":
            return _column(section, one, here[VALUE])
        case "entry":
            return _entry(one, here[VALUE])
        case "figure":
            drawn = here[VALUE]
            if not isinstance(drawn, Value):
                return _came("unknown", fault_problem(drawn).remark)
            return Judged("present") if drawn.data else _came("missing", remark("figure.none"))
        case "number":
            return _number(one, here[VALUE])
        case _:
            observation = here[VALUE]
            if not isinstance(observation, Value):
                return _problem(fault_problem(observation))
            if observation.data in (None, "", []):
                return _came("missing", remark("wrong.none", name=one.id))
            return Judged("present")


def _number(one: Asked, observation: Observation) -> Judged:
    own = read_numbers(observation, one.id)
    if isinstance(own, Problem):
        return _problem(own)
    fitted = fit_shape(own, tuple(one.shape), one.id)
    if isinstance(fitted, Problem):
        return _problem(fitted)
    own = fitted
    if not np.isfinite(own.array).all():
        value = f"{own.array.reshape(-1)[~np.isfinite(own.array.reshape(-1))][0]:g}"
        return _came("fails", remark("wrong.not-finite", value=value))
    return Judged("present", own.remarks)


def _function(one: Asked, here: Answers) -> Judged:
    unusable = not_a_function(_seen(one.id, here))
    if unusable is not None:
        return _verdict(unusable)
    values = read_batch(here, "points", one.id)
    if isinstance(values, Problem):
        return _problem(values)
    again = read_batch(here, "again", one.id)
    if not isinstance(again, Problem):
        shared = min(len(again), len(values))
        if not np.array_equal(values[:shared], again[:shared], equal_nan=True):
            return _came("fails", remark("check.random", name=one.id))
    return Judged("present")


def _list(section: _Section, one: Asked, here: Answers) -> Judged:
    own = read_path(here[VALUE], one.id)
    if isinstance(own, Problem):
        return _problem(own)
    counts = [int(n) for n in section.either(one.length, one.length, VALUE)]
    if counts and own.size - 1 not in counts:
        fields = {"name": one.id, "n": one.length}
        lengths = {"got": int(own.size), "updates": counts[0]}
        return Judged("fails", (remark("check.length", **fields, **lengths),))
    return Judged("present")


def _entry(one: Asked, observation: Observation) -> Judged:
    """Whether a dict has that entry, and something is in it; or whether a function is there."""
    if not isinstance(observation, Value):
        return _problem(fault_problem(observation))
    if isinstance(observation.data, Opaque):
        return Judged("present")
    if isinstance(observation.data, list | tuple) and observation.data:
        return Judged("present")  # which entry stands for what is the exercise's to say
    entries = observation.data if isinstance(observation.data, dict) else {}
    found = [value for key, value in entries.items() if _plain(key) == _plain(one.id)]
    if not found:
        return _came("missing", remark("table.no-column", name=one.table, column=one.id))
    if found[0] in (None, "", []):
        return _came("missing", remark("wrong.none", name=one.id))
    return Judged("present")


def _plain(key: object) -> str:
    """A key without what people write in different ways: case, blanks, underscores, hyphens."""
    return re.sub(r"[\W_]+", "", str(key)).lower()


def _column(section: _Section, one: Asked, observation: Observation) -> Judged:
    rows = section.rows(observation, one.table)
    if isinstance(rows, Problem):
        return _problem(rows)
    table = next(t for t in section.outline.tables if t.name == one.table)
    absent = [f"{key:g}" for key in table.keys if key not in rows]
    if absent:
        return _came("fails", remark("check.rows", name=one.table, key=table.key, rows=absent))
    without = [f"{key:g}" for key in table.keys if one.id not in rows[key]]
    if len(without) == len(table.keys):
        return _came("missing", remark("table.no-column", name=one.table, column=one.id))
    if without:
        fields = {"name": one.table, "column": one.id, "key": table.key}
        return Judged("fails", (remark("check.entries", **fields, rows=without),))
    return Judged("present")


def _held(section: _Section, part: str, relation: Relation) -> Judged:
    """Whether a relation holds among what the student has."""
    column = section.asked[part].form == "column"
    match relation:
        case Derivative(of):
            return _derivative(section, part, of)
        case Slope(of, wrt):
            return _slope(section, part, of, wrt)
        case Lowers(of, wrt):
            return _lowers(section, part, of, wrt)
        case Descent() if column:
            return _ends(section, part, relation)
        case Descent():
            return _descent(section, part, relation)
        case Values() if column:
            return _column_values(section, part, relation)
        case Values():
            return _values(section, part, relation)
        case Last(of):
            return _last(section, part, of)
        case Smallest(table, name):
            return _smallest(section, part, table, name)
        case ByArgument(of, wrt):
            spec = section.call(section.asked[part].fn)
            state, said = judge_ladder(spec, part, section.of(part), of, wrt)
            return Judged(state, said)


def _derivative(section: _Section, part: str, of: str) -> Judged:
    seen = _seen(part, section.of(part))
    verdict = Gradient(of, slack=SLACK).judge(seen)
    if verdict.trivial:
        return Judged("unknown", (remark("check.constant", name=part),))
    return _verdict(verdict)


def _slope(section: _Section, part: str, of: str, wrt: str) -> Judged:
    fields = {"name": part, "of": of, "wrt": wrt}
    here = section.of(part)
    values = read_batch(here, "moved", of)
    if part in section.reruns or isinstance(values, Problem):
        return Judged("unknown", (remark("check.no-rerun", **fields),))
    own = read_numbers(here[VALUE], part)
    if isinstance(own, Problem):
        return _problem(own)
    if float(np.ptp(values)) <= FLAT * float(np.max(np.abs(values))):
        return Judged("unknown", (remark("check.flat", **fields),))
    claim = own.array.reshape(-1)
    asked = slope_plan(part, section.asked[part].shape)
    verdict = decide(asked, values, claim.astype(np.float32) if own.single else claim)
    return _by_numbers(verdict, claim, own, fields)


def _by_numbers(
    verdict: GradientVerdict, claim: Floats, own: Numbers, fields: Mapping[str, str]
) -> Judged:
    """What a numerical check of a slope comes to; digits that were rounded by hand are no fault."""
    if verdict.status == "right":
        return Judged("holds")
    named = {name: str(value) for name, value in fields.items()}
    if verdict.status == "undecided" or len(verdict.estimate) != len(claim):
        undecided = verdict.status == "undecided"
        code = "check.undecided" if undecided else "check.slope"
        return Judged("unknown" if undecided else "fails", (remark(code, **named),))
    due = verdict.estimate
    flat = Numbers(claim, own.single, own.whole)
    if close(claim, due, atol=RTOL) or agree(flat, due):  # rounded by hand, as grading accepts it
        return Judged("holds")
    if np.all(np.abs(claim - due) <= SLACK * np.max(np.abs(due))):
        return Judged("unknown", (remark("check.undecided", **named),))
    if close(claim, -due, atol=1e-4):
        return Judged("fails", (remark("check.slope.sign", **named),))
    if np.all(claim == 0):
        return Judged("fails", (remark("check.slope.zero", **named),))
    return Judged("fails", (remark("check.slope", **named),))


def _lowers(section: _Section, part: str, of: str, wrt: str) -> Judged:
    fields = {"name": part, "of": of, "wrt": wrt}
    before, after = section.number(part, "before"), section.number(part, "after")
    if part in section.reruns or before is None or after is None:
        return Judged("unknown", (remark("check.no-rerun", **fields),))
    if abs(after - before) <= FLAT * abs(before):
        return Judged("unknown", (remark("check.flat", **fields),))
    if after > before:
        return Judged("fails", (remark("check.rises", **fields),))
    return Judged("holds")


def _descent(section: _Section, part: str, relation: Descent) -> Judged:
    path = read_path(section.of(part)[VALUE], part)
    slopes = read_path(section.of(part)["slopes"], relation.slope)
    if isinstance(path, Problem):
        return _problem(path)
    if not close(path[:1], np.array([relation.start])):
        fields = {"name": part, "got": f"{path[0]:.6g}", "start": f"{relation.start:g}"}
        return _came("fails", remark("check.start", **fields))
    if np.all(path == path[0]):
        return _came("fails", remark("trivial.still", name=part))
    rates = section.either(relation.lr, part, "lr")
    if isinstance(slopes, Problem) or slopes.shape != path.shape or not rates:
        return _came("unknown", remark("check.no-slope", name=part, of=relation.slope))
    wrong_at = [steps_of(path, slopes, lr).first_wrong for lr in rates]
    if None in wrong_at:
        return Judged("holds")
    fields = {"name": part, "slope": relation.slope, "step": str(wrong_at[0])}
    if any(_all_right(steps_of(path, -slopes, lr)) for lr in rates):
        return _came("fails", remark("wrong.ascent"))
    return _came("fails", remark("check.step", **fields))


def _all_right(steps: Steps) -> bool:
    return steps.first_wrong is None and steps.share > 0


def _values(section: _Section, part: str, relation: Values) -> Judged:
    here = section.of(part)
    ys, xs = read_path(here[VALUE], part), read_path(here["over"], relation.over)
    due = read_path(here["own"], relation.of)
    fields = {"name": part, "fn": relation.of, "over": relation.over}
    if isinstance(ys, Problem):
        return _problem(ys)
    if isinstance(xs, Problem) or isinstance(due, Problem):
        return _came("unknown", remark("check.no-values", **fields))
    if ys.size != due.size:
        lengths = {"got": int(ys.size), "due": int(due.size)}
        return Judged("fails", (remark("pointwise.length", **fields, **lengths),))
    wrong = [k for k, fits in enumerate(_along(ys, due, xs)) if not fits]
    if not wrong:
        return Judged("holds")
    if ys.size > 2 and close(ys[1:], due[:-1]):
        return _came("fails", remark("pointwise.late", **fields))
    return Judged("fails", (remark("pointwise.entry", **fields, index=wrong[0]),))


def _last(section: _Section, part: str, of: str) -> Judged:
    own, path = section.number(part, VALUE), read_path(section.of(part)["list"], of)
    if own is None or isinstance(path, Problem):
        return _came("unknown", remark("check.no-list", name=part, of=of))
    if _same(own, float(path[-1])):
        return Judged("holds")
    return _came("fails", remark("check.last", name=part, of=of))


def _same(one: float, other: float) -> bool:
    """Whether two numbers are the same, either of them rounded by hand or not."""
    first, second = (np.array(number) for number in (one, other))
    return bool(
        agree(Numbers(first, single=True, whole=False), second)
        or agree(Numbers(second, single=True, whole=False), first)
    )


def _along(ys: Floats, due: Floats, xs: Floats) -> list[bool]:
    """Whether each y is the function at its x, both rounded by hand or not; all of shape (k,).

    What the rounding of x makes of y is told by how steep the function is beside it.
    """
    order = np.argsort(xs, kind="stable")
    run, rise = np.diff(xs[order]), np.abs(np.diff(due[order]))
    chords = np.divide(rise, run, out=np.zeros_like(rise), where=run > 0)
    steep = np.zeros_like(due)
    steep[order] = 2 * np.maximum(np.append(chords, 0.0), np.append(0.0, chords))
    allowed = 1.1 * (own_rounding(ys) + own_rounding(xs) * steep)
    return [
        bool(abs(y - d) <= more) or _same(float(y), float(d))
        for y, d, more in zip(ys, due, allowed, strict=True)
    ]


def _ends(section: _Section, part: str, relation: Descent) -> Judged:
    """Whether each run of a table ends on its own path; it may have been stopped on the way."""

    def ends(rows: Rows, key: float) -> bool | None:
        path = read_path(section.of(part)[f"path {key:g}"], part)
        if isinstance(path, Problem):
            return None
        return any(same_entry(rows[key].get(part), x) for x in path[1:].tolist())

    fields = {"name": part, "slope": relation.slope}
    return _by_row(section, part, ends, remark("check.no-slope", name=part, of=relation.slope),
                   lambda rows: remark("check.ends", **fields, rows=rows))  # fmt: skip


def _column_values(section: _Section, part: str, relation: Values) -> Judged:
    here = section.of(part)
    along = read_along(here["own"], here[VALUE], section.layout(section.asked[part].table))

    def agrees(rows: Rows, key: float) -> bool | None:
        entry = None if isinstance(along, Problem) else along.get(key, {}).get(relation.over)
        due = one_number(entry)
        if due is None or isinstance(along, Problem):
            return None
        if same_entry(rows[key].get(part), float(due.array)):
            return True
        return key in _numbers_along(rows, along, part, relation.over)

    fields = {"name": part, "fn": relation.of, "over": relation.over}
    return _by_row(section, part, agrees, remark("check.no-values", **fields),
                   lambda rows: remark("check.column", **fields, rows=rows))  # fmt: skip


def _numbers_along(rows: Rows, along: Rows, part: str, over: str) -> set[float]:
    """The rows whose entry is the function at the entry of `over`, rounded by hand or not."""
    found = {
        key: tuple(
            one_number(e) for e in (row.get(part), along.get(key, {}).get(over), row.get(over))
        )
        for key, row in rows.items()
    }
    whole = {
        key: [float(one.array) for one in three if one is not None]
        for key, three in found.items()
        if None not in three
    }
    finite = {key: three for key, three in whole.items() if np.isfinite(three).all()}
    if not finite:
        return set()
    ys, due, xs = np.array(list(finite.values())).T
    return {key for key, fits in zip(finite, _along(ys, due, xs), strict=True) if fits}


def _by_row(
    section: _Section,
    part: str,
    fits: Callable[[Rows, float], bool | None],
    unknown: Remark,
    wrong: Callable[[list[str]], Remark],
) -> Judged:
    """What a relation of a column comes to, row by row."""
    rows = section.rows(section.of(part)[VALUE], section.asked[part].table)
    if isinstance(rows, Problem):
        return _problem(rows)
    came = {key: fits(rows, key) for key in rows}
    bad = [f"{key:g}" for key, fit in came.items() if fit is False]
    if bad:
        return Judged("fails", (wrong(bad),))
    if any(fit is None for fit in came.values()):
        return Judged("unknown", (unknown,))
    return Judged("holds")


def _smallest(section: _Section, part: str, table: str, column: str) -> Judged:
    own = section.number(part, VALUE)
    rows = section.rows(section.of(part)["table"], table)
    if own is None or isinstance(rows, Problem):
        return _came("unknown", remark("check.no-values", name=part, fn=column, over=table))
    entries = {key: one_number(row.get(column)) for key, row in rows.items()}
    counts = {k: float(n.array) for k, n in entries.items() if n is not None and n.array >= 0}
    if not counts:
        return _came("unknown", remark("check.no-values", name=part, fn=column, over=table))
    # a 0 may stand for "never"
    least = {min(counts.values()), min((n for n in counts.values() if n > 0), default=0.0)}
    if any(count in least and close(np.array([own]), np.array([k])) for k, count in counts.items()):
        return Judged("holds")
    return _came("fails", remark("check.smallest", name=part, column=column, table=table))


def _seen(part: str, here: Answers) -> Seen:
    """A part alone, with no true value beside it."""
    return Seen(part=part, here=here, parts={}, true={}, verdicts={})


def _problem(problem: Problem) -> Judged:
    states: dict[str, State] = {
        "missing": "missing",
        "crashed": "crashed",
        "timed-out": "timed-out",
    }
    return Judged(states.get(problem.status, "fails"), (problem.remark,))


def _verdict(verdict: Verdict) -> Judged:
    states: dict[str, State] = {
        "right": "holds",
        "not-judged": "unknown",
        "missing": "missing",
        "crashed": "crashed",
        "timed-out": "timed-out",
    }
    state = states.get(verdict.status, "fails")
    said = () if state == "holds" else (verdict.message, *verdict.remarks)
    return Judged(state, said)


def _came(state: State, said: Remark) -> Judged:
    return Judged(state, (said,))
