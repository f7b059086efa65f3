"""A batch from its inboxes to the overview."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

import click

from grader.cli.batching import Beginning, Tally, graded
from grader.cli.hands import Hands, Local
from grader.cli.output import OVERVIEW, deliver
from grader.cli.queue import Choice, Queue
from grader.report.safe import one_line
from grader.submission.files import shown

if TYPE_CHECKING:
    from grader.cli.inboxes import Reading
    from grader.cli.worker import Setup
    from grader.execution.levels import Engine
    from grader.execution.sandbox import Limits
    from grader.gradebook.rows import Person, RunKey, StudentRow
    from grader.gradebook.standing import Extension, Standing
    from grader.gradebook.store import Cohort, Gradebook
    from grader.grading.course import Course
    from grader.submission.inbox.hand_in import Recognised

SLACK = 60.0
"""Seconds for starting, judging and writing, besides those that the code may take."""
US = "grader"
BEGUN, ENDED = "batch begun", "batch ended"


def run_key(course: Course, exercises: tuple[str, ...], limits: Limits, engine: Engine) -> RunKey:
    """What decides a result, besides the submission."""
    from grader.execution.environment import fingerprint
    from grader.gradebook.rows import RunKey
    from grader.grading.grade import SEED, choose
    from grader.grading.identity import identity

    return RunKey(
        course=course.digest,
        grader=identity(),
        environment=fingerprint(course.environment_path),
        exercises=tuple(entry.exercise.id for entry in choose(course, exercises)),
        limits=asdict(limits),
        engine=engine,
        seed=SEED,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch over one gradebook.

    Attributes:
        gradebook: Where results go.
        course: What submissions are held against.
        setup: What holds for all of them.
        reading: How the inboxes were read.
        extensions: Other due dates of single students, by key or another id.
        choice: Which submissions are run; `after` is found out here.
        jobs: How many at a time, on this machine.
        scheduler: The address of a cluster's, if the cluster is to grade.
        verbose: A line for each.
    """

    gradebook: Gradebook
    course: Course
    setup: Setup
    reading: Reading
    extensions: Mapping[str, Extension]
    choice: Choice
    jobs: int
    scheduler: str | None
    verbose: bool

    def run(self, found: Sequence[Recognised]) -> int:
        """Grade all that is to be graded in the inboxes and the gradebook; gives the exit code."""
        from grader.cli.progress import shown_progress
        from grader.gradebook.policy import due_of

        cohort = self.gradebook.course(self.course.settings.name, create=True)
        if self.reading.roster is not None:
            cohort.enrol(self.reading.roster.people)
        choice = replace(self.choice, after=self._begin(cohort))
        with shown_progress() as progress:
            due = due_of(self._people(cohort, found), self.course.settings, self.extensions)
            queue = Queue(cohort, choice, due, progress.expect)
            tally = Tally(cohort, choice.regrade is not None, progress, self.verbose)
            try:
                self._work(queue, found, tally)
            except KeyboardInterrupt:
                progress.say(_interrupted(tally, queue))
                raise
        cohort.log(US, ENDED, {**self._kind(cohort), "runs": tally.total})
        return self._finish(cohort, queue, tally)

    def _people(self, cohort: Cohort, found: Sequence[Recognised]) -> Iterator[Person]:
        """All who are known: of the inboxes, then of the gradebook, where the roster is by now."""
        from grader.cli.inboxes import people_of

        for one in found:
            for hand_in in one.hand_ins:
                yield from people_of(hand_in, self.reading)
        yield from (row.person for row in cohort.students())

    def _work(self, queue: Queue, found: Sequence[Recognised], tally: Tally) -> None:
        from grader.cli.inboxes import arrivals

        count = sum(len(one.hand_ins) for one in found)
        # A submission runs once, and once more for each exercise that lost points.
        asked = len(self.setup.key.exercises)
        seconds = (1 + asked) * (self.setup.limits.submission_seconds + SLACK)
        handed = queue.take(arrivals(found, self.reading), count)
        with (
            self._hands(seconds, tally.progress.say) as hands,
            closing(graded(handed, self.setup, hands)) as outcomes,
        ):
            for item, noted in outcomes:
                tally.add(item, noted)

    @contextmanager
    def _hands(self, seconds: float, say: Callable[[str], None]) -> Iterator[Hands]:
        """Who grades: workers of this machine, or those of a cluster."""
        ready = Beginning(self.setup.output, say)
        if self.scheduler is None:
            yield Local(self.setup, self.jobs, seconds, ready)
            return
        from grader.cli.afar import afar

        def tell(text: str) -> None:
            say(f"grader: {one_line(text, 1_000)}")

        with afar(self.scheduler, self.setup, self.course, seconds, ready, tell) as hands:
            yield hands

    def _kind(self, cohort: Cohort) -> dict[str, object]:
        """What two batches share if the second goes on with the first."""
        students = "\n".join(sorted(self.choice.students))
        return {
            "course": cohort.name,
            "key": self.setup.key.digest,
            "regrade": self.choice.regrade or "",
            "students": hashlib.sha256(students.encode()).hexdigest() if students else "",
        }

    def _begin(self, cohort: Cohort) -> int:
        """Note the beginning; the last run that was there, for a batch that was killed its own."""
        kind = self._kind(cohort)
        last = max((run.id for _, run in cohort.submissions() if run), default=0)
        begun: dict[str, object] | None = None
        for entry in self.gradebook.audit():
            if entry.payload.get("course") == cohort.name and entry.action in (BEGUN, ENDED):
                begun = dict(entry.payload) if entry.action == BEGUN else None
        if begun is not None and {**begun, "after": 0} == {**kind, "after": 0}:
            last = int(str(begun["after"]))
        cohort.log(US, BEGUN, {**kind, "after": last})
        return last

    def _finish(self, cohort: Cohort, queue: Queue, tally: Tally) -> int:
        """Write the overview, and say how it went and what can be done next."""
        from grader.gradebook.policy import standings

        tally.say()
        for line in queue.said():
            click.echo(line)
        rows = list(cohort.students())
        counting = standings(rows, self.course.settings, self.extensions, cohort.voids())
        for line in (*_class(counting), *self._strangers(rows)):
            click.echo(line)
        if tally.counts["not-judged"]:
            click.echo("what was not judged is tried again by `grader batch --regrade failed`")
        self._write_pages(cohort, counting, tally)
        click.echo(f"reports and results: {one_line(str(self.setup.output), 1_000)}")
        click.echo(f"overview: {one_line(str(self.setup.output / OVERVIEW), 1_000)}")
        return 3 if tally.counts["not-judged"] else 0

    def _strangers(self, rows: Sequence[StudentRow]) -> Iterator[str]:
        """Names in the files about people that mean nobody, which a slip of the pen may be."""
        from grader.gradebook.policy import unmatched

        nobody = unmatched(rows, self.extensions)
        if nobody:
            names = one_line(shown(nobody))
            yield f"extensions without effect, as nobody or several are called so: {names}"
        roster = self.reading.roster
        if roster is not None:
            known = {person.key for person in roster.people}
            others = [r.person.key for r in rows if r.attempts and r.person.key not in known]
            if others:
                yield f"handed in, and not in the roster: {one_line(shown(others))}"

    def _write_pages(self, cohort: Cohort, counting: Sequence[Standing], tally: Tally) -> None:
        """The overview, and the pages that say what counts beside what was earned, or are missing.

        A batch that was killed has written its pages, but not those words; they are cheap to write
        again.
        """
        from grader.cli.pages import page_of, record_of, result_of, sheets, without_of
        from grader.report.classroom.html import render_overview
        from grader.report.classroom.view import report_file

        output = self.setup.output
        records = []
        for sheet in sheets(counting):
            known = tally.records.get(sheet.run.id)
            standing, target = sheet.standing, output / report_file(sheet.name)
            says_more = bool(standing.notes) or standing.points != sheet.run.points
            if known is not None and not says_more:
                records.append(replace(known, name=sheet.name))
                continue
            result = result_of(cohort, sheet.run)
            records.append(record_of(result, sheet))
            if says_more or not target.exists():
                deliver(page_of(cohort, standing, result, staff=False), target)
        without = [one for standing in counting if (one := without_of(standing)) is not None]
        page = render_overview(records, without).encode("utf-8", "replace")
        deliver(page, output / OVERVIEW)


def _class(counting: Sequence[Standing]) -> Iterator[str]:
    """What counts for the class: who has a score, the median of those, who has none."""
    from grader.report.said import points

    scores = [one.points for one in counting if one.points is not None]
    if scores:
        most = max(one.max_points for one in counting)
        count = f"{len(scores)} {'student' if len(scores) == 1 else 'students'}"
        yield f"median of {count}: {points(median(scores))} of {points(most)}"
    missing = sum(one.status == "missing" for one in counting)
    if missing:
        yield f"{missing} of the roster handed in nothing"


def _interrupted(tally: Tally, queue: Queue) -> str:
    done = f"{tally.total} of {queue.total} are in the gradebook"
    return f"interrupted: {done}; the same command goes on"
