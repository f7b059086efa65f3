"""What counts as right in the table of exercise 3, and which curves the figure must hold.

A run may be stopped once it has converged or while it diverges; counting may begin at 0 or 1; "did
not converge" may be written in any sensible way. What the course text's own solution says is
accepted (30 and "Converged" for the smallest rate, -1 for the largest).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader import Ask, Curve, Entry, Layout, Row, Seen, Verdict, way, ways_of_path
from grader.checks.check import VALUE
from grader.checks.reading import Floats, Numbers, Problem, fault_problem, read_numbers, show
from grader.checks.table import key_number, one_number, read_along, read_table, same_entry
from grader.checks.verdict import follow_through, remark, right, wrong
from grader.observation.evidence import Descent, RunsEvidence, rounded
from grader.observation.observation import Data, Value
from grader.observation.probe import Along, Descend, Probe

from ...reference import quadratic
from ...reference.descent import converged_after, gradient_descent

START, RATES, UPDATES = 0.0, (0.01, 0.1, 0.5, 0.9, 1.1), 30
RESULTS = Layout(
    name="results",
    key="lr",
    keys=RATES,
    columns=("lr", "final_x", "final_f", "converged_iter", "status"),
    synonyms={
        "lr": ("learning_rate", "rate", "alpha", "eta"),
        "final_x": ("x", "x_final", "last_x"),
        "final_f": ("final_fx", "f", "f_final", "final_y", "final_f(x)", "f(x)", "fx"),
        "converged_iter": ("iterations", "converged", "convergence_iter", "iter", "iters"),
        "status": ("state", "behaviour", "behavior", "result"),
    },
)
ARRIVED = ("ok", "yes", "stable", "success", "done")
GOOD = ("fast", "optim", "exact", "perfect", "good")
PENDING = ("slow", "still", "incomplete", "yet", "max", "converging", "underway", "pending", "not ")
NEGATED = re.compile(
    r"(\b(not|never|no)\W+(yet\W+)?(fully\W+)?|n't\W+|\b(non|un)\W?)converg|not yet"
)
NEVER = ("", "-", "no", "none", "never", "nan", "inf", "n/a", "na", "diverged")


@dataclass(frozen=True, slots=True)
class Run:
    """One descent: x and f after 0, 1, ... updates, and the student's helpers that it rests on."""

    path: Floats
    heights: Floats
    own: tuple[str, ...]

    @property
    def arrival(self) -> int | None:
        """After how many updates it has converged; None if it has not."""
        return converged_after(self.heights.tolist())

    @property
    def grows(self) -> bool:
        """Whether it ends higher above the minimum than it began."""
        above = np.abs(self.heights - quadratic.F_MIN)
        return bool(above[-1] > above[0])

    @property
    def alternates(self) -> bool:
        """Whether every step goes back over the one before: each lands on the other side."""
        signs = np.sign(np.diff(self.path))
        return bool(np.all(signs[1:] == -signs[:-1]) and signs.all())


def runs(ask: Ask) -> Mapping[str, Probe]:
    """The student's own df, run for each rate, and the student's own f along it."""
    df, f = ask.ref("df", inherited=True), ask.ref("f", inherited=True)
    paths = {f"path {rate:g}": Descend(df, START, rate, UPDATES) for rate in RATES}
    along = {key.replace("path", "heights"): Along(f, path) for key, path in paths.items()}
    return {**paths, **along}


def heights(ask: Ask) -> Mapping[str, Probe]:
    """The student's own f at every number of the student's table."""
    return {"f": Along(ask.ref("f", inherited=True), ask.ref(RESULTS.name))}


def runs_of(rate: float, seen: Seen) -> list[Run]:
    """The true run, and the student's own where the helpers are wrong but sound."""
    points = gradient_descent(quadratic.df, START, rate, UPDATES)
    path: Floats = np.array(points)
    found = [Run(path, np.array([quadratic.f(x) for x in points]), ())]
    suspects = [seen.verdicts[name] for name in ("f", "df") if name in seen.verdicts]
    wrong_helpers = tuple(n for n in ("f", "df") if not seen.is_right(n))
    asked = seen.parts["final_x"]  # the runs are asked once, for the column of final x
    own_path = read_numbers(asked[f"path {rate:g}"], "df")
    own_heights = read_numbers(asked[f"heights {rate:g}"], "f")
    if not wrong_helpers or any(v.trivial or v.status == "missing" for v in suspects):
        return found
    if isinstance(own_path, Problem) or isinstance(own_heights, Problem):
        return found
    if own_path.array.shape == own_heights.array.shape == path.shape:
        found.append(Run(own_path.array, own_heights.array, wrong_helpers))
    return found


def distances(seen: Seen) -> RunsEvidence:
    """How far each run is from the minimum: the student's own where the helpers are their own."""
    drawn = [(rate, runs_of(rate, seen)[-1]) for rate in RATES]
    return RunsEvidence(
        [
            Descent(f"lr = {rate:g}", rounded(np.abs(run.path - quadratic.X_MIN)))
            for rate, run in drawn
        ]
    )


def final_x(row: Row) -> Entry:
    """The last x of the run, or where it was stopped: on arrival, or while it grows."""
    own = one_number(row.entry)
    at_minimum = own is not None and float(own.array) == quadratic.X_MIN
    for run in runs_of(row.key, row.seen):
        if at_minimum and not run.own and run.path[-1] != quadratic.X_MIN:
            continue  # 2.0 is the known minimum, or too coarse to tell from it
        if same_entry(row.entry, run.path[-1]):
            return Entry(ok=True, own=run.own)
        if run.arrival is not None and same_entry(row.entry, run.path[run.arrival]):
            return Entry(ok=True, own=run.own, remarks=(remark("run.stopped-on-arrival"),))
        stopped = run.grows and "diverged" in classes(row.row.get("status"))
        if stopped and any(same_entry(row.entry, x) for x in run.path[1:]):
            return Entry(ok=True, own=run.own, remarks=(remark("run.stopped-early"),))
    return Entry(ok=False)


def final_f(row: Row) -> Entry:
    """F at the final x of the run, or at the student's own final x."""
    by_run = _final_f_of_run(row)
    if by_run.ok:
        return by_run
    x = one_number(row.row.get("final_x"))
    finals = [show(Value(r.get("final_x"))) for r in row.table.values()]
    if x is None or float(x.array) == START or len(set(finals)) == 1:
        return Entry(ok=False)
    if same_entry(row.entry, quadratic.f(float(x.array))):
        return Entry(ok=True, own=("final_x",))
    helper = row.seen.verdicts.get("f")
    along = read_along(row.seen.here["f"], row.seen.here[VALUE], RESULTS)
    if helper is None or helper.trivial or helper.status == "right" or isinstance(along, Problem):
        return Entry(ok=False)
    own = one_number(along.get(row.key, {}).get("final_x"))
    ok = (
        own is not None and bool(np.isfinite(own.array)) and same_entry(row.entry, float(own.array))
    )
    return Entry(ok=ok, own=("f", "final_x") if ok else ())


def _final_f_of_run(row: Row) -> Entry:
    for run in runs_of(row.key, row.seen):
        stops = [len(run.path) - 1, *([run.arrival] if run.arrival is not None else [])]
        stops += range(1, len(run.path)) if run.grows else []
        if any(same_entry(row.entry, run.heights[k]) for k in stops):
            return Entry(ok=True, own=run.own)
    return Entry(ok=False)


def never(entry: Data) -> bool:
    """Whether an entry says that the run did not converge within the updates."""
    if entry is None or entry is False or entry == []:
        return True
    if isinstance(entry, str):
        text = entry.strip().lower()
        beyond = text.startswith((">", str(UPDATES))) or not text.strip("-\u2013\u2014 ")
        return (
            beyond
            or text in NEVER
            or text.startswith(("not ", "no ", "never", "n/a", "did not", "didn't"))
        )
    own = one_number(entry)
    if own is None:
        return False
    value = float(own.array)
    return not math.isfinite(value) or value < 0 or value >= UPDATES


def arrival(row: Row) -> Entry:
    """The number of updates until |f(x) - 3| < 0.01, counted from 1 or 0; else any "never"."""
    for run in runs_of(row.key, row.seen):
        if run.arrival is None:
            if never(row.entry):
                return Entry(ok=True, own=run.own)
            continue
        count = key_number(row.entry) if isinstance(row.entry, str) else None
        own = one_number(row.entry) if count is None else Numbers(np.array(count))
        value = None if own is None or isinstance(row.entry, bool) else float(own.array)
        if value == run.arrival:
            return Entry(ok=True, own=run.own)
        if value == run.arrival - 1:
            return Entry(ok=True, own=run.own, remarks=(remark("run.counted-from-zero"),))
    return Entry(ok=False)


def classes(entry: Data) -> frozenset[str]:
    """The classes that a word for the status names."""
    if isinstance(entry, bool):
        return frozenset({"converged" if entry else "not yet"})
    text = str(entry).lower() if isinstance(entry, str) else ""
    found = set()
    if any(word in text for word in ("diverg", "explo", "blow", "unstable", "overflow")):
        found.add("diverged")
    if any(word in text for word in ("oscill", "overshoot", "zigzag", "bounc", "altern")):
        found.add("oscillating")
    pending = any(word in text for word in PENDING)
    said = re.search(r"\bconverge[ds]?\b|\bconv\b", text) is not None
    arrived = said or ("convergence" in text and not pending) or text.strip() in ARRIVED
    negated = NEGATED.search(text) is not None
    if "diverged" in found:  # and to say both is to say nothing
        return frozenset(found | ({"converged"} if said and not negated else set()))
    if negated:
        found.add("not yet")
    elif arrived or (not pending and any(word in text for word in GOOD)):
        found.add("converged")
    elif pending:
        found.add("not yet")
    return frozenset(found)


def status(row: Row) -> Entry:
    """The class of the run; the smallest rate may be "converged" by the course text's counter."""
    said = classes(row.entry)
    for run in runs_of(row.key, row.seen):
        if run.grows:
            ok = "diverged" in said and said <= {"diverged", "oscillating"}
        elif run.arrival is None:
            ok = said == {"not yet"} or (said == {"not yet", "oscillating"} and run.alternates)
            if said == {"converged"} and same_entry(row.row.get("converged_iter"), UPDATES):
                return Entry(ok=True, own=run.own, remarks=(remark("run.course-counter"),))
        else:
            allowed = {"converged"} | ({"oscillating"} if run.alternates else set())
            ok = bool(said) and said <= allowed
        if ok:
            return Entry(ok=True, own=run.own)
    return Entry(ok=False)


def ask_fastest(ask: Ask) -> Mapping[str, Probe]:
    """The name itself, and the table it may be read from."""
    return {VALUE: ask.ref("fastest_lr"), "results": ask.ref(RESULTS.name)}


def fastest(seen: Seen) -> Verdict:
    """The rate with the smallest true arrival, or with the smallest in the student's table."""
    observation = seen.here[VALUE]
    if not isinstance(observation, Value):
        problem = fault_problem(observation)
        return Verdict(status=problem.status, fraction=0.0, message=problem.remark)
    if observation.data is None:
        message = remark("wrong.none", name="fastest_lr")
        return Verdict(status="missing", fraction=0.0, message=message)
    shown = show(observation)
    own = one_number(observation.data)
    text = key_number(observation.data) if isinstance(observation.data, str) else None
    rate = text if own is None else float(own.array)
    arrivals = {lr: runs_of(lr, seen)[0].arrival for lr in RATES}
    if rate is not None and rate == _first(arrivals):
        return right(shown)
    column = seen.verdicts.get("converged_iter")
    counted = column is not None and column.fraction >= 0.5  # else the table was made up
    if rate is not None and counted and rate == _own_first(seen):
        return follow_through(("converged_iter",), shown)
    return wrong(remark("wrong", name="fastest_lr"), shown)


def _first(arrivals: Mapping[float, float | None]) -> float | None:
    there = {lr: count for lr, count in arrivals.items() if count is not None}
    return min(there, key=lambda lr: there[lr]) if there else None


def _own_first(seen: Seen) -> float | None:
    rows = read_table(seen.here["results"], RESULTS)
    if isinstance(rows, Problem):
        return None
    counts: dict[float, float | None] = {}
    for lr, row in rows.items():
        entry = row.get("converged_iter")
        own = None if never(entry) else one_number(entry)
        counts[lr] = None if own is None else float(own.array)
    return _first(counts) if len(set(counts.values())) > 1 else None


def curves(seen: Seen) -> Sequence[Curve]:
    """One curve a rate: on the parabola, or f, x or a distance against the iteration."""
    wanted = []
    for rate in RATES:
        ways: list[Floats] = []
        least = UPDATES + 1
        for run in runs_of(rate, seen):
            count = np.arange(len(run.path))
            distances = (run.path - quadratic.X_MIN, run.heights - quadratic.F_MIN)
            for y in (*distances, *(np.abs(distance) for distance in distances)):
                ways += [way(count, y), way(count + 1, y)]
            ways += ways_of_path(run.path, run.heights)
            ways += [points[1:] for points in ways]  # the start may be left out
            stopped = 1 if run.grows else run.arrival
            least = min(least, UPDATES if stopped is None else stopped + 1)
        wanted.append(Curve(f"lr = {rate:g}", tuple(ways), least))
    return wanted
